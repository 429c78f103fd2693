import type { Timers } from "../world.ts";
import {
  type OpenStore,
  type StoreKind,
  titleOf,
  whyAndWhatNow,
  writeError,
} from "../graph/durable/mod.ts";
import type { CellName, DurableSettings, KeptCell, StateChanges } from "../graph/options/mod.ts";

/** What one place for state on a virtual disk holds, and who has it open. */
interface VirtualFile {
  readonly cells: Map<string, KeptCell>;
  holder: VirtualStore | undefined;
}

/**
 * The disk of a simulation: durable state is kept here, in memory, wherever the graph says, and nothing of it touches the machine's. It
 * outlives a run of the graph, so that another can begin with what the first has kept. What goes wrong with it is told in SQLite's own
 * words.
 */
export class VirtualDisk {
  readonly #files = new Map<string, VirtualFile>();
  #timers: Timers;
  #fullUntil = -Infinity;
  #isInUse = false;

  /** @param timers by what it knows for how long it is full, and has writes take their time */
  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** A new process has it: what the one before had open is let go of, however that ended. */
  mount(timers: Timers): void {
    this.#timers = timers;
    for (const file of this.#files.values()) file.holder = undefined;
  }

  /** Whether anything was ever kept here. */
  get isInUse(): boolean {
    return this.#isInUse;
  }

  /** It has no room from now on, for so long. */
  fill(ms: number): void {
    this.#fullUntil = Math.max(this.#fullUntil, this.#timers.now() + ms);
  }

  /** What stands here for the place that the graph says. */
  kindOf(settings: DurableSettings): StoreKind {
    const title = titleOf(settings);
    return { title, open: () => this.#open(title, settings.file === undefined) };
  }

  #open(title: string, isSlow: boolean): OpenStore {
    this.#isInUse = true;
    const known = this.#files.get(title);
    if (known?.holder !== undefined) {
      throw new Error(whyAndWhatNow(asSqlite("database is locked")));
    }
    if (known === undefined && this.#isFull) {
      throw new Error(whyAndWhatNow(asSqlite("database or disk is full")));
    }
    const file = known ?? { cells: new Map(), holder: undefined };
    this.#files.set(title, file);
    const began = known === undefined ? "made" : null;
    const isFull = () => this.#isFull;
    return file.holder = isSlow
      ? new SlowStore(file, began, isFull, this.#timers)
      : new VirtualStore(file, began, isFull);
  }

  get #isFull(): boolean {
    return this.#timers.now() < this.#fullUntil;
  }
}

class VirtualStore implements OpenStore {
  readonly began: OpenStore["began"];
  readonly #file: VirtualFile;
  readonly #isFull: () => boolean;

  constructor(file: VirtualFile, began: OpenStore["began"], isFull: () => boolean) {
    this.#file = file;
    this.began = began;
    this.#isFull = isFull;
  }

  read(): KeptCell[] {
    return [...this.#file.cells.values()];
  }

  write(changes: StateChanges): void | Promise<void> {
    this.change(changes);
  }

  /** Changes what is kept, if there is room, and it is still this one's to change. */
  protected change({ put, drop }: StateChanges): void {
    if (this.#file.holder !== this) return;
    this.checkRoom();
    for (const name of drop) this.#file.cells.delete(keyOf(name));
    for (const cell of put) this.#file.cells.set(keyOf(cell), { ...cell });
  }

  protected checkRoom(): void {
    if (this.#isFull()) throw writeError(asSqlite("database or disk is full"));
  }

  tampering(): undefined {
    return undefined;
  }

  close(): void {
    if (this.#file.holder === this) this.#file.holder = undefined;
  }
}

/** How long a write takes that is not over at once, in milliseconds: until it has happened, and until that is known. */
const SLOW_MS = { done: 2, known: 3 } as const;

/** A store whose writes take their time, as those of all places but a file do. */
class SlowStore extends VirtualStore {
  readonly #timers: Timers;

  constructor(
    file: VirtualFile,
    began: OpenStore["began"],
    isFull: () => boolean,
    timers: Timers,
  ) {
    super(file, began, isFull);
    this.#timers = timers;
  }

  override async write(changes: StateChanges): Promise<void> {
    await this.#wait(SLOW_MS.done);
    this.change(changes);
    await this.#wait(SLOW_MS.known);
    // It has happened, and whoever waits for it does not learn that.
    this.checkRoom();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#timers.after(ms, resolve));
  }
}

function keyOf({ actor, cell }: CellName): string {
  return JSON.stringify([actor, cell]);
}

/** An error as `node:sqlite` throws it. */
function asSqlite(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR" });
}
