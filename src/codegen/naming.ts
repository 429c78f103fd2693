/** How the words of a drawing become names of files, exports, ports and messages. The same word gives the same name, always. */

/** What cannot be the name of an export of a module that others import by name. */
const RESERVED_WORDS = new Set(
  ("arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public return " +
    "static super switch this throw true try typeof undefined var void while with yield NaN Infinity globalThis Deno " +
    // Names that the code of a project uses beside those of its actors.
    "u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 bool text bytes json struct array oneOf optional call any all rx tx plan turn due " +
    "accept ports defineActor graph buildGraph run messages actor options main").split(" "),
);

/** What cannot be the name of an actor's file: `graph.ts` is there already, the others are devices on some systems. */
const RESERVED_FILES = /^(?:graph|mod|test|.*_test|con|prn|aux|nul|com\d|lpt\d)$/;

/** What cannot be in a name, and the underscore. */
const BETWEEN_WORDS = /(?:_|\P{ID_Continue})+/u;

/**
 * The words of a text: letters and digits that belong together, `TickConsumer2` are `Tick`, `Consumer2`; `IMAPServer` are `IMAP`, `Server`.
 * What is neither letter nor digit parts them.
 */
export function wordsOf(text: string): string[] {
  return text.normalize("NFC")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(BETWEEN_WORDS)
    .filter((word) => word !== "");
}

/** `tick_counts`, for files and channels; empty if the text has neither letter nor digit. */
export function snakeCase(text: string): string {
  return wordsOf(text).map((word) => word.toLowerCase()).join("_");
}

/** `tickCounts`, for exports and ports. A name that would begin with a digit begins with `n`. */
export function camelCase(text: string): string {
  const name = wordsOf(text).map((word, at) => {
    const lower = word.toLowerCase();
    return at === 0 ? lower : upperFirst(lower);
  }).join("");
  return startsAsName(name) ? name : `n${name}`;
}

/** `RealTimeData`, for messages: what is written in capitals stays so. A name that would begin with a digit begins with `N`. */
export function pascalCase(text: string): string {
  const name = text.normalize("NFC").split(BETWEEN_WORDS).map(upperFirst).join("");
  return startsAsName(name) ? name : `N${name}`;
}

/** The name of a module: of its file, without the ending. */
export function fileNameOf(text: string): string {
  const name = snakeCase(text);
  return RESERVED_FILES.test(name) ? `${name}_actor` : name;
}

/** The name of the export of the module that is called so. */
export function exportNameOf(module: string): string {
  const name = camelCase(module);
  return RESERVED_WORDS.has(name) ? `${name}Actor` : name;
}

/** Whether a text can be the name of an export as it is. */
export function isExportName(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text) && !RESERVED_WORDS.has(text);
}

/** An actor's name, and its number among those of the name: the digits at the end of its id, where other text is left. */
export function actorNameOf(id: string): { name: string; instance: number | null } {
  const [, name, gap, digits] = /^(.*?)([\s_-]*)(?<!\d)(\d{1,9})$/su.exec(id) ?? [];
  const isVersion = gap === "" && /(?:^|[^\p{L}])v$/iu.test(name ?? "");
  if (name === undefined || !/\p{L}/u.test(name) || isVersion || /^0\d/.test(digits!)) {
    return { name: id, instance: null };
  }
  return { name, instance: Number(digits) };
}

/** How names are put in order: by the code of their characters, but numbers by their size, so that `W10` comes after `W2`. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/(\d+)/)) as [string[], string[]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [x, y] = [left[at]!, right[at]!];
    const difference = at % 2 === 1 ? x.length - y.length || compareText(x, y) : compareText(x, y);
    if (difference !== 0) return difference;
  }
  return left.length - right.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function startsAsName(name: string): boolean {
  return /^\p{ID_Start}/u.test(name);
}

function upperFirst(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}
