import type { KeptCell, StateChanges } from "../options/mod.ts";
import { BESIDE, type FolderDisk, forEachOf, LOCK, type Look } from "./folder_disk.ts";
import { whyOfFolder } from "./folder_errors.ts";
import { printActor, printIndex, printJournal } from "./folder_forms.ts";
import { fileNameOf, INDEX, JOURNAL } from "./folder_names.ts";
import { DurableWriteError, OpenError, type OpenStore } from "./open_store.ts";
import { type FoundFolder, type KeptFile, readFolder, refuseOthers } from "./read_folder.ts";

/** Files as they are to be, by label. */
type ChangedFiles = Map<string, { readonly name: string; readonly cells: Map<string, KeptCell> }>;

/**
 * A folder that durable state is kept in: a JSON file for each actor, and one that says which there are, so that a file that is missing is
 * noticed.
 *
 * Each file is written beside its place, and put there when the disk has it: it is never torn. A write that changes several files says
 * first, in one file that is put in place so, what all of them are to be: from then on it counts, and whoever opens the folder after a
 * death in the middle goes on with it. The lock is that of a file, and goes with the process, however that ends.
 */
export class JsonFolder implements OpenStore {
  readonly began: OpenStore["began"];
  readonly #disk: FolderDisk;
  /** What is kept, by label. */
  readonly #files: Map<string, KeptFile>;
  /** Names that no other file may have, in lower case. */
  readonly #taken: Set<string>;
  /** The number of the last write that was tried. */
  #write: number;
  /** What counts already, and is not in the place of its file yet: texts by file. */
  #unapplied: ReadonlyMap<string, string> = new Map();
  /** What is in the folder, as this object has left it. */
  readonly #left = new Map<string, Look | undefined>();
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(disk: FolderDisk, began: OpenStore["began"], found: FoundFolder) {
    this.#disk = disk;
    this.began = began;
    this.#files = new Map(found.files);
    this.#write = found.write;
    const names = [...found.names, ...found.files.values().map(({ name }) => name)];
    this.#taken = new Set(names.map((name) => name.toLowerCase()));
  }

  /**
   * Opens a folder, or makes it, and takes its lock.
   *
   * @param isAnew Whether all that is to be kept is written next: then what is missing does no harm.
   * @throws {Error} if that cannot be; the message says why and what to do
   */
  static async open(disk: FolderDisk, isAnew: boolean): Promise<JsonFolder> {
    try {
      const isMade = await disk.make();
      refuseOthers(await disk.names(), isAnew);
      if (!(await disk.lock())) {
        throw new OpenError([
          "it is locked, another graph or program has it open, stop that or name another folder",
        ]);
      }
      const found = await readFolder(disk, isAnew);
      const folder = new JsonFolder(disk, isMade ? "made" : found.isFresh ? "empty" : null, found);
      await folder.#takeOver(found);
      return folder;
    } catch (error) {
      disk.unlock();
      if (error instanceof OpenError) throw error;
      throw new Error(whyOfFolder(error), { cause: error });
    }
  }

