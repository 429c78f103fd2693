/** A machine without processes and with a clock that stands still until it is told, for a process supervisor. */
import type { ProcessEnd } from "../../src/cli/end.ts";
import type { ChildProcess, Machine, Passed } from "../../src/cli/process_supervisor.ts";

/** How a process of the machine ends. */
export const ends = {
  well: { code: 0, signal: null },
  badly: { code: 1, signal: null },
  by: (signal: string, number: number): ProcessEnd => ({ code: 128 + number, signal }),
};

/** Records what a supervisor does, and lets a test do the rest. */
export class VirtualMachine implements Machine {
  /** Everything that happened, in order. */
  readonly log: string[] = [];
  readonly clock = { now: (): number => this.#now };
  /** What starting the next process throws. */
  startError: Error | undefined;
  #now = 0;
  #listener: ((signal: Passed) => void) | undefined;
  #end: ((end: ProcessEnd) => void) | undefined;
  #started = 0;
  #timers = new Set<{ at: number; readonly callback: () => void; readonly isPatient: boolean }>();

  /** Timers that are pending. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Does anybody listen to signals? */
  get heard(): boolean {
    return this.#listener !== undefined;
  }

  start(): ChildProcess {
    if (this.startError !== undefined) throw this.startError;
    const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
    this.#end = resolve;
    return {
      pid: ++this.#started,
      ended: promise,
      kill: (signal) => void this.log.push(`${this.#now} kill ${signal}`),
    };
  }

  onSignal(listener: (signal: Passed) => void): () => void {
    this.#listener = listener;
    return () => this.#listener = undefined;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#set(ms, callback, false);
  }

  patience(ms: number, callback: () => void): () => void {
    return this.#set(ms, callback, true);
  }

  #set(ms: number, callback: () => void, isPatient: boolean): () => void {
    const timer = { at: this.#now + ms, callback, isPatient };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  random = (): number => 0.5;

  say = (line: string): void => {
    this.log.push(`${this.#now} ${line.replace("supervisor: it ", "")}`);
  };

  /** Ends the process. */
  async end(end: ProcessEnd): Promise<void> {
    this.#end?.(end);
    await settle();
  }

  /** A signal comes. */
  async signal(signal: Passed): Promise<void> {
    this.#listener?.(signal);
    await settle();
  }

  /** Time passes in which the supervisor itself does not run. */
  async standStill(ms: number): Promise<void> {
    for (const timer of this.#timers) if (timer.isPatient) timer.at += ms;
    await this.pass(ms);
  }

  /** Time passes. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    while (true) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > until) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
      await settle();
    }
    this.#now = until;
  }
}

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
