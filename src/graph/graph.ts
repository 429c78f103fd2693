import type { ChannelOptions } from "../channel/channel_spec.ts";
import type { Kind } from "../channel/kind.ts";
import { GraphError } from "../errors.ts";
import type { ActorShape, ArgsSchema, Port, PortSchema } from "../protocol/actor_shape.ts";
import type { WaitStrategy } from "../protocol/plan.ts";
import type { TelemetrySource } from "../protocol/topology.ts";
import type { Lifecycle } from "../shutdown/tally.ts";
import type { StateSchema } from "../state/mod.ts";
import type { Intensity } from "../supervisor/intensity.ts";
import type { ActorBlueprint, Blueprint, ChannelBlueprint, End, Troupe } from "./blueprint.ts";
import { channelLabel } from "./blueprint.ts";
import { graphFaults } from "./checks.ts";
import { GraphRun, type RunOptions } from "./graph_run.ts";
import { type LogRecord, type LogSink, printRecord } from "./log_record.ts";
import { type GraphPlan, planGraph } from "./plan.ts";
import type { StopReport } from "./stop_report.ts";

/** How a graph runs. */
export interface GraphOptions {
  /**
   * How long the actors' modules may take to load, in milliseconds.
   *
   * @default {20_000}
   */
  readonly startTimeoutMs?: number;
  /**
   * How long the actors may take to stop once they are asked to, in milliseconds.
   *
   * @default {30_000}
   */
  readonly stopTimeoutMs?: number;
  /**
   * How many restarts of one actor in what time are too many: the graph then stops.
   *
   * @default {{ restarts: 10, withinMs: 10_000 }}
   */
  readonly intensity?: Intensity;
  /**
   * The lowest level that is logged.
   *
   * @default {"info"}
   */
  readonly logLevel?: LogRecord["level"];
  /**
   * Where log records go.
   *
   * @default {one line each on standard error}
   */
  readonly log?: LogSink;
}

const DEFAULTS: RunOptions = {
  startTimeoutMs: 20_000,
  stopTimeoutMs: 30_000,
  intensity: { restarts: 10, withinMs: 10_000 },
  logLevel: "info",
  log: printRecord,
};

/** A channel of a graph: the two ends to wire. */
export interface Channel<T, N extends string = string> {
  /** To be wired to the port that sends. */
  readonly tx: End<T, N, "tx">;
  /** To be wired to the port that takes. */
  readonly rx: End<T, N, "rx">;
}

/** A bundle of a graph: like channels, one a lane. Wire all ends to one port, or each lane's to another actor. */
export interface Bundle<T, N extends string = string> {
  /** The sending ends, by lane. */
  readonly tx: readonly End<T, N, "tx">[];
  /** The taking ends, by lane. */
  readonly rx: readonly End<T, N, "rx">[];
}

/** How long a bundle's lanes are, and how many. */
export interface BundleOptions extends ChannelOptions {
  /** How many lanes the bundle has, from 1 to 10,000. */
  readonly girth: number;
}

/** A mesh of a graph: a channel from each of some senders to each of some takers. */
export interface Mesh<T, N extends string = string> {
  /** The sending ends: a bundle for each sender, with a lane to every taker. */
  readonly tx: readonly (readonly End<T, N, "tx">[])[];
  /** The taking ends: a bundle for each taker, with a lane from every sender. */
  readonly rx: readonly (readonly End<T, N, "rx">[])[];
}

/** How long the channels of a mesh are, and how many senders and takers it has. */
export interface MeshOptions extends ChannelOptions {
  /** How many senders. */
  readonly from: number;
  /** How many takers. */
  readonly to: number;
}

const MAX_GIRTH = 10_000;

/** Timers cannot be set further ahead. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const LEVELS: readonly unknown[] = ["debug", "info", "warn", "error"];

/** What is wired to the ports of an actor: an end for each, or an array of ends for a bundle's port. */
export type Wiring<P> = {
  readonly [K in keyof P]: P[K] extends Port<infer M, infer D, infer B>
    ? M extends Kind<infer T, infer N> ? B extends true ? readonly End<T, N, D>[] : End<T, N, D>
    : never
    : never;
};

/** How an actor takes part in a graph. */
export interface ActorOptions<P, A> {
  /** What its ports are wired to. */
  readonly ports?: Wiring<P>;
  /** Its args, where they differ from the definition's. */
  readonly args?: Partial<A>;
  /** Its number among actors of one name. */
  readonly instance?: number;
  /** The troupe it belongs to. Without one it is solo: it has a worker of its own. */
  readonly troupe?: Troupe;
  /**
   * What it does when what it waits for is not there. Members of a troupe always park: they would keep each other waiting.
   *
   * @default {"adaptive"}
   */
  readonly waitStrategy?: WaitStrategy;
}

