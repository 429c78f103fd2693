import type { Alert } from "../../protocol/mod.ts";

/** How many alerts that came or went are kept. */
const KEPT = 500;

/** How many active alerts are told at once: a graph that is all red must not drown whoever looks. */
const SHOWN = 500;

/** The alerts that are active, and the last that came or went. */
export interface Alerts {
  /** The number that the next alert gets. */
  readonly next: number;
  /** How many are active. */
  readonly size: number;
  /** The active alerts, the worst first, among equals the latest; at most five hundred. */
  readonly active: readonly Alert[];
  /** The last alerts that came or went, the newest last; at most five hundred. */
  readonly recent: readonly Alert[];
  /** The kept alerts that came or went from number `from` up to, but without, number `to`. */
  between(from: number, to: number): Alert[];
}

/** The alerts of a graph, as they are noted. Bounded, whatever a graph does. */
export class AlertLog implements Alerts {
  readonly #active = new Map<string, Alert>();
  #recent: Alert[] = [];
  #next = 0;

  /** The number that the next alert gets. */
  get next(): number {
    return this.#next;
  }

  /** How many are active. */
  get size(): number {
    return this.#active.size;
  }

  /** The active alerts, the worst first, among equals the latest; at most five hundred. */
  get active(): Alert[] {
    return [...this.#active.values()].sort((one, other) =>
      other.level - one.level || other.since - one.since || other.n - one.n
    ).slice(0, SHOWN);
  }

  /** The last alerts that came or went, the newest last. */
  get recent(): readonly Alert[] {
    return this.#recent;
  }

  /** Notes an alert that came or went. `key` names what it is the state of. */
  add(key: string, alert: Omit<Alert, "n">): Alert {
    const numbered = { n: this.#next++, ...alert };
    if (alert.cleared) this.#active.delete(key);
    else this.#active.set(key, numbered);
    this.#recent.push(numbered);
    if (this.#recent.length > KEPT) this.#recent.shift();
    return numbered;
  }

  /** The kept alerts that came or went from number `from` up to, but without, number `to`. */
  between(from: number, to: number): Alert[] {
    return this.#recent.filter(({ n }) => n >= from && n < to);
  }
}
