import type { Alerts } from "../alerts/mod.ts";
import type { AlertsView } from "./api_schema.ts";

/** The alerts that are active, and the last that came or went. */
export function alertsView({ size, active, recent }: Alerts): AlertsView {
  return { count: size, active, recent };
}
