import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import type { LibC } from "./libc.ts";

const LOCK_EXCLUSIVE_NOW = 6;
const UNLOCK = 8;

/**
 * A file by its descriptor, which processes that are started can inherit. A lock on it is that of all who have the descriptor: as long as
 * one of them lives, nobody else gets it.
 */
export class LockedFile {
  readonly descriptor: number;
  #libc: LibC | undefined;

  /** Opens the file, which is made if it is not there. */
  constructor(path: string) {
    this.descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** Returns whether it is this process's alone now. */
  tryLock(libc: LibC): boolean {
    this.#libc = libc;
    return libc.flock(this.descriptor, LOCK_EXCLUSIVE_NOW) === 0;
  }

  get size(): number {
    return fstatSync(this.descriptor).size;
  }

  /** Reads at most so many bytes from there on. */
  read(from: number, count: number): ArrayBuffer {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const more = readSync(this.descriptor, bytes, at, count - at, from + at);
      if (more === 0) break;
      at += more;
    }
    return bytes.buffer;
  }

  /** Has nothing in it but that. */
  overwrite(bytes: Uint8Array): void {
    ftruncateSync(this.descriptor, 0);
    writeSync(this.descriptor, bytes, 0, bytes.length, 0);
  }

  /** Whether it is the file that `named` is about. */
  isCalled(named: Deno.FileInfo | undefined): boolean {
    const { ino, dev } = fstatSync(this.descriptor);
    return ino === named?.ino && dev === named.dev;
  }

  /** Writes it to the disk. */
  sync(): void {
    fsyncSync(this.descriptor);
  }

  /** Lets another have it, though what is mapped of it still is: that would keep the lock. */
  close(): void {
    this.#libc?.flock(this.descriptor, UNLOCK);
    closeSync(this.descriptor);
  }
}
