import type { Cell } from "../state/mod.ts";

/** Characters that name a run of a graph, and room for what else stands in a cell beside the jobs themselves. */
const MAX_OTHERS = 200;
/** Jobs that one character stands for. */
export const JOBS_A_CHARACTER = 4;
const MOST_MARKS = 2 ** 16;

/**
 * What a cell made by {@link callMarks} holds: which jobs are done behind one that is not. It is `actor.calls` that writes it, and nobody
 * else.
 */
export interface CallMarks {
  /** How many jobs it has room for. */
  readonly callMarks: number;
  /** The run of the graph that the jobs are of: in another one, numbers begin anew. */
  readonly run?: string;
  /** The number, among the actor's channel ends, of the port that they come by. */
  readonly end?: number;
  /** The number of the first job that is not done. */
  readonly from?: number;
  /** Which of those from there on are done, four a hexadecimal digit. */
  readonly done?: string;
}

/**
 * A state cell in which `actor.calls` marks jobs that are done before an earlier one is, with any order but `"strict"`. The mark and the
 * result are of one turn, so a successor neither does the job again nor skips one. Any name will do for the cell.
 *
 * ```ts
 * import { callMarks, defineActor, rx, text, tx } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * export const fetcher = defineActor(import.meta, "fetcher", {
 *   ports: { urls: rx(text), pages: tx(text) },
 *   state: { marks: callMarks(64) },
 *   async run(actor) {
 *     const { urls, pages } = actor.ports;
 *     await actor.calls(urls, pages, { order: "any" }, async (url, { signal }) => {
 *       const response = await fetch(url, { signal });
 *       if (!response.ok) throw response; // tried again, or given up, by its status
 *       return await response.text();
 *     });
 *   },
 * });
 * assertEquals(fetcher.state.marks.initial, { callMarks: 64 });
 * ```
 *
 * @param most how far ahead of the oldest job that is not done others may be: at least the `concurrency`. 256 if not given
 * @throws {RangeError} if `most` is no whole number from 1 to 65,536
 */
export function callMarks(most = 256): Cell<CallMarks> {
  if (!(Number.isInteger(most) && most >= 1 && most <= MOST_MARKS)) {
    throw new RangeError(
      `Cannot make a cell of call marks: it is to have room for ${most} jobs, give a whole number from 1 to ${MOST_MARKS}`,
    );
  }
  return {
    kind: { name: "json" },
    initial: { callMarks: most },
    maxBytes: MAX_OTHERS + Math.ceil(most / JOBS_A_CHARACTER),
  };
}
