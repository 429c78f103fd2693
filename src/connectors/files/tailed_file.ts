import { type CutLine, LineCutter } from "../lines.ts";
import type { FilePosition } from "./positions.ts";

const CHUNK_BYTES = 65_536;
/** How much of a file's begin tells it from another one. */
const HEAD_BYTES = 256;

/** What has become of a file since it was read last. */
export type TailChange = "grown" | "same" | "cut";

/** A file that is read line by line as it grows, wherever it is renamed to. */
export class TailedFile {
  /** The name that it was first seen by, and is known by for ever. */
  readonly name: string;
  readonly dev: number;
  readonly ino: number;
  /** Where it is. */
  path: string;
  /** Since when it has had this content: a file that is cut back begins anew. */
  since: number;
  /** Where what comes after the last line begins that is done. */
  settled: number;
  /** Where the last line ends that was handed over. */
  handed: number;
  /** The file that had this name before: it is read to its end first. */
  before?: TailedFile | undefined;
  /** Whether it is out of its folder: no more will come than what it has. */
  isGone = false;
  /** Whether another file has its name: what writes it is about to turn to that. */
  isReplaced = false;
  /** Whether all of it was read when it was last looked at, and since when that has been so, by the time that was given then. */
  atEndSince: number | undefined;
  readonly #maxLineBytes: number;
  #head: Uint8Array;
  #cutter: LineCutter;
  #file: Deno.FsFile | undefined;

  constructor(position: FilePosition, path: string, maxLineBytes: number) {
    this.name = position.name;
    this.dev = position.dev;
    this.ino = position.ino;
    this.since = position.since;
    this.settled = this.handed = position.offset;
    this.path = path;
    this.#head = fromHex(position.head);
    this.#maxLineBytes = maxLineBytes;
    this.#cutter = new LineCutter(position.offset, maxLineBytes);
  }

  /** What its lines are known by, together with where each begins. */
  get id(): string {
    return `${this.name}/${this.ino}.${this.since}`;
  }

  get position(): FilePosition {
    const { name, dev, ino, since, settled: offset } = this;
    return { name, dev, ino, since, offset, head: toHex(this.#head) };
  }

  /** Where what was read of it ends. */
  get readTo(): number {
    return this.#cutter.end;
  }

  /** How many bytes of a line have been read whose end has not come. */
  get openBytes(): number {
    return this.#cutter.open;
  }

  /** Whether more may be read of it at once. */
  get isBehind(): boolean {
    return this.isOpen && this.atEndSince === undefined;
  }

  get isOpen(): boolean {
    return this.#file !== undefined;
  }

  /** The next line of what has been read. */
  next(): CutLine | undefined {
    return this.#cutter.next();
  }

  /** The last line, which has no end. To be called when nothing will be added to it. */
  rest(): CutLine | undefined {
    return this.#cutter.rest();
  }

  /** Opens it where it is. Resolves with `false` if it is there no longer, or another file is. */
  async open(): Promise<boolean> {
    let file: Deno.FsFile;
    try {
      file = await Deno.open(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
    const { dev, ino } = await file.stat();
    if (dev !== this.dev || ino !== this.ino) {
      file.close();
      return false;
    }
    this.close();
    this.#file = file;
    return true;
  }

  /** Reads more of it, when `next` has given `undefined`. */
  async read(now: number): Promise<TailChange> {
    const file = this.#file!;
    const { size } = await file.stat();
    if (size < this.readTo || !await this.#hasItsHead(file)) return "cut";
    if (size === this.readTo) {
      this.atEndSince ??= now;
      return "same";
    }
    this.atEndSince = undefined;
    await file.seek(this.readTo, Deno.SeekMode.Start);
    const chunk = new Uint8Array(CHUNK_BYTES);
    const bytes = await file.read(chunk) ?? 0;
    if (bytes === 0) return "same";
    this.#noteHead(chunk.subarray(0, bytes));
    this.#cutter.push(chunk.subarray(0, bytes));
    return "grown";
  }

  /** Begins anew with it: what it had is gone. */
  beginAnew(since: number): void {
    this.since = since;
    this.settled = this.handed = 0;
    this.atEndSince = undefined;
    this.#head = new Uint8Array(0);
    this.#cutter = new LineCutter(0, this.#maxLineBytes);
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  async #hasItsHead(file: Deno.FsFile): Promise<boolean> {
    if (this.#head.length === 0) return true;
    await file.seek(0, Deno.SeekMode.Start);
    const found = new Uint8Array(this.#head.length);
    const bytes = await file.read(found) ?? 0;
    return bytes === found.length && found.every((byte, at) => byte === this.#head[at]);
  }

  #noteHead(chunk: Uint8Array): void {
    // The head is whole up to where the file was read, so what comes next goes on with it.
    if (this.#head.length !== this.readTo || this.#head.length >= HEAD_BYTES) return;
    const head = new Uint8Array(Math.min(HEAD_BYTES, this.#head.length + chunk.length));
    head.set(this.#head);
    head.set(chunk.subarray(0, head.length - this.#head.length), this.#head.length);
    this.#head = head;
  }
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
