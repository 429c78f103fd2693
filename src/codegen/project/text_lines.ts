/** The lines of a file, and what a person's editor did to it that is no change of its text: line ends, a byte order mark. */

/** A line, and what ends it: `"\n"`, `"\r\n"`, or `""` for a last one. */
export interface TextLine {
  readonly text: string;
  readonly end: string;
}

const BYTE_ORDER_MARK = "\uFEFF";

/** The lines of a text. An empty text has none. */
export function linesOf(text: string): TextLine[] {
  const parts = withoutMark(text).split("\n");
  const last = parts.pop() as string;
  const lines = parts.map((part) =>
    part.endsWith("\r") ? { text: part.slice(0, -1), end: "\r\n" } : { text: part, end: "\n" }
  );
  return last === "" ? lines : [...lines, { text: last, end: "" }];
}

/** A text without what an editor did: lines end with `"\n"`, the last one too, and no byte order mark is before them. */
export function plain(text: string): string {
  return linesOf(text).map((line) => `${line.text}\n`).join("");
}

/** Whether two texts have the same lines. */
export function isSame(one: string, other: string): boolean {
  return one === other || plain(one) === plain(other);
}

/** How most lines of a text end. */
export function lineEndOf(lines: readonly TextLine[]): string {
  const long = lines.filter(({ end }) => end === "\r\n").length;
  return long > lines.length - long ? "\r\n" : "\n";
}

/** Lines as the text of a file that was `like` before: lines without an end of their own get its end, and its last line is as it was. */
export function joined(lines: readonly TextLine[], like: string): string {
  const before = linesOf(like);
  const end = lineEndOf(before);
  const isOpen = before.at(-1)?.end === "";
  const text = lines.map((line, at) =>
    line.text + (isOpen && at === lines.length - 1 ? "" : line.end || end)
  );
  return (like.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "") + text.join("");
}

/** A text of the generator's as that of a file that was `like` before. */
export function dressed(text: string, like: string | undefined): string {
  if (like === undefined) return text;
  return joined(linesOf(text).map((line) => ({ text: line.text, end: "" })), like);
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
