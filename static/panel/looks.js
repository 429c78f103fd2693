// @ts-check
// How figures look beside an actor or a channel: in which chart they are drawn, and over which windows their statistics are told.

import { unitText } from "../words/unit_text.js";

/**
 * @typedef {import("../feed/figures.js").Figures} Figures
 * @typedef {import("../feed/figures.js").Figure} Figure
 * @typedef {import("../feed/figures.js").Side} Side
 * @typedef {import("./chart.js").ChartLook} ChartLook
 * @typedef {import("../dom/spark.js").Look} SparkLook
 * @typedef {readonly [name: string, title: string, milliseconds: number]} Span
 */

/** The page is told shares in percent. */
const WHOLE = 100;

/**
 * Whether an id is of an actor or of a channel.
 * @param {string} id
 * @returns {Side}
 */
export function sideOf(id) {
  return id.startsWith("a") ? "a" : "c";
}

/**
 * The charts of an actor or a channel: figures whose charts have one title share it.
 * @param {Figures} figures
 * @param {Side} side
 * @returns {ChartLook[]}
 */
export function chartsOf(figures, side) {
  return [...byChart(figures.of(side))].map(([title, all]) => ({
    title,
    ...scaleOf(all),
    lines: all.flatMap(({ name, chart }) =>
      chart ? [{ name, title: chart.line, color: chart.color }] : []
    ),
  }));
}

/**
 * The small charts beside the details of now.
 * @param {Figures} figures
 * @param {Side} side
 * @returns {[name: string, look: SparkLook][]}
 */
export function sparksOf(figures, side) {
  const drawn = figures.of(side).filter(({ spark }) => spark);
  return [...byChart(drawn).values()].map((all) => {
    const lines = all.map(({ name }) => name);
    return [listText(lines), { ...scaleOf(all), lines }];
  });
}

/**
 * The figures whose statistics over a window are told.
 * @param {Figures} figures
 * @param {Side} side
 * @returns {{ series: string, title: string, unit: string }[]}
 */
export function statisticsOf(figures, side) {
  return figures.of(side).flatMap(({ series, statistic, unit }) =>
    series === undefined || statistic === undefined ? [] : [{ series, title: statistic, unit }]
  );
}

/**
 * The windows: name as in `/api/detail`, title, and length in milliseconds.
 * @type {readonly [Span, Span, Span]}
 */
export const SPANS = [
  ["10s", "10 s", 10_000],
  ["1m", "1 min", 60_000],
  ["15m", "15 min", 900_000],
];

/** @param {readonly Figure[]} figures */
function byChart(figures) {
  return Map.groupBy(
    figures.filter(({ chart }) => chart !== undefined),
    ({ chart }) => chart?.title ?? "",
  );
}

/** @param {readonly Figure[]} figures of one chart */
function scaleOf(figures) {
  const unit = figures[0]?.unit ?? "";
  return {
    top: unit === "share" ? WHOLE : null,
    text: (/** @type {number | null} */ value) => unitText(unit, value),
  };
}

/** @param {readonly string[]} words */
function listText(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
