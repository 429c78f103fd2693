/** What a person made of a file, and what the generator makes of it: both changes in one text, or a conflict that says so. */
import { joined, lineEndOf, linesOf, type TextLine } from "./text_lines.ts";

/** A text of two. */
export interface MergedText {
  readonly text: string;
  /** Whether both had changed the same lines: they stand in the text one after the other, between marks. */
  readonly hasConflict: boolean;
}

const YOURS = "<<<<<<< yours";
const BEFORE = "||||||| generated before";
const BETWEEN = "=======";
const AFTER = ">>>>>>> generated now";

/** Whether somebody has yet to choose: a mark of a conflict stands in the text. The line between two texts may be a heading's, too. */
export function hasConflictMarks(text: string): boolean {
  return linesOf(text).some((line) => [YOURS, BEFORE, AFTER].includes(line.text));
}

/**
 * Merges what changed from `base` to `mine` with what changed from `base` to `theirs`. Changes that touch are one, and a conflict, unless
 * they are the same. Line ends are those of `mine`, line by line; new lines end as most of its lines do.
 */
export async function merge(mine: string, base: string, theirs: string): Promise<MergedText> {
  // Only a file that both have changed needs it.
  const { diff3MergeRegions, diffIndices } = await import("node-diff3");
  const own = linesOf(mine);
  const [a, o, b] = [own, linesOf(base), linesOf(theirs)].map((lines) =>
    lines.map(({ text }) => text)
  ) as [string[], string[], string[]];
  const places = placesIn(diffIndices(o, a), o.length);
  const merged: TextLine[] = [];
  let hasConflict = false;
  for (const region of diff3MergeRegions(a, o, b)) {
    if (!region.stable) {
      const { aStart, aLength, aContent, oContent, bContent } = region;
      const kept = own.slice(aStart, aStart + aLength);
      if (aContent.join("\n") === bContent.join("\n") && aLength === bContent.length) {
        merged.push(...kept);
        continue;
      }
      hasConflict = true;
      merged.push(...conflict(kept, fresh(oContent), fresh(bContent)));
      continue;
    }
    const { buffer, bufferStart: start, bufferLength: length } = region;
    if (buffer === "b") merged.push(...fresh(b.slice(start, start + length)));
    else if (buffer === "a") merged.push(...own.slice(start, start + length));
    // What nobody has changed stands in the person's file with the end that it has there.
    else for (let at = start; at < start + length; at++) merged.push(own[places[at]!] as TextLine);
  }
  return { text: joined(merged, mine), hasConflict };
}

/** A conflict of two texts that have nothing in common to begin with: all that differs, from the first line to the last one. */
export function clash(mine: string, theirs: string): string {
  const [own, others] = [linesOf(mine), linesOf(theirs)];
  const most = Math.min(own.length, others.length);
  let head = 0;
  while (head < most && own[head]!.text === others[head]!.text) head++;
  let tail = 0;
  while (tail < most - head && own.at(-1 - tail)!.text === others.at(-1 - tail)!.text) tail++;
  const between = own.slice(head, own.length - tail);
  const theirBetween = others.slice(head, others.length - tail).map(({ text }) => text);
  return joined([
    ...own.slice(0, head),
    ...conflict(between, [], fresh(theirBetween)),
    ...own.slice(own.length - tail),
  ], mine);
}

/** The lines of both, between marks. A last line without an end gets one from whoever joins them. */
function conflict(
  mine: readonly TextLine[],
  before: readonly TextLine[],
  after: readonly TextLine[],
): TextLine[] {
  const end = mine.length > 0 ? lineEndOf(mine) : "";
  const mark = (text: string) => ({ text, end });
  return [mark(YOURS), ...mine, mark(BEFORE), ...before, mark(BETWEEN), ...after, mark(AFTER)];
}

/** Lines that get the ends of the file that they come into. */
function fresh(texts: readonly string[]): TextLine[] {
  return texts.map((text) => ({ text, end: "" }));
}

interface Difference {
  /** Where it begins, and how many lines it has. */
  readonly buffer1: readonly [number, number];
  readonly buffer2: readonly [number, number];
}

/** Where in the other text each line of one is; nowhere if it was changed. */
function placesIn(differences: readonly Difference[], length: number): (number | undefined)[] {
  const places = new Array<number | undefined>(length).fill(undefined);
  let [at, other] = [0, 0];
  const skipTo = (end: number) => {
    while (at < end) places[at++] = other++;
  };
  for (const { buffer1: [start, gone], buffer2: [, come] } of differences) {
    skipTo(start);
    at += gone;
    other += come;
  }
  skipTo(length);
  return places;
}
