import type { LinkReading } from "../../../src/protocol/mod.ts";
import type { PodOrder, PodPlan } from "./program.ts";

/** A pod in a process of its own, which does what it is told. */
export class Pod implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterableIterator<string>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    this.#lines = linesOf(child.stdout);
  }

  /** Starts one. Resolves once its graph runs. */
  static async start(plan: PodPlan): Promise<Pod> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-lock",
        "--no-check",
        "--quiet",
        new URL("./program.ts", import.meta.url).href,
        JSON.stringify(plan),
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const pod = new Pod(child);
    await pod.#answer();
    return pod;
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("Cannot go on with a pod: its process has ended");
    return JSON.parse(value);
  }

  /** Tells it something, and resolves with its answer. One at a time. */
  async tell(order: PodOrder): Promise<unknown> {
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`));
    return await this.#answer();
  }

  /** Has it take so many numbers. */
  async take(count: number): Promise<number[]> {
    return await this.tell({ do: "take", count }) as number[];
  }

  /** Has it send so many numbers, from one on. */
  async send(from: number, count: number): Promise<void> {
    await this.tell({ do: "send", from, count });
  }

  /** How its link stands, once that is as the test waits for. */
  async readingWhere(isSo: (reading: LinkReading) => boolean): Promise<LinkReading> {
    for (;;) {
      const reading = await this.tell({ do: "reading" }) as LinkReading;
      if (isSo(reading)) return reading;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Ends its process from one instruction to the next. */
  async kill(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch { /* It has ended by itself. */ }
    await this.#child.status;
    await this.#writer.abort().catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#lines.return?.();
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncIterableIterator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() as string;
    yield* lines;
  }
}

/** A port that nobody has. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
