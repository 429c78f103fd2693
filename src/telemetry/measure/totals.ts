import type { ProbeSample } from "../../probe/read.ts";
import type { ChannelEdge, Topology } from "../../protocol/mod.ts";
import type { ChannelReading, Moment } from "../sample/mod.ts";

// A moment holds how many samples were taken, the busy time of all actors, then what was counted of each actor and channel.
const SAMPLES = 0;
const BUSY = 1;
const FIRST = 2;
const ACTOR_CELLS = 8;
const CHANNEL_CELLS = 3;

/** A worker has one core at most: its actors that are busy at the same time share that. */
const MCPU_PER_CORE = 1000;

/** Shorter stretches, in milliseconds, say nothing: one message in one millisecond is not a thousand a second. */
const SHORTEST_MS = 50;

/** What is known of an actor besides its probe. */
export interface ActorExtras {
  readonly heap: number | null;
  readonly restarts: number;
}

/** Adds up what a graph does, and says what happened between two moments. */
export class Totals {
  readonly #edges: readonly ChannelEdge[];
  readonly #actors: number;
  /** Whether an actor takes from any channel; who does not is a source. */
  readonly #takes: Uint8Array;
  readonly #fills: Float64Array;
  /** The worker of each actor, by a number. */
  readonly #workers: Int32Array;
  /** The sum of the busy shares of each worker's actors. */
  readonly #busyOfWorkers: Float64Array;
  #samples = 0;

  constructor({ actors, channels }: Topology) {
    this.#edges = channels;
    this.#actors = actors.length;
    this.#fills = new Float64Array(channels.length);
    this.#takes = new Uint8Array(actors.length);
    for (const { to } of channels) this.#takes[to] = 1;
    // The members of a troupe share a worker; who is in none has one of its own.
    const troupes = new Map<string, number>();
    this.#workers = Int32Array.from(actors, ({ troupe }, index) => {
      if (troupe === null) return index;
      if (!troupes.has(troupe)) troupes.set(troupe, index);
      return troupes.get(troupe)!;
    });
    this.#busyOfWorkers = new Float64Array(actors.length);
  }

  /** Adds a sample of `time` and returns what there is in all up to then. */
  add(
    time: number,
    probes: readonly ProbeSample[],
    extras: readonly ActorExtras[],
    readings: readonly ChannelReading[],
  ): Moment {
    const values = new Float64Array(this.#channelCell(readings.length));
    values[SAMPLES] = ++this.#samples;
    for (let i = 0; i < probes.length; i++) {
      const { busyMs, blockedMs, waitingMs, outsideMs, turns } = probes[i]!;
      const { heap, restarts } = extras[i]!;
      const at = FIRST + i * ACTOR_CELLS;
      values[at] = busyMs;
      values[at + 1] = blockedMs;
      values[at + 2] = waitingMs;
      values[at + 3] = turns;
      values[at + 5] = heap ?? NaN;
      values[at + 6] = restarts;
      values[at + 7] = outsideMs;
      values[BUSY]! += busyMs;
    }
    for (let i = 0; i < readings.length; i++) {
      const { sent, taken, depth, bytes } = readings[i]!;
      const { from, to, capacity } = this.#edges[i]!;
      const at = this.#channelCell(i);
      this.#fills[i]! += depth / capacity;
      values[at] = sent;
      values[at + 1] = this.#fills[i]!;
      values[at + 2] = bytes;
      values[FIRST + to * ACTOR_CELLS + 4]! += taken;
      if (this.#takes[from] === 0) values[FIRST + from * ACTOR_CELLS + 4]! += sent;
    }
    return { time, values };
  }

  /**
   * Writes the numbers of what happened between two moments, in the order of `SeriesTable`. Without an earlier moment, or with one that
   * is hardly earlier, rates and shares are `NaN`, and the fill is that of the second.
   */
  changes(from: Moment | null, to: Moment, into: Float64Array): Float64Array {
    const elapsed = from === null ? 0 : to.time - from.time;
    const ms = elapsed < SHORTEST_MS ? NaN : elapsed;
    const { values } = to;
    const before = from?.values;
    const grown = (cell: number) => Math.max(0, values[cell]! - (before?.[cell] ?? 0));
    const busyOfAll = grown(BUSY);
    const ofWorkers = this.#busyOfWorkers.fill(0);
    for (let i = 0; i < this.#actors; i++) {
      ofWorkers[this.#workers[i]!]! += Math.min(1, grown(FIRST + i * ACTOR_CELLS) / ms);
    }
    let next = 0;
    for (let i = 0; i < this.#actors; i++) {
      const at = FIRST + i * ACTOR_CELLS;
      const busy = grown(at);
      const share = Math.min(1, busy / ms);
      const turns = grown(at + 3);
      into[next++] = share;
      into[next++] = Math.min(1, grown(at + 1) / ms);
      into[next++] = Math.min(1, grown(at + 2) / ms);
      into[next++] = Math.min(1, grown(at + 7) / ms);
      into[next++] = MCPU_PER_CORE * share / Math.max(1, ofWorkers[this.#workers[i]!]!);
      into[next++] = Number.isNaN(ms) ? NaN : busy / busyOfAll;
      into[next++] = turns * 1000 / ms;
      into[next++] = Number.isNaN(ms) || turns === 0 ? NaN : grown(at + 4) / turns;
      into[next++] = values[at + 5]!;
      into[next++] = from === null ? 0 : grown(at + 6);
    }
    for (let i = 0; i < this.#edges.length; i++) {
      const at = this.#channelCell(i);
      into[next++] = Math.min(1, grown(at + 1) / grown(SAMPLES));
      into[next++] = grown(at) * 1000 / ms;
      into[next++] = grown(at + 2) * 1000 / ms;
    }
    return into;
  }

  #channelCell(channel: number): number {
    return FIRST + this.#actors * ACTOR_CELLS + channel * CHANNEL_CELLS;
  }
}
