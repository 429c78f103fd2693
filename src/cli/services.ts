import { EXIT_NOT_DONE } from "./exit_codes.ts";
import { checkScript } from "./script.ts";
import {
  type Installer,
  type InstallJob,
  installUnit,
  type PrintedService,
  type PrintOptions,
  printService,
  type ProgramPlace,
  type ServiceScope,
  StepError,
  type UninstallOptions,
  uninstallUnit,
} from "./service/mod.ts";
import { UsageError } from "./usage_error.ts";
import { printError } from "../printer.ts";

/**
 * What is printed for whoever keeps programs here.
 *
 * @throws {UsageError} if there is no such script, or no such text
 */
export function printHere(options: PrintOptions): PrintedService {
  checkScript(options.job.script, "print");
  return printService(options, placeHere(), accountHere());
}

/**
 * Installs a unit on this machine, and returns the exit code.
 *
 * @param line what was said, word by word
 * @throws {UsageError} if it cannot be done
 */
export async function installHere(job: InstallJob, line: readonly string[]): Promise<number> {
  checkScript(job.script, "install");
  const installer = installerHere(job.options.scope, line);
  return await toTheEnd(() => installUnit(job, placeHere(), installer));
}

/**
 * Uninstalls a unit of this machine, and returns the exit code.
 *
 * @param line what was said, word by word
 * @throws {UsageError} if it cannot be done
 */
export async function uninstallHere(
  options: UninstallOptions,
  line: readonly string[],
): Promise<number> {
  const installer = installerHere(options.scope, line);
  return await toTheEnd(() => uninstallUnit(options, placeHere(), installer));
}

async function toTheEnd(work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    printError(error.message);
    return EXIT_NOT_DONE;
  }
}

function installerHere(scope: ServiceScope, line: readonly string[]): Installer {
  const tell = (text: string) => console.log(text);
  return { folder: unitFolder(scope), uid: uidHere(), line, tell };
}

function placeHere(): ProgramPlace {
  return { execPath: Deno.execPath(), cwd: Deno.cwd() };
}

/** Where units are that somebody wrote, as `systemd.unit(5)` has it. */
function unitFolder(scope: ServiceScope): string {
  if (scope === "system") return "/etc/systemd/system";
  const config = Deno.env.get("XDG_CONFIG_HOME");
  if (config) return `${config}/systemd/user`;
  const home = Deno.env.get("HOME");
  if (home) return `${home}/.config/systemd/user`;
  throw new UsageError(
    "Cannot tell where units of your own are: neither XDG_CONFIG_HOME nor HOME is set, set one",
  );
}

/** The number of this account, unless it may not be known, or there are none. */
function uidHere(): number | undefined {
  if (Deno.permissions.querySync({ name: "sys", kind: "uid" }).state !== "granted") {
    return undefined;
  }
  return Deno.uid() ?? undefined;
}

/** Who is logged on to Windows, unless it may not be known. */
function accountHere(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "USERNAME" });
  return state === "granted" && Deno.build.os === "windows"
    ? Deno.env.get("USERNAME") || undefined
    : undefined;
}
