/** A difference of two texts as `diff -u` prints it. */
import { linesOf } from "./text_lines.ts";

/** Lines that are shown before and after what changes. */
const AROUND = 3;

interface Piece {
  readonly buffer1: readonly [start: number, length: number];
  readonly buffer2: readonly [start: number, length: number];
}

/**
 * The difference of a file from what it is to what it becomes; `null` is a file that is not there. Line ends do not count; what only
 * they change is not told.
 */
export async function unifiedDiff(
  path: string,
  before: string | null,
  after: string | null,
): Promise<string> {
  const { diffIndices } = await import("node-diff3");
  const [old, next] = [before, after].map((text) =>
    linesOf(text ?? "").map((line) => line.text)
  ) as [string[], string[]];
  const pieces = diffIndices(old, next);
  const head = [
    `--- ${before === null ? "/dev/null" : `a/${path}`}`,
    `+++ ${after === null ? "/dev/null" : `b/${path}`}`,
  ];
  return [...head, ...grouped(pieces).flatMap((group) => hunk(old, next, group))].join("\n");
}

/** Pieces that are so near to each other that they share the lines around them. */
function grouped(pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = [];
  let end = -Infinity;
  for (const piece of pieces) {
    const [start, length] = piece.buffer1;
    if (start - end > 2 * AROUND) groups.push([]);
    groups.at(-1)!.push(piece);
    end = start + length;
  }
  return groups;
}

function hunk(old: readonly string[], next: readonly string[], pieces: readonly Piece[]): string[] {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const from = Math.max(0, first.buffer1[0] - AROUND);
  const to = Math.min(old.length, last.buffer1[0] + last.buffer1[1] + AROUND);
  const lines: string[] = [];
  let at = from;
  for (const { buffer1: [start, gone], buffer2: [place, come] } of pieces) {
    lines.push(...old.slice(at, start).map((line) => ` ${line}`));
    lines.push(...old.slice(start, start + gone).map((line) => `-${line}`));
    lines.push(...next.slice(place, place + come).map((line) => `+${line}`));
    at = start + gone;
  }
  lines.push(...old.slice(at, to).map((line) => ` ${line}`));
  const nextFrom = first.buffer2[0] - (first.buffer1[0] - from);
  const nextLength = lines.filter((line) => !line.startsWith("-")).length;
  return [`@@ -${range(from, to - from)} +${range(nextFrom, nextLength)} @@`, ...lines];
}

/** Lines are counted from 1; of no lines, the one before them is told. */
function range(start: number, length: number): string {
  return `${length === 0 ? start : start + 1},${length}`;
}
