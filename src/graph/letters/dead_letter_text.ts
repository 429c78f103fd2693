import { reportError, shownBriefly } from "../../errors.ts";
import type { DeadLetter } from "./dead_letters.ts";

/** What JSON has no word for is written as an object with this one member. */
const BYTES = "$bytes";
const BIGINT = "$bigint";
const NUMBER = "$number";
/** A member's name and its value, of an object that looks like one of these and is none. */
const PLAIN = "$plain";
const WORDS: readonly string[] = [BYTES, BIGINT, NUMBER, PLAIN];

/**
 * Writes dead letters as NDJSON: one JSON object a line, each with a line end. Byte arrays become `{"$bytes": base64}`, bigints
 * `{"$bigint": "…"}`, numbers that JSON does not know `{"$number": "NaN"}`; an object that looks like one of these is kept as it is, by
 * `{"$plain": [name, value]}`. An error is written as its name, what it says, and its stack. A message that has no text, because it
 * refers to itself for instance, does not keep the others from being written: its letter is `unreadable`, and says why.
 *
 * ```ts
 * import { type DeadLetter, exportDeadLetters, importDeadLetters } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * const letter: DeadLetter = {
 *   time: 0,
 *   actor: "PARSER",
 *   generation: 3,
 *   port: "lines",
 *   lane: null,
 *   number: 17,
 *   message: Uint8Array.of(1, 2, 3),
 *   reason: "3 deaths",
 *   deaths: 3,
 *   cause: null,
 * };
 * assertEquals(importDeadLetters(exportDeadLetters([letter])), [letter]);
 * ```
 */
export function exportDeadLetters(letters: Iterable<DeadLetter>): string {
  let text = "";
  for (const letter of letters) text += lineOf(letter) + "\n";
  return text;
}

function lineOf(letter: DeadLetter): string {
  try {
    return JSON.stringify(letter, replace);
  } catch (thrown) {
    const message = { ...reportError(thrown), stack: "" };
    return JSON.stringify({ ...letter, message, unreadable: true }, replace);
  }
}

/**
 * Reads what {@link exportDeadLetters} wrote. Empty lines are passed over.
 *
 * ```ts
 * import { importDeadLetters } from "@steady-state/deno";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const [letter] = importDeadLetters('{"actor":"PARSER","number":17,"message":{"$bytes":"AQI="}}\n');
 * assertEquals(letter?.message, Uint8Array.of(1, 2));
 * assertThrows(() => importDeadLetters("{}\n"), SyntaxError, "line 1 is no dead letter");
 * // In a graph that has the actor: await graph.replay(letter)
 * ```
 *
 * @throws {SyntaxError} that names the line which is not a dead letter
 * @throws {TypeError} if it is no text
 */
export function importDeadLetters(text: string): DeadLetter[] {
  if (typeof text !== "string") {
    throw new TypeError(`Cannot import dead letters: ${shownBriefly(text)} is no text`);
  }
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const letter = parse(line, i + 1);
    if (typeof letter?.actor === "string" && typeof letter.number === "number") return [letter];
    throw new SyntaxError(`Cannot import dead letters: line ${i + 1} is no dead letter`);
  });
}

function parse(line: string, number: number): DeadLetter | undefined {
  try {
    return JSON.parse(line, revive) as DeadLetter | undefined;
  } catch (cause) {
    throw new SyntaxError(`Cannot import dead letters: line ${number} is not JSON`, { cause });
  }
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return { [BIGINT]: String(value) };
  if (typeof value === "number") return isOfJson(value) ? value : { [NUMBER]: numberText(value) };
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return { [BYTES]: value.toBase64() };
  if (value instanceof Error) return reportError(value);
  const word = wordOf(value);
  return word === undefined ? value : { [PLAIN]: [word, (value as Record<string, unknown>)[word]] };
}

/** JSON has no −0 either. */
function isOfJson(number: number): boolean {
  return Number.isFinite(number) && !Object.is(number, -0);
}

function numberText(number: number): string {
  return Object.is(number, -0) ? "-0" : String(number);
}

/** The one member of an object that is written as the words here are. */
function wordOf(value: object): string | undefined {
  const names = Object.keys(value);
  return names.length === 1 && WORDS.includes(names[0] as string) ? names[0] : undefined;
}

function revive(_key: string, value: unknown): unknown {
  const word = typeof value === "object" && value !== null ? wordOf(value) : undefined;
  if (word === undefined) return value;
  const said = (value as Record<string, unknown>)[word];
  if (word === PLAIN && Array.isArray(said)) return { [said[0] as string]: said[1] };
  if (typeof said !== "string") return value;
  if (word === BYTES) return Uint8Array.fromBase64(said);
  return word === BIGINT ? BigInt(said) : Number(said);
}
