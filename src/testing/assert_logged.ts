import { isDeepStrictEqual } from "node:util";
import { textOf } from "../errors.ts";
import type { LogRecord } from "../graph/report/mod.ts";

/**
 * A record as it is looked for: by what its text has in it, by what its text matches, or by some of its parts. In parts, `text` is either
 * of the former, and `level`, `source` and `data` are as they are in the record.
 */
export type LogPattern =
  | string
  | RegExp
  | (Partial<Omit<LogRecord, "text" | "time">> & { readonly text?: string | RegExp });

/** How many records are shown where one is missing. */
const MOST_SHOWN = 3;

/**
 * Asserts that a log has these records, in this order, with whatever else in between.
 *
 * ```ts
 * import { defineActor } from "@steady-state/deno/actor";
 * import { assertLogged, rehearse } from "@steady-state/deno/testing";
 * import { assertThrows } from "@std/assert";
 *
 * const ticker = defineActor(import.meta, "ticker", {
 *   async run(actor) {
 *     for (let tick = 1; actor.isRunning(); tick++) {
 *       await actor.wait(actor.periodic(1000));
 *       actor.log.info(`tick ${tick}`);
 *     }
 *   },
 * });
 *
 * await using scene = await rehearse(ticker);
 * await scene.advance("5.5 s");
 * assertLogged(scene.log, ["tick 2", { level: "info", text: /^tick [3-5]$/ }, "tick 5"]);
 * assertThrows(() => assertLogged(scene.log, ["tick 2", "tick 1"]), Error, "comes before");
 * ```
 *
 * @param log as a scene, a stage or a graph's option `log` has it
 * @throws {Error} for the first one that is missing: with the record after which it was looked for, and those that are most like it
 */
export function assertLogged(log: readonly LogRecord[], patterns: readonly LogPattern[]): void {
  let from = 0;
  for (const [i, pattern] of patterns.entries()) {
    const at = log.findIndex((record, at) => at >= from && isMet(pattern, record));
    if (at >= 0) {
      from = at + 1;
      continue;
    }
    throw new Error(
      `Cannot find ${shown(pattern)} in the log: ${why(log, from, pattern, patterns[i - 1])}`,
    );
  }
}

function isMet(pattern: LogPattern, { level, source, text, data }: LogRecord): boolean {
  if (typeof pattern === "string") return text.includes(pattern);
  if (pattern instanceof RegExp) return text.search(pattern) >= 0;
  return (pattern.text === undefined ||
    isMet(pattern.text, { level, source, text, data, time: 0 })) &&
    (pattern.level === undefined || pattern.level === level) &&
    (pattern.source === undefined || pattern.source === source) &&
    (!("data" in pattern) || isDeepStrictEqual(pattern.data, data));
}

function why(
  log: readonly LogRecord[],
  from: number,
  pattern: LogPattern,
  last: LogPattern | undefined,
): string {
  if (log.length === 0) return "it is empty, let time go by, or look at the graph's logLevel";
  const before = log.findIndex((record, at) => at < from && isMet(pattern, record));
  const place = last === undefined
    ? `none of its ${log.length} records is so`
    : `none is so after ${shown(last)}, which is record ${from} of ${log.length}`;
  const order = before < 0 ? "" : `, one comes before: record ${before + 1}`;
  const near = nearest(log, from, pattern);
  if (near.length === 0) return `${place}${order}, and none comes after it`;
  return `${place}${order}; nearest ${near.length === 1 ? "is" : "are"}\n${near.join("\n")}`;
}

/** The records from there on that are most like the pattern, in order. */
function nearest(log: readonly LogRecord[], from: number, pattern: LogPattern): string[] {
  const wanted = pairsOf(wordsOf(pattern));
  return log.map((record, at) => ({ record, at }))
    .slice(from)
    .map((found) => ({ ...found, likeness: likeness(wanted, pairsOf(lineOf(found.record))) }))
    .sort((a, b) => b.likeness - a.likeness || a.at - b.at)
    .slice(0, MOST_SHOWN)
    .sort((a, b) => a.at - b.at)
    .map(({ record, at }) => `  ${at + 1}. ${lineOf(record)}`);
}

function lineOf({ level, source, text, data }: LogRecord): string {
  return `${level.toUpperCase()} ${source}: ${text}${data === undefined ? "" : ` ${textOf(data)}`}`;
}

function wordsOf(pattern: LogPattern): string {
  if (typeof pattern === "string") return pattern;
  if (pattern instanceof RegExp) return pattern.source;
  const { level = "", source = "", text = "", data } = pattern;
  const more = data === undefined ? "" : textOf(data);
  return [level.toUpperCase(), source, wordsOf(text), more].join(" ");
}

/** Pairs of characters that follow each other, as the measure of Dice has it. */
function pairsOf(text: string): Set<string> {
  return new Set(
    Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)),
  );
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return 2 * a.intersection(b).size / Math.max(1, a.size + b.size);
}

function shown(pattern: LogPattern): string {
  return typeof pattern === "string" ? JSON.stringify(pattern) : textOf(pattern);
}
