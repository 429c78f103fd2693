/**
 * A wire whose service is a folder, so that it outlives workers and processes: `count` messages `f/1`, `f/2`, …, in partitions by turns, and
 * a file `settled` of those that it was told of, a line each. What is not in there is handed over again to whoever opens it.
 */
import type {
  Pulled,
  SourceOpening,
  SourceWire,
  SourceWireKind,
} from "@steady-state/deno/connectors";

type FileArgs = { folder: string; count: number; partitions: number; fails: number };

/** The numbers of the messages that the service was told of, in that order. */
export function settledIn(folder: string): number[] {
  try {
    return Deno.readTextFileSync(`${folder}/settled`).split("\n").slice(0, -1).map(Number);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

class FileWire implements SourceWire<number> {
  readonly #args: FileArgs;
  #settled = new Set<number>();
  #next = 1;
  #pulls = 0;

  constructor(args: FileArgs) {
    this.#args = args;
  }

  open(_opening: SourceOpening): Promise<void> {
    this.#settled = new Set(settledIn(this.#args.folder));
    return Promise.resolve();
  }

  async pull(max: number, signal: AbortSignal): Promise<Pulled<number>[] | undefined> {
    const { count, partitions, fails } = this.#args;
    if (fails > 0 && ++this.#pulls % fails === 0) throw new Error("the line is dead");
    const batch: Pulled<number>[] = [];
    for (; batch.length < max && this.#next <= count; this.#next++) {
      if (this.#settled.has(this.#next)) continue;
      batch.push({
        origin: `f/${this.#next}`,
        partition: `${this.#next % partitions}`,
        position: this.#next,
        raw: { bytes: new TextEncoder().encode(`${this.#next}`) },
      });
    }
    if (batch.length > 0) return await Promise.resolve(batch);
    if (count % 10 === 0) return undefined;
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    return [];
  }

  async settle(messages: readonly Pulled<number>[]): Promise<void> {
    const lines = messages.map(({ position }) => `${position}\n`).join("");
    await Deno.writeTextFile(`${this.#args.folder}/settled`, lines, { append: true });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The kind of such wires. With a count that ends in 0 the service is finite. Every `fails`th pull fails, if that is not 0. */
export const fileSource: SourceWireKind<FileArgs, number> = {
  name: "folder",
  args: { folder: "", count: 0, partitions: 1, fails: 0 },
  redelivers: true,
  faults: ({ folder }) => folder === "" ? ["its folder is not given, name one"] : [],
  create: (args) => Promise.resolve(new FileWire(args)),
};
