/**
 * What can be said about a graph and its parts when they are drawn, and what is wrong with what was said.
 *
 * @module
 */
import type {
  ActorMetric,
  Alert,
  AlertRule,
  ChannelMetric,
  CrashReport,
  Port,
  WaitStrategy,
} from "../../protocol/mod.ts";
import { LOG_LEVELS } from "../../log_level.ts";
import type { Kind, MessageOf } from "../../channel/ring/mod.ts";
import { DEFAULT_HANG_TIMEOUT_MS } from "../../execution/mod.ts";
import {
  anything,
  callback,
  choice,
  filled,
  flag,
  isObject,
  number,
  orElse,
  parts,
  type Schema,
  that,
  time,
  whole,
} from "../../option_faults.ts";
import { RESTART_TYPES, type RestartType } from "../../supervisor/mod.ts";
import { checkSignal } from "../abort_signal.ts";
import { alertRules } from "./alert_options.ts";
import type { End, Supervisor, Troupe } from "../plan/mod.ts";
import type { DeadLetter } from "../letters/mod.ts";
import { checkDurable, type DurableOptions } from "./durable_options.ts";
import { checkRegionOptions, type RegionOptions } from "./region_options.ts";
import type { GraphSettings, ZombiePolicy } from "./settings.ts";
import { type LogRecord, type LogSink, printRecord } from "../report/mod.ts";
import { type ShownOptions, shownStats } from "./shown_options.ts";
import { SUPERVISOR_OPTIONS, type SupervisorOptions } from "./supervisor_options.ts";

/** How patient the framework is with an actor. */
export interface PatienceOptions {
  /**
   * How long it may be in its turn without any progress, in milliseconds: then it counts as hung. Its thread is stopped where it is,
   * the stack goes into the report, and the actor starts again with the turn it was in. Progress is a wait that begins or ends,
   * `isRunning`, `commit` and `heartbeat`. An `await` of anything but the actor's own waits counts as part of the turn; to await something
   * outside for long, use `actor.wait(actor.settled(promise))`, which never does. At half of this time the log warns.
   * `Infinity` for never.
   *
   * Needs `--allow-sys` and `--allow-net=127.0.0.1` where the thread itself does not return: a graph that does not have them
   * warns at its start, and {@link ZombiePolicy} tells what happens then. A pause of the whole process does not count.
   *
   * @default {60_000}
   */
  readonly hangTimeoutMs?: number;
  /**
   * After how many deaths on one message the message is given up: it is taken out of its channel, becomes a dead letter, and
   * the actor goes on behind it. After a death, the messages that may have been the reason are tried again one by one, a turn for
   * each, so that the right one is found. A death counts only if that message is known to have been the one under work, and if
   * the death was this actor's own: a member of a troupe whose thread died is alone in the next one, until it is past what it had
   * in hand, or for a second or a few. `Infinity` for never.
   *
   * @default {3}
   */
  readonly showstopper?: number;
}

