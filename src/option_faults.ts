/**
 * What may be said with options, and what is wrong with what was said: the one way in which this package checks them.
 *
 * Beside each interface of options stands its {@link Schema}: a plain object with an entry for each option, which says what fits
 * (`check`), whether it has to be given (`required`), and what holds where it is left out (`default`), if that is a value. The
 * compiler holds the two together: an entry that is missing, one too many, a default of another type or an option that must be
 * given and is not `required` do not compile. From the schema come
 * - the faults, by {@link optionFaults}: names that are not known, values of a wrong type or out of range, options within
 *   options; all at once, and in the same sentences wherever the options are given,
 * - the defaults, by {@link filled}: the code has no others, and a test holds the documentation against them.
 *
 * `undefined` is the same as leaving an option out. What several options say together, such as a shortest and a longest wait, is
 * for a check of the whole, which {@link parts} takes.
 *
 * @module
 */
import { faultsText, shown, unknownOptions, unknownParts, withoutStack } from "./errors.ts";

export { shown };

/** What is wrong with an option, and what an error is that says nothing else. */
export interface OptionFault {
  readonly error: typeof TypeError | typeof RangeError;
  readonly text: string;
}

/** Where an option is given: the names that lead to it, and what it was given for. */
export interface Place {
  /** Names with dots between them; empty for the options themselves. */
  readonly path: string;
  /** What is drawn with the option, such as `actor "A"`; `null` where it is one of the call itself. */
  readonly owner: string | null;
}

/** Tells what is wrong with a value at that place, if anything. A value without faults is a `T`. */
export interface Check<T> {
  (value: unknown, place: Place): readonly OptionFault[];
  /** Never set: it keeps the check of one type from being the check of another. */
  readonly accepts?: (value: T) => T;
}

/** What is known of an option. */
interface Entry {
  readonly check: (value: unknown, place: Place) => readonly OptionFault[];
  /** Whether it is checked, and so refused, where it is left out. */
  readonly required?: boolean;
  /** What holds where it is left out. */
  readonly default?: unknown;
}

/** What is known of options, by their names. */
export type Entries = Readonly<Record<string, Entry>>;

/** What is known of the options `O`, of which those in `D` have a value where they are left out. */
export type Schema<O, D extends keyof O = never> = {
  readonly [K in keyof O]-?: Record<never, never> extends Pick<O, K>
    ? K extends D ? { readonly check: CheckOf<O[K]>; readonly default: Exclude<O[K], undefined> }
    : { readonly check: CheckOf<O[K]>; readonly default?: never; readonly required?: never }
    : { readonly check: CheckOf<O[K]>; readonly default?: never; readonly required: true };
};

type CheckOf<T> = Check<Exclude<T, undefined>>;

/** The options of the call itself. */
export const HERE: Place = { path: "", owner: null };

/** The options of what is drawn, such as `actor "A"`. */
export function placeOf(owner: string): Place {
  return { path: "", owner };
}

/** A part of the option at that place. */
export function partOf({ path, owner }: Place, name: string): Place {
  return { path: path === "" ? name : `${path}.${name}`, owner };
}

/** An item of the option at that place. */
export function itemOf({ path, owner }: Place, index: number): Place {
  return { path: `${path}[${index}]`, owner };
}

/** What a place is called in a fault. */
export function placed({ path, owner }: Place): string {
  return owner === null ? `option ${path}` : `${path} of ${owner}`;
}

/**
 * Everything that is wrong with options, be they whatever.
 *
 * @param advice What to give instead of what can be no options.
 */
export function optionFaults(
  schema: Entries,
  given: unknown,
  place: Place = HERE,
  advice = "give an object",
): OptionFault[] {
  if (!isObject(given)) return [misuse(`${subject(place)} ${shown(given)}, ${advice}`)];
  const known = namesIn(schema);
  const faults: OptionFault[] = [];
  if (!areKnown(given, known)) faults.push(...strangers(given, known, place).map(misuse));
  // By number: a graph may have ten thousand actors, and each its options.
  for (let i = 0; i < known.length; i++) {
    const name = known[i] as string;
    const { check, required } = schema[name] as Entry;
    const value = valueOf(given, name);
    if (value === undefined && required !== true) continue;
    const found = check(value, partOf(place, name));
    if (found.length > 0) faults.push(...found);
  }
  return faults;
}

const names = new WeakMap<Entries, readonly string[]>();

/** The names of a schema's options, found once. */
function namesIn(schema: Entries): readonly string[] {
  let known = names.get(schema);
  if (known === undefined) names.set(schema, known = Object.keys(schema));
  return known;
}

/** Whether the options have no name that is not known. One that they only inherit is looked at once more. */
function areKnown(given: object, known: readonly string[]): boolean {
  for (const name in given) if (!known.includes(name)) return false;
  return true;
}

function valueOf(options: object, name: string): unknown {
  return (options as Readonly<Record<string, unknown>>)[name];
}

function subject(place: Place): string {
  if (place.path !== "") return `${placed(place)} is`;
  return `${place.owner === null ? "its options" : `options of ${place.owner}`} are`;
}

function strangers(given: object, known: readonly string[], place: Place): string[] {
  if (place.path !== "") return unknownParts(placed(place), given, known);
  return unknownOptions(given, known, place.owner === null ? "there is" : `${place.owner} has`);
}

