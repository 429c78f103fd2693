import type { Topology } from "../../protocol/mod.ts";
import type { ActorStretch, Stretch } from "../over_time.ts";
import type { FigureColumns, Moment, SampleColumns } from "../sample/mod.ts";
import { CHANNEL_FIGURES } from "../catalogue.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import { RateMeter } from "./rate_meter.ts";
import { actorCounts, CHANNEL_COUNTS, columnsOfCounts, type Counted, sumOf } from "./counted.ts";
import { NumberTable } from "./number_table.ts";

/** The figures of channels whose rates are wanted. */
const RATED_OF_CHANNELS = ratedOf(CHANNEL_FIGURES);

/** Shorter stretches, in milliseconds, say nothing: one message in one millisecond is not a thousand a second. */
const SHORTEST_MS = 50;

/** Adds up what a graph does, and says what happened between two moments. */
export class Totals {
  /** What is counted of actors. */
  readonly #counts: readonly Counted[];
  readonly #table: NumberTable;
  readonly #sums: Float64Array;
  /** The worker of each actor, by a number. */
  readonly #workers: Int32Array;
  readonly #rates: { readonly actors: Rates; readonly channels: Rates };
  #samples = 0;

  constructor(topology: Topology) {
    const { actors, channels } = topology;
    const figures = actorFiguresOf(topology);
    this.#counts = actorCounts(figures);
    this.#table = new NumberTable(columnsOfCounts(this.#counts), columnsOfCounts(CHANNEL_COUNTS), {
      actors: actors.length,
      channels: channels.length,
    });
    this.#sums = new Float64Array(this.#table.size);
    this.#rates = {
      actors: new Rates(ratedOf(figures), actors.length),
      channels: new Rates(RATED_OF_CHANNELS, channels.length),
    };
    // The members of a troupe share a worker; who is in none has one of its own.
    const troupes = new Map<string, number>();
    this.#workers = Int32Array.from(actors, ({ troupe }, index) => {
      if (troupe === null) return index;
      if (!troupes.has(troupe)) troupes.set(troupe, index);
      return troupes.get(troupe)!;
    });
  }

  /** Adds what was read at `time`, and returns what there is in all up to then. */
  add(time: number, { actors, channels }: SampleColumns): Moment {
    const values = new Float64Array(this.#table.size);
    const [table, sums] = [this.#table, this.#sums];
    count(this.#counts, actors, values, sums, (all, name) => table.ofActors(all, name));
    count(CHANNEL_COUNTS, channels, values, sums, (all, name) => table.ofChannels(all, name));
    this.#rates.actors.add(time, (name) => table.ofActors(values, name));
    this.#rates.channels.add(time, (name) => table.ofChannels(values, name));
    return { time, samples: ++this.#samples, values };
  }

  /**
   * What happened to actors between two moments, of which the later is the one that was added last. Without an earlier moment, or with one that is hardly earlier, rates and shares are not
   * known.
   */
  ofActors(from: Moment | null, to: Moment): ActorStretch {
    return new StretchOfActors(
      from,
      to,
      (all, name) => this.#table.ofActors(all, name),
      this.#rates.actors,
      this.#workers,
    );
  }

  /** The same of channels. */
  ofChannels(from: Moment | null, to: Moment): Stretch {
    const columnOf: Lookup = (all, name) => this.#table.ofChannels(all, name);
    return new StretchOf(from, to, columnOf, this.#rates.channels);
  }
}

/** The rates of some figures, as of the moment that was added last. */
class Rates {
  readonly #meters: ReadonlyMap<string, RateMeter>;
  readonly #rates = new Map<string, Float64Array>();
  /** Where none are known. */
  readonly #unknown: Float64Array;

  constructor(names: readonly string[], size: number) {
    this.#meters = new Map(names.map((name) => [name, new RateMeter(size)]));
    this.#unknown = new Float64Array(size).fill(NaN);
  }

  add(time: number, columnOf: (name: string) => Float64Array): void {
    for (const [name, meter] of this.#meters) {
      this.#rates.set(name, meter.add(time, columnOf(name)));
    }
  }

  of(name: string, isKnown: boolean): Float64Array {
    return isKnown ? this.#rates.get(name) ?? this.#unknown : this.#unknown;
  }
}

function ratedOf(figures: readonly { readonly over?: { readonly rated?: readonly string[] } }[]) {
  return [...new Set(figures.flatMap(({ over }) => over?.rated ?? []))];
}

type Lookup = (all: Float64Array, name: string) => Float64Array;

function count(
  counts: readonly Counted[],
  read: FigureColumns,
  values: Float64Array,
  sums: Float64Array,
  columnOf: Lookup,
): void {
  for (const { name, isSummed } of counts) {
    const column = read.get(name) as Float64Array;
    columnOf(values, name).set(column);
    if (!isSummed) continue;
    const sum = columnOf(sums, sumOf(name));
    for (let i = 0; i < column.length; i++) sum[i]! += column[i]!;
    columnOf(values, sumOf(name)).set(sum);
  }
}

class StretchOf implements Stretch {
  readonly ms: number;
  readonly isFirst: boolean;
  readonly samples: number;
  readonly #from: Moment | null;
  readonly #to: Moment;
  readonly #columnOf: Lookup;
  readonly #rates: Rates;
  /** Several figures are made of one. */
  readonly #grown = new Map<string, Float64Array>();

  constructor(from: Moment | null, to: Moment, columnOf: Lookup, rates: Rates) {
    const elapsed = from === null ? 0 : to.time - from.time;
    this.ms = elapsed < SHORTEST_MS ? NaN : elapsed;
    this.isFirst = from === null;
    this.samples = to.samples - (from?.samples ?? 0);
    this.#from = from;
    this.#to = to;
    this.#columnOf = columnOf;
    this.#rates = rates;
  }

  grown(figure: string): Float64Array {
    const known = this.#grown.get(figure);
    if (known) return known;
    const latest = this.latest(figure);
    const before = this.#from && this.#columnOf(this.#from.values, figure);
    const grown = new Float64Array(latest.length);
    for (let i = 0; i < grown.length; i++) {
      grown[i] = Math.max(0, latest[i]! - (before === null ? 0 : before[i]!));
    }
    this.#grown.set(figure, grown);
    return grown;
  }

  latest(figure: string): Float64Array {
    return this.#columnOf(this.#to.values, figure);
  }

  summed(figure: string): Float64Array {
    return this.grown(sumOf(figure));
  }

  rate(figure: string): Float64Array {
    return this.#rates.of(figure, !Number.isNaN(this.ms));
  }
}

class StretchOfActors extends StretchOf implements ActorStretch {
  readonly #workers: Int32Array;

  constructor(
    from: Moment | null,
    to: Moment,
    columnOf: Lookup,
    rates: Rates,
    workers: Int32Array,
  ) {
    super(from, to, columnOf, rates);
    this.#workers = workers;
  }

  busyOfWorker(): Float64Array {
    const [busy, workers] = [this.grown("busyMs"), this.#workers];
    const ofWorkers = new Float64Array(busy.length);
    for (let i = 0; i < busy.length; i++) {
      ofWorkers[workers[i]!]! += Math.min(1, busy[i]! / this.ms);
    }
    const ofActors = new Float64Array(busy.length);
    for (let i = 0; i < busy.length; i++) ofActors[i] = ofWorkers[workers[i]!]!;
    return ofActors;
  }
}
