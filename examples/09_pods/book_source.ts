/**
 * A wire of one's own, for a source that remembers: it reads a book of orders, and has a bookmark in a file.
 *
 * @module
 */
import type { Pulled, SourceWire, SourceWireKind } from "@steady-state/deno/connectors";
import { orderOf } from "../08_pipeline/kinds.ts";

type BookArgs = {
  /** Orders in the book. */
  readonly count: number;
  /** The file of the bookmark. */
  readonly bookmark: string;
  /** Milliseconds between two pulls: a shop has not all its customers at once. */
  readonly paceMs: number;
};

/** How many orders come at once, at most. */
const AT_ONCE = 20;

/**
 * Reads a book with so many orders. What is settled is behind the bookmark, and does not come again, whoever was killed; what was under way
 * does, with the same origin.
 */
export const bookSource: SourceWireKind<BookArgs, number> = {
  name: "book",
  args: { count: 0, bookmark: "", paceMs: 0 },
  redelivers: true,
  faults: ({ count, bookmark }) => [
    ...(Number.isInteger(count) ? [] : [`"count" is ${count}: give a whole number`]),
    ...(bookmark === "" ? [`"bookmark" is missing: say where it is kept`] : []),
  ],
  create: (args) => Promise.resolve(new BookWire(args)),
};

class BookWire implements SourceWire<number> {
  readonly #args: BookArgs;
  #next = 0;

  constructor(args: BookArgs) {
    this.#args = args;
  }

  async open(): Promise<void> {
    this.#next = await bookmarkIn(this.#args.bookmark);
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<number>[]> {
    const { count, paceMs } = this.#args;
    // At its end it is still there: the pods run until they are stopped.
    if (this.#next === count || paceMs > 0) await pause(Math.max(20, paceMs), signal);
    const size = Math.min(max, AT_ONCE, count - this.#next);
    const ids = Array.from({ length: signal.aborted ? 0 : size }, () => this.#next++);
    return ids.map((id) => ({
      origin: `BOOK/${id + 1}`,
      partition: "BOOK",
      position: id,
      raw: { bytes: new TextEncoder().encode(JSON.stringify(orderOf(id))) },
    }));
  }

  /** They come in order, so the last one says it all. The file is exchanged as a whole: a kill leaves the old one or the new one. */
  async settle(messages: readonly Pulled<number>[]): Promise<void> {
    const { bookmark } = this.#args;
    await Deno.writeTextFile(`${bookmark}.new`, `${messages.at(-1)!.position + 1}`);
    await Deno.rename(`${bookmark}.new`, bookmark);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function bookmarkIn(file: string): Promise<number> {
  try {
    return Number(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
