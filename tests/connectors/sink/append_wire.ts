/**
 * A sink whose service is a file of lines, `origin message`, so that it outlives workers. It knows what it has by its origins, and each
 * `fails`th put is lost after it was done: nobody learns that it was.
 */
import { u32 } from "@steady-state/deno/actor";
import {
  defineSink,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
} from "@steady-state/deno/connectors";

type AppendArgs = { file: string; fails: number };

/** The lines of the file. */
export async function linesOf(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(file).catch(() => "");
  return text.split("\n").slice(0, -1);
}

class AppendWire implements SinkWire<Uint8Array> {
  readonly #args: AppendArgs;
  #has = new Set<string>();
  #puts = 0;

  constructor(args: AppendArgs) {
    this.#args = args;
  }

  async open(): Promise<void> {
    const lines = await linesOf(this.#args.file);
    this.#has = new Set(lines.map((line) => line.split(" ")[0] as string));
  }

  async put(batch: readonly Outgoing<Uint8Array>[]): Promise<readonly PutOutcome[]> {
    const { file, fails } = this.#args;
    const text = new TextDecoder();
    const fresh = batch.filter(({ origin }) => !this.#has.has(origin));
    const lines = fresh.map(({ origin, item }) => `${origin} ${text.decode(item)}\n`).join("");
    await Deno.writeTextFile(file, lines, { append: true });
    for (const { origin } of fresh) this.#has.add(origin);
    if (fails > 0 && ++this.#puts % fails === 0) throw new Error("the answer is lost");
    return batch.map(() => "done");
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const appendSink: SinkWireKind<Uint8Array, AppendArgs> = {
  name: "append",
  args: { file: "", fails: 0 },
  faults: ({ file }) => file === "" ? ["its file is missing"] : [],
  create: (args) => Promise.resolve(new AppendWire(args)),
};

export const appended = defineSink(import.meta, "appended", { wire: appendSink, kind: u32 });
