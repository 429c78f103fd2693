import type { Clock } from "../world.ts";
import { printDuration } from "./duration.ts";
import { describeEnd, notStarted, type ProcessEnd } from "./end.ts";
import { judge, type ProgramHistory } from "./judgement.ts";
import type { Policy } from "./options.ts";
import { type EndSignal, exitCodeOf } from "../signals.ts";
import { backUp } from "../supervisor/intensity.ts";

/** The signals that are passed on. */
export type Passed = EndSignal;

/**
 * A Ctrl-C reaches the supervisor twice where `deno task` or `npx` runs it: from the terminal, and passed on by them. What
 * comes so soon is the same wish. (`src/runner.ts` has the same rule for the same reason.)
 */
const ECHO_MS = 1000;

/** A process that runs. */
export interface ChildProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** Sends it a signal; nothing happens if it has ended. */
  kill(signal: Passed | "SIGKILL"): void;
}

/** What a supervisor needs of the machine. A test puts another in its place. */
export interface Machine {
  readonly clock: Clock;
  /** Starts the process. */
  start(): ChildProcess;
  /** Tells of signals from then on, until what it returns is called. */
  onSignal(listener: (signal: Passed) => void): () => void;
  /** Calls `callback` later, unless what it returns is called before. */
  after(ms: number, callback: () => void): () => void;
  /** Like `after`, but only time in which this process runs counts. */
  patience(ms: number, callback: () => void): () => void;
  /** Numbers from 0 up to 1. */
  random(): number;
  /** Writes a line for people. */
  say(line: string): void;
}

/** Keeps one process running: starts it, starts it again when it dies, passes signals on. */
export class ProcessSupervisor {
  readonly #name: string;
  readonly #policy: Policy;
  readonly #machine: Machine;
  #child: ChildProcess | undefined;
  /** The last signal that was passed on. */
  #passed: { readonly signal: Passed; readonly at: number } | undefined;
  /** The signal that asked for the end. */
  #asked: Passed | undefined;
  #endGrace: (() => void) | undefined;
  #endPause: (() => void) | undefined;

  /** @param name what the process is called in the log */
  constructor(name: string, policy: Policy, machine: Machine) {
    this.#name = name;
    this.#policy = policy;
    this.#machine = machine;
  }

  /** Resolves with an exit code when the process has ended for good. */
  async run(): Promise<number> {
    const unlisten = this.#machine.onSignal((signal) => this.#pass(signal));
    try {
      return await this.#keep();
    } finally {
      unlisten();
      this.#endGrace?.();
    }
  }

  async #keep(): Promise<number> {
    const { clock, random } = this.#machine;
    const { restarts, withinMs } = this.#policy;
    const limit = `${restarts} ${restarts === 1 ? "restart" : "restarts"} in ${
      printDuration(withinMs)
    }`;
    let history: ProgramHistory = [];
    while (true) {
      const end = await this.#attend();
      const asked = this.#asked !== undefined;
      const judgement = judge(end, asked, history, clock.now(), this.#policy, random);
      const how = describeEnd(end);
      if (judgement.kind === "over") {
        this.#say(`ended: ${how}`);
        return judgement.code;
      }
      this.#say(end.code === 0 ? `ended: ${how}` : `died: ${how}`);
      if (judgement.kind === "giveUp") {
        this.#say(`is given up with exit code ${judgement.code}: more than ${limit}`);
        return judgement.code;
      }
      history = judgement.history;
      const when = judgement.afterMs < 1 ? "at once" : `in ${printDuration(judgement.afterMs)}`;
      this.#say(`is restarted ${when} (${history.length} of at most ${limit})`);
      await this.#pause(judgement.afterMs);
      history = backUp(history, () => true, clock.now());
      if (this.#asked !== undefined) {
        this.#say(`is not restarted: ${this.#asked}`);
        return exitCodeOf(this.#asked);
      }
    }
  }

  /** Starts the process and waits for its end. */
  async #attend(): Promise<ProcessEnd> {
    try {
      this.#child = this.#machine.start();
    } catch (error) {
      // A permission does not come by trying again; a machine that is short of processes recovers.
      if (error instanceof Deno.errors.NotCapable) throw error;
      return notStarted(error);
    }
    this.#say(`started (pid ${this.#child.pid})`);
    const end = await this.#child.ended;
    this.#child = undefined;
    return end;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#asked !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#machine.after(ms, resolve);
    this.#endPause = () => {
      cancel();
      resolve();
    };
    await promise;
    this.#endPause = undefined;
  }

  #pass(signal: Passed): void {
    const now = this.#machine.clock.now();
    const { signal: before, at = -Infinity } = this.#passed ?? {};
    if (signal === before && now - at < ECHO_MS) return;
    this.#passed = { signal, at: now };
    // Asking again does not give it more time.
    const first = this.#asked === undefined || this.#asked === "SIGHUP";
    if (first) this.#asked = signal;
    this.#endPause?.();
    if (this.#child === undefined) return;
    if (signal !== "SIGHUP" && this.#policy.graceMs === 0) {
      // Not asked first: a graph that is quick would end in good order, and the next process would begin anew.
      this.#say(`gets SIGKILL in place of ${signal}`);
      this.#child.kill("SIGKILL");
      return;
    }
    this.#say(`gets ${signal}`);
    this.#child.kill(signal);
    if (first) this.#limitGrace(signal);
  }

  #limitGrace(signal: Passed): void {
    const { graceMs } = this.#policy;
    this.#endGrace?.();
    this.#endGrace = this.#machine.patience(graceMs, () => {
      // Many programs read their settings again on SIGHUP: one that goes on has not been asked to end.
      if (signal === "SIGHUP") {
        this.#asked = undefined;
        return;
      }
      this.#say(`did not end within ${printDuration(graceMs)} of ${signal} and gets SIGKILL`);
      this.#child?.kill("SIGKILL");
    });
  }

  #say(what: string): void {
    this.#machine.say(`supervisor: ${this.#name} ${what}`);
  }
}
