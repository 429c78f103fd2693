import { COLUMN_NAMES } from "../../src/telemetry/wire/columns.ts";
import { ACTOR_FIGURES } from "../../src/telemetry/catalogue.ts";
import { pageFigures } from "../../src/telemetry/wire/frames.ts";
import type { Hello } from "../../static/feed/model.js";

type Values = Readonly<Record<string, string | number | boolean | null>>;

/** What a server says first. */
export const HELLO: Hello = {
  epoch: "e",
  started: 0,
  now: 0,
  viz: "",
  columns: COLUMN_NAMES,
  figures: pageFigures(ACTOR_FIGURES),
};

/** The columns of a graph of one actor and one channel; what is left out is not known. */
export function columnsOf(
  values: { readonly a: Values; readonly c: Values },
): Record<"a" | "c", (string | number | boolean | null)[][]> {
  const of = (side: "a" | "c") => COLUMN_NAMES[side].map((name) => [values[side][name] ?? null]);
  return { a: of("a"), c: of("c") };
}