/** How a graph runs. It is itself the supervisor of all that is given no other. */
export interface GraphOptions extends Omit<SupervisorOptions, "supervisor">, PatienceOptions {
  /**
   * How many workers, and so threads, the actors have that belong to no troupe. `"each"` gives each of them one of its own. A number
   * packs them into so many workers, `"cores"` into as many as there are cores that the process may use: a limit of its container, its
   * service or its affinity counts, as far as Deno knows of it. Where there are fewer actors, each has its own.
   *
   * For a graph of many actors on few cores that takes a part of the memory and of the time to start, and messages between actors of
   * one worker wake no thread. In a worker only one actor works at a time, and actors park as those of a troupe do; one whose turns are
   * long holds its mates up.
   *
   * Who is packed with whom is found when the graph is laid out, from the drawing alone, and is the same each time: no worker has more
   * than its equal share of the actors; copies of an actor, and the actors at the lanes of a bundle, are spread over the workers; apart
   * from that, the ends of the shortest channels come together. The log says at the start, at level `info`, who is where, and `worker 1`,
   * `worker 2` and so on are troupes to telemetry.
   *
   * Troupes, actors that are to be `alone` and those that spin keep workers of their own, beside so many. When a packed worker dies or
   * is ended, because an actor in it hangs or a callback throws, its actors start again together in a new one, as a troupe does, and
   * nothing is lost or doubled; a turn that throws starts its own actor again, and no other.
   *
   * @default {"each"}
   */
  readonly workers?: "each" | "cores" | number;
  /**
   * Args for all actors: each actor whose definition has an arg of that name is given it, unless its own option `args` has another
   * value. So what many are to know, such as a rate or an address, is said once, and read as every arg is: `actor.args.rate`, with the type
   * that the definition gives it. A name that no actor has is a fault, and so is a value of another type.
   *
   * @default {none}
   */
  readonly args?: Readonly<Record<string, unknown>>;
  /**
   * How long the actors' modules may take to load, in milliseconds.
   *
   * @default {20_000}
   */
  readonly startTimeoutMs?: number;
  /**
   * How long a worker may take to load its actors when they are started again, in milliseconds. Only a worker that does not
   * come up at all takes so long: many that start at once on a busy machine take seconds, and that is no crash. When it is
   * over, it counts as a crash, and is tried again. While the graph stops, a load may take no more than a third of what is left
   * of `stopTimeoutMs`.
   *
   * @default {60_000}
   */
  readonly restartTimeoutMs?: number;
  /**
   * How long the actors may take to stop once they are asked to, in milliseconds. When it is over, the graph ends without
   * those that are left.
   *
   * @default {30_000}
   */
  readonly stopTimeoutMs?: number;
  /**
   * Stops the graph when it is aborted, as `graph.stop()` does: nothing is lost, `finished` resolves as after any stop, and the
   * report's reason is that of the signal. While the actors are loaded, the stop waits for that. If it is aborted before, nothing is
   * started: `start` and `run` throw the signal's reason, as `fetch` does. Nothing is left at the signal once the graph is over, so
   * that one signal may stop many graphs, one after the other.
   *
   * @default {none}
   */
  readonly signal?: AbortSignal;
  /** Called with each crash, in the host's thread. What it throws, or its promise rejects with, is written to standard error. */
  readonly onCrash?: (report: CrashReport) => void;
  /**
   * Called with each message that is given up, in the host's thread. What it throws, or its promise rejects with, is written to standard error. Use it to
   * keep dead letters for longer than the graph's own list of the last ten thousand does, or to tell of them as you like: without it
   * the log has an error for each, with it a line of level `debug`.
   */
  readonly onDeadLetter?: (letter: DeadLetter) => void;
  /**
   * Called with each alert that is raised or cleared, in the host's thread. What it throws, or its promise rejects with, is written to standard error. The
   * graph must be observed for that: `run` sees to it, also without a page; so do `serveTelemetry` and `Observer`.
   */
  readonly onAlert?: (alert: Alert) => void;
  /**
   * When alerts are raised about actors and channels that have no `alerts` of their own.
   *
   * @default {none for actors; for channels, an average pressure over 1 second from 50% watch, from 80% high, from 95% critical}
   */
  readonly alerts?: {
    readonly actors?: readonly AlertRule<ActorMetric>[];
    readonly channels?: readonly AlertRule<ChannelMetric>[];
  };
  /**
   * What is shown of actors and channels that have no `shown` of their own: their average busy time over a minute, say, and the 95th
   * percentile of the latency over ten seconds.
   *
   * @default {nothing besides what always is}
   */
  readonly shown?: {
    readonly actors?: readonly ShownOptions<ActorMetric>[];
    readonly channels?: readonly ShownOptions<ChannelMetric>[];
  };
  /**
   * What is done when a thread cannot be ended: a hung one where the permissions for it are missing, or one that is stuck in a
   * call into the runtime. No successor may be let in beside it. If it is only late, because the engine does not look for orders in a
   * long call or a loop of them, it is waited for, half a minute, and has its successor when it has ended; the log says so.
   *
   * @default {"stopGraph"}
   */
  readonly onZombie?: ZombiePolicy;
  /**
   * Where the state of actors drawn with `durable: true` is kept, so that it survives the process: the path of a file, or
   * {@link DurableOptions}, which have other places, and say what is promised and what is not.
   */
  readonly durable?: string | DurableOptions;
  /**
   * A file in which the whole graph lives, messages in channels included, so that it outlives its process: see {@link RegionOptions}, which
   * say what is promised and what is not.
   *
   * @default {none: the graph goes with its process}
   */
  readonly region?: RegionOptions;
  /**
   * The lowest level that is logged. `graph.logLevel` changes it while the graph runs.
   *
   * @default {"info"}
   */
  readonly logLevel?: LogRecord["level"];
  /**
   * Where log records go: `logFile` writes them to files that rotate. It is called in the host's thread: while it does not return, the graph has no supervision. What it
   * throws, or its promise rejects with, is told on standard error.
   *
   * By default a thread of its own writes them to standard error, in order, with colours if that is a terminal and `NO_COLOR` is not set. When nobody reads standard error, ten thousand of them wait, and the
   * others are counted; on a full disk all are. The count is told as soon as there is a way. The end of the graph waits a second at
   * most for what is not written yet.
   *
   * @default {one line each on standard error}
   */
  readonly log?: LogSink;
}

