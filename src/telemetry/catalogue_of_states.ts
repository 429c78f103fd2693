/**
 * The entries in the catalogue of figures that actors tell of their own: which there are depends on the graph.
 *
 * @module
 */
import { metricOf, type NamedFigure, type Topology } from "../protocol/mod.ts";
import { ACTOR_FIGURES } from "./catalogue.ts";
import { inChart } from "./catalogue_words.ts";
import type { ActorFigure, OtelInstrument, PageWords, PrometheusMetric } from "./figure.ts";
import type { Over } from "./over_time.ts";
import type { Unit } from "./units.ts";

/** What a unit comes to. */
interface OwnRules {
  readonly unit: Unit;
  /** How those of several actors become one. */
  readonly join: "sum" | "max";
  /** What the name of the metric ends in. */
  readonly end: string;
  /** What one is, for OpenTelemetry. */
  readonly otel: string;
}

const RULES: Readonly<Record<NamedFigure["unit"], OwnRules>> = {
  amount: { unit: "amount", join: "sum", end: "", otel: "1" },
  total: { unit: "total", join: "sum", end: "_total", otel: "1" },
  ms: { unit: "ms", join: "max", end: "_seconds", otel: "s" },
  bytes: { unit: "bytes", join: "sum", end: "_bytes", otel: "By" },
  share: { unit: "share", join: "max", end: "_ratio", otel: "1" },
};

const made = new WeakMap<Topology, readonly ActorFigure[]>();

/** The figures that actors of the graph tell of their own, each name once. */
function stateFiguresOf(topology: Topology): readonly ActorFigure[] {
  const known = made.get(topology);
  if (known !== undefined) return known;
  const byName = new Map<string, NamedFigure>();
  for (const { figures = [] } of topology.definitions) {
    for (const figure of figures) if (!byName.has(figure.name)) byName.set(figure.name, figure);
  }
  const entries = [...byName.values()].map(entryOf);
  made.set(topology, entries);
  return entries;
}

const withOwn = new WeakMap<readonly ActorFigure[], readonly ActorFigure[]>();

/** The figures of actors of that graph: those that all have, and those that some tell of their own. */
export function actorFiguresOf(topology: Topology): readonly ActorFigure[] {
  const own = stateFiguresOf(topology);
  if (own.length === 0) return ACTOR_FIGURES;
  const known = withOwn.get(own) ?? [...ACTOR_FIGURES, ...own];
  withOwn.set(own, known);
  return known;
}

function entryOf({ name, about, unit }: NamedFigure): ActorFigure {
  const metric = metricOf(name);
  const rules = RULES[unit];
  return {
    name: metric,
    unit: rules.unit,
    about,
    now: ({ own, ownPlaces }) => {
      const place = ownPlaces.get(name);
      return own === null || place === undefined ? null : own[place] ?? null;
    },
    series: metric,
    past: unit === "total" ? grownBy(metric) : atEndOf(metric),
    onWire: true,
    isRare: true,
    page: wordsOf(name, unit),
    prometheus: prometheusOf(name, unit),
    otel: otelOf(name, unit),
  };
}

function wordsOf(name: string, unit: NamedFigure["unit"]): PageWords {
  const words = inWords(name);
  const shared = {
    ...{ title: headOf(words), row: words, groupRow: words },
    ...{ join: RULES[unit].join, ofSome: true as const },
  };
  // What only grows is a line that says nothing.
  if (unit === "total") return shared;
  return { ...shared, chart: inChart(words, words, "--v1") };
}

function prometheusOf(name: string, unit: NamedFigure["unit"]): PrometheusMetric {
  const { end, join } = RULES[unit];
  const snake = inWords(name).replaceAll(" ", "_");
  const full = snake.endsWith(end) ? snake : `${snake}${end}`;
  return { name: `figure_${full}`, type: unit === "total" ? "counter" : "gauge", join };
}

function otelOf(name: string, unit: NamedFigure["unit"]): OtelInstrument {
  return {
    name: `actor.figure.${inWords(name).replaceAll(" ", "_")}`,
    type: unit === "total" ? "counter" : "upDownCounter",
    unit: RULES[unit].otel,
  };
}

/** As the head of a column. */
function headOf(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `deadLetters` as `dead letters`. */
function inWords(name: string): string {
  return name.replaceAll("_", " ").replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

/** A figure as of the end, of those that have it. */
function atEndOf(figure: string): Over {
  return (stretch) => {
    const latest = stretch.latest(figure);
    return (index) => latest[index]!;
  };
}

/** By how much a figure grew, of those that have it. */
function grownBy(figure: string): Over {
  return (stretch) => {
    const latest = stretch.latest(figure);
    const grown = stretch.isFirst ? null : stretch.grown(figure);
    return (index) => Number.isNaN(latest[index]) ? NaN : grown === null ? 0 : grown[index]!;
  };
}

/** The place of each figure among those that an actor tells of its own, by definition. */
export function ownPlacesOf({ definitions }: Topology): ReadonlyMap<string, number>[] {
  return definitions.map(({ figures = [] }) =>
    new Map(figures.map(({ name }, place) => [name, place]))
  );
}
