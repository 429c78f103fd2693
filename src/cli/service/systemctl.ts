import { UsageError } from "../usage_error.ts";
import type { ServiceScope } from "./options.ts";

/** What systemd knows of a unit. */
export interface UnitStatus {
  /** Its file, as systemd found it; "" if it knows none. */
  readonly file: string;
  /** Has systemd read what is in the file? */
  readonly isRead: boolean;
  readonly isEnabled: boolean;
  /** Does it run, or begin to, or end? */
  readonly isRunning: boolean;
  /** Has it failed, which systemd remembers? */
  readonly hasFailed: boolean;
}

/** The words of a command line of systemctl. */
export function systemctlWords(scope: ServiceScope, ...words: readonly string[]): string[] {
  return ["systemctl", ...scope === "user" ? ["--user"] : [], ...words];
}

const PROPERTIES = "LoadState,FragmentPath,NeedDaemonReload,UnitFileState,ActiveState";

/**
 * Asks systemd of a unit. Nothing is changed.
 *
 * @param purpose what is being done, as in `install shop.service`
 * @throws {UsageError} if there is no systemctl, or it does not reach systemd
 */
export async function statusOf(
  unit: string,
  scope: ServiceScope,
  purpose: string,
): Promise<UnitStatus> {
  const words = systemctlWords(scope, "show", `--property=${PROPERTIES}`, unit);
  const { code, stdout, stderr } = await output(words, purpose);
  if (code !== 0) {
    throw new UsageError(
      `Cannot ${purpose}: systemctl does not reach systemd here (${
        stderr.trim().split("\n")[0]
      }), have print systemd print the unit, for a machine that runs it`,
    );
  }
  const properties = Object.fromEntries(
    stdout.split("\n").map((line) => [line.replace(/=.*/s, ""), line.replace(/^[^=]*=/, "")]),
  );
  const { LoadState, FragmentPath, NeedDaemonReload, UnitFileState, ActiveState } = properties;
  return {
    file: FragmentPath ?? "",
    isRead: LoadState !== "not-found" && NeedDaemonReload !== "yes",
    isEnabled: UnitFileState === "enabled",
    isRunning: ActiveState !== undefined && !/^(inactive|failed)$/.test(ActiveState),
    hasFailed: ActiveState === "failed",
  };
}

/** Runs a command line of systemctl, and tells what it said if it failed. */
export async function runSystemctl(words: readonly string[]): Promise<string | undefined> {
  const { code, stderr } = await output(words, `run ${words.join(" ")}`);
  return code === 0 ? undefined : `exit code ${code}: ${stderr.trim()}`;
}

interface SystemctlOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function output(
  [command, ...args]: readonly string[],
  purpose: string,
): Promise<SystemctlOutput> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(command!, {
      args,
      env: { LC_ALL: "C", SYSTEMD_COLORS: "0" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError(
      `Cannot ${purpose}: there is no systemctl on this machine, ${advice()}`,
    );
  }
}

function advice(): string {
  if (Deno.build.os === "darwin") return "print launchd prints what macOS takes";
  if (Deno.build.os === "windows") return "print windows prints what Windows takes";
  return "print systemd prints the unit, for one that has it";
}