/** How an actor takes part in a graph. */
export interface ActorOptions<P, A> extends PatienceOptions {
  /**
   * What its ports are wired to: an end for each, or an array of ends for a bundle's port. May be left out only where there are
   * none.
   */
  readonly ports?: {
    readonly [K in keyof P]: string extends K ?
        | Omit<End<never, string, "tx" | "rx">, "carries">
        | readonly Omit<End<never, string, "tx" | "rx">, "carries">[]
      : P[K] extends Port<infer M, infer D, infer B>
        ? M extends Kind<MessageOf<M>, infer N>
          ? B extends true ? readonly End<MessageOf<M>, N, D>[] : End<MessageOf<M>, N, D>
        : never
      : never;
  };
  /** Its args, where they differ from the definition's. */
  readonly args?: Partial<A>;
  /** Its number among actors of one name. */
  readonly instance?: number;
  /** The troupe it belongs to. Without one it has a worker of its own, or is packed with others: see {@link GraphOptions.workers}. */
  readonly troupe?: Troupe;
  /**
   * Whether it has a worker of its own even where the graph's option `workers` packs actors together: for one whose turns are long,
   * that calls what blocks its thread, or that must not fall with others. It cannot be in a troupe then.
   *
   * @default {false}
   */
  readonly alone?: boolean;
  /**
   * What it does when what it waits for is not there. Actors that share a worker never spin: they would keep each other waiting. So
   * one that is to `spin` is never packed with others, and cannot be in a troupe.
   *
   * @default {"adaptive"}
   */
  readonly waitStrategy?: WaitStrategy;
  /**
   * The supervisor that it is a child of. Members of one troupe may have different ones: a member that is to start again does
   * so in its worker, and the others notice nothing. If the worker itself dies, that is a crash for the supervisor of each
   * member: one for each supervisor.
   *
   * @default {the graph}
   */
  readonly supervisor?: Supervisor;
  /**
   * When it is started again: a `transient` actor after a crash, a `permanent` one also when its `run` returns before it was
   * asked to end, a `temporary` one never. A temporary actor that crashes leaves the graph, which goes on; its part in every
   * channel is ended, as if its `run` had returned.
   *
   * @default {"transient"}
   */
  readonly restart?: RestartType;
  /**
   * How long it may take to end once a stop was asked for, in milliseconds. When that is over, it is ended alone, its part in
   * every channel with it, so that the others can drain; the report says `unstopped`.
   *
   * @default {as long as the graph's stopTimeoutMs}
   */
  readonly stopTimeoutMs?: number;
  /**
   * Whether its committed state is kept in the place that the graph's option `durable` names, and is its initial state the next
   * time. It is found again by its label. See {@link DurableOptions}.
   *
   * @default {false}
   */
  readonly durable?: boolean;
  /**
   * When alerts are raised about it, each rule made by `alertRule`. They take the place of the graph's; an empty array is for none.
   *
   * @default {those of the graph}
   */
  readonly alerts?: readonly AlertRule<ActorMetric>[];
  /**
   * Statistics that are shown of it, at most four, besides what always is: on its card, or, while it is folded, in its details. They take
   * the place of the graph's; an empty array is for none.
   *
   * @default {those of the graph}
   */
  readonly shown?: readonly ShownOptions<ActorMetric>[];
}

