import type { Job } from "./job.ts";
import { type Guard, mayGuard, postGuard } from "./guard.ts";
import type { ChildProcess, Machine } from "./process_supervisor.ts";
import { Countdown } from "../host_time.ts";
import { systemClock, systemWorld } from "../world.ts";
import { printError } from "../printer.ts";
import { onEndSignal } from "../signals.ts";

const WINDOWS = Deno.build.os === "windows";

/** The machine that this runs on, for a job. */
export function realMachine(job: Job): Machine {
  return {
    clock: systemClock,
    start: () => start(job),
    onSignal: (listener) => onEndSignal(listener),
    after: systemWorld.after,
    patience(ms, callback) {
      const countdown = new Countdown(systemWorld, ms, callback);
      return () => countdown.cancel();
    },
    random: Math.random,
    say: printError,
  };
}

function start({ options, script, args }: Job): ChildProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...options.deno, script, ...args],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
    // A Ctrl-C goes to the whole process group of the terminal. In a group of its own the process gets it once: from here.
    // On Windows it would lose its console, and it is the console that tells it.
    detached: !WINDOWS,
  }).spawn();
  const guard = guardOf(child.pid, options.graceMs, script);
  return {
    pid: child.pid,
    ended: child.status.then(({ code, signal }) => {
      guard?.dismiss();
      return { code, signal };
    }),
    kill(signal) {
      if (WINDOWS && signal !== "SIGKILL") return;
      try {
        child.kill(signal);
      } catch {
        // It has ended, and its end is on the way.
      }
    },
  };
}

function guardOf(pid: number, graceMs: number, script: string): Guard | undefined {
  if (!mayGuard()) return undefined;
  try {
    return postGuard(pid, graceMs, script);
  } catch {
    // A container may come without a shell. It ends as a whole, too.
    return undefined;
  }
}
