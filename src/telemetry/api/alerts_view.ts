import type { Alert } from "../../protocol/mod.ts";
import type { Alerts } from "../alerts/mod.ts";

/** The alerts, for `/api/alerts`. */
export interface AlertsView {
  /** How many are active. */
  readonly count: number;
  /** The active ones, the worst first; at most five hundred. */
  readonly active: readonly Alert[];
  /** The last hundred that came or went, the newest last. */
  readonly recent: readonly Alert[];
}

/** The alerts that are active, and the last that came or went. */
export function alertsView({ size, active, recent }: Alerts): AlertsView {
  return { count: size, active, recent };
}
