/**
 * A place for durable state that a program brings itself: what it is asked, and what it is given.
 *
 * @module
 */
/** Which cell of which actor. */
export interface CellName {
  /** The actor's label. */
  readonly actor: string;
  /** The cell's name in the actor's state. */
  readonly cell: string;
}

/** A state cell that is kept: four texts. */
export interface KeptCell extends CellName {
  /** Name of the cell's kind, such as `u32`: what is found there in a later version of the program is held against it. */
  readonly kind: string;
  /** The value as text: that of a `text` or `json` cell is its JSON. A store gives it back as it is, to the letter. */
  readonly value: string;
}

/** What a save is to bring to a store: all of it or nothing. */
export interface StateChanges {
  /** Cells to put, in the place of what is kept under the same actor and cell. */
  readonly put: readonly KeptCell[];
  /** Cells to drop. One that is not there is no fault. */
  readonly drop: readonly CellName[];
  /** Everything that is to be kept afterwards: for stores that write it as one. It is made when it is asked for. */
  readonly all: readonly KeptCell[];
}

/** What a store is given with each call. */
export interface StoreCall {
  /** Is aborted when the call has taken longer than `timeoutMs`: a store that hands it on to a fetch, say, is not waited for in vain. */
  readonly signal: AbortSignal;
}

/**
 * A place for durable state that a program brings itself: a database that is there already, a service, memory in a test. It is given
 * to a graph by `durable: { store }`, and used in the host's thread; what it does there without awaiting holds up the page, the
 * host's ends and the supervision of the actors, never the actors themselves.
 *
 * In this order, and never two calls at a time, but for `close`:
 * 1. `load`, once, before any actor starts.
 * 2. `save`, at most once every `everyMs`, if something has changed, and a last time after the stop, once all actors are gone.
 * 3. `close`, once, at the end; also of a start that failed, when `load` has come back, and while a save is still waited for that has
 *    taken too long.
 *
 * After `close` another run may begin with `load`. An object that one graph uses is refused to any other.
 *
 * What is promised of it is promised as far as it keeps this:
 * - **All or nothing.** A save that is cut off in the middle, by `kill -9` or a power failure, has happened whole or not at all.
 * - **Back means kept.** Once `save` has returned, or its promise is fulfilled, what it was given is not lost.
 * - **One writer.** `load` throws if another process has the state; a process that has lost it to another has its `save` throw. A
 *   version that is compared at each save does both.
 *
 * A save that throws counts as one of which nobody knows whether it has happened: the graph goes on, the log says so once, and the
 * next save, after `everyMs`, puts all cells of the actors concerned once more. One that has not come back after `timeoutMs` has its
 * signal aborted, and is waited for all the same: a save that comes late must not overwrite a later one, so no other begins before.
 * If the last one fails, or does not come back, the end is not clean: the report's `notKept` says why.
 *
 * In a simulation a store is not called: the simulation keeps the state itself, by the store's name.
 *
 * ```ts
 * import { type DurableStore, Graph, type KeptCell, type StateChanges } from "@steady-state/deno";
 * import { defineActor, u32 } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * // Keeps state as long as the object is there: for tests.
 * class MemoryStore implements DurableStore {
 *   readonly name = "memory";
 *   #cells: readonly KeptCell[] = [];
 *
 *   load(): readonly KeptCell[] {
 *     return this.#cells;
 *   }
 *
 *   save({ all }: StateChanges): void {
 *     this.#cells = all;
 *   }
 * }
 *
 * const counter = defineActor(import.meta, "counter", { state: { count: u32 }, run() {} });
 * const store = new MemoryStore();
 * const graph = new Graph("counting", { durable: { store } });
 * graph.actor("COUNTER", counter, { durable: true });
 *
 * const count = { actor: "COUNTER", cell: "count", kind: "u32", value: "7" };
 * store.save({ put: [count], drop: [], all: [count] });
 * assertEquals(store.load(), [count]);
 * ```
 */
export interface DurableStore {
  /** What the log and faults call it: `durable store "NAME"`. It is read once, when the graph starts. */
  readonly name: string;
  /**
   * Gives all cells that are kept, in any order; none if there are none yet. If it throws, or has not come back after `timeoutMs`,
   * the graph does not start.
   */
  load(call: StoreCall): Iterable<KeptCell> | Promise<Iterable<KeptCell>>;
  /** Keeps what has changed. */
  save(changes: StateChanges, call: StoreCall): void | Promise<void>;
  /** Lets go of what `load` has taken. If it throws, or has not come back after `timeoutMs`, the log says so, and no more. */
  close?(call: StoreCall): void | Promise<void>;
}
