/** The text of a label. */

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * What people read in a label: its escapes and entities are undone, and its ends of lines are ends of lines.
 *
 * @param own What `\N` stands for.
 */
export function labelText(label: string, own: string): string {
  const text = label.replace(
    /\\(\r?\n|[^])/g,
    (_, after: string) =>
      after === "n" || after === "l" || after === "r" ? "\n" : after === "N" ? own : after.trim(),
  );
  return tidy(decoded(text));
}

/** What people read in a label that is HTML. */
export function htmlLabelText(label: string): string {
  return tidy(
    decoded(label.replace(/<br\b[^>]*>|<\/(?:td|tr|p)>/gi, "\n").replace(/<[^>]*>/g, "")),
  );
}

/** Text for a label that is read as that text again. */
export function textLabel(text: string): string {
  return text.replace(/&(?=#?\w+;)/g, "&amp;").replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : all;
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : all;
  });
}

function tidy(text: string): string {
  return text.split(/\r?\n|\r/).map((line) => line.trim()).join("\n").trim();
}
