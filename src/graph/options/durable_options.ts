/**
 * What can be said about durable state when a graph is drawn, and what is wrong with what was said.
 *
 * @module
 */
import {
  filled,
  type OptionFault,
  parts,
  type Place,
  type Schema,
  that,
  time,
} from "../../option_faults.ts";
import { type ActorBlueprint, actorLabel, type Blueprint } from "../plan/mod.ts";

/**
 * Where the state of durable actors is kept so that it survives the process, and how often.
 *
 * The file is an SQLite database of this package, made if it is not there. While the graph runs, the host reads the committed
 * state of every durable actor from shared memory at intervals, and writes what has changed in one transaction; the actors
 * notice nothing. A last write is made when the graph has stopped. At the start, each durable actor is found again by its
 * label, and its cells begin with what is kept.
 *
 * What is promised:
 * - The file is never torn, whenever the process or the machine dies, and whatever becomes full.
 * - The kept state of an actor is that of one committed turn, all cells of it. After a crash it is at most `everyMs` old, plus
 *   what a write takes, as long as nothing else keeps the host's thread busy; after a stop it is the last. Every write waits
 *   for the disk (SQLite's `synchronous=FULL`), so that holds for a power failure too.
 * - Each actor's state is of a turn of its own. Between two actors there may be turns, and messages: **messages in channels are
 *   not kept**. After a stop there are none; after a crash they are gone.
 * - A write that fails, for instance because the disk is full, harms nothing: it is logged once, and tried again every
 *   `everyMs`. If the last write failed too, the end is not clean: the report's `notKept` says why.
 * - A file that is damaged, or cut off, is refused at the start, and left as it is. One that is deleted, replaced or changed by
 *   others while the graph runs is noticed at the next write: that is logged, and what is in its place gets all of the state anew, if
 *   it is no other program's file.
 *
 * So for a source that is to be read again after a crash, keep the position where the work is done, not where it is read. Either
 * the last actor of the chain keeps its results and the position behind the last message it has worked on in one state, and
 * tells the source through a channel where to begin: then its results are exact. Or it tells the source how far it has come
 * after each effect outside, and the source keeps *that* position: then every message is worked on at least once, counted
 * from the last kept position. A source that keeps how far it has *read* loses the messages that were in the channels.
 *
 * When an actor's state changes its schema between two runs: a new cell begins with its initial value. A cell that is gone is
 * dropped, with a warning in the log. A cell of another kind, or a value longer than its cell, is a fault at the start. The types
 * inside of a `json` cell are not checked. Actors in the file that are no durable actors of the graph are left there.
 *
 * One graph at a time has the file: another one, in this process or any, is refused at its start. While the graph runs, other
 * programs cannot read it either, and this process must not open it: that would take SQLite's lock away. When the graph has
 * stopped, it is a single file with one table, `cells`, of texts.
 *
 * Needs `--allow-read` and `--allow-write` for the file.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { cell, defineActor, rx, text } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * const ledger = defineActor(import.meta, "ledger", {
 *   ports: { amounts: rx(u32) },
 *   state: { total: u32, last: cell(text, "nothing yet") },
 *   run() {},
 * });
 *
 * const graph = new Graph("books", { durable: { file: "books.db", everyMs: 200 } });
 * const amounts = graph.channel("amounts", u32);
 * graph.actor("LEDGER", ledger, { ports: { amounts: amounts.rx }, durable: true });
 * assertEquals(graph.lifecycle, "building");
 * ```
 */
export interface DurableOptions {
  /** Path of the file, from the working directory. Its folder must be there. */
  readonly file: string;
  /**
   * How long to wait between two writes, in milliseconds.
   *
   * @default {1000}
   */
  readonly everyMs?: number;
}

/** SQLite has a meaning of its own for these: a database that is gone with the process. */
const NO_FILES: readonly string[] = ["", ":memory:"];

const isPath = (value: unknown) => typeof value === "string" && !NO_FILES.includes(value);

/** What is known of {@link DurableOptions}. */
export const DURABLE_OPTIONS: Schema<DurableOptions, "everyMs"> = {
  file: { check: that(isPath, "give the path of a file"), required: true },
  everyMs: { check: time, default: 1000 },
};

/** The option as it is given: the path alone, or more. */
export function checkDurable(value: unknown, place: Place): readonly OptionFault[] {
  return checkParts(typeof value === "string" ? { file: value } : value, place);
}

const checkParts = parts(DURABLE_OPTIONS, "give the path of a file, or { file, everyMs }");

/** The option in full. It must be without faults. */
export function durableOptions(given: string | DurableOptions): Required<DurableOptions> {
  const options = typeof given === "string" ? { file: given } : given;
  return filled<DurableOptions, "everyMs">(DURABLE_OPTIONS, options);
}

/** What is wrong with what is to be durable. */
export function durableFaults({ actors, hasDurableFile }: Blueprint): string[] {
  const durable = actors.filter((actor) => actor.durable);
  if (hasDurableFile && durable.length === 0) {
    return ["option durable names a file, but no actor is durable, give some durable: true"];
  }
  // What is neither true nor false is told already.
  return durable.filter((actor) => actor.durable === true)
    .flatMap((actor) => durableActorFaults(actor, hasDurableFile));
}

function durableActorFaults(actor: ActorBlueprint, hasDurableFile: boolean): string[] {
  const label = actorLabel(actor);
  return [
    ...(hasDurableFile ? [] : [
      `actor "${label}" is durable, but the graph has no file for it, give it one with durable`,
    ]),
    ...(Object.keys(actor.definition?.state ?? {}).length > 0
      ? []
      : [`actor "${label}" is durable, but has no state to keep, give its definition some`]),
  ];
}
