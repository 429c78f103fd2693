/**
 * What a store of JSON files asks of the disk. There each file is there with all of its text, or as it was before.
 *
 * @module
 */
export interface FolderDisk {
  /** Makes the folder, if it is not there. Returns whether it did. */
  make(): Promise<boolean>;
  /** The names of what is in it. */
  names(): Promise<readonly string[]>;
  /** Takes the lock, which is held until it is let go, or the process is gone. Returns whether it was free. */
  lock(): Promise<boolean>;
  unlock(): void;
  /** The text of a file. */
  read(name: string): Promise<string>;
  /** Writes a text beside the place of that file, and waits until the disk has it. */
  prepare(name: string, text: string): Promise<void>;
  /** Puts what is beside into the place of that file. It may be undone by a power failure until {@link FolderDisk.sync} is over. */
  replace(name: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(name: string): Promise<void>;
  /** Waits until the disk has every change of the folder so far. */
  sync(): Promise<void>;
  /** What can be seen of a file from outside. */
  look(name: string): Look | undefined;
}

/** What tells a file from another one, and whether it has changed. */
export interface Look {
  readonly id: string;
  readonly stamp: string;
}

/** The file whose lock stands for the folder's. */
export const LOCK = "lock";
/** What a file that is not in its place yet has behind its name. */
export const BESIDE = ".new";

/** So much is asked of a disk at a time. */
const AT_ONCE = 16;

/**
 * Does something with each item, some at a time, and returns what comes of each.
 *
 * @throws {unknown} the first that was thrown, once nothing is under way any more
 */
export async function forEachOf<T, R>(
  items: Iterable<T>,
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const all = [...items];
  const results: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const settled = await Promise.allSettled(all.slice(from, from + AT_ONCE).map(act));
    for (const one of settled) {
      if (one.status === "rejected") throw one.reason;
      results.push(one.value);
    }
  }
  return results;
}
