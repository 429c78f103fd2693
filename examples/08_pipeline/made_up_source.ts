/**
 * A wire of one's own, for a source that needs no service: it makes orders up.
 *
 * @module
 */
import type { Pulled, SourceWire, SourceWireKind } from "@steady-state/deno/connectors";
import { orderOf } from "./kinds.ts";

type MadeUpArgs = {
  /** Orders in all. */
  readonly count: number;
};

/**
 * Makes up so many orders. It knows nothing of earlier processes, so each begins with the first one again; that none is in the table twice
 * is up to the origin, which is the same each time.
 */
export const madeUpSource: SourceWireKind<MadeUpArgs, number> = {
  name: "made up",
  args: { count: 0 },
  redelivers: true,
  faults: ({ count }) =>
    Number.isInteger(count) ? [] : [`"count" is ${count}: give a whole number`],
  create: ({ count }) => Promise.resolve(new MadeUpWire(count)),
};

class MadeUpWire implements SourceWire<number> {
  readonly #count: number;
  #next = 0;

  constructor(count: number) {
    this.#count = count;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  pull(max: number): Promise<readonly Pulled<number>[] | undefined> {
    if (this.#next === this.#count) return Promise.resolve(undefined);
    const ids = Array.from({ length: Math.min(max, this.#count - this.#next) }, () => this.#next++);
    return Promise.resolve(ids.map((id) => ({
      origin: `MADE UP/${id + 1}`,
      partition: "MADE UP",
      position: id,
      raw: { bytes: new TextEncoder().encode(JSON.stringify(orderOf(id))) },
    })));
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
