/**
 * What can be said about durable state when a graph is drawn, and what is wrong with what was said.
 *
 * @module
 */
import { listed } from "../../errors.ts";
import {
  callback,
  type Check,
  filled,
  isObject,
  misuse,
  type OptionFault,
  partOf,
  parts,
  type Place,
  placed,
  type Schema,
  shown,
  that,
  time,
} from "../../option_faults.ts";
import { type ActorBlueprint, actorLabel, type Blueprint } from "../plan/mod.ts";
import type { DurableStore } from "./durable_store.ts";

/**
 * Where the state of durable actors is kept so that it survives the process, and how often. It names one place:
 * - `file`: an SQLite database of this package, made if it is not there. The place for most programs.
 * - `folder`: a folder of JSON files, one for each actor, for people who want to read what is kept, or keep it under version
 *   control. Made if it is not there.
 * - `store`: a {@link DurableStore} of the program's own.
 *
 * While the graph runs, the host reads the committed state of every durable actor from shared memory at intervals, and writes what
 * has changed as one; the actors notice nothing. A last write is made when the graph has stopped. At the start, each durable actor
 * is found again by its label, and its cells begin with what is kept.
 *
 * What is promised, of a store as far as it keeps what {@link DurableStore} asks:
 * - What is kept is never torn, whenever the process or the machine dies, and whatever becomes full.
 * - The kept state of an actor is that of one committed turn, all cells of it. After a crash it is at most `everyMs` old, plus
 *   what a write takes, as long as nothing else keeps the host's thread busy; after a stop it is the last. Every write waits for
 *   the disk, so that holds for a power failure too. (On Windows a folder may lose its last writes to a power failure.)
 * - Each actor's state is of a turn of its own. Between two actors there may be turns, and messages: **messages in channels are
 *   not kept**. After a stop there are none; after a crash they are gone.
 * - A write that fails, for instance because the disk is full, harms nothing: it is logged once, and tried again every
 *   `everyMs`. If the last write failed too, the end is not clean: the report's `notKept` says why.
 * - A file or folder that is damaged, or cut off, is refused at the start, and left as it is. One that is deleted, replaced or
 *   changed by others while the graph runs is noticed at the next write: that is logged, and what is in its place gets all of the
 *   state anew, if it is no other program's.
 *
 * So for a source that is to be read again after a crash, keep the position where the work is done, not where it is read. Either
 * the last actor of the chain keeps its results and the position behind the last message it has worked on in one state, and
 * tells the source through a channel where to begin: then its results are exact. Or it tells the source how far it has come
 * after each effect outside, and the source keeps *that* position: then every message is worked on at least once, counted
 * from the last kept position. A source that keeps how far it has *read* loses the messages that were in the channels.
 *
 * When an actor's state changes its schema between two runs: a new cell begins with its initial value. A cell that is gone is
 * dropped, with a warning in the log. A cell of another kind, or a value longer than its cell, is a fault at the start. The types
 * inside of a `json` cell are not checked. Actors that are kept and are no durable actors of the graph are left there.
 *
 * One graph at a time has the file or the folder: another one, in this process or any, is refused at its start. While the graph runs,
 * other programs cannot read the file, and this process must not open it: that would take SQLite's lock away. When the graph has
 * stopped, it is a single file with one table, `cells`, of texts. The files of a folder may be read at any time, and are each of one
 * turn.
 *
 * Needs `--allow-read` and `--allow-write` for the file or the folder.
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
  /** Path of an SQLite file, from the working directory. Its folder must be there. */
  readonly file?: string;
  /** Path of a folder of JSON files, from the working directory. The folder that it is in must be there. */
  readonly folder?: string;
  /** A store of the program's own. */
  readonly store?: DurableStore;
  /**
   * How long to wait between two writes, in milliseconds.
   *
   * @default {1000}
   */
  readonly everyMs?: number;
  /**
   * How long the opening, a write, and the closing may each take, in milliseconds. An opening that takes longer is a fault of the start.
   * A write that takes longer is told, as one that fails is, and waited for; at the stop it is not waited for any more after that
   * time. For a file it has no meaning, and must be left out: what SQLite writes is written before anything else happens.
   *
   * @default {10_000}
   */
  readonly timeoutMs?: number;
}

