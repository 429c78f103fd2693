/**
 * Where the numbers of a graph stand in an array of all of them: a column for each figure, first those of the actors, then those of the
 * channels; in a column one number for each actor, or channel.
 */
export class NumberTable {
  /** How many numbers there are. */
  readonly size: number;
  readonly #actors: ReadonlyMap<string, number>;
  readonly #channels: ReadonlyMap<string, number>;
  readonly #counts: { readonly actors: number; readonly channels: number };

  /** The names of the columns, and how many actors and channels there are. */
  constructor(
    actorColumns: readonly string[],
    channelColumns: readonly string[],
    counts: { readonly actors: number; readonly channels: number },
  ) {
    const { actors, channels } = counts;
    const first = actorColumns.length * actors;
    this.#counts = counts;
    this.#actors = new Map(actorColumns.map((name, at) => [name, at * actors]));
    this.#channels = new Map(channelColumns.map((name, at) => [name, first + at * channels]));
    this.size = first + channelColumns.length * channels;
  }

  /** The numbers of all actors, out of those of a graph. */
  ofActors(numbers: Float64Array, name: string): Float64Array {
    const from = startOf(this.#actors, name);
    return numbers.subarray(from, from + this.#counts.actors);
  }

  /** The numbers of all channels, out of those of a graph. */
  ofChannels(numbers: Float64Array, name: string): Float64Array {
    const from = startOf(this.#channels, name);
    return numbers.subarray(from, from + this.#counts.channels);
  }

  /** Where the number of an actor stands. */
  ofActor(actor: number, name: string): number {
    return startOf(this.#actors, name) + actor;
  }

  /** Where the number of a channel stands. */
  ofChannel(channel: number, name: string): number {
    return startOf(this.#channels, name) + channel;
  }
}

function startOf(columns: ReadonlyMap<string, number>, name: string): number {
  const start = columns.get(name);
  if (start !== undefined) return start;
  throw new RangeError(
    `Cannot look up figure "${name}": it is not counted, the catalogue has ${
      [...columns.keys()].join(", ")
    }`,
  );
}
