/** The few things that are done to a project's folder. Tests have one in memory, and one that dies at any write. */
import { join } from "node:path";

/** What is at a path. */
export type PlaceKind = "file" | "folder" | "link" | "other" | "nothing";

/** A folder; paths in it have slashes, and `""` is the folder itself. */
export interface Disk {
  /** What is there. Nothing is followed but the path of the folder itself. */
  kindOf(path: string): Promise<PlaceKind>;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The names in a folder. */
  list(path: string): Promise<string[]>;
  /** Makes a folder, and those that it is in. */
  makeFolder(path: string): Promise<void>;
  /**
   * Writes a file, in the place of one that may be there, and waits until it would survive a loss of power. `like` is one whose
   * permissions it gets, if it is there.
   */
  write(path: string, bytes: Uint8Array<ArrayBuffer>, like: string): Promise<void>;
  /** Gives a file another name, in the place of one that may be there: at once, or not at all. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Waits until what was made, renamed or removed in a folder would survive a loss of power. */
  settle(path: string): Promise<void>;
  /**
   * Makes a file that this process alone has, until it is disposed of or the process ends, however that comes; `null` if another process
   * has it.
   */
  lock(path: string): Promise<AsyncDisposable | null>;
  /** Whether a file may be written, or files may be made in a folder. It leaves no trace. */
  isWritable(path: string): Promise<boolean>;
}

/** A folder of the machine's. It need not be there. */
export function realDisk(folder: string): Disk {
  const at = (path: string) => join(folder, ...path.split("/"));
  return {
    kindOf: (path) => kindOf(at(path), path === ""),
    read: (path) => Deno.readFile(at(path)),
    list: async (path) => (await Array.fromAsync(Deno.readDir(at(path)))).map(({ name }) => name),
    makeFolder: (path) => Deno.mkdir(at(path), { recursive: true }),
    async write(path, bytes, like) {
      using file = await Deno.open(at(path), { write: true, create: true, truncate: true });
      await writeAll(file, bytes);
      const mode = await modeOf(at(like));
      if (mode !== null && Deno.build.os !== "windows") await Deno.chmod(at(path), mode);
      await file.sync();
    },
    rename: (from, to) => Deno.rename(at(from), at(to)),
    remove: (path) => Deno.remove(at(path)),
    settle: (path) => settle(at(path)),
    lock: (path) => lock(at(path)),
    isWritable: (path) => isWritable(at(path)),
  };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Windows keeps folders by itself, and opens none. */
async function settle(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using place = await Deno.open(folder);
  await place.sync();
}

async function lock(path: string): Promise<AsyncDisposable | null> {
  for (;;) {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    if (!await file.tryLock(true)) {
      file.close();
      return null;
    }
    // Whoever had it before may have removed it since it was opened: then it keeps nobody out.
    if (await isAt(file, path)) return { [Symbol.asyncDispose]: () => release(file, path) };
    file.close();
  }
}

async function isAt(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(path)).ino === (await file.stat()).ino;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

async function release(file: Deno.FsFile, path: string): Promise<void> {
  // Windows removes no file that is open.
  if (Deno.build.os === "windows") file.close();
  await Deno.remove(path).catch((error) => {
    if (!isAbsent(error) && Deno.build.os !== "windows") throw error;
  });
  if (Deno.build.os !== "windows") file.close();
}

async function kindOf(path: string, isFollowed: boolean): Promise<PlaceKind> {
  try {
    const found = await (isFollowed ? Deno.stat(path) : Deno.lstat(path));
    if (found.isSymlink) return "link";
    if (found.isDirectory) return "folder";
    return found.isFile ? "file" : "other";
  } catch (error) {
    if (isAbsent(error)) return "nothing";
    throw error;
  }
}

/** A path through a file leads to nothing, as one through a folder that is not there. */
function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

async function modeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.lstat(path)).mode;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** A file that is made to find out whether one can be. */
export const PROBE = ".steady-probe";

async function isWritable(path: string): Promise<boolean> {
  try {
    if ((await Deno.lstat(path)).isFile) {
      (await Deno.open(path, { write: true })).close();
      return true;
    }
    const probe = join(path, PROBE);
    await Deno.writeFile(probe, new Uint8Array(), { createNew: true });
    await Deno.remove(probe);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (!(error instanceof Deno.errors.AlreadyExists)) return false;
    // Somebody was killed who tried it before.
    await Deno.remove(join(path, PROBE));
    return await isWritable(path);
  }
}
