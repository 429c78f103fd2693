import type { Rx } from "../../channel/rx.ts";
import {
  callback,
  filled,
  misuse,
  optionFaults,
  type Schema,
  throwOptionFaults,
} from "../../option_faults.ts";
import {
  type AnyActor,
  type CollectingPerformer,
  direct,
  endsOf,
  portName,
  type PortUse,
} from "../performers/mod.ts";
import { type LatencyFigures, latencyFigures } from "./latency_figures.ts";
import type { LoadingPerformer } from "./load.ts";

/** How what comes is matched with what was sent. */
export interface MeasureOptions {
  /**
   * Which message it is: the same for what comes as for the message of the load from which it came. Those of the same key are matched
   * in their order.
   *
   * @default {the same for all, so that all are matched in their order}
   */
  readonly key?: (message: never) => unknown;
  /**
   * The port to take from.
   *
   * @default {the only one that takes}
   */
  readonly port?: string;
}

/** What is known of {@link MeasureOptions}. */
export const MEASURE_OPTIONS: Schema<MeasureOptions> = {
  key: { check: callback() },
  port: { check: portName },
};

/** A performer that keeps what it takes, and how long each message took. It plays one actor, on one port or lane. */
export interface MeasuringPerformer<T = unknown> extends CollectingPerformer<T, undefined> {
  /** When each message came, by the clock of its actor, in milliseconds since the epoch. */
  readonly arrived: readonly number[];
  /** How long each took from when it was due, in milliseconds; `undefined` where no message of the load has its key. */
  readonly latencies: readonly (number | undefined)[];
  /** The same in figures. */
  readonly latency: LatencyFigures;
}

/**
 * Takes what comes until nothing more can, as {@link collect} does, and measures how long it took from when it was due at the other end
 * of the graph, whatever lies between: its wait for room, in channels, and for actors.
 *
 * Without a `key` the first that comes is taken for the first that was sent, and so on: right for chains in which each message becomes
 * one, in order. Where messages overtake each other, fall away, or come from several loads, give a key that they keep.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { defineActor, rx, tx } from "@steady-state/deno/actor";
 * import { load, measure, simulate } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
 * const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });
 *
 * function line(): Graph {
 *   const graph = new Graph("line");
 *   const { tx: out, rx: input } = graph.channel("numbers", u32);
 *   return graph.actor("SOURCE", source, { ports: { out } }).actor("SINK", sink, { ports: { in: input } });
 * }
 *
 * const [run] = await simulate(line, { latency: 0 }, async (stage) => {
 *   const numbers = load((i) => i, { rate: 100, count: 500 });
 *   const taken = measure(numbers);
 *   stage.perform("SOURCE", numbers);
 *   stage.perform("SINK", taken);
 *   await stage.finished;
 *   assertEquals([taken.latency.count, taken.latency.maxMs], [500, 0]); // computing takes no time here, unless it is given a cost
 * });
 * assertEquals(run?.load?.arrived, 500);
 * ```
 *
 * @throws {TypeError} if `loads` are none, or the options are wrong
 */
export function measure<T = unknown>(
  loads: LoadingPerformer | readonly LoadingPerformer[],
  options: MeasureOptions = {},
): MeasuringPerformer<T> {
  const all = [loads].flat();
  throwOptionFaults("measure a load", [
    ...(all.every((load) => Array.isArray(load?.due))
      ? []
      : [misuse("what it is to be measured by is no load, give what load() returned")]),
    ...optionFaults(MEASURE_OPTIONS, options),
  ]);
  const { key = () => undefined, port } = filled<MeasureOptions, never>(MEASURE_OPTIONS, options);
  const measured = new Measured<T>(all, key as (message: unknown) => unknown, port);
  const performer = Object.defineProperties((actor: AnyActor) => measured.run(actor), {
    taken: { value: measured.taken },
    takenBy: { value: (label: string) => label === measured.label ? measured.taken : [] },
    arrived: { value: measured.arrived },
    latencies: { get: () => measured.latencies },
    latency: { get: () => measured.figures },
  }) as unknown as MeasuringPerformer<T>;
  return direct(performer, {
    uses: [measured.use],
    soloVerb: "measure",
    begin: () => measured.forget(),
  });
}

class Measured<T> {
  readonly taken: T[] = [];
  readonly arrived: number[] = [];
  /** When each was due that has come. */
  readonly #due: (number | undefined)[] = [];
  readonly #loads: readonly LoadingPerformer[];
  readonly #key: (message: unknown) => unknown;
  /** Where it plays. */
  readonly use: PortUse;
  /** Whom it plays. */
  label: string | undefined;
  /** How many messages of each load are among those that are expected. */
  readonly #known: number[];
  /** When those are due that have not come yet, by key, in order. */
  readonly #expected = new Map<unknown, number[]>();

  constructor(
    loads: readonly LoadingPerformer[],
    key: (message: unknown) => unknown,
    port: string | undefined,
  ) {
    this.#loads = loads;
    this.#key = key;
    this.use = { verb: "measure", direction: "rx", port, needsOrder: true };
    this.#known = loads.map(() => 0);
  }

  /** A run begins: what the one before has left is no more. */
  forget(): void {
    this.taken.length = this.arrived.length = this.#due.length = 0;
    this.#known.fill(0);
    this.#expected.clear();
  }

  get latencies(): (number | undefined)[] {
    return this.arrived.map((at, place) => {
      const due = this.#due[place];
      return due === undefined ? undefined : at - due;
    });
  }

  get figures(): LatencyFigures {
    return latencyFigures(this.latencies.filter((ms) => ms !== undefined));
  }

  async run(actor: AnyActor): Promise<void> {
    this.label = actor.label;
    const [input] = endsOf<Rx<T>>(actor, this.use) as [Rx<T>];
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(input.avail());
      const now = actor.clock.now();
      for (;;) {
        // Where it stands in all: a message that a generation before has taken, and not for good, is put where it was.
        const place = input.taken;
        const message = input.tryTake();
        if (message === undefined) break;
        this.taken.length = this.arrived.length = place;
        this.taken[place] = message;
        this.arrived[place] = now;
        // It is the same message then, too, and was matched before.
        if (place === this.#due.length) this.#due.push(this.#match(message));
      }
    }
  }

  #match(message: T): number | undefined {
    this.#loads.forEach((load, i) => {
      const { due } = load;
      for (let place = this.#known[i] as number; place < due.length; place++) {
        const key = this.#key(load.messageAt(place));
        const expected = this.#expected.get(key);
        if (expected === undefined) this.#expected.set(key, [due[place] as number]);
        else expected.push(due[place] as number);
      }
      this.#known[i] = due.length;
    });
    const key = this.#key(message);
    const expected = this.#expected.get(key);
    if (expected === undefined) return undefined;
    const due = expected.shift();
    if (expected.length === 0) this.#expected.delete(key);
    return due;
  }
}