/** The option in full: one place, and the times. */
export type DurableSettings =
  & DurableOptions
  & Required<Pick<DurableOptions, "everyMs" | "timeoutMs">>;

/** SQLite has a meaning of its own for these: a database that is gone with the process. */
const NO_FILES: readonly string[] = ["", ":memory:"];

const isFile = (value: unknown) => typeof value === "string" && !NO_FILES.includes(value);
const isFolder = (value: unknown) => typeof value === "string" && value !== "";

const isName = (value: unknown) => typeof value === "string" && value !== "";
const checkName = that<string>(isName, "give the text that the log calls it by");
const checkCall = callback();

/** A store as it is given: an object of any class. */
const checkStore: Check<DurableStore> = (value, place) => {
  if (!isObject(value)) {
    const text = `${placed(place)} is ${shown(value)}, give an object with name, load and save`;
    return [misuse(text)];
  }
  const { name, load, save, close } = value as Partial<Record<keyof DurableStore, unknown>>;
  return [
    ...checkName(name, partOf(place, "name")),
    ...checkCall(load, partOf(place, "load")),
    ...checkCall(save, partOf(place, "save")),
    ...(close === undefined ? [] : checkCall(close, partOf(place, "close"))),
  ];
};

/** What is known of {@link DurableOptions}. */
export const DURABLE_OPTIONS: Schema<DurableOptions, "everyMs" | "timeoutMs"> = {
  file: { check: that(isFile, "give the path of a file") },
  folder: { check: that(isFolder, "give the path of a folder") },
  store: { check: checkStore },
  everyMs: { check: time, default: 1000 },
  timeoutMs: { check: time, default: 10_000 },
};

const PLACES = ["file", "folder", "store"] as const;

/** What is wrong with its parts together: it names one place, and says nothing that has no meaning there. */
function togetherFaults(given: DurableOptions, place: Place): OptionFault[] {
  const named = PLACES.filter((one) => given[one] !== undefined);
  const option = placed(place);
  if (named.length === 0) {
    return [misuse(`${option} names no place, give it one of ${listed(PLACES)}`)];
  }
  if (named.length > 1) {
    return [misuse(`${option} names ${named.length} places, ${listed(named)}, leave one of them`)];
  }
  return named[0] === "file" && given.timeoutMs !== undefined
    ? [misuse(`${option}.timeoutMs is given for a file, which has no use for it, leave it out`)]
    : [];
}

/** The option as it is given: the path of a file alone, or more. */
export function checkDurable(value: unknown, place: Place): readonly OptionFault[] {
  return checkParts(typeof value === "string" ? { file: value } : value, place);
}

const checkParts = parts<DurableOptions>(
  DURABLE_OPTIONS,
  "give the path of a file, or { file }, { folder } or { store }",
  togetherFaults,
);

/** The option in full. It must be without faults. */
export function durableSettings(given: string | DurableOptions): DurableSettings {
  const options = typeof given === "string" ? { file: given } : given;
  return filled<DurableOptions, "everyMs" | "timeoutMs">(DURABLE_OPTIONS, options);
}

/** What is wrong with what is to be durable. */
export function durableFaults({ actors, hasDurablePlace }: Blueprint): string[] {
  const durable = actors.filter((actor) => actor.durable);
  if (hasDurablePlace && durable.length === 0) {
    return [
      "option durable names a place for state, but no actor is durable, give some durable: true",
    ];
  }
  // What is neither true nor false is told already.
  return durable.filter((actor) => actor.durable === true)
    .flatMap((actor) => durableActorFaults(actor, hasDurablePlace));
}

function durableActorFaults(actor: ActorBlueprint, hasDurablePlace: boolean): string[] {
  const label = actorLabel(actor);
  return [
    ...(hasDurablePlace ? [] : [
      `actor "${label}" is durable, but the graph has no place for its state, give it one with durable`,
    ]),
    ...(Object.keys(actor.definition?.state ?? {}).length > 0
      ? []
      : [`actor "${label}" is durable, but has no state to keep, give its definition some`]),
  ];
}
