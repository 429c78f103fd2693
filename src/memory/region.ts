import {
  REGION_BYTES_F64,
  REGION_HEADER_BYTES,
  REGION_MAGIC,
  REGION_MAGIC_WORD,
  REGION_MAX_BYTES,
  REGION_VERSION,
  REGION_VERSION_WORD,
  STRUCTURE_ALIGN,
} from "./region_layout.ts";

/**
 * Hands out places in a region that does not exist yet: first everything is reserved, then {@link RegionPlan.allocate}
 * makes the one buffer. All of it starts as zeros.
 */
export class RegionPlan {
  #bytes = REGION_HEADER_BYTES;

  /** Reserves `bytes` and returns the byte offset of their start, a multiple of 128. */
  reserve(bytes: number): number {
    const start = this.#bytes;
    this.#bytes += Math.ceil(bytes / STRUCTURE_ALIGN) * STRUCTURE_ALIGN;
    return start;
  }

  /** What the region takes in all, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Throws a RangeError when more was reserved than a region may hold. */
  checkSize(): void {
    if (this.#bytes <= REGION_MAX_BYTES) return;
    throw new RangeError(
      `Cannot allocate the shared memory of the graph: ${this.#bytes} bytes exceed the limit of ${REGION_MAX_BYTES}, ` +
        `lower the capacity or the payload bytes of its channels`,
    );
  }

  /** Makes the region. Throws a RangeError when more was reserved than a region may hold. */
  allocate(): SharedArrayBuffer {
    this.checkSize();
    const region = new SharedArrayBuffer(this.#bytes);
    const words = new Int32Array(region, 0, REGION_HEADER_BYTES / 4);
    words[REGION_MAGIC_WORD] = REGION_MAGIC;
    words[REGION_VERSION_WORD] = REGION_VERSION;
    new Float64Array(region, 0, REGION_HEADER_BYTES / 8)[REGION_BYTES_F64] = this.#bytes;
    return region;
  }
}

/** Throws unless `buffer` is a region of this version. Every thread calls it once, before it trusts an offset. */
export function checkRegion(buffer: SharedArrayBuffer): void {
  const words = new Int32Array(buffer, 0, REGION_HEADER_BYTES / 4);
  if (words[REGION_MAGIC_WORD] !== REGION_MAGIC) {
    throw new TypeError("Cannot attach to the shared memory: it is not a steady-state region");
  }
  checkVersion("region", words[REGION_VERSION_WORD] as number, REGION_VERSION);
}

/** Throws when a structure in shared memory was written by another version of this package. */
export function checkVersion(structure: string, found: number, expected: number): void {
  if (found !== expected) {
    throw new TypeError(
      `Cannot attach to the ${structure} in shared memory: it has layout version ${found}, this package reads version ` +
        `${expected}, use one version of @steady-state/deno in every thread`,
    );
  }
}
