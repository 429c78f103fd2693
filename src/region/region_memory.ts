import { REGION_HEADER_BYTES, STANDING_IN_USE } from "../memory/region_layout.ts";
import { RegionHeader } from "./header.ts";
import { bootOf, cText, giveUpLibC, type LoadedLibC, openLibC } from "./libc.ts";
import { inPages, mapOwn } from "./mapping.ts";
import type { FoundRegion } from "./region_file.ts";

/** Closed in every process that is started, but in those that are to have it. */
const CLOSE_ON_EXEC = 1;
const NAME = cText("steady-state");

/**
 * The region of a graph in memory that processes share by its descriptor alone: it has no name anywhere, and goes with the last of
 * them. What is wrong is thrown as an `Error` whose message is the end of a sentence.
 */
export class RegionMemory {
  /** Nobody has left anything there. */
  readonly found: FoundRegion | undefined = undefined;
  readonly descriptor: number;
  readonly #opened: LoadedLibC;
  #header: RegionHeader | undefined;

  constructor() {
    const { os } = Deno.build;
    if (os !== "linux") throw new Error(`this is ${os}, and only Linux is supported`);
    const opened = openLibC();
    if (typeof opened === "string") throw new Error(opened);
    this.#opened = opened;
    this.descriptor = opened.libc.memfd_create(NAME, CLOSE_ON_EXEC);
    if (this.descriptor < 0) throw new Error("the system gives no memory that processes can share");
  }

  /** Makes a region of so many bytes, all zero behind the header, for the plan with that text. */
  make(bytes: number, text: string): SharedArrayBuffer {
    const { libc, path } = this.#opened;
    const size = inPages(bytes);
    if (libc.posix_fallocate(this.descriptor, 0n, BigInt(size)) !== 0) {
      throw new Error(`there is no memory for its ${size} bytes`);
    }
    const region = mapOwn(libc, this.descriptor, size);
    giveUpLibC(path);
    const header = this.#header = new RegionHeader(region);
    const written = new TextEncoder().encode(text);
    header.begin();
    new Uint8Array(region).set(written, REGION_HEADER_BYTES);
    header.fill(size, written, bootOf(libc));
    return region;
  }

  /** All of the region is in place. */
  takeOver(): void {
    this.#ownHeader.takeOver();
    this.standing(STANDING_IN_USE);
    this.#ownHeader.finish();
  }

  get #ownHeader(): RegionHeader {
    return this.#header as RegionHeader;
  }

  /** Another for each region. */
  get epoch(): string {
    return this.#ownHeader.epoch;
  }

  /** One: nobody has it after this one. */
  get processes(): number {
    return this.#ownHeader.processes;
  }

  /** Says how the graph stands: one of `STANDING_*`. */
  standing(standing: number): void {
    this.#ownHeader.standing = standing;
  }

  /** No process takes part in it any more. */
  close(): void {
    this.#opened.libc.close(this.descriptor);
  }
}
