/** Words of the drawing as comments: whatever stands in them, they end where they are to end, and are nobody's orders. */
import { LINE_WIDTH } from "./layout.ts";

// Controls, halves of characters, ends of lines, and what turns the direction of the text around it.
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The lines of a text that people wrote, without what cannot be seen. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(UNSEEN, " ").replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}

/** A comment of documentation over what follows, with an end of line; nothing if there is nothing to say. */
export function documentation(paragraphs: readonly string[], indent = 0): string {
  const lines = paragraphs.flatMap((paragraph, at) => {
    const own = linesOf(paragraph).flatMap((line) =>
      wrapped(harmless(line), LINE_WIDTH - indent - 3)
    );
    return at === 0 || own.length === 0 ? own : ["", ...own];
  });
  const margin = " ".repeat(indent);
  const [only = ""] = lines;
  if (lines.length === 0) return "";
  if (lines.length === 1 && only.length + indent + 7 <= LINE_WIDTH) {
    return `${margin}/** ${only} */\n`;
  }
  const rows = lines.map((line) => `${margin} *${line === "" ? "" : ` ${line}`}\n`);
  return `${margin}/**\n${rows.join("")}${margin} */\n`;
}

/** Words in lines of at most so many characters; a longer word has a line of its own. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

/** A line that cannot end its comment, and is no directive to a tool. */
function harmless(line: string): string {
  return line.replaceAll("*/", "* /").replaceAll("@", "\\@").replace(/^(\s*)(deno-|#)/, "$1\\$2");
}