/** What is known of {@link PatienceOptions}. */
export const PATIENCE_OPTIONS: Schema<PatienceOptions, keyof PatienceOptions> = {
  hangTimeoutMs: {
    check: number((ms) => ms > 0, "give milliseconds above 0, or Infinity"),
    default: DEFAULT_HANG_TIMEOUT_MS,
  },
  showstopper: {
    check: number(
      (deaths) => deaths === Infinity || (Number.isInteger(deaths) && deaths >= 1),
      "give a whole number from 1, or Infinity",
    ),
    default: 3,
  },
};

/** Options of a graph that have a value where they are left out. */
type GraphStandards =
  | "workers"
  | "startTimeoutMs"
  | "restartTimeoutMs"
  | "stopTimeoutMs"
  | "strategy"
  | "onZombie"
  | "hangTimeoutMs"
  | "showstopper"
  | "logLevel"
  | "log";

/** What is known of {@link GraphOptions}. */
export const GRAPH_OPTIONS: Schema<GraphOptions, GraphStandards> = {
  workers: {
    check: orElse("each", orElse("cores", whole(1, Infinity, '"each", "cores" or a whole number'))),
    default: "each",
  },
  args: { check: that(isObject, "give an object with args by name") },
  startTimeoutMs: { check: time, default: 20_000 },
  restartTimeoutMs: { check: time, default: 60_000 },
  stopTimeoutMs: { check: time, default: 30_000 },
  signal: { check: checkSignal },
  strategy: SUPERVISOR_OPTIONS.strategy,
  intensity: SUPERVISOR_OPTIONS.intensity,
  onCrash: { check: callback() },
  onDeadLetter: { check: callback() },
  onAlert: { check: callback() },
  alerts: {
    check: parts<NonNullable<GraphOptions["alerts"]>>(
      {
        actors: { check: alertRules("actor") },
        channels: { check: alertRules("channel") },
      } satisfies Schema<NonNullable<GraphOptions["alerts"]>>,
    ),
  },
  shown: {
    check: parts<NonNullable<GraphOptions["shown"]>>(
      {
        actors: { check: shownStats("actor") },
        channels: { check: shownStats("channel") },
      } satisfies Schema<NonNullable<GraphOptions["shown"]>>,
    ),
  },
  onZombie: { check: choice(["stopGraph", "exitProcess", "continue"]), default: "stopGraph" },
  ...PATIENCE_OPTIONS,
  durable: { check: checkDurable },
  region: { check: checkRegionOptions },
  logLevel: { check: choice(LOG_LEVELS), default: "info" },
  log: { check: callback(), default: printRecord },
};

/** Options of an actor that have a value where they are left out. */
export type ActorStandards = "alone" | "waitStrategy" | "restart" | "durable";

/** What is known of {@link ActorOptions}. What its ports, its troupe and its supervisor are is a matter of the whole graph. */
export const ACTOR_OPTIONS: Schema<ActorOptions<never, never>, ActorStandards> = {
  ports: { check: anything() },
  args: { check: that(isObject, "give an object with args by name") },
  instance: { check: whole(0, Number.MAX_SAFE_INTEGER) },
  troupe: { check: anything() },
  alone: { check: flag, default: false },
  waitStrategy: { check: choice(["park", "spin", "adaptive"]), default: "adaptive" },
  supervisor: { check: anything() },
  restart: { check: choice(Object.keys(RESTART_TYPES) as RestartType[]), default: "transient" },
  stopTimeoutMs: { check: time },
  // Where they are left out, those of the graph hold.
  hangTimeoutMs: { check: PATIENCE_OPTIONS.hangTimeoutMs.check },
  showstopper: { check: PATIENCE_OPTIONS.showstopper.check },
  durable: { check: flag, default: false },
  alerts: { check: alertRules("actor") },
  shown: { check: shownStats("actor") },
};

/** The options of a graph, with what holds for those that are left out. They must be without faults. */
export function graphSettings(
  options: GraphOptions,
):
  & GraphSettings
  & Required<Pick<GraphOptions, "strategy" | "workers">>
  & Pick<GraphOptions, "intensity" | "alerts" | "args" | "shown"> {
  const nothing = () => {};
  return {
    onCrash: nothing,
    onDeadLetter: null,
    onAlert: null,
    signal: null,
    durable: null,
    region: null,
    ...filled<GraphOptions, GraphStandards>(GRAPH_OPTIONS, options),
  };
}
