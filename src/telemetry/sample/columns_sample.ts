import type { Lifecycle } from "../../protocol/mod.ts";
import type { FigureValue, Unit } from "../units.ts";
import type { ActorSample, ChannelSample, GraphSample } from "./graph_sample.ts";

/** A figure of all actors, or of all channels, by index. In an array of numbers, `NaN` stands for what is not known. */
export type FigureColumn = Float64Array | readonly FigureValue[];

/** The figures of all actors, or of all channels, by name. */
export type FigureColumns = ReadonlyMap<string, FigureColumn>;

/** A figure, as far as its column goes. */
export interface ColumnFigure {
  readonly name: string;
  readonly unit: Unit;
  readonly onWire?: true;
  readonly isRare?: true;
}

/** The figures that a sample is made of. */
export interface SampleColumns {
  readonly actors: FigureColumns;
  readonly channels: FigureColumns;
  /** The figures of its actors, where they are not those that all actors have and no more. */
  readonly figures?: readonly ColumnFigure[];
}

const columnsOfSamples = new WeakMap<GraphSample, SampleColumns>();

/**
 * A sample whose actors and channels are put together when somebody looks at them. Ten times a second is what samples are taken; most of
 * them are only ever read column by column, for the page and the history.
 */
export function sampleOf(
  time: number,
  lifecycle: Lifecycle,
  columns: SampleColumns,
): GraphSample {
  let actors: readonly ActorSample[] | undefined;
  let channels: readonly ChannelSample[] | undefined;
  const sample: GraphSample = {
    time,
    lifecycle,
    get actors() {
      return actors ??= rowsOf(columns.actors) as unknown as readonly ActorSample[];
    },
    get channels() {
      return channels ??= rowsOf(columns.channels) as unknown as readonly ChannelSample[];
    },
  };
  columnsOfSamples.set(sample, columns);
  return sample;
}

/** The figures of a sample, one by one: without its actors and channels being put together, where it was made of such columns. */
export function figuresOf(sample: GraphSample): {
  readonly actor: (name: string) => FigureColumn;
  readonly channel: (name: string) => FigureColumn;
  readonly figures: readonly ColumnFigure[] | undefined;
} {
  const columns = columnsOfSamples.get(sample);
  return {
    actor: (name) => columns?.actors.get(name) ?? columnIn(sample.actors, name),
    channel: (name) => columns?.channels.get(name) ?? columnIn(sample.channels, name),
    figures: columns?.figures,
  };
}

/** A value of a column. */
export function valueIn(column: FigureColumn, index: number): FigureValue {
  const value = column[index]!;
  return Number.isNaN(value) ? null : value;
}

function columnIn(rows: readonly (ActorSample | ChannelSample)[], name: string): FigureColumn {
  return rows.map((row) => (row as unknown as Readonly<Record<string, FigureValue>>)[name] ?? null);
}

function rowsOf(columns: FigureColumns): Record<string, FigureValue>[] {
  const [first] = columns.values();
  return Array.from({ length: first?.length ?? 0 }, (_, index) => {
    const row: Record<string, FigureValue> = {};
    for (const [name, column] of columns) row[name] = valueIn(column, index);
    return row;
  });
}
