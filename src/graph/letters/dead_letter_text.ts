import type { DeadLetter } from "./dead_letters.ts";

/** What JSON has no word for is written as an object with this one member. */
const BYTES = "$bytes";
const BIGINT = "$bigint";
const NUMBER = "$number";

/**
 * Writes dead letters as NDJSON: one JSON object a line, each with a line end. Byte arrays become `{"$bytes": base64}`, bigints
 * `{"$bigint": "…"}`, numbers that JSON does not know `{"$number": "NaN"}`.
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
  for (const letter of letters) text += JSON.stringify(letter, replace) + "\n";
  return text;
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
 */
export function importDeadLetters(text: string): DeadLetter[] {
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
  if (value instanceof Uint8Array) return { [BYTES]: value.toBase64() };
  if (typeof value === "bigint") return { [BIGINT]: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return { [NUMBER]: String(value) };
  return value;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return value;
  const { [BYTES]: bytes, [BIGINT]: bigint, [NUMBER]: number } = value as Record<string, unknown>;
  if (typeof bytes === "string") return Uint8Array.fromBase64(bytes);
  if (typeof bigint === "string") return BigInt(bigint);
  if (typeof number === "string") return Number(number);
  return value;
}
