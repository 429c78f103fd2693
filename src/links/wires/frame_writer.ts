import type { ByteStream } from "./byte_stream.ts";
import { type Framing, MAX_HEAD_BYTES } from "./framing.ts";

/** How much is gathered for one write; twice that waits at most, half of it being written. */
const WRITE_BYTES = 262_144;
/** How much is gathered at first. */
const FIRST_BYTES = 8192;
/** Where in its memory the first byte goes: then a frame behind its length begins at a multiple of eight, and is copied as fast as can be. */
const FIRST_PLACE = 4;
/** A part from which on it costs less to write it by itself than to copy it. */
const ALONE_BYTES = 32_768;

/**
 * Frames on their way out. What is short is copied, so that its owner may change it, and goes at once; what is sent while a write is under
 * way goes with the next one. So many small frames are one write. What is long is written from where it lies.
 */
export class FrameWriter {
  readonly #stream: ByteStream;
  readonly #framing: Framing;
  readonly #failed: (error: unknown) => void;
  /** Being filled, and being written or idle. */
  #buffer = new Uint8Array(FIRST_BYTES);
  #other = new Uint8Array(FIRST_BYTES);
  #filled = FIRST_PLACE;
  #isInFrame = false;
  #isWriting = false;
  #written: Promise<void> = Promise.resolve();
  #isOver = false;
  #tellRoom: (() => void) | undefined;

  constructor(stream: ByteStream, framing: Framing, failed: (error: unknown) => void) {
    this.#stream = stream;
    this.#framing = framing;
    this.#failed = failed;
  }

  /** Takes a frame to be sent; a promise if that is not done yet, for more is under way than it likes. */
  frame(parts: readonly Uint8Array[]): Promise<void> | undefined {
    let length = 0;
    let isLong = false;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Uint8Array;
      length += part.length;
      isLong ||= this.#goesAlone(part);
    }
    if (length === 0) {
      throw new RangeError("Cannot send a frame of no bytes: a frame has one at least");
    }
    const whole = length + MAX_HEAD_BYTES;
    if (isLong || (this.#filled + whole > this.#buffer.length && !this.#grow(whole))) {
      return this.#inPieces(parts, length);
    }
    this.#head(length);
    let at = 0;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Uint8Array;
      this.#put(part, at);
      at += part.length;
    }
    this.#flush();
    return undefined;
  }

  /** Sends bytes that are no frame, between two frames; nothing if there is no room for them. */
  aside(bytes: Uint8Array): void {
    if (this.#isInFrame || this.#filled + bytes.length > this.#buffer.length) return;
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
    this.#flush();
  }

  /** Resolves when all that was taken is with the operating system, or never will be. */
  async flushed(): Promise<void> {
    while (this.#isWriting) await this.#written;
  }

  /** Nothing more goes out; who waits for room is told. */
  end(): void {
    this.#isOver = true;
    this.#filled = FIRST_PLACE;
    this.#tellRoom?.();
  }

  #head(length: number): void {
    this.#filled += this.#framing.head(length, this.#buffer, this.#filled);
  }

  #put(bytes: Uint8Array, at: number): void {
    this.#buffer.set(bytes, this.#filled);
    const end = this.#filled + bytes.length;
    this.#framing.seal?.(this.#buffer.subarray(this.#filled, end), at);
    this.#filled = end;
  }

  /** Whether a part is written from where it lies. What is changed on its way cannot be. */
  #goesAlone(part: Uint8Array): boolean {
    return part.length >= ALONE_BYTES && this.#framing.seal === undefined;
  }

  async #inPieces(parts: readonly Uint8Array[], length: number): Promise<void> {
    if (this.#filled + MAX_HEAD_BYTES > this.#buffer.length) await this.#room();
    if (this.#isOver) return;
    this.#isInFrame = true;
    this.#head(length);
    let at = 0;
    for (let i = 0; i < parts.length && !this.#isOver; i++) {
      const part = parts[i] as Uint8Array;
      if (this.#goesAlone(part)) await this.#writeAlone(part);
      else await this.#copy(part, at);
      at += part.length;
    }
    this.#isInFrame = false;
    this.#flush();
  }

  /** Copies a part, as there is room for it. */
  async #copy(part: Uint8Array, at: number): Promise<void> {
    for (let from = 0; from < part.length;) {
      if (this.#filled === this.#buffer.length) {
        this.#flush();
        await this.#room();
        if (this.#isOver) return;
      }
      const to = Math.min(part.length, from + this.#buffer.length - this.#filled);
      this.#put(part.subarray(from, to), at + from);
      from = to;
    }
  }

  /** Writes a part behind all that was gathered before it. */
  async #writeAlone(part: Uint8Array): Promise<void> {
    this.#flush();
    while (this.#isWriting) await this.#written;
    if (this.#isOver) return;
    this.#isWriting = true;
    this.#written = this.#writing(part);
    await this.#written;
  }

  /** Resolves when nothing waits to be written. */
  async #room(): Promise<void> {
    while (this.#filled > FIRST_PLACE && !this.#isOver) {
      await new Promise<void>((resolve) => this.#tellRoom = resolve);
    }
    this.#tellRoom = undefined;
  }

  /** Has room made for so many bytes more; false if that is more than one write. */
  #grow(bytes: number): boolean {
    if (this.#buffer.length === WRITE_BYTES || this.#filled + bytes > WRITE_BYTES) {
      if (this.#buffer.length < WRITE_BYTES) this.#resize();
      return false;
    }
    this.#resize();
    return true;
  }

  #resize(): void {
    const buffer = new Uint8Array(WRITE_BYTES);
    buffer.set(this.#buffer.subarray(0, this.#filled));
    this.#buffer = buffer;
  }

  #flush(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#written = this.#write();
  }

  async #write(): Promise<void> {
    while (this.#filled > FIRST_PLACE && !this.#isOver) {
      const bytes = this.#buffer.subarray(FIRST_PLACE, this.#filled);
      const { length } = this.#buffer;
      const other = this.#other.length < length ? new Uint8Array(length) : this.#other;
      this.#other = this.#buffer;
      this.#buffer = other;
      this.#filled = FIRST_PLACE;
      this.#tellRoom?.();
      await this.#writeAll(bytes);
    }
    // At once: what is sent from here on begins a write of its own.
    this.#isWriting = false;
  }

  async #writing(part: Uint8Array): Promise<void> {
    await this.#writeAll(part);
    this.#isWriting = false;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    try {
      let at = 0;
      do at += await this.#stream.write(at === 0 ? bytes : bytes.subarray(at)); while (
        at < bytes.length && !this.#isOver
      );
    } catch (error) {
      this.#isOver = true;
      this.#failed(error);
    }
  }
}
