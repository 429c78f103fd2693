import type { Topology } from "../../protocol/mod.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import type { ActorStretch } from "../over_time.ts";
import {
  actorSeries,
  CHANNEL_SERIES,
  NumberTable,
  type Series,
  type Totals,
  Windows,
  writeSeries,
} from "../measure/mod.ts";
import type { Moment } from "../sample/mod.ts";

/** Keeps the last fifteen minutes of all series of a graph. */
export class SeriesWindows {
  /** Where each series stands. */
  readonly table: NumberTable;
  readonly windows: Windows;
  /** Those of actors. */
  readonly #series: readonly Series<ActorStretch>[];
  readonly #totals: Totals;
  readonly #counts: { readonly actors: number; readonly channels: number };
  readonly #values: Float64Array;
  #fine: Moment | null = null;
  #coarse: Moment | null = null;

  /** `percents` are percentiles that summaries have besides those that they always have. */
  constructor(topology: Topology, totals: Totals, percents: readonly number[] = []) {
    const { actors, channels } = topology;
    this.#series = actorSeries(actorFiguresOf(topology));
    this.#totals = totals;
    this.#counts = { actors: actors.length, channels: channels.length };
    this.table = new NumberTable(
      this.#series.map(({ name }) => name),
      CHANNEL_SERIES.map(({ name }) => name),
      this.#counts,
    );
    this.windows = new Windows(this.table.size, percents);
    this.#values = new Float64Array(this.table.size);
  }

  /** Adds what happened since the last fine and the last coarse sample, if it is time. */
  keep(moment: Moment): void {
    const { fine, coarse } = this.windows.due(moment.time);
    if (fine) {
      this.windows.pushFine(this.#between(this.#fine, moment));
      this.#fine = moment;
    }
    if (coarse) {
      this.windows.pushCoarse(this.#between(this.#coarse, moment));
      this.#coarse = moment;
    }
  }

  /** The values of all series between two moments; good until it is called again. */
  #between(from: Moment | null, to: Moment): Float64Array {
    const { actors, channels } = this.#counts;
    const [values, totals] = [this.#values, this.#totals];
    const next = writeSeries(this.#series, totals.ofActors(from, to), actors, values, 0);
    writeSeries(CHANNEL_SERIES, totals.ofChannels(from, to), channels, values, next);
    return values;
  }
}
