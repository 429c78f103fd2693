/**
 * What can be said about a graph and its parts when they are drawn, and what is wrong with what was said.
 *
 * @module
 */
import { LOG_LEVELS } from "../log_level.ts";
import type { ChannelOptions } from "../channel/channel_spec.ts";
import type { Kind } from "../channel/kind.ts";
import type { Port } from "../protocol/actor_shape.ts";
import type { WaitStrategy } from "../protocol/plan.ts";
import type { Intensity } from "../supervisor/intensity.ts";
import type { End, Troupe } from "./blueprint.ts";
import type { RunOptions } from "./graph_run.ts";
import { type LogRecord, type LogSink, printRecord } from "./log_record.ts";

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

/** How long a bundle's lanes are, and how many. */
export interface BundleOptions extends ChannelOptions {
  /** How many lanes the bundle has, from 1 to 10,000. */
  readonly girth: number;
}

/** How long the channels of a mesh are, and how many senders and takers it has. */
export interface MeshOptions extends ChannelOptions {
  /** How many senders. */
  readonly from: number;
  /** How many takers. */
  readonly to: number;
}

/** What is wired to the ports of an actor: an end for each, or an array of ends for a bundle's port. */
export type Wiring<P> = {
  readonly [K in keyof P]: P[K] extends Port<infer M, infer D, infer B>
    ? M extends Kind<infer T, infer N> ? B extends true ? readonly End<T, N, D>[] : End<T, N, D>
    : never
    : never;
};

/** How an actor takes part in a graph. */
export interface ActorOptions<P, A> {
  /** What its ports are wired to. May be left out only where there are none. */
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
 * The options as `Graph.actor` takes them: with ports that the definition names, they and the wiring cannot be left out. A
 * definition whose ports are not known to the compiler is checked at the start only.
 */
export type ActorArguments<P, A> = [keyof P] extends [never] ? [options?: ActorOptions<P, A>]
  : string extends keyof P ? [options?: ActorOptions<P, A>]
  : [options: ActorOptions<P, A> & { readonly ports: Wiring<P> }];

/** What a graph does where its options do not say. */
export const GRAPH_DEFAULTS: RunOptions = {
  startTimeoutMs: 20_000,
  stopTimeoutMs: 30_000,
  intensity: { restarts: 10, withinMs: 10_000 },
  logLevel: "info",
  log: printRecord,
};

/** How many lanes a bundle, and how many senders a mesh may have. */
export const MAX_GIRTH = 10_000;

/** Timers cannot be set further ahead. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The names of the options of each thing drawn. Records, so that the compiler sees one that is missing. */
const KNOWN = {
  graph: names<GraphOptions>({
    startTimeoutMs: true,
    stopTimeoutMs: true,
    intensity: true,
    logLevel: true,
    log: true,
  }),
  channel: names<ChannelOptions>({ capacity: true, bytes: true, checked: true }),
  bundle: names<BundleOptions>({ girth: true, capacity: true, bytes: true, checked: true }),
  mesh: names<MeshOptions>({ from: true, to: true, capacity: true, bytes: true, checked: true }),
  actor: names<ActorOptions<never, never>>({
    ports: true,
    args: true,
    instance: true,
    troupe: true,
    waitStrategy: true,
  }),
};

function names<O>(known: Record<keyof O, true>): readonly string[] {
  return Object.keys(known);
}

/** One sentence for each option that things of that sort do not have: a typing error would be passed over in silence. */
export function unknownOptions(
  sort: keyof typeof KNOWN,
  label: string,
  options: object,
): string[] {
  const known = KNOWN[sort];
  const listed = known.map((name) => `"${name}"`).join(", ");
  return Object.keys(options).filter((name) => !known.includes(name)).map((name) =>
    sort === "graph"
      ? `there is no option "${name}", there are ${listed}`
      : `${sort} "${label}" has no option "${name}", there are ${listed}`
  );
}

/** What is wrong with the values of a graph's options: one sentence each. */
export function optionFaults(
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
  if (!LOG_LEVELS.includes(logLevel)) {
    faults.push(`option logLevel is ${logLevel}, give "debug", "info", "warn" or "error"`);
  }
  return faults;
}
