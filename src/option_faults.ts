/**
 * What is wrong with options, in the words that all of this package has for it.
 *
 * @module
 */
import { textOf } from "./errors.ts";

/** What is wrong with an option, and what an error is that says nothing else. */
export interface OptionFault {
  readonly error: typeof TypeError | typeof RangeError;
  readonly text: string;
}

/** A fault of a value that is no such thing at all. */
export function misuse(text: string): OptionFault {
  return { error: TypeError, text };
}

/** The names of options. A record, so that the compiler sees one that is missing. */
export function optionNames<O>(known: Record<keyof O, true>): readonly string[] {
  return Object.keys(known);
}

/**
 * One sentence for each option that is not known: a typing error would be passed over in silence. `owner` is what has the options;
 * without one they are those of the call itself.
 */
export function unknownOptions(
  given: object,
  known: readonly string[],
  owner?: string,
): string[] {
  return unknown(given, known).map((name) =>
    `${owner === undefined ? "there is" : `${owner} has`} no option "${name}", there are ${
      listed(known)
    }`
  );
}

/** One sentence for each part that an option, which `where` names, does not have. */
export function unknownParts(where: string, given: object, known: readonly string[]): string[] {
  return unknown(given, known).map((name) => `${where} has no "${name}", it has ${listed(known)}`);
}

function unknown(given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((name) => !known.includes(name));
}

/** Names as they stand in a fault. */
export function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** Whether a value can have parts. An array has none that anybody means. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as it is shown in a fault: a text with quotes, so that `"5"` is not taken for 5. */
export function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(textOf(value)) : textOf(value);
}

/** What is wrong with a number, if it is given. `where` names the option, `advice` says which would do. */
export function numberFaults(
  where: string,
  value: unknown,
  fits: (value: number) => boolean,
  advice: string,
): OptionFault[] {
  if (value === undefined) return [];
  const isNumber = typeof value === "number";
  if (isNumber && fits(value)) return [];
  const text = `${where} is ${shown(value)}, ${advice}`;
  return [{ error: isNumber ? RangeError : TypeError, text }];
}

/**
 * Throws what is wrong, if anything: one fault as what it is, several as a TypeError with all of them.
 *
 * @param doing What cannot be done, for instance `serve telemetry`.
 */
export function throwOptionFaults(doing: string, faults: readonly OptionFault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  const error = faults.length === 1
    ? new first.error(`Cannot ${doing}: ${first.text}`)
    : new TypeError(
      `Cannot ${doing}: ${faults.length} faults\n${
        faults.map(({ text }) => `  - ${text}`).join("\n")
      }`,
    );
  // Where it was thrown says nothing about the options, and hides what is wrong with them.
  error.stack = `${error.name}: ${error.message}`;
  throw error;
}
