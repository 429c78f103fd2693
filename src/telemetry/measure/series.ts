/** Which numbers are measured of actors and channels over time, and where each stands in a sample of all. */

/** What is measured of an actor, in this order. */
export const ACTOR_SERIES: readonly ActorSeries[] = [
  "busy",
  "blocked",
  "waiting",
  "outside",
  "mcpu",
  "load",
  "turnRate",
  "batch",
  "heap",
  "restarts",
];

/** What is measured of a channel, in this order. */
export const CHANNEL_SERIES: readonly ChannelSeries[] = ["fill", "rate", "bytesRate"];

/** A number measured of an actor. */
export type ActorSeries =
  | "busy"
  | "blocked"
  | "waiting"
  | "outside"
  | "mcpu"
  | "load"
  | "turnRate"
  | "batch"
  | "heap"
  | "restarts";

/** A number measured of a channel. */
export type ChannelSeries = "fill" | "rate" | "bytesRate";

/** Says where the numbers of a graph's actors and channels stand. */
export class SeriesTable {
  readonly #actors: number;
  readonly #channels: number;

  constructor(actors: number, channels: number) {
    this.#actors = actors;
    this.#channels = channels;
  }

  /** How many numbers a sample has. */
  get size(): number {
    return this.#actors * ACTOR_SERIES.length + this.#channels * CHANNEL_SERIES.length;
  }

  /** Where a number of an actor stands. */
  ofActor(actor: number, name: ActorSeries): number {
    return actor * ACTOR_SERIES.length + ACTOR_SERIES.indexOf(name);
  }

  /** Where a number of a channel stands. */
  ofChannel(channel: number, name: ChannelSeries): number {
    const first = this.#actors * ACTOR_SERIES.length;
    return first + channel * CHANNEL_SERIES.length + CHANNEL_SERIES.indexOf(name);
  }
}
