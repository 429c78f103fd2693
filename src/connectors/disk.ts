import { MisconfiguredError } from "./wire.ts";

/** Writes all of some bytes where the file stands. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/**
 * Puts a text in the place of a file. Whoever reads the file, after a death at any moment too, finds the former text or this one; after a
 * loss of power maybe the former one, as long as its folder is not settled.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  {
    using file = await Deno.open(beside, { write: true, create: true, truncate: true });
    await writeAll(file, new TextEncoder().encode(text));
    await file.syncData();
  }
  await Deno.rename(beside, path);
}

/** Has the disk keep the names in a folder. Windows does so by itself, and opens no folder. */
export async function settleFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using place = await Deno.open(folder);
  await place.sync();
}

/** The text of a file, or `undefined` if it is not there. */
export async function textIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Locks a file, which is made for it and stays. The lock goes with the process, however that ends.
 *
 * @throws {Error} if another has it. It may be a process that is about to end, so this is no misconfiguration.
 */
export async function lockFile(path: string, what: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (await file.tryLock(true)) return file;
  file.close();
  throw new Error(
    `Cannot use ${what}: another actor or process does, which has the lock of ${path}`,
  );
}

/** Carries out what opens files; a path that is not there or not allowed is a misconfiguration. */
export async function openingFiles<T>(doing: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (
      error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory
    ) {
      throw new MisconfiguredError(
        `Cannot ${doing}: a file is where a folder must be; move it away, or correct the path`,
        { cause: error },
      );
    }
    if (error instanceof Deno.errors.NotFound) {
      throw new MisconfiguredError(
        `Cannot ${doing}: it is not there; make it, or correct the path`,
        { cause: error },
      );
    }
    if (
      error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied
    ) {
      throw new MisconfiguredError(`Cannot ${doing}: ${error.message}; allow it`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** The folder that a path leads into. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "." : slash === 0 ? "/" : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
