/**
 * Descriptors that a program shares with the processes that it starts. They are closed in whatever else it starts.
 *
 * @module
 */
import type { LibC } from "../region/mod.ts";

const GET_FLAGS = 1;
const SET_FLAGS = 2;
const CLOSE_ON_EXEC = 1;
const NOT_BLOCKING_CLOSE_ON_EXEC = 0o2004000;
const UNIX = 1;
const STREAM = 1;

/** Both ends of a pipe. */
export interface PipeEnds {
  readonly read: number;
  readonly write: number;
}

/** A pipe: neither a read nor a write ever waits. */
export function pipe(libc: LibC): PipeEnds {
  const ends = new Int32Array(2);
  succeed(libc.pipe2(ends, NOT_BLOCKING_CLOSE_ON_EXEC), "make a pipe");
  const [read, write] = ends as unknown as [number, number];
  return { read, write };
}

/** Two sockets that are joined. */
export function socketPair(libc: LibC): readonly [number, number] {
  const ends = new Int32Array(2);
  const type = STREAM | NOT_BLOCKING_CLOSE_ON_EXEC;
  succeed(libc.socketpair(UNIX, type, 0, ends), "join two sockets");
  return ends as unknown as [number, number];
}

/** Another descriptor of the same. */
export function duplicate(libc: LibC, descriptor: number): number {
  const other = succeed(libc.dup(descriptor), "duplicate a descriptor");
  libc.fcntl(other, SET_FLAGS, CLOSE_ON_EXEC);
  return other;
}

/** Whether it is one. */
export function isOpen(libc: LibC, descriptor: number): boolean {
  return libc.fcntl(descriptor, GET_FLAGS, 0) >= 0;
}

/** Whatever `start` starts has these descriptors, by the same numbers. */
export function inherited<T>(libc: LibC, descriptors: readonly number[], start: () => T): T {
  for (const descriptor of descriptors) libc.fcntl(descriptor, SET_FLAGS, 0);
  try {
    return start();
  } finally {
    keepFromOthers(libc, descriptors);
  }
}

/** Nothing that is started from now on has these descriptors. */
export function keepFromOthers(libc: LibC, descriptors: readonly number[]): void {
  for (const descriptor of descriptors) libc.fcntl(descriptor, SET_FLAGS, CLOSE_ON_EXEC);
}

function succeed(result: number, doing: string): number {
  if (result < 0) {
    throw new Error(`Cannot ${doing}: the system refuses, raise its limit of open files`);
  }
  return result;
}
