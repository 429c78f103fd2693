import {
  REGION_HEADER_BYTES,
  REGION_VERSION,
  STANDING_CARRIED,
  STANDING_IN_USE,
} from "../memory/region_layout.ts";
import { hashOf, RegionHeader } from "./header.ts";
import { bootOf, giveUpLibC, type LibC, openLibC } from "./libc.ts";
import type { LockedFile } from "./locked_file.ts";
import { namedBy, openLocked } from "./open_file.ts";
import { inPages, mapCopy, mapOwn, NOT_TAKEN } from "./mapping.ts";

const MS_SYNC = 4;
const ENOSPC = 28;
const EDQUOT = 122;

/** What stands in a file that a process has left. */
export interface FoundRegion {
  /** The text of its plan. */
  readonly text: string;
  /** Whether it was written in this run of the machine: what was written before may not have come to the disk. */
  readonly isOfThisBoot: boolean;
  /** One of `STANDING_*`. */
  readonly standing: number;
  /** How large it is, in bytes. */
  readonly bytes: number;
  readonly epoch: string;
  /** How many processes have had it. */
  readonly processes: number;
}

/**
 * A file with the region of a graph, which is this process's alone as long as it is open. What is wrong with it is thrown as an `Error`
 * whose message is the end of a sentence.
 *
 * The pages of the file take the place of those that the engine gave to a shared WebAssembly memory: its buffer is an ordinary
 * SharedArrayBuffer to everybody, and what is in it is in the file, whatever becomes of the process. The file has its full size before it is
 * mapped: on a full disk, a page that is not there ends the process.
 */
export class RegionFile {
  /** What a process has left there; `undefined` if nothing that counts. */
  readonly found: FoundRegion | undefined;
  #path: string;
  readonly #file: LockedFile;
  readonly #libc: LibC;
  readonly #libcPath: string;
  readonly #boot: string;
  #header: RegionHeader | undefined;
  #region: SharedArrayBuffer | undefined;

