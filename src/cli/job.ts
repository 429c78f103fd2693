import type { Options, Reader } from "./options.ts";
import { UsageError } from "./usage_error.ts";

/** A script, and how it is run. */
export interface Job<O extends Options = Options> {
  readonly options: O;
  /** As it was given: a path, or the address of a module. */
  readonly script: string;
  /** What the script finds in `Deno.args`. */
  readonly args: readonly string[];
}

/** What a command knows of its options. */
export interface KnownOptions<O> {
  /** What holds where nothing is said. */
  readonly defaults: O;
  /** Those with a value. */
  readonly valued: Readonly<Record<string, Reader<O>>>;
  /** Those without one, and what they say. */
  readonly switches?: Readonly<Record<string, Partial<O>>>;
  /** What to do with an option that is not known. */
  readonly advice?: (word: string) => string;
}

/** The options before the first word that is none, and the words from there on. */
export interface ReadLine<O> {
  readonly options: O;
  readonly rest: readonly string[];
}

/**
 * Reads options up to the first word that is none; `undefined` if help is asked for.
 *
 * @throws {UsageError} if they make no sense
 */
export function readOptions<O>(
  verb: string,
  args: readonly string[],
  { defaults, valued, switches = {}, advice }: KnownOptions<O>,
): ReadLine<O> | undefined {
  let options = defaults;
  let at = 0;
  while (args[at]?.startsWith("-")) {
    const word = args[at++] as string;
    if (word === "--") break;
    if (word === "--help" || word === "-h") return undefined;
    if (Object.hasOwn(switches, word)) {
      options = { ...options, ...switches[word] };
      continue;
    }
    const [option, inline] = splitWord(word);
    const read = Object.hasOwn(valued, option) ? valued[option] : undefined;
    if (read === undefined) {
      const more = advice === undefined ? "" : `; ${advice(word)}`;
      throw new UsageError(
        `Cannot ${verb}: "${word}" is not an option of ${verb} (see ${verb} --help)${more}`,
      );
    }
    const value = inline ?? args[at++];
    if (value === undefined) {
      throw new UsageError(`Cannot read ${option}: it has no value, see ${verb} --help`);
    }
    options = { ...options, ...read(value, options) };
  }
  return { options, rest: args.slice(at) };
}

/**
 * Reads options, a script, and what is the script's own; `undefined` if help is asked for.
 *
 * @throws {UsageError} if they make no sense
 */
export function readJob<O extends Options>(
  verb: string,
  args: readonly string[],
  known: KnownOptions<O>,
): Job<O> | undefined {
  const read = readOptions(verb, args, {
    ...known,
    advice: (word) =>
      `pass a flag of Deno as --deno "${word}", and arguments of the script after it`,
  });
  if (read === undefined) return undefined;
  const { options, rest: [script, ...own] } = read;
  if (script === undefined || script === "") {
    throw new UsageError(`Cannot ${verb}: no script is given, as in ${verb} main.ts`);
  }
  // After "--" a script may begin with a dash; for Deno it must not.
  return { options, script: script.startsWith("-") ? `./${script}` : script, args: own };
}

/** An option, and its value if both are one word. */
function splitWord(word: string): [option: string, inline: string | undefined] {
  const sign = word.indexOf("=");
  return sign < 0 ? [word, undefined] : [word.slice(0, sign), word.slice(sign + 1)];
}
