import type { LifeEvent } from "../protocol/topology.ts";
import type { NumberedLife } from "./wire.ts";

/** How many events are kept. */
const KEPT = 200;

/** How many characters of an event's detail are kept. */
const DETAIL_MAX = 4000;

/** The last life events, numbered. Bounded, whatever an actor does. */
export class LifeLog {
  #events: NumberedLife[] = [];
  #next = 0;

  /** The number that the next event gets. */
  get next(): number {
    return this.#next;
  }

  /** All kept events, the oldest first. */
  get events(): readonly NumberedLife[] {
    return this.#events;
  }

  /** Adds an event. */
  add(event: LifeEvent): void {
    const { detail, ...rest } = event;
    const kept = detail === undefined ? {} : { detail: detail.slice(0, DETAIL_MAX) };
    this.#events.push({ ...rest, ...kept, n: this.#next++ });
    if (this.#events.length > KEPT) this.#events.shift();
  }

  /** The kept events from number `from` up to, but without, number `to`. */
  between(from: number, to: number): NumberedLife[] {
    return this.#events.filter(({ n }) => n >= from && n < to);
  }
}
