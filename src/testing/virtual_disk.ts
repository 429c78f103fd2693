import type { Clock } from "../world.ts";
import {
  type CellName,
  type DurableStore,
  type KeptCell,
  type StoreKind,
  whyAndWhatNow,
  writeError,
} from "../graph/durable/mod.ts";

/** What one file on a virtual disk holds, and who has it open. */
interface VirtualFile {
  readonly cells: Map<string, KeptCell>;
  holder: VirtualStore | undefined;
}

/**
 * The disk of a simulation: durable state is kept here, in memory, and nothing of it touches the machine's. It outlives a run of the
 * graph, so that another can begin with what the first has kept. What goes wrong with it is told in SQLite's own words.
 */
export class VirtualDisk implements StoreKind {
  readonly #files = new Map<string, VirtualFile>();
  #clock: Clock;
  #fullUntil = -Infinity;
  #isInUse = false;

  /** @param clock by what it knows for how long it is full */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new process has it: what the one before had open is let go of, however that ended. */
  mount(clock: Clock): void {
    this.#clock = clock;
    for (const file of this.#files.values()) file.holder = undefined;
  }

  /** Whether anything was ever kept here. */
  get isInUse(): boolean {
    return this.#isInUse;
  }

  /** It has no room from now on, for so long. */
  fill(ms: number): void {
    this.#fullUntil = Math.max(this.#fullUntil, this.#clock.now() + ms);
  }

  open(path: string): Promise<DurableStore> {
    try {
      return Promise.resolve(this.openAgain(path));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  openAgain(path: string): DurableStore {
    this.#isInUse = true;
    const known = this.#files.get(path);
    if (known?.holder !== undefined) {
      throw new Error(whyAndWhatNow(asSqlite("database is locked")));
    }
    if (known === undefined && this.#isFull) {
      throw new Error(whyAndWhatNow(asSqlite("database or disk is full")));
    }
    const file = known ?? { cells: new Map(), holder: undefined };
    this.#files.set(path, file);
    const store = new VirtualStore(file, known === undefined ? "made" : null, () => this.#isFull);
    file.holder = store;
    return store;
  }

  get #isFull(): boolean {
    return this.#clock.now() < this.#fullUntil;
  }
}

class VirtualStore implements DurableStore {
  readonly began: DurableStore["began"];
  readonly #file: VirtualFile;
  readonly #isFull: () => boolean;

  constructor(file: VirtualFile, began: DurableStore["began"], isFull: () => boolean) {
    this.#file = file;
    this.began = began;
    this.#isFull = isFull;
  }

  read(): KeptCell[] {
    return [...this.#file.cells.values()];
  }

  write(put: readonly KeptCell[], drop: readonly CellName[]): void {
    if (this.#isFull()) throw writeError(asSqlite("database or disk is full"));
    for (const name of drop) this.#file.cells.delete(keyOf(name));
    for (const cell of put) this.#file.cells.set(keyOf(cell), { ...cell });
  }

  tampering(): undefined {
    return undefined;
  }

  close(): void {
    if (this.#file.holder === this) this.#file.holder = undefined;
  }
}

function keyOf({ actor, cell }: CellName): string {
  return JSON.stringify([actor, cell]);
}

/** An error as `node:sqlite` throws it. */
function asSqlite(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR" });
}
