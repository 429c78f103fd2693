/** Opens and locks the file of that name, which another process may be about to put another in the place of. */
export function openLocked(path: string): Deno.FsFile {
  for (;;) {
    const file = openFile(path);
    if (!file.tryLockSync(true)) {
      file.close();
      throw new Error("another process, or another graph of this one, has it");
    }
    const [own, named] = [file.statSync(), statOf(path)];
    if (own.ino === named?.ino && own.dev === named.dev) return file;
    file.close();
  }
}

function openFile(path: string): Deno.FsFile {
  try {
    const isNoFile = statOf(path)?.isFile === false;
    if (isNoFile) throw new Error("it is no file, give a path of one, or of none");
    return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new Error(`it takes --allow-read=${path} and --allow-write=${path}`);
    }
    if (error instanceof Deno.errors.NotFound) throw new Error("its folder is not there, make it");
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new Error(`it may not be written, by the system's own rules: ${error.message}`);
    }
    throw error;
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The path of the file itself, where a link was given: what takes its place is to have its name, not that of the link. */
export function namedBy(path: string): string {
  try {
    return Deno.lstatSync(path).isSymlink ? Deno.realPathSync(path) : path;
  } catch {
    // Whoever opens it tells what is wrong with it.
    return path;
  }
}