  /** Opens the file, which is made if it is not there, and locks it. */
  constructor(path: string) {
    const { os } = Deno.build;
    if (os !== "linux") throw new Error(`this is ${os}, and only Linux is supported`);
    if (path.startsWith("/dev/")) {
      throw new Error(
        "Deno opens files below /dev only with all permissions, give a path elsewhere",
      );
    }
    const opened = openLibC();
    if (typeof opened === "string") throw new Error(opened);
    this.#libc = opened.libc;
    this.#libcPath = opened.path;
    this.#boot = bootOf(opened.libc);
    this.#path = namedBy(path);
    this.#file = openLocked(this.#path, opened.libc);
    try {
      this.found = this.#look();
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  /** What is in the file. */
  #look(): FoundRegion | undefined {
    const { size } = this.#file;
    if (size === 0) return undefined;
    const header = new RegionHeader(this.#file.read(0, REGION_HEADER_BYTES));
    if (header.kind === "underWay") return undefined;
    if (size < REGION_HEADER_BYTES || header.kind === "alien") {
      throw new Error(
        "it is no region of a graph, or its beginning was overwritten; give another path, or delete it",
      );
    }
    if (header.version !== REGION_VERSION) {
      throw new Error(
        `it has layout version ${header.version}, and this package reads version ${REGION_VERSION}: start the program with the version of @steady-state/deno that made it, or delete it`,
      );
    }
    if (!header.isSound) throw new Error(`its header was changed by others, ${LOST}`);
    if (size < header.bytes) {
      throw new Error(`it was cut off: it had ${header.bytes} bytes and has ${size}, ${LOST}`);
    }
    const text = new Uint8Array(this.#file.read(REGION_HEADER_BYTES, header.textBytes));
    if (hashOf(text) !== header.plan) {
      throw new Error(`the description of its graph was changed by others, ${LOST}`);
    }
    return {
      text: new TextDecoder().decode(text),
      isOfThisBoot: header.boot === this.#boot,
      standing: header.standing,
      bytes: header.bytes,
      epoch: header.epoch,
      processes: header.processes,
    };
  }

  /** Maps what was found, which is so large. */
  attach(bytes: number): SharedArrayBuffer {
    const size = inPages(bytes);
    const { size: there } = this.#file;
    if (there !== size) throw new Error(`it has ${there} bytes and should have ${size}, ${LOST}`);
    return this.#map(size);
  }

  /**
   * What was found, which must be so large, in memory of this process's own: the file stays as it is, whatever is done there.
   */
  copy(bytes: number): SharedArrayBuffer {
    const found = this.found as FoundRegion;
    const size = inPages(bytes);
    const { size: there } = this.#file;
    if (there !== size || found.bytes !== size) {
      throw new Error(`it has ${there} bytes and should have ${size}, ${LOST}`);
    }
    const region = mapCopy(this.#libc, this.#file.descriptor, size);
    const header = new RegionHeader(region);
    if (header.kind === "whole" && header.epoch === found.epoch && header.isSound) return region;
    throw new Error(NOT_TAKEN);
  }

  /** Opens the file beside it, in which a region is made that is to take its place. What another such making has left there goes. */
  beside(): RegionFile {
    const path = `${this.#path}${BESIDE}`;
    try {
      const file = new RegionFile(path);
      if (file.found === undefined || file.found.standing === STANDING_CARRIED) return file;
      file.close();
      throw new Error("the graph of another program is in it, move it away");
    } catch (error) {
      throw new Error(
        `what is in it can be carried over only by way of ${
          JSON.stringify(path)
        }, and that cannot be used: ${(error as Error).message}`,
      );
    }
  }

  /** Makes a region of so many bytes, all zero behind the header, for the plan with that text. `epoch`: of a graph that has begun already. */
  make(bytes: number, text: string, epoch?: string): SharedArrayBuffer {
    const size = inPages(bytes);
    const beginning = new ArrayBuffer(REGION_HEADER_BYTES);
    new RegionHeader(beginning).begin();
    this.#file.overwrite(new Uint8Array(beginning));
    const failed = this.#libc.posix_fallocate(this.#file.descriptor, 0n, BigInt(size));
    if (failed === ENOSPC || failed === EDQUOT) {
      throw new Error(`there is no room for its ${size} bytes, make room or give another path`);
    }
    if (failed !== 0) {
      throw new Error(
        `its ${size} bytes cannot be reserved there (error ${failed} of the system), give a path on a local disk`,
      );
    }
    const region = this.#map(size);
    const written = new TextEncoder().encode(text);
    new Uint8Array(region).set(written, REGION_HEADER_BYTES);
    this.#ownHeader.fill(size, written, this.#boot, epoch);
    return region;
  }

  #map(size: number): SharedArrayBuffer {
    const region = mapOwn(this.#libc, this.#file.descriptor, size);
    this.#region = region;
    this.#header = new RegionHeader(region);
    giveUpLibC(this.#libcPath);
    return region;
  }

  get #ownHeader(): RegionHeader {
    return this.#header as RegionHeader;
  }

  /** All of the region is in place. It is this process's from now on, and the next one's after it. */
  takeOver(): void {
    this.#ownHeader.takeOver();
    this.standing(STANDING_IN_USE);
    this.#ownHeader.finish();
  }

  /**
   * All of the region is in place: what another file had, of which so many processes have had it. From now on it has that one's name, and
   * the other one none.
   */
  replace(other: RegionFile): void {
    this.#ownHeader.processes = (other.found as FoundRegion).processes;
    this.standing(STANDING_CARRIED);
    this.#ownHeader.finish();
    // A name must not come to the disk before what it names.
    this.#file.sync();
    Deno.renameSync(this.#path, other.#path);
    this.#path = other.#path;
    other.close();
  }

  /** Removes it: it has not come to be. */
  discard(): void {
    Deno.removeSync(this.#path);
    this.#file.close();
  }

  /** Another each time the graph begins anew. */
  get epoch(): string {
    return this.#ownHeader.epoch;
  }

  /** How many processes have had the region since it began, with this one. */
  get processes(): number {
    return this.#ownHeader.processes;
  }

  /** Says how the graph stands: one of `STANDING_*`. */
  standing(standing: number): void {
    this.#ownHeader.standing = standing;
  }

  /** Writes all that has changed to the disk. Resolves once it is there; rejects if that cannot be. */
  async sync(): Promise<void> {
    const region = this.#region as SharedArrayBuffer;
    const failed = await this.#libc.msync(
      new Uint8Array(region),
      BigInt(region.byteLength),
      MS_SYNC,
    );
    if (failed !== 0) throw new Error("the system could not write it to the disk");
  }

  /** By what a process of actors inherits it. */
  get descriptor(): number {
    return this.#file.descriptor;
  }

  /** Lets another have the file. The mapping goes with the last user of the region. */
  close(): void {
    this.#file.close();
  }
}

/** What the name of a file beside another ends with. */
const BESIDE = ".new";

const LOST = "and what is in it cannot be trusted; delete it, and the graph begins anew";
