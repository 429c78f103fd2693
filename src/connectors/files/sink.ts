import { missingFaults, numberFaults } from "../arg_checks.ts";
import { formFault, TEXT_OR_BYTES } from "../item_form.ts";
import { linesOf, noLine } from "../lines.ts";
import {
  MisconfiguredError,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
  type WireOpening,
} from "../wire.ts";
import { folderOf, lockFile, nameOf, openingFiles, settleFolder, writeAll } from "../disk.ts";
import { SinkIndex } from "./sink_index.ts";

/** What {@link filesSink} is told. */
export interface FilesSinkArgs extends Record<string, unknown> {
  /** What the files are called: `out/orders.ndjson` makes `out/orders-000001.ndjson`, `out/orders-000002.ndjson`, and so on. */
  readonly path: string;
  /** From how many bytes on a file is finished. */
  readonly rollBytes: number;
  /** How long after its first line a file is finished, in milliseconds. */
  readonly rollMs: number;
  /** How many origins are remembered. It must be more than what may come again: all that is under way in the graph. */
  readonly remember: number;
}

/** What {@link filesSink} writes: a line, without an end. */
export type FileLine = string | Uint8Array;

/**
 * Writes lines into files that others see only when they are whole. The file that is written has a name that ends in `.part`; it is given
 * its own, in one step, when it has `rollBytes` or its first line is `rollMs` old, and when the sink ends. A batch is done when the disk has
 * it. An item with a line's end in it is refused for good.
 *
 * The origins of the last `remember` lines stand in an index beside the files, so a line that comes again is not written again, neither
 * after an error nor after a death of the process. A batch that was not in the index when the process died is cut off by the next one.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { json } from "@steady-state/deno/actor";
 * import { defineSink } from "@steady-state/deno/connectors";
 * import { filesSink } from "@steady-state/deno/connectors/files";
 *
 * export const archive = defineSink(import.meta, "archive", {
 *   wire: filesSink,
 *   kind: json<{ id: number }>(),
 *   encode: ({ message }) => JSON.stringify(message),
 * });
 *
 * const args = { path: "out/orders.ndjson" };
 * assertEquals(filesSink.faults({ ...filesSink.args, ...args }), []);
 * // graph.actor("NAME", archive, { ports: { messages: rx }, args })
 * ```
 */
export const filesSink: SinkWireKind<FileLine, FilesSinkArgs> = {
  name: "files",
  args: { path: "", rollBytes: 67_108_864, rollMs: 60_000, remember: 100_000 },
  faults: (args) => [
    ...missingFaults(args, "path"),
    ...numberFaults(args, "rollBytes", 1, Number.MAX_SAFE_INTEGER),
    ...numberFaults(args, "rollMs", 10, 86_400_000),
    ...numberFaults(args, "remember", 1, 10_000_000),
  ],
  itemFault: (item) => formFault(TEXT_OR_BYTES, item),
  create: (args) => Promise.resolve(new FilesSink(args)),
};

class FilesSink implements SinkWire<FileLine> {
  readonly #args: FilesSinkArgs;
  readonly #folder: string;
  readonly #stem: string;
  readonly #extension: string;
  #opening!: WireOpening;
  #lock: Deno.FsFile | undefined;
  #index: SinkIndex | undefined;
  #part: Deno.FsFile | undefined;
  #lastStep: Promise<unknown> = Promise.resolve();
  #timer: { readonly over: AbortController; readonly end: Promise<void> } | undefined;
  #fault: { readonly error: unknown } | undefined;

  constructor(args: FilesSinkArgs) {
    this.#args = args;
    const name = nameOf(args.path);
    const dot = name.lastIndexOf(".");
    this.#folder = folderOf(args.path);
    this.#stem = dot > 0 ? name.slice(0, dot) : name;
    this.#extension = dot > 0 ? name.slice(dot) : "";
  }

  async open(opening: WireOpening): Promise<void> {
    this.#opening = opening;
    await openingFiles(`write ${this.#args.path}`, async () => {
      await Deno.mkdir(this.#folder, { recursive: true });
      const index = `${this.#folder}/.${nameOf(this.#args.path)}.index`;
      this.#lock = await lockFile(`${index}.lock`, `the files ${this.#args.path}`);
      this.#index = await SinkIndex.open(
        index,
        this.#folder,
        this.#args.remember,
        () => this.#firstNumber(),
      );
      await this.#takeUp(this.#index);
    });
  }

