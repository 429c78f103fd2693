/**
 * The table: 200,000 flights of the year 2001, sorted by the time of day, as one JSON array of
 * `{"delay":14,"distance":405,"time":6.25}` in the npm package vega-datasets.
 *
 * @module
 */
// Nothing of it is used: it makes Deno fetch the package, and lets it tell where the package lies.
import "vega-datasets";

/** Where the table's file lies. The package exports its code only, so the way leads from there. */
export function tableUrl(): string {
  return new URL("../data/flights-200k.json", import.meta.resolve("vega-datasets")).href;
}
