/**
 * A store that the program has brought, held to what it promises as far as that can be seen.
 *
 * @module
 */
import { textOf } from "../../errors.ts";
import { isObject, shown } from "../../option_faults.ts";
import type { DurableStore, KeptCell, StateChanges } from "../options/mod.ts";
import { DurableWriteError, OpenError, type OpenStore } from "./open_store.ts";

/** Stores that a graph of this process has open. */
const inUse = new WeakSet<DurableStore>();

const PARTS = ["actor", "cell", "kind", "value"] as const;

/** So many cells that are none are shown. */
const MOST_SHOWN = 3;

/**
 * Loads what a store has. If that fails, or comes after it was given up, the store is closed.
 *
 * @throws {OpenError} if that cannot be
 */
export async function openOwnStore(store: DurableStore, signal: AbortSignal): Promise<OpenStore> {
  if (inUse.has(store)) {
    throw new OpenError(["another graph of this process has it open, stop that or give another"]);
  }
  inUse.add(store);
  const open = new OwnStore(store);
  try {
    await open.load(signal);
    // Nobody waits for it any more.
    signal.throwIfAborted();
    return open;
  } catch (error) {
    await open.close(signal).catch(() => {}); // That it could not be loaded is the news.
    throw error;
  }
}

class OwnStore implements OpenStore {
  readonly #store: DurableStore;
  #cells: readonly KeptCell[] = [];

  constructor(store: DurableStore) {
    this.#store = store;
  }

  get began(): OpenStore["began"] {
    return this.#cells.length === 0 ? "bare" : null;
  }

  async load(signal: AbortSignal): Promise<void> {
    let given: unknown;
    try {
      given = await this.#store.load({ signal });
    } catch (thrown) {
      throw new OpenError([`its load has thrown ${textOf(thrown)}`]);
    }
    this.#cells = cellsOf(given);
  }

  read(): readonly KeptCell[] {
    return this.#cells;
  }

  async write(changes: StateChanges, signal: AbortSignal): Promise<void> {
    try {
      await this.#store.save(changes, { signal });
    } catch (thrown) {
      const message = `its save has thrown ${textOf(thrown)}`;
      throw new DurableWriteError(message, { cause: thrown, isDamaged: false });
    }
  }

  /** Only the store itself can know. */
  tampering(): undefined {
    return undefined;
  }

  async close(signal: AbortSignal): Promise<void> {
    inUse.delete(this.#store);
    await this.#store.close?.({ signal });
  }
}

/** What a store has given as its cells, if it is that. */
function cellsOf(given: unknown): readonly KeptCell[] {
  if (!isIterable(given)) {
    throw new OpenError([
      `its load has given ${
        shown(given)
      }, have it give the cells that were saved, [] if there are none`,
    ]);
  }
  const cells = [...given];
  const strange = cells.flatMap((cell, at) => isCell(cell) ? [] : [`${at} is ${shown(cell)}`]);
  const faults = [...strangers(strange), ...twice(cells.filter(isCell))];
  if (faults.length > 0) throw new OpenError(faults);
  // The store's own objects are the store's to change.
  return cells.filter(isCell).map(({ actor, cell, kind, value }) => ({ actor, cell, kind, value }));
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isCell(value: unknown): value is KeptCell {
  return isObject(value) && PARTS.every((part) => typeof (value as KeptCell)[part] === "string");
}

function strangers(strange: readonly string[]): string[] {
  if (strange.length === 0) return [];
  const more = strange.length > MOST_SHOWN ? `, and ${strange.length - MOST_SHOWN} more` : "";
  return [
    `its load has given what is no cell (${
      strange.slice(0, MOST_SHOWN).join(", ")
    }${more}), have it give back each as it was saved, with four texts: ${PARTS.join(", ")}`,
  ];
}

function twice(cells: readonly KeptCell[]): string[] {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const { actor, cell } of cells) {
    const name = JSON.stringify([actor, cell]);
    if (seen.has(name)) again.add(`cell "${cell}" of actor "${actor}"`);
    seen.add(name);
  }
  return [...again].map((name) =>
    `its load has given ${name} more than once, have a save take the place of what is there`
  );
}