/**
 * A graph of actors joined by channels. First it is drawn, then started once; it ends when its actors have ended.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = new Graph("sketch");
 * const numbers = graph.channel("numbers", u32, { capacity: 1024 });
 * assertEquals(numbers.tx.label, "numbers");
 * assertEquals(graph.lifecycle, "building");
 * ```
 */
export class Graph implements AsyncDisposable {
  readonly #blueprint: Blueprint;
  readonly #options: RunOptions;
  #run: GraphRun | undefined;
  #wasStarted = false;

  /** Begins a graph. Its name is shown to people. */
  constructor(name: string, options: GraphOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#blueprint = {
      name,
      channels: [],
      actors: [],
      troupes: [],
      faults: [...unknownOptions(options), ...optionFaults(this.#options)],
    };
  }

  /** The graph's name. */
  get name(): string {
    return this.#blueprint.name;
  }

  /** Where it is in its life. */
  get lifecycle(): Lifecycle {
    return this.#run?.lifecycle ?? "building";
  }

  /** Draws a channel. Faulty options are reported by {@link Graph.start}, together with all other faults. */
  channel<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: ChannelOptions = {},
  ): Channel<T, N> {
    return this.#channel({ name, lane: null, kind, options });
  }

  /** Draws a bundle of like channels. */
  bundle<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    { girth, ...options }: BundleOptions,
  ): Bundle<T, N> {
    const fits = Number.isInteger(girth) && girth >= 1 && girth <= MAX_GIRTH;
    if (!fits) {
      this.#blueprint.faults.push(
        `Cannot build bundle "${name}": its girth is ${girth}, give a whole number from 1 to ${MAX_GIRTH}`,
      );
    }
    const lanes = Array.from(
      { length: fits ? girth : 1 },
      (_, lane) => this.#channel<T, N>({ name, lane, kind, options }),
    );
    return { tx: lanes.map((lane) => lane.tx), rx: lanes.map((lane) => lane.rx) };
  }

  /**
   * Draws a bundle from each of `from` senders to each of `to` takers: `tx[i]` are the lanes of sender i, by taker; `rx[j]`
   * those of taker j, by sender. For work that is dealt out anew by key.
   */
  mesh<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    { from, to, ...options }: MeshOptions,
  ): Mesh<T, N> {
    const bundles = Array.from(
      { length: Number.isInteger(from) && from >= 1 && from <= MAX_GIRTH ? from : 1 },
      (_, sender) => this.bundle(`${name} ${sender}`, kind, { ...options, girth: to }),
    );
    if (bundles.length !== from) {
      this.#blueprint.faults.push(
        `Cannot build mesh "${name}": it has ${from} senders, give a whole number from 1 to ${MAX_GIRTH}`,
      );
    }
    const takers = bundles[0]?.rx ?? [];
    return {
      tx: bundles.map((bundle) => bundle.tx),
      rx: takers.map((_, taker) => bundles.map(({ rx }) => rx[taker] as End<T, N, "rx">)),
    };
  }

  #channel<T, N extends string>(channel: ChannelBlueprint): Channel<T, N> {
    this.#checkDrawing("draw a channel");
    this.#blueprint.channels.push(channel);
    const kind = channel.kind.name as N;
    const label = channelLabel(channel);
    const end = <D extends "tx" | "rx">(direction: D): End<T, N, D> =>
      ({ direction, kind, label, channel }) as End<T, N, D>;
    return { tx: end("tx"), rx: end("rx") };
  }

  /** Draws a troupe: its actors share one worker, which saves memory and threads where they need not run side by side. */
  troupe(name: string): Troupe {
    this.#checkDrawing("draw a troupe");
    const troupe = { name };
    this.#blueprint.troupes.push(troupe);
    return troupe;
  }

  /**
   * Draws an actor. Each of its ports must be wired to an end of the same direction and kind; each end of each channel
   * to one port. Returns the graph.
   */
  actor<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
    name: string,
    definition: ActorShape<P, S, A>,
    options: ActorOptions<P, A> = {},
  ): this {
    this.#checkDrawing("draw an actor");
    this.#blueprint.actors.push({
      name,
      instance: options.instance ?? null,
      definition,
      ports: (options.ports ?? {}) as ActorBlueprint["ports"],
      args: options.args ?? {},
      troupe: options.troupe ?? null,
      waitStrategy: options.waitStrategy ?? "adaptive",
    });
    return this;
  }

  #checkDrawing(what: string): void {
    if (this.#run !== undefined) {
      throw new TypeError(`Cannot ${what} in graph "${this.name}": it is laid out already`);
    }
  }

  /**
   * Starts the graph: checks it, loads every actor in its worker, then lets all begin together.
   *
   * @throws {GraphError} with every fault of the graph, before any worker is started; or with every actor that did not
   * come up in time, and why
   * @throws {TypeError} if it was started before
   */
  async start(): Promise<void> {
    if (this.#wasStarted) {
      throw new TypeError(`Cannot start graph "${this.name}": it was started already`);
    }
    const run = this.#prepare();
    this.#wasStarted = true;
    await run.start();
  }

  /** Checks the graph and lays it out in memory. Nothing can be drawn after that. */
  #prepare(): GraphRun {
    if (this.#run === undefined) {
      const faults = graphFaults(this.#blueprint);
      if (faults.length > 0) throw new GraphError(this.name, faults);
      this.#run = new GraphRun(this.#plan(), this.#options);
    }
    return this.#run;
  }

  #plan(): GraphPlan {
    try {
      return planGraph(this.#blueprint);
    } catch (error) {
      // Memory is counted as a whole, once every single channel is in order.
      if (error instanceof RangeError) throw new GraphError(this.name, [error.message]);
      throw error;
    }
  }

  /**
   * Asks every actor to stop, and resolves when they have.
   *
   * @throws {StopError} if an actor failed, or did not stop in time; it names who, and why
   * @throws {TypeError} if the graph was never started
   */
  stop(reason = "stop() was called"): Promise<StopReport> {
    const run = this.#started("stop");
    run.requestStop(reason);
    return run.finished;
  }

  /**
   * Resolves when the graph has stopped, for whatever reason.
   *
   * @throws {StopError} if an actor failed, or did not stop in time
   * @throws {TypeError} if the graph was never started
   */
  get finished(): Promise<StopReport> {
    return this.#started("await the end").finished;
  }

  /**
   * What telemetry is made from. The graph is checked and laid out if it was not yet, so nothing more can be drawn.
   *
   * @throws {GraphError} with every fault of the graph
   */
  get telemetry(): TelemetrySource {
    return this.#prepare().telemetry;
  }

  #started(what: string): GraphRun {
    if (this.#run === undefined || !this.#wasStarted) {
      throw new TypeError(`Cannot ${what} graph "${this.name}": it was never started`);
    }
    return this.#run;
  }

  /** Stops the graph if it runs, however that ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#wasStarted || this.lifecycle === "stopped") return;
    await this.stop("the graph was disposed of").catch(() => {});
  }
}

function unknownOptions(options: GraphOptions): string[] {
  const known = Object.keys(DEFAULTS);
  const listed = known.map((name) => `"${name}"`).join(", ");
  return Object.keys(options).filter((name) => !known.includes(name)).map((name) =>
    `there is no option "${name}", there are ${listed}`
  );
}

function optionFaults(
  { startTimeoutMs, stopTimeoutMs, intensity, logLevel }: RunOptions,
): string[] {
  const faults: string[] = [];
  const times = { startTimeoutMs, stopTimeoutMs, "intensity.withinMs": intensity.withinMs };
  for (const [name, value] of Object.entries(times)) {
    if (!(value > 0 && value <= MAX_TIMER_MS)) {
      faults.push(
        `option ${name} is ${value}, give milliseconds above 0, at most ${MAX_TIMER_MS}`,
      );
    }
  }
  if (!(Number.isInteger(intensity.restarts) && intensity.restarts >= 0)) {
    faults.push(`option intensity.restarts is ${intensity.restarts}, give a whole number from 0`);
  }
  const { firstMs, maxMs } = intensity.backoff ?? { firstMs: 0, maxMs: 0 };
  if (!(firstMs >= 0 && maxMs >= firstMs && maxMs <= MAX_TIMER_MS)) {
    faults.push(
      `option intensity.backoff is ${firstMs} to ${maxMs} ms, give 0 or more, the second no less than the first`,
    );
  }
  if (!LEVELS.includes(logLevel)) {
    faults.push(`option logLevel is ${logLevel}, give "debug", "info", "warn" or "error"`);
  }
  return faults;
}
