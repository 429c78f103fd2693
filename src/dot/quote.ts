/** How text becomes a DOT identifier or label without ever becoming anything else. */

// Control characters have no place in a name, and the bidirectional overrides can make one name look like another.
// deno-lint-ignore no-control-regex
const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Quotes `text` as a DOT identifier. The lexer of DOT knows one escape only, `\"`, and drops a backslash before the end
 * of a line; doubling every backslash keeps a name that ends in one from swallowing the closing quote, and keeps
 * different names different.
 */
export function quoteId(text: string): string {
  return `"${
    visible(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
  }"`;
}

/**
 * Escapes `text` for a label, to be given as an attribute's value. Labels know more than identifiers: `\N` and its like,
 * and entities such as `&lt;`. A newline becomes a line break of the label.
 */
export function escapeLabel(text: string): string {
  return visible(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** Makes one line of `text` that can stand in a comment. */
export function commentLine(text: string): string {
  return visible(text).replaceAll("\n", " ");
}

/** Quotes an attribute's value. Escapes that the value brings along (`\n`, `\\`) stay as they are. */
export function quoteValue(value: string | number): string {
  if (typeof value === "number") return String(value);
  return `"${value.replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function visible(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, "");
}
