/** The first line of a file that is overwritten: it says so, and tells by a hash whether somebody has edited the rest. */
import { createHash } from "node:crypto";

const SAYS =
  "// Made from graph.dot by @steady-state/deno; do not edit: changes are overwritten. sha256:";

/** The hash of a text, in hexadecimal digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A generated text with its first line before it. */
export function withGeneratedLine(rest: string): string {
  return `${SAYS}${sha256(rest)}\n${rest}`;
}

/** Whether a text, with lines that end with `"\n"`, has that first line. */
export function hasGeneratedLine(text: string): boolean {
  return text.startsWith(SAYS);
}

/** Whether a text, with lines that end with `"\n"`, is as some generator wrote it: its first line has the hash of the rest. */
export function isAsGenerated(text: string): boolean {
  const end = text.indexOf("\n");
  return text.slice(0, Math.max(0, end)) === SAYS + sha256(text.slice(end + 1));
}
