/** Calls the command as a process of its own. */
import { fileURLToPath } from "node:url";
import { within } from "../fixtures/watch.ts";

/** The command. */
export const MAIN: string = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** The scripts of `fixtures/scripts.ts`. */
export const SCRIPTS: string = fileURLToPath(new URL("./fixtures/scripts.ts", import.meta.url));

/** What a call left behind. */
export interface CallResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of the supervisor, without what changes from run to run. */
  readonly log: readonly string[];
}

/** How it is called. */
export interface CallOptions {
  /** Permissions of the command itself; all if not given. */
  readonly permissions?: readonly string[];
  /** Variables of the environment, besides those that this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is started with SIGHUP ignored, as `nohup` does it. */
  readonly nohup?: boolean;
  /** Signals for the command, each after a line that the script has printed. */
  readonly signals?: readonly {
    readonly after: string;
    readonly signal: Deno.Signal;
    /** For all of its process group, as a terminal does it. */
    readonly group?: boolean;
  }[];
}

/** Starts the command with those arguments. */
export function startCli(
  args: readonly string[],
  permissions: readonly string[] = ["-A"],
  nohup = false,
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  const all = [
    ...["run", "--no-lock", "--no-check", "--no-prompt", "--quiet"],
    ...[...permissions, MAIN, ...args],
  ];
  return new Deno.Command(nohup ? "sh" : Deno.execPath(), {
    args: nohup ? ["-c", 'trap "" HUP; exec "$0" "$@"', Deno.execPath(), ...all] : all,
    env: { NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
}

/** Waits until a supervisor has its guard beside its process, in a process group of its own, as far as this system tells. */
export async function guarded(pid: number): Promise<void> {
  if (Deno.build.os !== "linux") return;
  while (!childrenOf(pid).some((child) => (groupOf(child) ?? pid) !== pid)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function childrenOf(pid: number): number[] {
  return Deno.readDirSync(`/proc/${pid}/task`).toArray().flatMap(({ name }) =>
    Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).split(" ").filter(Boolean).map(
      Number,
    )
  );
}

/** The process group of a process; that of nobody if it has ended. */
function groupOf(pid: number): number | undefined {
  try {
    // After the name in brackets, which may have spaces: state, parent, group.
    return Number(Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ")[2]);
  } catch {
    return undefined;
  }
}

/** Calls the command with those arguments, and resolves when it and what it started have ended. */
export async function callCli(
  args: readonly string[],
  { permissions, signals = [], nohup, env }: CallOptions = {},
): Promise<CallResult> {
  const caller = startCli(args, permissions, nohup, env);
  const pending = [...signals];
  let stdout = "";
  async function follow(): Promise<void> {
    for await (const text of caller.stdout.pipeThrough(new TextDecoderStream())) {
      stdout += text;
      while (pending[0] !== undefined && stdout.includes(`${pending[0].after}\n`)) {
        const { signal, group = false } = pending.shift()!;
        // One that is killed leaves what is left to its guard.
        if (signal === "SIGKILL") await guarded(caller.pid);
        Deno.kill(group ? -caller.pid : caller.pid, signal);
      }
    }
  }
  // The script writes to the same two pipes: they end when it has, too.
  const all = Promise.all([caller.status, new Response(caller.stderr).text(), follow()]);
  const [{ code }, stderr] = await within(all, `the end of ${args.join(" ")}`, 30_000)
    .catch((error) => {
      // What it has started ends with it.
      try {
        caller.kill("SIGKILL");
      } catch {
        // It has ended, and what it has started has not.
      }
      throw error;
    });
  const log = stderr.split("\n").filter((line) => line.startsWith("supervisor: "))
    .map((line) =>
      line.replace("supervisor: ", "").replace(SCRIPTS, "script").replace(/pid \d+/, "pid").replace(
        /restarted in .* \(/,
        "restarted soon (",
      )
    );
  return { code, stdout, stderr, log };
}
