/**
 * Puts the pages of a file under the memory of the engine: the buffer of a shared WebAssembly memory, which is an ordinary SharedArrayBuffer
 * to everybody.
 *
 * @module
 */
import { REGION_CANARY_WORD, REGION_HEADER_BYTES } from "../memory/region_layout.ts";
import type { LibC } from "./libc.ts";

/** The memory of the engine comes in such pages, and so does what is mapped. */
const PAGE_BYTES = 65_536;

const PROT_READ_WRITE = 3;
const MAP_SHARED_FIXED = 0x11;
/** What is written to such pages stays in memory. */
const MAP_PRIVATE_FIXED = 0x12;
const CANARY_AT = BigInt(REGION_CANARY_WORD * Int32Array.BYTES_PER_ELEMENT);
const WORD = BigInt(Int32Array.BYTES_PER_ELEMENT);

/** What so many bytes take in whole pages. */
export function inPages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}

/**
 * Maps a file of so many bytes, whole pages, by its descriptor, which may be closed after that. Only for its owner: it writes to the file,
 * to see that the memory is the file's. Throws an `Error` whose message is the end of a sentence.
 */
export function mapOwn(libc: LibC, descriptor: number, size: number): SharedArrayBuffer {
  const region = overlay(libc, descriptor, size, MAP_SHARED_FIXED);
  checkCanary(libc, region, descriptor);
  return region;
}

/** Maps a region that another process owns, and is at work in. Nothing of it is written. */
export function mapShared(libc: LibC, descriptor: number, size: number): SharedArrayBuffer {
  const region = overlay(libc, descriptor, size, MAP_SHARED_FIXED);
  const header = new Uint8Array(REGION_HEADER_BYTES);
  libc.pread(descriptor, header, BigInt(header.length), 0n);
  const mapped = new Int32Array(region, 0, REGION_HEADER_BYTES / 4);
  const inFile = new Int32Array(header.buffer);
  // What changes while the graph runs lies behind the canary.
  const isSame = inFile[0] !== 0 &&
    inFile.subarray(0, REGION_CANARY_WORD).every((word, at) => Atomics.load(mapped, at) === word);
  if (!isSame) throw new Error(NOT_TAKEN);
  return region;
}

/** Maps a copy: the file stays as it is, whatever is done there. Whether it is one, the caller has to see. */
export function mapCopy(libc: LibC, descriptor: number, size: number): SharedArrayBuffer {
  return overlay(libc, descriptor, size, MAP_PRIVATE_FIXED);
}

function overlay(
  libc: LibC,
  descriptor: number,
  size: number,
  flags: number,
): SharedArrayBuffer {
  const pages = size / PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const region = memory.buffer as unknown as SharedArrayBuffer;
  const at = libc.mmap(
    new Uint8Array(region),
    BigInt(size),
    PROT_READ_WRITE,
    flags,
    descriptor,
    0n,
  );
  if (at < 0n) {
    throw new Error("its file system does not let it be mapped, give a path on a local disk");
  }
  return region;
}

/** Said of an engine that keeps its own pages. */
export const NOT_TAKEN =
  "its pages do not take the place of the memory's in this version of Deno, use a graph without a region file";

/** Sees to it that what is written to the file is in the memory, and the other way round: no engine promises that. */
function checkCanary(libc: LibC, region: SharedArrayBuffer, descriptor: number): void {
  const words = new Int32Array(region, 0, REGION_HEADER_BYTES / 4);
  const [one, other] = crypto.getRandomValues(new Int32Array(2)) as unknown as [number, number];
  const word = Int32Array.of(one);
  libc.pwrite(descriptor, word, WORD, CANARY_AT);
  const isRead = Atomics.load(words, REGION_CANARY_WORD) === one;
  Atomics.store(words, REGION_CANARY_WORD, other);
  libc.pread(descriptor, word, WORD, CANARY_AT);
  if (isRead && word[0] === other) return;
  throw new Error(NOT_TAKEN);
}
