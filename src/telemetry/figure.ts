/**
 * What there is to know of a figure: one entry of the catalogue.
 *
 * @module
 */
import type { ActorReading, ActorSample, ChannelFacts, ChannelSample } from "./sample/mod.ts";
import type { ActorStretch, Over, Stretch } from "./over_time.ts";
import type { FigureValue, Unit } from "./units.ts";

/** How the values of several actors or channels become one. */
export type Join = "sum" | "mean" | "max";

/** A line of a chart. */
export interface ChartLine {
  /** The title of the chart. Figures of one title share it. */
  readonly title: string;
  /** What the line is called. */
  readonly line: string;
  /** The name of its colour in the page's style sheet. */
  readonly color: string;
}

/** Where the page shows a figure, and in which words. */
export interface PageWords {
  /** The head of its column in the table; left out, it has none there. */
  readonly title?: string;
  /** What stands before it in the details; left out, it does not stand there. */
  readonly row?: string;
  /** What stands before it in the details of several that are folded; left out, it does not stand there. */
  readonly groupRow?: string;
  /** Whether it stands in the details only where it is known. */
  readonly ifKnown?: true;
  /** Whether it is told of those only of which it is known, because others have none. */
  readonly ofSome?: true;
  /** How several that are folded into one are one value; left out, they have none. */
  readonly join?: Join;
  /** Where it is drawn over time. */
  readonly chart?: ChartLine;
  /** Whether it is drawn beside the details as they are now, small. */
  readonly spark?: boolean;
  /** The head of its column in the statistics; left out, it has none there. */
  readonly statistic?: string;
}

/** A metric of Prometheus. */
export interface PrometheusMetric {
  /** Its name, without what all of its kind begin with. */
  readonly name: string;
  readonly type: "counter" | "gauge";
  /** What the values of several of one name are joined by; a sum, if it is left out. */
  readonly join?: "sum" | "max";
}

/** An instrument of OpenTelemetry. Figures that share one differ in the direction. */
export interface OtelInstrument {
  readonly name: string;
  readonly type: "counter" | "upDownCounter";
  readonly unit: string;
  readonly direction?: "send" | "take";
}

/** What is known of a figure: how it comes about, and where it is told. */
export interface FigureEntry<Reading, S extends Stretch, Value> {
  readonly unit: Unit;
  /** What it tells, as a sentence: the API's schema, the page, Prometheus and OpenTelemetry say it. */
  readonly about: string;
  /** How it is read from what actors and channels count. */
  readonly now?: (reading: Reading) => Value;
  /** How it is made of what was counted over a while. What `now` says is then only what others, or it itself, are made of. */
  readonly over?: Over<S>;
  /** What its last fifteen minutes are called, in windows and alert rules; left out, they are not kept. */
  readonly series?: string;
  /** How a value of its last fifteen minutes is made, where that is not what `over` says. */
  readonly past?: Over<S>;
  /** How it is told to the page; left out, it is not, but for whoever asks for the details. */
  readonly onWire?: true;
  /** Most graphs have none of these: a column without any is sent without cells. */
  readonly isRare?: true;
  readonly page?: PageWords;
  readonly prometheus?: PrometheusMetric;
  readonly otel?: OtelInstrument;
}

/** An entry by its name. Those that programs read by name have the type that is documented there. */
type CatalogueOf<Reading, S extends Stretch, Sample> =
  & { readonly [Name in keyof Sample]-?: FigureEntry<Reading, S, Sample[Name]> }
  & { readonly [name: string]: FigureEntry<Reading, S, FigureValue> };

/** The entries of actors. */
export type ActorEntries = CatalogueOf<ActorReading, ActorStretch, ActorSample>;

/** The entries of channels. */
export type ChannelEntries = CatalogueOf<ChannelFacts, Stretch, ChannelSample>;

/** A figure, with its name: that of a sample, of a column, of the history, and of the API. */
export interface Figure<Reading, S extends Stretch> extends FigureEntry<Reading, S, FigureValue> {
  readonly name: string;
}

/** A figure of an actor. */
export type ActorFigure = Figure<ActorReading, ActorStretch>;

/** A figure of a channel. */
export type ChannelFigure = Figure<ChannelFacts, Stretch>;
