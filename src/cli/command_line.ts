import { type CreateOptions, type GenerateOptions, parseCreateOptions } from "./create/mod.ts";
import { type DoctorOptions, parseDoctorOptions } from "./doctor/mod.ts";
import {
  type CheckOptions,
  type DrawOptions,
  parseCheckOptions,
  parseDrawOptions,
  parsePromptOptions,
  type PromptOptions,
} from "./drawing/mod.ts";
import { DEFAULTS, type Options, RUN_OPTIONS, SYSTEMD_OPTIONS } from "./options.ts";
import { UsageError } from "./usage_error.ts";

/** A script, and how it is run. */
export interface Job {
  readonly options: Options;
  /** As it was given: a path, or the address of a module. */
  readonly script: string;
  /** What the script finds in `Deno.args`. */
  readonly args: readonly string[];
}

/** What is asked for. */
export type Command =
  | { readonly kind: "help"; readonly topic: Topic }
  | { readonly kind: "create"; readonly options: CreateOptions | GenerateOptions }
  | { readonly kind: "check"; readonly options: CheckOptions }
  | { readonly kind: "draw"; readonly options: DrawOptions }
  | { readonly kind: "prompt"; readonly options: PromptOptions }
  | { readonly kind: "doctor"; readonly options: DoctorOptions }
  | { readonly kind: Verb; readonly job: Job };

/** What can be done with a script. */
export type Verb = "run" | "systemd";

/** A command, by the word that begins its line. */
type Name = Exclude<Command["kind"], "help">;

/** What there is help on. */
export type Topic = "all" | Name;

/** How the line of each command is read. */
const COMMANDS: Readonly<Record<Name, (args: readonly string[]) => Command>> = {
  create: (args) => asked("create", parseCreateOptions(args)),
  run: (args) => parseJob("run", args),
  systemd: (args) => parseJob("systemd", args),
  check: (args) => asked("check", parseCheckOptions(args)),
  draw: (args) => asked("draw", parseDrawOptions(args)),
  prompt: (args) => asked("prompt", parsePromptOptions(args)),
  doctor: (args) => asked("doctor", parseDoctorOptions(args)),
};

/**
 * Reads the command line. What comes after the script is the script's own.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseCommandLine(args: readonly string[]): Command {
  const [verb, ...rest] = args;
  if (verb === "--help" || verb === "-h" || verb === "help") return { kind: "help", topic: "all" };
  const parse = verb !== undefined && Object.hasOwn(COMMANDS, verb) && COMMANDS[verb as Name];
  if (parse) return parse(rest);
  const names = Object.keys(COMMANDS);
  const advice = `say ${names.slice(0, -1).join(", ")} or ${names.at(-1)}, or see --help`;
  throw new UsageError(
    verb === undefined
      ? `Cannot tell what to do: no command is given, ${advice}`
      : `Cannot do "${verb}": it is not a command, ${advice}`,
  );
}

/** The command with its options, or the help on it if there are none. */
function asked<K extends Name, O>(
  kind: K,
  options: O | undefined,
): { readonly kind: K; readonly options: O } | { readonly kind: "help"; readonly topic: K } {
  return options === undefined ? { kind: "help", topic: kind } : { kind, options };
}

function parseJob(verb: Verb, args: readonly string[]): Command {
  const known = verb === "run" ? RUN_OPTIONS : SYSTEMD_OPTIONS;
  let options = DEFAULTS;
  let at = 0;
  while (args[at]?.startsWith("-")) {
    const word = args[at++] as string;
    if (word === "--") break;
    if (word === "--help" || word === "-h") return { kind: "help", topic: verb };
    const [option, inline] = splitWord(word);
    const read = known[option];
    if (read === undefined) throw new UsageError(strange(verb, word));
    const value = inline ?? args[at++];
    if (value === undefined) {
      throw new UsageError(`Cannot read ${option}: it has no value, see ${verb} --help`);
    }
    options = { ...options, ...read(value, options) };
  }
  const script = args[at];
  if (script === undefined || script === "") {
    throw new UsageError(`Cannot ${verb}: no script is given, as in ${verb} main.ts`);
  }
  // After "--" a script may begin with a dash; for Deno it must not.
  const path = script.startsWith("-") ? `./${script}` : script;
  return { kind: verb, job: { options, script: path, args: args.slice(at + 1) } };
}

/** An option, and its value if both are one word. */
function splitWord(word: string): [option: string, inline: string | undefined] {
  const sign = word.indexOf("=");
  return sign < 0 ? [word, undefined] : [word.slice(0, sign), word.slice(sign + 1)];
}

function strange(verb: Verb, word: string): string {
  return `Cannot ${verb}: "${word}" is not an option of ${verb} (see ${verb} --help); ` +
    `pass a flag of Deno as --deno "${word}", and arguments of the script after it`;
}
