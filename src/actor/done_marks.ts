import type { Cell } from "../state/mod.ts";

/** Characters that name a run of a graph, and room for what else stands in a cell beside the marks themselves. */
const MAX_OTHERS = 200;
/** Messages that one character stands for. */
export const MESSAGES_A_CHARACTER = 4;
const MOST_MARKS = 2 ** 16;

/**
 * What a cell made by {@link doneMarks} holds: which messages are done behind one that is not. It is `actor.calls` or
 * `actor.batches` that writes it, and nobody else.
 */
export interface DoneMarks {
  /** How many messages it has room for. */
  readonly doneMarks: number;
  /** The run of the graph that the messages are of: in another one, numbers begin anew. */
  readonly run?: string;
  /** The number, among the actor's channel ends, of the port that they come by. */
  readonly end?: number;
  /** The number of the first message that is not done. */
  readonly from?: number;
  /** Which of those from there on are done, four a hexadecimal digit. */
  readonly done?: string;
}

/**
 * A state cell for marks of messages that are done before an earlier one is: by `actor.calls` with any order but `"strict"`, and by
 * `actor.batches` with a key. The mark and the result are of one turn, so a successor neither does a message again nor skips one. Any
 * name will do for the cell.
 *
 * ```ts
 * import { doneMarks, defineActor, rx, text, tx } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * export const fetcher = defineActor(import.meta, "fetcher", {
 *   ports: { urls: rx(text), pages: tx(text) },
 *   state: { marks: doneMarks(64) },
 *   async run(actor) {
 *     const { urls, pages } = actor.ports;
 *     await actor.calls(urls, pages, { order: "any" }, async (url, { signal }) => {
 *       const response = await fetch(url, { signal });
 *       if (!response.ok) throw response; // tried again, or given up, by its status
 *       return await response.text();
 *     });
 *   },
 * });
 * assertEquals(fetcher.state.marks.initial, { doneMarks: 64 });
 * ```
 *
 * @param most how far ahead of the oldest message that is not done others may be: for calls at least the `concurrency`. 256 if not given
 * @throws {RangeError} if `most` is no whole number from 1 to 65,536
 */
export function doneMarks(most = 256): Cell<DoneMarks> {
  if (!(Number.isInteger(most) && most >= 1 && most <= MOST_MARKS)) {
    throw new RangeError(
      `Cannot make a cell for marks: it is to have room for ${most} messages, give a whole number from 1 to ${MOST_MARKS}`,
    );
  }
  return {
    kind: { name: "json" },
    initial: { doneMarks: most },
    maxBytes: MAX_OTHERS + Math.ceil(most / MESSAGES_A_CHARACTER),
  };
}
