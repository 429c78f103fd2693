import { REGION_HEADER_BYTES } from "../memory/region_layout.ts";
import { RegionHeader } from "./header.ts";
import type { LibC } from "./libc.ts";
import { LockedFile } from "./locked_file.ts";

const NO_SIGNAL = 0;
/** How long processes of actors get to be gone once that of their graph is, which ends them; and how often it is looked. */
const ORPHANS_MS = 5000;
const LOOK_MS = 5;
const NOBODY = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Opens and locks the file of that name, which another process may be about to put another in the place of. */
export function openLocked(path: string, libc: LibC): LockedFile {
  for (;;) {
    const file = openFile(path);
    try {
      lock(file, libc);
    } catch (error) {
      file.close();
      throw error;
    }
    if (file.isCalled(statOf(path))) return file;
    file.close();
  }
}

/** Locks a file. Where a process is gone that had it, those that it had started for its actors may still be about to go. */
function lock(file: LockedFile, libc: LibC): void {
  if (file.tryLock(libc)) return;
  const { owner } = new RegionHeader(file.read(0, REGION_HEADER_BYTES));
  const isAlive = owner === 0 || libc.kill(owner, NO_SIGNAL) === 0;
  for (let waited = 0; !isAlive && waited < ORPHANS_MS; waited += LOOK_MS) {
    Atomics.wait(NOBODY, 0, 0, LOOK_MS);
    if (file.tryLock(libc)) return;
  }
  throw new Error(
    isAlive
      ? "another process, or another graph of this one, has it"
      : `process ${owner} is gone that had it, but one of its actors' processes is not`,
  );
}

function openFile(path: string): LockedFile {
  try {
    const isNoFile = statOf(path)?.isFile === false;
    if (isNoFile) throw new Error("it is no file, give a path of one, or of none");
    return new LockedFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new Error(`it takes --allow-read=${path} and --allow-write=${path}`);
    }
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (code === "ENOENT") throw new Error("its folder is not there, make it");
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
      throw new Error(`it may not be written, by the system's own rules: ${message}`);
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
