import { listed } from "../../errors.ts";
import { isObject, shown } from "../../option_faults.ts";
import {
  type ActorShape,
  figureOf,
  type NamedFigure,
  namedFigures,
  type ShownStat,
  STATE_FIGURE_UNITS,
  type StateFigure,
} from "../../protocol/mod.ts";

/** Cells that hold one number. */
const NUMBERS = ["u8", "u16", "u32", "i8", "i16", "i32", "f32", "f64", "u64", "i64"];

/** What a metric of Prometheus can be called. */
const NAME = /^[a-zA-Z][a-zA-Z0-9_]*$/;

/** What is wrong with the figures that an actor tells of its own: one sentence each. */
export function figureFaults(label: string, { figures, state }: ActorShape): string[] {
  if (figures === undefined) return [];
  const what = `"figures" of actor "${label}"`;
  if (!isObject(figures)) return [`${what} is ${shown(figures)}, give an object`];
  return Object.entries(figures).flatMap(([name, figure]) => [
    ...cellFaults(`${what} has "${name}"`, Object.hasOwn(state, name) ? state[name] : undefined),
    ...(NAME.test(name)
      ? []
      : [`${what} has "${name}", give it a name of letters, digits and underscores`]),
    ...partFaults(`figure "${name}" of actor "${label}"`, figure),
  ]);
}

function cellFaults(has: string, entry: ActorShape["state"][string] | undefined): string[] {
  if (entry === undefined) return [`${has}, which is no cell of its state, give the name of one`];
  const kind = "kind" in entry ? entry.kind?.name : entry.name;
  return kind === undefined || NUMBERS.includes(kind)
    ? []
    : [`${has}, whose cell is a ${kind}, give one that holds a number, as u32 or f64`];
}

function partFaults(what: string, figure: unknown): string[] {
  if (!isObject(figure)) return [`${what} is ${shown(figure)}, give { about, unit }`];
  const { about, unit, ...others } = figure as Partial<StateFigure>;
  return [
    ...Object.keys(others).map((name) =>
      `${what} has no option "${name}", there are "about", "unit"`
    ),
    ...(typeof about === "string" && about !== ""
      ? []
      : [`about of ${what} is ${shown(about)}, give a sentence that says what it tells`]),
    ...(unit === undefined || STATE_FIGURE_UNITS.includes(unit)
      ? []
      : [`unit of ${what} is ${shown(unit)}, give ${listed(STATE_FIGURE_UNITS)}`]),
  ];
}

/** Rules and statistics, as they were given: what is wrong with them by themselves is told where they were. */
interface GivenStats {
  readonly alerts: readonly Pick<ShownStat, "metric" | "stat">[] | null;
  readonly shown: readonly Pick<ShownStat, "metric" | "stat">[] | null;
}

/** An actor, as far as its figures go. */
interface FigureOwner extends GivenStats {
  readonly label: string;
  readonly definition: ActorShape;
}

/**
 * What is wrong with figures of actors' own across a graph: those of one name that differ in what they are counted in, which could not be
 * one metric, and rules and statistics about some that there are not. The definitions must be without faults.
 */
export function ownFigureFaults(actors: readonly FigureOwner[], forAll: GivenStats): string[] {
  const known = new Map<string, { readonly figure: NamedFigure; readonly label: string }>();
  const seen = new Set<ActorShape>();
  const faults: string[] = [];
  for (const { label, definition } of actors) {
    if (definition.figures === undefined || seen.has(definition)) continue;
    seen.add(definition);
    for (const figure of namedFigures(definition.figures)) {
      const other = known.get(figure.name);
      if (other === undefined) known.set(figure.name, { figure, label });
      else if (other.figure.unit !== figure.unit) {
        faults.push(
          `figure "${figure.name}" of actor "${label}" has unit "${figure.unit}", that of actor "${other.label}" has "${other.figure.unit}", give one of them another name`,
        );
      }
    }
  }
  const all = [...known.values()].map(({ figure }) => figure);
  return [
    ...faults,
    ...statsFaults("all actors", forAll, all),
    ...actors.flatMap((actor) =>
      actor.alerts === null && actor.shown === null
        ? []
        : statsFaults(`actor "${actor.label}"`, actor, namedFigures(actor.definition.figures))
    ),
  ];
}

function statsFaults(
  of: string,
  { alerts, shown }: GivenStats,
  figures: readonly NamedFigure[],
): string[] {
  return [
    ...listIn(alerts).flatMap((rule) => metricFaults(`a rule of ${of}`, rule, figures)),
    ...listIn(shown).flatMap((stat) => metricFaults(`what is shown of ${of}`, stat, figures)),
  ];
}

function listIn(stats: GivenStats["alerts"]): readonly Pick<ShownStat, "metric" | "stat">[] {
  if (!Array.isArray(stats)) return [];
  const given: readonly Pick<ShownStat, "metric" | "stat">[] = stats;
  return given.filter((stat) => isObject(stat));
}

function metricFaults(
  what: string,
  { metric, stat }: Pick<ShownStat, "metric" | "stat">,
  figures: readonly NamedFigure[],
): string[] {
  const name = figureOf(metric);
  if (name === undefined) return [];
  const figure = figures.find((one) => one.name === name);
  if (figure === undefined) {
    const there = figures.length === 0
      ? "there are none"
      : `there are ${listed(figures.map(({ name }) => name))}`;
    return [`${what} is about figure "${name}", ${there}`];
  }
  if ((figure.unit === "total") === (stat === "sum")) return [];
  return [
    figure.unit === "total"
      ? `${what} has stat "${stat}" of figure "${name}", which only grows, give "sum": by how much it grew`
      : `${what} has stat "sum" of figure "${name}", which goes up and down, give another`,
  ];
}
