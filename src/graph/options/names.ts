import { shown } from "../../option_faults.ts";

/** Characters of a name at most. Names stand in tables, in pictures and in every line of a log. */
const MAX_NAME = 200;

/** So much of a name that is too long is shown at either end. */
const SHOWN = 20;

// Control characters, halves of characters, ends of lines, and what takes no room or turns the direction of the text around it: a name
// with one of them looks like another, or breaks the line that it stands in. What joins characters, or chooses how one looks, is seen.
const UNSEEN =
  /[\p{Cc}\p{Cs}\u2028\u2029]|(?![\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}])\p{DI}/u;

/** What is wrong with the name of `what`, such as `an actor`: a sentence for each fault. */
export function nameFaults(what: string, name: unknown): string[] {
  if (typeof name !== "string") return [`the name of ${what} is ${shown(name)}, give it a text`];
  if (name === "") return [`${what} has an empty name, give it one`];
  if (name.trim() === "") return [`${what} has a name of spaces alone, give it one that is seen`];
  // No name has more characters than it is long.
  if (name.length <= MAX_NAME && !UNSEEN.test(name)) return [];
  const letters = [...name];
  const unseen = UNSEEN.exec(name)?.[0];
  const faults: string[] = [];
  if (letters.length > MAX_NAME) {
    faults.push(
      `the name ${
        brief(letters)
      } of ${what} has ${letters.length} characters, give it one of at most ${MAX_NAME}`,
    );
  }
  if (unseen !== undefined) {
    const code = unseen.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    faults.push(
      `the name ${
        brief(letters)
      } of ${what} has a character that cannot be seen, U+${code}, leave it out`,
    );
  }
  return faults;
}

function brief(letters: readonly string[]): string {
  const name = letters.join("");
  if (letters.length <= 2 * SHOWN) return JSON.stringify(name);
  return JSON.stringify(
    `${letters.slice(0, SHOWN).join("")}…${letters.slice(-SHOWN).join("")}`,
  );
}
