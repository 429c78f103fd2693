/** Types, and the lines in which they stand. */
import type { EdgeMarks } from "./edge_marks.ts";

/** Types as they are told: `<Tick> (line 3) and <Tock> (lines 4, 5)`. */
export function linedTypes(types: ReadonlyMap<string, readonly EdgeMarks[]>): string {
  return [...types].toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, edges]) => {
    const lines = [...new Set(edges.flatMap(({ edge }) => edge.line ?? []))].sort((a, b) => a - b);
    if (lines.length === 0) return `<${name}>`;
    return `<${name}> (${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")})`;
  }).join(" and ");
}

/** The types that are written in several ways, and are one by what they are called in code: a line each. */
export function typeSpellings(edges: readonly EdgeMarks[]): string[] {
  const marked = edges.filter(({ type }) => type !== undefined);
  return [...Map.groupBy(marked, ({ type }) => type!.name)].flatMap(([name, own]) => {
    const spellings = Map.groupBy(own, ({ typeText }) => typeText!);
    return spellings.size === 1
      ? []
      : `${
        linedTypes(spellings)
      } are the same message, ${name}, write them alike, or give one another name`;
  });
}