  read(): KeptCell[] {
    return [...this.#files.values()].flatMap(({ cells }) => [...cells.values()]);
  }

  /**
   * Puts cells and drops others, all or nothing.
   *
   * @throws {DurableWriteError} if that cannot be
   */
  write(changes: Pick<StateChanges, "put" | "drop">): Promise<void> {
    return this.#lastWrite = this.#change(changes).catch((cause) => {
      throw new DurableWriteError(whyOfFolder(cause), { cause, isDamaged: false });
    });
  }

  tampering(): string | undefined {
    const lock = this.#disk.look(LOCK);
    if (lock === undefined && this.#disk.look(INDEX) === undefined) {
      return "was deleted while the graph ran";
    }
    if (lock?.id !== this.#left.get(LOCK)?.id) {
      return "was replaced by another folder while the graph ran";
    }
    for (const [name, left] of this.#left) {
      if (name === LOCK) continue;
      const now = this.#disk.look(name);
      if (now?.id !== left?.id || now?.stamp !== left?.stamp) {
        return "was changed by another program while the graph ran";
      }
    }
    return undefined;
  }

  /** A write that is under way must not meet those of the next who has the lock. */
  async close(): Promise<void> {
    await this.#lastWrite.catch(() => {}); // Whoever has asked for it knows.
    // What cannot be brought to its place by now, the next opening brings there. What is in that place may be another's by now.
    if (this.#unapplied.size > 0 && this.tampering() === undefined) {
      await this.#apply(this.#unapplied).catch(() => {});
    }
    this.#disk.unlock();
  }

  /** Finishes what was begun by whoever had the folder before. Writes even if nothing changes: that shows whether it can. */
  async #takeOver({ unapplied, names }: FoundFolder): Promise<void> {
    const write = ++this.#write;
    const files = unapplied.map((label) => [label, this.#files.get(label) as KeptFile] as const);
    await this.#apply(this.#texts(write, new Map(files), true));
    const leftovers = names.filter((name) => name.endsWith(`.json${BESIDE}`));
    await forEachOf(leftovers, (name) => this.#disk.remove(name));
    this.#left.set(LOCK, this.#disk.look(LOCK));
    for (const { name } of this.#files.values()) this.#left.set(name, this.#disk.look(name));
  }

  async #change({ put, drop }: Pick<StateChanges, "put" | "drop">): Promise<void> {
    const write = ++this.#write;
    const changed: ChangedFiles = new Map();
    for (const { actor, cell } of drop) {
      if (this.#files.get(actor)?.cells.has(cell)) this.#copyOf(actor, changed).delete(cell);
    }
    for (const one of put) this.#copyOf(one.actor, changed).set(one.cell, one);
    const newcomers = [...changed.keys()].filter((actor) => !this.#files.has(actor));
    const own = this.#texts(write, changed, newcomers.length > 0);
    const texts = new Map([...this.#unapplied, ...own]);
    try {
      if (texts.size === 1) await this.#apply(texts);
      else if (texts.size > 1) await this.#commit(texts);
    } catch (error) {
      for (const actor of newcomers) this.#taken.delete(nameIn(changed, actor));
      throw error;
    }
    for (const [actor, file] of changed) this.#files.set(actor, file);
  }

  /** The cells of an actor's file as it is to be. */
  #copyOf(actor: string, changed: ChangedFiles): Map<string, KeptCell> {
    let file = changed.get(actor);
    if (file === undefined) {
      const known = this.#files.get(actor);
      const name = known?.name ?? fileNameOf(actor, this.#taken);
      this.#taken.add(name.toLowerCase());
      changed.set(actor, file = { name, cells: new Map(known?.cells) });
    }
    return file.cells;
  }

  #texts(
    write: number,
    changed: ReadonlyMap<string, KeptFile>,
    isIndexChanged: boolean,
  ): Map<string, string> {
    const texts = new Map<string, string>();
    for (const [actor, { name, cells }] of changed) {
      texts.set(name, printActor({ write, actor, cells: [...cells.values()] }));
    }
    if (isIndexChanged) {
      const all = [...this.#files, ...changed];
      const files = new Map(all.map(([actor, { name }]) => [actor, name]));
      texts.set(INDEX, printIndex({ write, files }));
    }
    return texts;
  }

  /** Changes several files as one. */
  async #commit(texts: ReadonlyMap<string, string>): Promise<void> {
    await this.#disk.prepare(JOURNAL, printJournal(texts));
    await this.#disk.replace(JOURNAL);
    await this.#disk.sync();
    this.#unapplied = texts;
    try {
      await this.#apply(texts);
    } catch {
      // It counts all the same: the next write does it, or the next opening.
    }
  }

  /** Brings texts to the places of their files; what was to be done is done then. */
  async #apply(texts: ReadonlyMap<string, string>): Promise<void> {
    await forEachOf(texts, ([name, text]) => this.#disk.prepare(name, text));
    await forEachOf(texts.keys(), async (name) => {
      await this.#disk.replace(name);
      this.#left.set(name, this.#disk.look(name));
    });
    await this.#disk.sync();
    this.#unapplied = new Map();
    // One that stays, or comes back with a power failure, is older than the files.
    await this.#disk.remove(JOURNAL).catch(() => {});
  }
}

function nameIn(files: ChangedFiles, actor: string): string {
  return (files.get(actor) as KeptFile).name.toLowerCase();
}
