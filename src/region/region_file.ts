import { REGION_HEADER_BYTES, REGION_VERSION, STANDING_IN_USE } from "../memory/region_layout.ts";
import { hashOf, RegionHeader } from "./header.ts";
import { bootOf, giveUpLibC, type LibC, openLibC } from "./libc.ts";
import { LockedFile } from "./locked_file.ts";
import { inPages, mapOwn } from "./mapping.ts";

const MS_SYNC = 4;
const NO_SIGNAL = 0;
/** How long processes of actors get to be gone once that of their graph is, which ends them; and how often it is looked. */
const ORPHANS_MS = 5000;
const LOOK_MS = 5;
const NOBODY = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
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
    this.#file = openFile(path);
    try {
      this.#lock();
      this.found = this.#look();
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  /** Locks the file. Where a process is gone that had it, those that it had started for its actors may still be about to go. */
  #lock(): void {
    if (this.#file.tryLock(this.#libc)) return;
    const { owner } = new RegionHeader(this.#file.read(0, REGION_HEADER_BYTES));
    const isAlive = owner === 0 || this.#libc.kill(owner, NO_SIGNAL) === 0;
    for (let waited = 0; !isAlive && waited < ORPHANS_MS; waited += LOOK_MS) {
      Atomics.wait(NOBODY, 0, 0, LOOK_MS);
      if (this.#file.tryLock(this.#libc)) return;
    }
    throw new Error(
      isAlive
        ? "another process, or another graph of this one, has it"
        : `process ${owner} is gone that had it, but one of its actors' processes is not`,
    );
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
    };
  }

  /** Maps what was found, which is so large. */
  attach(bytes: number): SharedArrayBuffer {
    const size = inPages(bytes);
    const { size: there } = this.#file;
    if (there !== size) throw new Error(`it has ${there} bytes and should have ${size}, ${LOST}`);
    return this.#map(size);
  }

  /** Makes a region of so many bytes, all zero behind the header, for the plan with that text. */
  make(bytes: number, text: string): SharedArrayBuffer {
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
    this.#ownHeader.fill(size, written);
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
    this.#ownHeader.takeOver(this.#boot);
    this.standing(STANDING_IN_USE);
    this.#ownHeader.finish();
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

  /** By what a process of an actor inherits it. */
  get descriptor(): number {
    return this.#file.descriptor;
  }

  /** Lets another have the file. The mapping goes with the last user of the region. */
  close(): void {
    this.#file.close();
  }
}

const LOST = "and what is in it cannot be trusted; delete it, and the graph begins anew";

function openFile(path: string): LockedFile {
  try {
    const isNoFile = statOf(path)?.isFile === false;
    if (isNoFile) throw new Error("it is no file, give a path of one, or of none");
    return new LockedFile(path);
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
