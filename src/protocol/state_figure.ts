/**
 * Figures that an actor tells of its own: cells of its state that people and machines are told. Plain data.
 *
 * @module
 */

/**
 * What a figure of an actor's own is counted in.
 *
 * - `amount`: how many there are now; goes up and down.
 * - `total`: how many there were in all; only grows.
 * - `ms`: a time, in milliseconds.
 * - `bytes`: bytes there are now.
 * - `share`: from 0 to 1.
 */
export type StateFigureUnit = "amount" | "total" | "ms" | "bytes" | "share";

/** All of them. */
export const STATE_FIGURE_UNITS: readonly StateFigureUnit[] = [
  "amount",
  "total",
  "ms",
  "bytes",
  "share",
];

/**
 * A figure that an actor tells of its own: the cell of its state that has the same name.
 *
 * ```ts
 * import { defineActor, rx, u32 } from "@steady-state/deno/actor";
 * import { rehearse } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * export const bank = defineActor(import.meta, "bank", {
 *   ports: { cents: rx(u32) },
 *   state: { refused: u32 },
 *   figures: { refused: { about: "Orders that the bank has refused.", unit: "total" } },
 *   async run(actor) {
 *     const { ports: { cents }, state } = actor;
 *     for (let n = await actor.take(cents); n !== undefined; n = await actor.take(cents)) {
 *       if (n > 10_000) state.refused++;
 *     }
 *   },
 * });
 *
 * await using scene = await rehearse(bank);
 * scene.cents.send(250, 20_000);
 * await scene.settle();
 * // With telemetry: steady_actor_figure_refused_total 1
 * assertEquals(scene.state.refused, 1);
 * ```
 */
export interface StateFigure {
  /** What it tells, as a sentence: the page, the metrics and the API say it. */
  readonly about: string;
  /** What it is counted in; `amount`, if it is left out. */
  readonly unit?: StateFigureUnit;
}

/** A figure of an actor's own, with its name. */
export interface NamedFigure extends Required<StateFigure> {
  /** What the cell is called. */
  readonly name: string;
}

/** What such a figure is called among those that all actors have: in rules, in the history, in the API. */
export type StateFigureMetric = `figures.${string}`;

const PREFIX = "figures.";

/** The name under which it is told. */
export function metricOf(name: string): StateFigureMetric {
  return `${PREFIX}${name}`;
}

/** The figure that a metric is of; `undefined` if it is none of an actor's own. */
export function figureOf(metric: unknown): string | undefined {
  return typeof metric === "string" && metric.startsWith(PREFIX)
    ? metric.slice(PREFIX.length)
    : undefined;
}

/** The figures of a definition, in their order. */
export function namedFigures(
  figures: Readonly<Record<string, StateFigure>> | undefined,
): readonly NamedFigure[] {
  return Object.entries(figures ?? {}).map(([name, { about, unit = "amount" }]) => ({
    name,
    about,
    unit,
  }));
}
