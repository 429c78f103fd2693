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
  /** Writes a file, in the place of one that may be there. `like` is one whose permissions it gets, if it is there. */
  write(path: string, bytes: Uint8Array<ArrayBuffer>, like: string): Promise<void>;
  /** Gives a file another name, in the place of one that may be there: at once, or not at all. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
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
      await Deno.writeFile(at(path), bytes);
      const mode = await modeOf(at(like));
      if (mode !== null && Deno.build.os !== "windows") await Deno.chmod(at(path), mode);
    },
    rename: (from, to) => Deno.rename(at(from), at(to)),
    remove: (path) => Deno.remove(at(path)),
    isWritable: (path) => isWritable(at(path)),
  };
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
