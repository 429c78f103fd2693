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
import { type HubCommand, parseHub } from "./hub/mod.ts";
import { type Job, readJob } from "./job.ts";
import { DEFAULTS, RUN_OPTIONS, RUN_SWITCHES } from "./options.ts";
import {
  type KubernetesOptions,
  parseKubernetes,
  parsePods,
  type PodsOptions,
} from "./pods/mod.ts";
import {
  type InstallJob,
  parseInstall,
  parsePrint,
  parseUninstall,
  parseUnits,
  type PrintOptions,
  type UninstallOptions,
  type UnitsOptions,
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
  | { readonly kind: "pods"; readonly options: PodsOptions }
  | { readonly kind: "hub"; readonly options: HubCommand }
  | { readonly kind: "print"; readonly options: PrintOptions }
  | { readonly kind: "printUnits"; readonly options: UnitsOptions }
  | { readonly kind: "printKubernetes"; readonly options: KubernetesOptions }
  | { readonly kind: "install"; readonly options: InstallJob }
  | { readonly kind: "uninstall"; readonly options: UninstallOptions };

/** A command, by the word that begins its line. */
type Name = Exclude<Command["kind"], "help" | "printUnits" | "printKubernetes">;

/** What there is help on. */
export type Topic = "all" | Name;

/** How the line of each command is read. */
const COMMANDS: Readonly<Record<Name | "systemd", (args: readonly string[]) => Command>> = {
  create: (args) => asked("create", parseCreateOptions(args)),
  run: parseRun,
  install: (args) => asked("install", parseInstall(args)),
  uninstall: (args) => asked("uninstall", parseUninstall(args)),
  pods: (args) => asked("pods", parsePods(args)),
  hub: (args) => asked("hub", parseHub(args)),
  print: parsePrinted,
  // A short form.
  systemd: (args) => parsePrinted(["systemd", ...args]),
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
  const parse = verb !== undefined && Object.hasOwn(COMMANDS, verb) &&
    COMMANDS[verb as keyof typeof COMMANDS];
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

/** Several programs are a manifest's; one is a script. */
function parsePrinted(args: readonly string[]): Command {
  const [manager, ...rest] = args;
  if (manager === "kubernetes") {
    const options = parseKubernetes(rest);
    return options === undefined
      ? { kind: "help", topic: "print" }
      : { kind: "printKubernetes", options };
  }
  const isOfPods = manager === "systemd" && asksForPods(rest);
  if (!isOfPods) return asked("print", parsePrint(args));
  const options = parseUnits(rest);
  return options === undefined ? { kind: "help", topic: "print" } : { kind: "printUnits", options };
}

/** Whether `--pods` is among the options, each of which has a value, and not a word of the script. */
function asksForPods(args: readonly string[]): boolean {
  for (let at = 0; args[at]?.startsWith("-"); at += args[at]?.includes("=") ? 1 : 2) {
    if (args[at] === "--") return false;
    if (/^--pods(=|$)/.test(args[at] as string)) return true;
  }
  return false;
}

function parseRun(args: readonly string[]): Command {
  const job = readJob("run", args, {
    defaults: DEFAULTS,
    valued: RUN_OPTIONS,
    switches: RUN_SWITCHES,
  });
  return job === undefined ? { kind: "help", topic: "run" } : { kind: "run", job };
}
