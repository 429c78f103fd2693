/**
 * Pods of runs that kill them.
 *
 * @module
 */
import { pause } from "../../connectors/endurance/program.ts";
import { strain } from "../../fixtures/strain.ts";

/** Nothing that works takes longer for one part of the way. */
const PATIENCE_MS = 60_000;

/** A pod that is started again when it is killed. */
export class MortalPod {
  readonly name: string;
  readonly #start: () => Deno.ChildProcess;
  #process: Deno.ChildProcess;
  /** How the process has ended that runs now; `undefined` while it does. */
  #end: Deno.CommandStatus | undefined;

  constructor(name: string, start: () => Deno.ChildProcess) {
    this.name = name;
    this.#start = start;
    this.#process = this.#begin();
  }

  #begin(): Deno.ChildProcess {
    const process = this.#start();
    this.#end = undefined;
    process.status.then((status) => {
      if (process === this.#process) this.#end = status;
    });
    return process;
  }

  /** SIGKILL; and it is started again. */
  async kill(): Promise<void> {
    if (this.#end === undefined) this.#process.kill("SIGKILL");
    await this.#process.status;
    this.#process = this.#begin();
  }

  /** Why it has ended otherwise than it should; `undefined` if it has not. */
  get failure(): string | undefined {
    return this.#end === undefined || this.#end.success ? undefined : `code ${this.#end.code}`;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** SIGTERM. Returns the exit code. */
  async end(): Promise<number> {
    if (this.#end === undefined) this.#process.kill("SIGTERM");
    return (await this.#process.status).code;
  }

  /** Ends it for good, at once. */
  async stop(): Promise<void> {
    if (this.#end === undefined) this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}

/**
 * Waits until that holds.
 *
 * @param sofar what there is, for the error
 * @throws {Error} if one of the pods ends otherwise than it should, or nobody would wait so long
 */
export async function untilPods(
  pods: readonly MortalPod[],
  what: string,
  holds: () => boolean | Promise<boolean>,
  sofar: () => unknown,
): Promise<void> {
  const since = performance.now();
  while (!await holds()) {
    for (const { name, failure } of pods) {
      if (failure !== undefined) throw new Error(`The ${name} has ended: ${failure}`);
    }
    if (performance.now() - since > PATIENCE_MS * strain()) {
      throw new Error(`Waited in vain: ${what}, and there is ${JSON.stringify(sofar())}`);
    }
    await pause(5);
  }
}
