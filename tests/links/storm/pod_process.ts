import { deadline } from "../../fixtures/strain.ts";
import type { PodArgs, PodStanding } from "./pod.ts";

const MAIN = new URL("./pod.ts", import.meta.url);
/** What is waited for comes sooner, or never. */
const PATIENCE_MS = 60_000;

/** A pod, as its harness has it. */
export class Pod implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #standing: PodStanding = { count: 0, lost: 0, doubled: 0, crashes: 0, end: "none" };
  #isOver = false;
  #news = Promise.withResolvers<void>();

  constructor(args: PodArgs) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--no-check", "--quiet", MAIN.href, JSON.stringify(args)],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#reading = this.#read();
  }

  /** The number of the process. */
  get pid(): number {
    return this.#process.pid;
  }

  /** How far it is, as it has said last. */
  get standing(): PodStanding {
    return this.#standing;
  }

  /** Its input ends. */
  async stop(): Promise<void> {
    await this.#process.stdin.close();
  }

  /** Waits until it stands so. */
  async until(holds: (standing: PodStanding) => boolean, what: string): Promise<void> {
    const late = AbortSignal.timeout(deadline(PATIENCE_MS));
    while (!holds(this.#standing)) {
      if (late.aborted || this.#isOver) {
        throw new Error(
          `${what}: ${this.#isOver ? "the pod has ended" : "it takes too long"}, it stands at ${
            JSON.stringify(this.#standing)
          }`,
        );
      }
      await this.#news.promise;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#process.status;
    await this.#reading;
    await this.#process.stdin.close().catch(() => {});
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      const last = lines.findLast((line) => line.startsWith("{"));
      if (last !== undefined) this.#standing = JSON.parse(last);
      this.#tell();
    }
    this.#isOver = true;
    this.#tell();
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
