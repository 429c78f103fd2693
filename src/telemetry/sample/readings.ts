import type { ProbeSample } from "../../probe/read.ts";
import type { Flight, ProcessReading, Topology } from "../../protocol/mod.ts";
import type { ChannelReading } from "./channel_meter.ts";

/** All that is read of an actor at one moment. The catalogue makes figures of it. */
export interface ActorReading {
  /** What its probe says. */
  readonly probe: ProbeSample;
  /** Whether it sleeps: a member of a pool that is not needed now. */
  readonly isAsleep: boolean;
  /** Messages taken since the graph began, or sent, if it takes from no channel. */
  readonly messages: number;
  /** Bytes on the heap of its worker; `null` before that has said. */
  readonly heapBytes: number | null;
  /** The process that it is in, if that is one of its own; `null` otherwise. */
  readonly process: ProcessReading | null;
  /** Bytes of the region that are its own, and those of its state among them; `null` where nobody knows. */
  readonly regionBytes: number | null;
  readonly stateBytes: number | null;
  /** How often it was restarted, crashed, gave a message up, and voted against the end. */
  readonly restarts: number;
  readonly crashes: number;
  readonly deadLetters: number;
  readonly vetoes: number;
  /** The statistics that the program has shown of it, in one text. */
  readonly shown: string;
  /** What the figures say that it tells of its own, in the order of its definition; `null` if it has none. */
  readonly own: ArrayLike<number> | null;
  /** The place of each of these figures, by name. */
  readonly ownPlaces: ReadonlyMap<string, number>;
  /** What of its messages is still in the graph; `null` if nobody follows it. */
  readonly flight: Flight | null;
}

/** All that is read of a channel at one moment. The catalogue makes figures of it. */
export interface ChannelFacts {
  /** What its counters say. */
  readonly counts: ChannelReading;
  /** Messages that it holds at most. */
  readonly capacity: number;
  /** Bytes of the region that it takes; `null` where nobody knows. */
  readonly regionBytes: number | null;
  /** How full it is because its reader does not keep up, as was judged last; `null` while that is not known. */
  readonly pressure: number | null;
  /** The share of the last minute in which it was full; `null` while that is hardly known. */
  readonly full: number | null;
  /** Messages of the largest burst of the last minute. */
  readonly burst: number;
  /** A stat of the latencies of the last ten seconds, in microseconds; `null` where none is known. */
  readonly latency: (stat: "p50" | "p99" | "max") => number | null;
  /** The statistics that the program has shown of it, in one text. */
  readonly shown: string;
}

/** Counts what goes through actors. */
export class Throughput {
  readonly #edges: Topology["channels"];
  /** Whether an actor takes from any channel; who does not is a source. */
  readonly #takes: Uint8Array;

  constructor({ actors, channels }: Topology) {
    this.#edges = channels;
    this.#takes = new Uint8Array(actors.length);
    for (const { to } of channels) this.#takes[to] = 1;
  }

  /** The messages that each actor has taken, or sent, if it takes from no channel. */
  count(readings: readonly ChannelReading[]): Float64Array {
    const messages = new Float64Array(this.#takes.length);
    this.#edges.forEach(({ from, to }, index) => {
      const { sent, taken } = readings[index]!;
      messages[to]! += taken;
      if (this.#takes[from] === 0) messages[from]! += sent;
    });
    return messages;
  }
}
