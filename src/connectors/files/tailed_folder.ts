import { MisconfiguredError } from "../wire.ts";
import { nameOf } from "../disk.ts";
import { namePattern } from "./name_pattern.ts";
import type { FilePosition } from "./positions.ts";
import { TailedFile } from "./tailed_file.ts";

/** What a folder is looked through with. */
export interface FolderLook {
  readonly folder: string;
  /** The names that are read, see {@link namePattern}. */
  readonly pattern: string;
  readonly maxLineBytes: number;
  log(line: string): void;
}

/** A file as it was found. */
interface FoundFile {
  readonly path: string;
  readonly name: string;
  readonly info: Deno.FileInfo;
}

/** Keeps the files of a folder that are read, known by what they are and not by what they are called. */
export class TailedFolder {
  readonly #look: FolderLook;
  readonly #isMeant: (name: string) => boolean;
  /** By device and inode, in the order in which they are read. */
  readonly #files = new Map<string, TailedFile>();

  constructor(look: FolderLook, positions: readonly FilePosition[]) {
    this.#look = look;
    this.#isMeant = namePattern(look.pattern);
    for (const position of positions) {
      const path = `${look.folder}/${position.name}`;
      this.#files.set(
        idOf(position.dev, position.ino),
        new TailedFile(position, path, look.maxLineBytes),
      );
    }
  }

  get files(): IterableIterator<TailedFile> {
    return this.#files.values();
  }

  /**
   * Looks through the folder: which files are new, have another name or are gone. Resolves with whether one is new or has begun anew, so
   * that its position is to be kept before a line of it is handed over.
   */
  async scan(): Promise<boolean> {
    const found = await this.#found();
    let isNew = false;
    const unknown: FoundFile[] = [];
    for (const one of found.values()) {
      const file = this.#files.get(idOf(one.info.dev, one.info.ino ?? 0));
      if (file !== undefined && !isAnother(file, one.info)) {
        file.path = one.path;
        // What comes in between is found by the next look through the folder.
        if (!file.isOpen && one.info.size !== file.readTo) await file.open();
        continue;
      }
      if (file !== undefined) this.#drop(file, "has made room for another one");
      if (this.#isMeant(one.name)) unknown.push(one);
    }
    this.#noteGone(found);
    // Logs are turned over: the one that was written to first comes first.
    unknown.sort((a, b) => time(a.info.mtime) - time(b.info.mtime) || (a.name < b.name ? -1 : 1));
    for (const one of unknown) {
      if (await this.#add(one)) isNew = true;
    }
    return isNew;
  }

  /** Forgets a file that is gone and done with. */
  forget(file: TailedFile): void {
    file.close();
    this.#files.delete(idOf(file.dev, file.ino));
    for (const other of this.files) if (other.before === file) other.before = undefined;
  }

  close(): void {
    for (const file of this.files) file.close();
  }

  async #found(): Promise<Map<string, FoundFile>> {
    const found = new Map<string, FoundFile>();
    for await (const { name, isDirectory } of Deno.readDir(this.#look.folder)) {
      if (isDirectory) continue;
      const path = `${this.#look.folder}/${name}`;
      const info = await statIfThere(path);
      if (info?.isFile !== true) continue;
      if (!info.ino) {
        throw new MisconfiguredError(
          `Cannot read ${path}: its file system does not say which file is which; have it on one that does`,
        );
      }
      const id = idOf(info.dev, info.ino);
      // A file with two names is one file; the name that is meant counts.
      if (!found.has(id) || this.#isMeant(name)) found.set(id, { path, name, info });
    }
    return found;
  }

  #noteGone(found: ReadonlyMap<string, FoundFile>): void {
    for (const [id, file] of this.#files) {
      if (found.has(id)) continue;
      file.isGone = true;
      if (!file.isOpen) this.#drop(file, "is gone");
    }
  }

  async #add({ path, name, info }: FoundFile): Promise<boolean> {
    const { dev, ino } = info;
    const position = { name, dev, ino: ino ?? 0, since: time(info.birthtime), offset: 0, head: "" };
    const file = new TailedFile(position, path, this.#look.maxLineBytes);
    if (!await file.open()) return false;
    for (const other of this.files) {
      if (other.name !== name || other.isReplaced) continue;
      other.isReplaced = true;
      // It may have grown since it was looked at.
      other.atEndSince = undefined;
      file.before = other;
    }
    this.#files.set(idOf(dev, ino ?? 0), file);
    return true;
  }

  #drop(file: TailedFile, why: string): void {
    this.#look.log(`file ${file.name} (inode ${file.ino}) ${why}; it was read to ${file.settled}`);
    this.forget(file);
  }
}

function idOf(dev: number, ino: number): string {
  return `${dev}:${ino}`;
}

/** Whether a file that is found has only the inode of one that was read: it was made since. */
function isAnother(file: TailedFile, info: Deno.FileInfo): boolean {
  return !file.isOpen && time(info.birthtime) > file.since;
}

function time(date: Date | null): number {
  return date?.getTime() ?? 0;
}

async function statIfThere(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What positions are called by default: beside the files, by a name that is none of theirs. */
export function positionsBeside(folder: string, path: string): string {
  const readable = nameOf(path).replaceAll("*", "+").replaceAll("?", "_");
  return `${folder}/.${readable}.positions`;
}
