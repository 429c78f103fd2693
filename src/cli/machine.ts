import type { Job } from "./job.ts";
import { type Guard, mayGuard, postGuard } from "./guard.ts";
import type { ChildProcess, Machine } from "./process_supervisor.ts";
import { Countdown } from "../host_time.ts";
import { systemClock, systemWorld } from "../world.ts";
import { printError } from "../printer.ts";
import { onEndSignal } from "../signals.ts";

const WINDOWS = Deno.build.os === "windows";

/** How a process is started, where that is not as the command itself was. */
export interface ProcessPlace {
  /** Its working directory. */
  readonly cwd: string;
  /** Environment variables besides those of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets each line that it prints, to standard output or to standard error. */
  onLine(line: string): void;
}

/** What a process needs to be started: flags of Deno, the time that it gets to end, its script, and the script's own words. */
export interface ProcessJob {
  readonly options: Pick<Job["options"], "deno" | "graceMs">;
  readonly script: string;
  readonly args: readonly string[];
}

/** The machine that this runs on, for a job. */
export function realMachine(job: ProcessJob, around?: ProcessPlace): Machine {
  return {
    clock: systemClock,
    start: () => start(job, around),
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

function start({ options, script, args }: ProcessJob, around?: ProcessPlace): ChildProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...options.deno, script, ...args],
    ...(around === undefined
      ? { stdin: "inherit", stdout: "inherit", stderr: "inherit" }
      : { stdin: "null", stdout: "piped", stderr: "piped", cwd: around.cwd, env: around.env }),
    // A Ctrl-C goes to the whole process group of the terminal. In a group of its own the process gets it once: from here.
    // On Windows it would lose its console, and it is the console that tells it.
    detached: !WINDOWS,
  }).spawn();
  const guard = guardOf(child.pid, options.graceMs, script);
  const told = around === undefined
    ? []
    : [child.stdout, child.stderr].map((stream) => tellLines(stream, around.onLine));
  return {
    pid: child.pid,
    ended: child.status.then(async ({ code, signal }) => {
      guard?.dismiss();
      // Processes of its own may hold the pipe after its end.
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, LAST_LINES_MS);
      await Promise.race([Promise.all(told), late.promise]);
      clearTimeout(timer);
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

/** What a process that has ended gets for its last lines, in milliseconds. */
const LAST_LINES_MS = 1000;

async function tellLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineSplitter());
  try {
    for await (const line of lines) onLine(line);
  } catch {
    // The pipe is broken: nothing more comes.
  }
}

/** A line that never ends is told in pieces of so many characters. */
const MAX_LINE = 65_536;

/** Parts a text into lines. The last one need not be ended. */
class TextLineSplitter extends TransformStream<string, string> {
  constructor() {
    let rest = "";
    super({
      transform(text, controller) {
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop() as string;
        for (const line of lines) controller.enqueue(line);
        if (rest.length < MAX_LINE) return;
        controller.enqueue(rest);
        rest = "";
      },
      flush(controller) {
        if (rest !== "") controller.enqueue(rest);
      },
    });
  }
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