/** The options, with what holds for those that are left out. They must be without faults. */
export function filled<O extends object, D extends keyof O>(
  schema: Entries & { readonly [K in D]: { readonly default: Exclude<O[K], undefined> } },
  options: O,
): O & Required<Pick<O, D>> {
  const values: Record<string, unknown> = {};
  const known = namesIn(schema);
  for (let i = 0; i < known.length; i++) {
    const name = known[i] as string;
    const value = valueOf(options, name) ?? (schema as Entries)[name]?.default;
    if (value !== undefined) values[name] = value;
  }
  return values as O & Required<Pick<O, D>>;
}

/**
 * An option that has parts.
 *
 * @param advice What to give instead of what has none.
 * @param together What is wrong with several parts together. It is asked whatever else is wrong with them.
 */
export function parts<O>(
  schema: Entries,
  advice: string = `give { ${Object.keys(schema).join(", ")} }`,
  together: (value: O, place: Place) => readonly OptionFault[] = () => [],
): Check<O> {
  return (value, place) => [
    ...optionFaults(schema, value, place, advice),
    ...(isObject(value) ? together(value as O, place) : []),
  ];
}

/** An option that may be this value too. */
export function orElse<T, const E>(other: E, check: Check<T>): Check<T | E> {
  return (value, place) => value === other ? [] : check(value, place);
}

/** A number that fits. One that does not is out of range, anything else of a wrong type. */
export function number(fits: (value: number) => boolean, advice: string): Check<number> {
  return (value, place) => {
    const isNumber = typeof value === "number";
    if (isNumber && fits(value)) return [];
    return [{ error: isNumber ? RangeError : TypeError, text: misfit(value, place, advice).text }];
  };
}

/** A whole number with these bounds. */
export function whole(min: number, max: number, what = "a whole number"): Check<number> {
  const range = max === Infinity ? `from ${min}` : `from ${min} to ${max}`;
  const fits = (value: number) => Number.isInteger(value) && value >= min && value <= max;
  return number(fits, `give ${what} ${range}`);
}

/** A number with these bounds. */
export function between(min: number, max: number, what = "a number"): Check<number> {
  const range = max === Infinity ? `from ${min}` : `from ${min} to ${max}`;
  return number((value) => value >= min && value <= max, `give ${what} ${range}`);
}

/** Timers cannot be set further ahead. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/** A time for a timer. */
export const time: Check<number> = number(
  (ms) => ms > 0 && ms <= MAX_TIMER_MS,
  `give milliseconds above 0, at most ${MAX_TIMER_MS}`,
);

/** One of some texts. */
export function choice<const T extends string>(choices: readonly T[]): Check<T> {
  const quoted = choices.map((one) => `"${one}"`);
  const advice = `give ${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
  return that((value) => choices.some((one) => one === value), advice);
}

/** Anything that fits. What does not is of a wrong type. */
export function that<T>(fits: (value: unknown) => boolean, advice: string): Check<T> {
  return (value, place) => fits(value) ? [] : [misfit(value, place, advice)];
}

/** True or false. */
export const flag: Check<boolean> = that(
  (value) => typeof value === "boolean",
  "give true or false",
);

/** A function. What it takes and gives, nobody can tell. */
export function callback<T extends (...args: never[]) => unknown>(): Check<T> {
  return that((value) => typeof value === "function", "give a function");
}

/** Whatever it is, another place sees to it. */
export function anything<T>(): Check<T> {
  return () => [];
}

/** A fault of a value that is no such thing at all. */
export function misuse(text: string): OptionFault {
  return { error: TypeError, text };
}

function misfit(value: unknown, place: Place, advice: string): OptionFault {
  return misuse(`${placed(place)} is ${shown(value)}, ${advice}`);
}

/** Whether a value can have parts. An array has none that anybody means. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The faults as sentences. */
export function textsOf(faults: readonly OptionFault[]): string[] {
  return faults.map(({ text }) => text);
}

/**
 * Throws what is wrong, if anything: one fault as what it is, several as a TypeError with all of them.
 *
 * @param doing What cannot be done, for instance `serve telemetry`.
 */
export function throwOptionFaults(doing: string, faults: readonly OptionFault[]): void {
  const error = optionError(doing, faults);
  if (error !== undefined) throw error;
}

/** Errors that come again whenever the code that has thrown them is run again. */
const lasting = new WeakSet<Error>();

/** Throws as {@link throwOptionFaults} does, for options that the program itself gives: to try again would not mend them. */
export function throwLastingFaults(doing: string, faults: readonly OptionFault[]): void {
  const error = optionError(doing, faults);
  if (error === undefined) return;
  lasting.add(error);
  throw error;
}

/** Whether that is what has been thrown by {@link throwLastingFaults}. */
export function hasLastingFaults(thrown: unknown): boolean {
  return lasting.has(thrown as Error);
}

function optionError(doing: string, faults: readonly OptionFault[]): Error | undefined {
  const [first] = faults;
  if (first === undefined) return undefined;
  const text = faultsText(doing, textsOf(faults));
  // Where it was thrown says nothing about the options, and hides what is wrong with them.
  return withoutStack(faults.length === 1 ? new first.error(text) : new TypeError(text));
}
