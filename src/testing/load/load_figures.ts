import type { LaidOutGraph } from "../laid_out_graph.ts";
import type { AnyPerformer } from "../performers/mod.ts";
import { type LatencyFigures, latencyFigures } from "./latency_figures.ts";
import type { LoadingPerformer } from "./load.ts";
import type { MeasuringPerformer } from "./measure.ts";

/** A channel under load. */
export interface ChannelLoad {
  /** Its name, with its lane if it is one of a bundle. */
  readonly label: string;
  /** Messages sent in all. */
  readonly sent: number;
  /** Messages taken in all. */
  readonly taken: number;
  /** Messages taken a second. */
  readonly perSecond: number;
}

/** An actor under load. */
export interface ActorLoad {
  /** Its name, with its instance if it has one. */
  readonly label: string;
  /** Turns that it has committed. */
  readonly turns: number;
  /** The share of the span, from 0 to 1, that it was at work. */
  readonly busy: number;
  /** … that it waited for messages, time or a promise. */
  readonly waiting: number;
  /** … that it waited for room. */
  readonly blocked: number;
  /** … that it awaited something outside of the graph. */
  readonly outside: number;
}

/** How a graph stood a load. Plain data. */
export interface LoadFigures {
  /** From when the first message was due until the last one came, in milliseconds: what all rates and shares are of. */
  readonly spanMs: number;
  /** Messages that were due. */
  readonly due: number;
  /** Messages that were sent. */
  readonly sent: number;
  /** Messages that found no room when they were due. */
  readonly late: number;
  /** Messages that came to those who measure. */
  readonly arrived: number;
  /** Messages a second that were due. */
  readonly duePerSecond: number;
  /** Messages a second that came. */
  readonly arrivedPerSecond: number;
  /** From when a message was due until it came. `null` where nobody measures. */
  readonly latency: LatencyFigures | null;
  /** Each channel, in the order in which they were drawn. */
  readonly channels: readonly ChannelLoad[];
  /** Each actor, in the order in which they were drawn. */
  readonly actors: readonly ActorLoad[];
}

/** How the graph stood the load of these performers; `undefined` if none of them is a load. */
export function loadFigures(
  graph: LaidOutGraph,
  performers: readonly AnyPerformer[],
  now: number,
): LoadFigures | undefined {
  const loads = performers.filter(isLoad);
  if (loads.length === 0) return undefined;
  const measures = performers.filter(isMeasure);
  const due = loads.flatMap(({ due }) => due);
  const arrived = measures.flatMap(({ arrived }) => arrived);
  const first = least(due);
  const last = -least((arrived.length > 0 ? arrived : due).map((at) => -at));
  const spanMs = Math.max(0, last - first);
  // What an actor did before and after counts as well: of those that wait, or work on, it may be more than all.
  const share = (ms: number) => spanMs === 0 ? 0 : Math.min(1, ms / spanMs);
  const rate = (count: number) => spanMs === 0 ? 0 : 1000 * count / spanMs;
  return {
    spanMs,
    due: due.length,
    sent: sum(loads.map(({ sent }) => sent)),
    late: sum(loads.map(({ late }) => late)),
    arrived: arrived.length,
    duePerSecond: rate(due.length),
    arrivedPerSecond: rate(arrived.length),
    latency: measures.length === 0 ? null : latencyFigures(
      measures.flatMap(({ latencies }) => latencies).filter((ms) => ms !== undefined),
    ),
    channels: graph.channels.map((channel) => ({ ...channel, perSecond: rate(channel.taken) })),
    actors: graph.samples(now).map((sample) => ({
      label: sample.label,
      turns: sample.turns,
      busy: share(sample.busyMs),
      waiting: share(sample.waitingMs),
      blocked: share(sample.blockedMs),
      outside: share(sample.outsideMs),
    })),
  };
}

function isLoad(performer: AnyPerformer): performer is LoadingPerformer {
  return "due" in performer;
}

function isMeasure(performer: AnyPerformer): performer is MeasuringPerformer {
  return "latencies" in performer;
}

/** Of as many as there may be: more than can be the arguments of one call. */
function least(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((least, n) => Math.min(least, n));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}
