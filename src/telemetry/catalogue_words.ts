/** What entries of the catalogue of figures are written with. */
import { LEVELS_TEXT } from "../../static/words/levels.js";
import type { ChartLine, OtelInstrument, PrometheusMetric } from "./figure.ts";

/** A metric that only grows. */
export function counter(name: string): PrometheusMetric {
  return { name, type: "counter" };
}

/** A metric that goes up and down. */
export function gauge(name: string, join: PrometheusMetric["join"] = "sum"): PrometheusMetric {
  return { name, type: "gauge", join };
}

/** An instrument that only grows. */
export function counted(
  name: string,
  unit: string,
  direction?: OtelInstrument["direction"],
): OtelInstrument {
  return { name, unit, type: "counter", ...direction && { direction } };
}

/** An instrument that goes up and down. */
export function measured(name: string, unit: string): OtelInstrument {
  return { name, unit, type: "upDownCounter" };
}

/** A line of a chart. */
export function inChart(title: string, line: string, color: string): ChartLine {
  return { title, line, color };
}

/** What a level is, in the words of the catalogue. */
export const LEVEL = `How urgently it asks for attention: ${LEVELS_TEXT}.`;
