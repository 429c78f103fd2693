import { systemClock } from "../../world.ts";
import { type ErrorReport, guarded, reportError } from "../../errors.ts";
import {
  callback,
  filled,
  optionFaults,
  type Schema,
  throwOptionFaults,
} from "../../option_faults.ts";
import type { Alert, TelemetrySource } from "../../protocol/mod.ts";
import type { GraphSample } from "../sample/mod.ts";
import { type Alerts, Teller } from "../alerts/mod.ts";
import { checkPercentiles, type Measures } from "../measure/mod.ts";
import { printError } from "../../printer.ts";
import { checkRate, DEFAULT_RATE_HZ } from "./rate.ts";
import { Sampler } from "./sampler.ts";
import type { ShownValue } from "./shown_stats.ts";

/** How a graph is observed. */
export interface ObserverOptions {
  /**
   * Samples a second, from 1 to 20.
   *
   * @default {10}
   */
  readonly hz?: number;
  /**
   * More percentiles that summaries have, besides 50, 90 and 99: at most ten numbers above 0, up to 100. What 99.9 of 100 values do not
   * exceed is `p99.9` then.
   *
   * @default {[]}
   */
  readonly percentiles?: readonly number[];
  /**
   * Tells the time, in milliseconds since the epoch.
   *
   * @default {the machine's clock}
   */
  readonly now?: () => number;
}

type ObserverStandards = "hz" | "percentiles" | "now";

/** What is known of {@link ObserverOptions}. */
export const OBSERVER_OPTIONS: Schema<ObserverOptions, ObserverStandards> = {
  hz: { check: checkRate, default: DEFAULT_RATE_HZ },
  percentiles: { check: checkPercentiles, default: [] },
  now: { check: callback(), default: systemClock.now },
};

/** Is told each sample, and the alerts that came or went with it. */
export type SampleListener = (sample: GraphSample, alerts: readonly Alert[]) => void;

/**
 * Samples a graph at a steady rate from its making to its closing, whoever looks. The page, the history and the alerts are made
 * from what it sees, so a graph needs one only: `serveTelemetry` and `run` have theirs. Make one for a graph that you start
 * yourself and do not serve. It keeps the process alive until it is closed. Where a graph has several, the first that is not
 * closed tells the graph's `onAlert`.
 *
 * ```ts
 * import { Observer } from "@steady-state/deno/telemetry";
 * import { assertEquals } from "@std/assert";
 *
 * using observer = new Observer({
 *   region: new SharedArrayBuffer(0),
 *   topology: {
 *     graph: "empty",
 *     definitions: [],
 *     actors: [],
 *     channels: [],
 *     troupes: [],
 *     supervisors: [],
 *   },
 *   lifecycle: () => "running",
 *   restarts: () => 0,
 *   heapBytes: () => null,
 *   workerOf: () => null,
 *   onLife: () => () => {},
 * });
 * observer.onSample(({ actors }) => console.log(actors.length));
 * assertEquals(observer.alerts.size, 0);
 * ```
 */
export class Observer implements Disposable {
  /** What is observed. */
  readonly source: TelemetrySource;
  /** Samples a second. */
  readonly hz: number;
  readonly #now: () => number;
  readonly #sampler: Sampler;
  readonly #teller: Teller;
  readonly #listeners = new Set<SampleListener>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #stopListening: () => void;
  #latest: GraphSample;
  #failed = false;
  #closed = false;

  /**
   * Begins at once.
   *
   * @throws {RangeError} If the rate is out of bounds.
   * @throws {TypeError} If there is an option that is not known or of a wrong type, or with several faults, all that there are.
   */
  constructor(source: TelemetrySource, options: ObserverOptions = {}) {
    throwOptionFaults(
      `observe graph "${source.topology.graph}"`,
      optionFaults(OBSERVER_OPTIONS, options),
    );
    const { hz, percentiles, now } = filled<ObserverOptions, ObserverStandards>(
      OBSERVER_OPTIONS,
      options,
    );
    this.source = source;
    this.hz = hz;
    this.#now = now;
    this.#sampler = new Sampler(source, percentiles);
    this.#teller = new Teller(source);
    this.#stopListening = source.onLife((event) => this.#sampler.note(event));
    this.#latest = this.#sampler.sample(now());
    this.#timer = setInterval(() => this.#beat(), 1000 / hz);
  }

  /** The alerts that are active, and the last that came or went. */
  get alerts(): Alerts {
    return this.#sampler.alerts;
  }

  /** What was measured in the last fifteen minutes. */
  get measures(): Measures {
    return this.#sampler.measures;
  }

  /** The statistics that the option `shown` of actors, channels and their graph asks for. */
  get shownValues(): readonly ShownValue[] {
    return this.#sampler.shownValues;
  }

  /** The last sample; at most one period old. */
  get latest(): GraphSample {
    return this.#latest;
  }

  /** Calls `listener` with each sample from now on; the result ends that. What it throws, or its promise
   * rejects with, is logged once. */
  onSample(listener: SampleListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a sample right now and tells everybody, for instance the last one of a graph. */
  tick(): GraphSample {
    const sample = this.#latest = this.#sampler.sample(this.#now());
    const { fresh } = this.#sampler;
    for (const listener of this.#listeners) this.#tell(() => listener(sample, fresh));
    if (this.#teller.isFirst) {
      for (const alert of fresh) this.#tell(() => this.#teller.tell(alert));
    }
    return sample;
  }

  /** Ends the sampling. Once the graph has stopped, that is told first, with the alerts that are cleared by it; nothing more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    const isOver = this.source.lifecycle() === "stopped";
    if (isOver && this.#latest.lifecycle !== "stopped") this.#beat();
    this.#teller.close(isOver);
    this.#stopListening();
    this.#listeners.clear();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #beat(): void {
    try {
      this.tick();
    } catch (error) {
      this.#fail(reportError(error));
    }
  }

  #tell(call: () => unknown): void {
    guarded(call, (error) => this.#fail(error));
  }

  // A fault here must not end the process whose health it is to show, nor fill its log.
  #fail({ stack }: ErrorReport): void {
    if (!this.#failed) printError(`Cannot sample telemetry: ${stack}`);
    this.#failed = true;
  }
}
