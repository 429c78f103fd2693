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
import { type Job, readJob } from "./job.ts";
import { DEFAULTS, RUN_OPTIONS } from "./options.ts";
import {
  type InstallJob,
  parseInstall,
  parsePrint,
  parseUninstall,
  type PrintOptions,
  type UninstallOptions,
} from "./service/mod.ts";
import { UsageError } from "./usage_error.ts";

/** What is asked for. */
export type Command =
  | { readonly kind: "help"; readonly topic: Topic }
  | { readonly kind: "create"; readonly options: CreateOptions | GenerateOptions }
  | { readonly kind: "check"; readonly options: CheckOptions }
  | { readonly kind: "draw"; readonly options: DrawOptions }
  | { readonly kind: "prompt"; readonly options: PromptOptions }
  | { readonly kind: "doctor"; readonly options: DoctorOptions }
  | { readonly kind: "run"; readonly job: Job }
  | { readonly kind: "print"; readonly options: PrintOptions }
  | { readonly kind: "install"; readonly options: InstallJob }
  | { readonly kind: "uninstall"; readonly options: UninstallOptions };

/** A command, by the word that begins its line. */
type Name = Exclude<Command["kind"], "help">;

/** What there is help on. */
export type Topic = "all" | Name;

/** How the line of each command is read. */
const COMMANDS: Readonly<Record<Name, (args: readonly string[]) => Command>> = {
  create: (args) => asked("create", parseCreateOptions(args)),
  run: parseRun,
  install: (args) => asked("install", parseInstall(args)),
  uninstall: (args) => asked("uninstall", parseUninstall(args)),
  print: (args) => asked("print", parsePrint(args)),
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

function parseRun(args: readonly string[]): Command {
  const job = readJob("run", args, { defaults: DEFAULTS, valued: RUN_OPTIONS });
  return job === undefined ? { kind: "help", topic: "run" } : { kind: "run", job };
}
