import { LinkLostError } from "../link.ts";
import type { ByteStream } from "./byte_stream.ts";

/** What it begins with: whoever has not said who he is gets no more. */
const FIRST_BYTES = 8192;
/** What it has once it is known who he is. */
const USUAL_BYTES = 262_144;
/** From which on a frame is read by itself. */
const LONG_BYTES = 32_768;
/**
 * Where in its memory the first byte comes: then a frame behind its length begins at a multiple of eight, and so do the numbers in it. What
 * lies so is copied into a channel, which is shared memory, eight times as fast.
 */
const FIRST_PLACE = 4;
/** After so many reads for frames that are not long it has as much as usual again. */
const SHORT_READS = 100;

/**
 * What has come on a stream and is not taken. One buffer is used again and again; it grows for a frame that is longer, and only as its
 * bytes arrive: to announce a long frame costs its receiver nothing.
 */
export class Received {
  readonly #stream: ByteStream;
  #buffer = new Uint8Array(FIRST_BYTES);
  #usual = FIRST_BYTES;
  #shortReads = 0;
  #start = FIRST_PLACE;
  #end = FIRST_PLACE;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** How many bytes are there. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** How much memory it has. */
  get capacity(): number {
    return this.#buffer.length;
  }

  /** The byte at that place. */
  byte(at: number): number {
    return this.#buffer[this.#start + at] as number;
  }

  /** Bytes that are there, valid until more is read. */
  view(from: number, to: number): Uint8Array {
    return this.#buffer.subarray(this.#start + from, this.#start + to);
  }

  /** Takes so many bytes. */
  skip(count: number): void {
    this.#start += count;
  }

  /** From now on it reads as much at a time as is fast. */
  widen(): void {
    this.#usual = USUAL_BYTES;
  }

  /** Reads until so many bytes are there; false if the stream ended before. */
  async fill(count: number): Promise<boolean> {
    while (this.length < count) if (!await this.readMore(count)) return false;
    return true;
  }

  /** Reads once, towards so many bytes; false if the stream has ended. */
  async readMore(wanted: number): Promise<boolean> {
    this.#shortReads = wanted > this.#usual ? 0 : this.#shortReads + 1;
    this.#makeRoom(wanted);
    // Of a long frame no more than it: what is behind it would have to be moved.
    const end = wanted < LONG_BYTES ? this.#buffer.length : this.#start + wanted;
    let count: number | null;
    try {
      count = await this.#stream.read(this.#buffer.subarray(this.#end, end));
    } catch (error) {
      throw new LinkLostError(reasonOf(error), { cause: error });
    }
    if (count === null) return false;
    this.#end += count;
    return true;
  }

  #makeRoom(wanted: number): void {
    if (this.length === 0) {
      this.#start = this.#end = FIRST_PLACE;
      // Long frames are over, and those that came since were not as long.
      if (this.#buffer.length > this.#usual && this.#shortReads > SHORT_READS) {
        this.#resize(this.#usual);
      }
    }
    if (this.#buffer.length < this.#usual) this.#resize(this.#usual);
    const { length } = this.#buffer;
    if (this.#start + wanted <= length && this.#end < length) return;
    if (this.#start > FIRST_PLACE) {
      this.#buffer.copyWithin(FIRST_PLACE, this.#start, this.#end);
      this.#end = FIRST_PLACE + this.length;
      this.#start = FIRST_PLACE;
    }
    if (this.#end === length) this.#resize(Math.min(FIRST_PLACE + wanted, length * 2));
  }

  #resize(bytes: number): void {
    const resized = new Uint8Array(bytes);
    resized.set(this.view(0, this.length), FIRST_PLACE);
    this.#buffer = resized;
    this.#end = FIRST_PLACE + this.length;
    this.#start = FIRST_PLACE;
  }
}

/** Why a stream does no more, as a part of a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.ConnectionReset) return "the connection was reset";
  if (error instanceof Deno.errors.BrokenPipe) return "the partner has gone";
  if (error instanceof Deno.errors.ConnectionRefused) return "connection refused";
  return error instanceof Error ? error.message : String(error);
}
