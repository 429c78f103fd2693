/** How many frames may be on their way at least, and for how long a client's frames may be, in seconds. */
const FRAMES = 4;
const SECONDS = 0.4;

/** How many bytes may be on their way, if the next frame is as long as the last; one frame alone may be longer. */
const BYTES = 160 * 1024;

/**
 * What a client has been given and not acknowledged yet. The system's own buffers take four megabytes without a word: for a slow
 * reader that is half a minute of old news. Only the client can tell how far it is.
 */
export class Credit {
  readonly #limit: number;
  #waiting: { s: number; bytes: number }[] = [];
  #bytes = 0;
  #last = 0;

  /** `hz` is how many frames a second it follows. */
  constructor(hz: number) {
    this.#limit = Math.max(FRAMES, Math.ceil(hz * SECONDS));
  }

  /** Whether another frame may be given. */
  get isLeft(): boolean {
    if (this.isWhole) return true;
    return this.#waiting.length < this.#limit && this.#bytes + this.#last <= BYTES;
  }

  /** Whether everything was acknowledged. */
  get isWhole(): boolean {
    return this.#waiting.length === 0;
  }

  /** Notes what was given, up to the frame of number `s`. */
  spend(s: number, bytes: number): void {
    this.#bytes += bytes;
    this.#last = bytes;
    const last = this.#waiting.at(-1);
    if (last === undefined || this.#waiting.length < this.#limit) {
      this.#waiting.push({ s, bytes });
      return;
    }
    // Who is given more than it has credit for acknowledges nothing; the list must not grow.
    last.s = s;
    last.bytes += bytes;
  }

  /** Notes that everything up to the frame of number `s` has been taken. */
  refund(s: number): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.s <= s) {
      this.#bytes -= this.#waiting.shift()!.bytes;
    }
  }
}