  put(batch: readonly Outgoing<FileLine>[]): Promise<readonly PutOutcome[]> {
    return this.#step(async () => {
      if (this.#fault !== undefined) throw this.#fault.error;
      try {
        return await this.#write(batch);
      } catch (error) {
        // The file may have a part of the batch: whoever takes it up cuts that off.
        this.#fault = { error };
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.#stopTimer();
    await this.#step(() => this.#roll()).catch((error) =>
      this.#opening.log(`file ${this.#name} is not finished: ${error}`)
    );
    this.#part?.close();
    this.#index?.close();
    this.#lock?.close();
  }

  async #write(batch: readonly Outgoing<FileLine>[]): Promise<readonly PutOutcome[]> {
    const index = this.#index!;
    const fresh = new Map<string, FileLine>();
    const outcomes = batch.map(({ origin, item }): PutOutcome => {
      const dead = noLine(item);
      if (dead !== undefined) return { dead };
      if (!index.has(origin) && !fresh.has(origin)) fresh.set(origin, item);
      return "done";
    });
    if (fresh.size === 0) return outcomes;
    const isFirst = this.#part === undefined;
    this.#part ??= await this.#makePart();
    const lines = linesOf([...fresh.values()]);
    await writeAll(this.#part, lines);
    await this.#part.syncData();
    await index.add(index.bytes + lines.length, [...fresh.keys()]);
    if (index.bytes >= this.#args.rollBytes) await this.#roll();
    else if (isFirst) this.#startTimer();
    return outcomes;
  }

  /** One after the other: a batch is not written while the file is given its name. */
  #step<T>(carryOut: () => Promise<T>): Promise<T> {
    const step = this.#lastStep.then(carryOut, carryOut);
    this.#lastStep = step.catch(() => {});
    return step;
  }

  get #name(): string {
    const number = String(this.#index?.number ?? 0).padStart(6, "0");
    return `${this.#stem}-${number}${this.#extension}`;
  }

  get #place(): string {
    return `${this.#folder}/${this.#name}`;
  }

  async #makePart(): Promise<Deno.FsFile> {
    const part = await Deno.open(`${this.#place}.part`, { write: true, createNew: true });
    await settleFolder(this.#folder);
    return part;
  }

  /** Goes on with the file that a process before this one was writing, without what does not count of it. */
  async #takeUp(index: SinkIndex): Promise<void> {
    const path = `${this.#place}.part`;
    const size = await sizeIfThere(path);
    if (size === undefined) {
      if (index.bytes === 0) return;
      // It was given its name. The next one may have been begun, with a batch that does not count.
      index.next();
      return await this.#takeUp(index);
    }
    if (size < index.bytes) {
      throw new MisconfiguredError(
        `Cannot go on with ${path}: ${index.bytes} bytes of it were written for good, and ${size} are there; ` +
          "restore it, or move it away with the index beside it",
      );
    }
    if (index.bytes === 0) return await Deno.remove(path);
    if (size > index.bytes) {
      this.#opening.log(
        `${path} is cut back by ${size - index.bytes} bytes of a batch that was not done`,
      );
      await Deno.truncate(path, index.bytes);
    }
    this.#part = await Deno.open(path, { append: true });
    this.#startTimer();
  }

  async #roll(): Promise<void> {
    if (this.#part === undefined || this.#fault !== undefined) return;
    this.#timer?.over.abort();
    if (await sizeIfThere(this.#place) !== undefined) {
      throw new MisconfiguredError(
        `Cannot finish ${this.#place}: there is such a file; move it away`,
      );
    }
    await Deno.rename(`${this.#place}.part`, this.#place);
    await settleFolder(this.#folder);
    this.#part.close();
    this.#part = undefined;
    this.#index!.next();
  }

  #startTimer(): void {
    const over = new AbortController();
    const end = this.#rollLater(over.signal);
    this.#timer = { over, end };
  }

  async #rollLater(signal: AbortSignal): Promise<void> {
    await this.#opening.world.pause(this.#args.rollMs, signal);
    if (signal.aborted) return;
    await this.#step(async () => {
      if (!signal.aborted) await this.#roll();
    }).catch((error) => this.#fault = { error });
  }

  async #stopTimer(): Promise<void> {
    this.#timer?.over.abort();
    await this.#timer?.end;
  }

  /** One more than the highest number of a file that is there. */
  async #firstNumber(): Promise<number> {
    let highest = 0;
    for await (const { name } of Deno.readDir(this.#folder)) {
      if (!name.startsWith(`${this.#stem}-`)) continue;
      const digits = name.slice(this.#stem.length + 1);
      const number = /^\d{6,}/.exec(digits)?.[0];
      if (number !== undefined) highest = Math.max(highest, Number(number));
      if (number !== undefined && digits === `${number}${this.#extension}.part`) {
        throw new MisconfiguredError(
          `Cannot go on with ${name} in ${this.#folder}: the index beside it is gone, which says how much of it counts; ` +
            "restore the index, or move the file away",
        );
      }
    }
    return highest + 1;
  }
}

async function sizeIfThere(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
