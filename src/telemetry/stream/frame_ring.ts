/** A frame that was sent, and how far the logs had been told with it. */
export interface SentFrame {
  /** Its sequence number. */
  readonly s: number;
  /** When it was sent, in milliseconds since the epoch. */
  readonly time: number;
  readonly bytes: Uint8Array;
  /** Numbers of the first life event and of the first alert that had not been told yet. */
  readonly nextLife: number;
  readonly nextAlert: number;
}

/** For how long frames are kept for those who lose their connection, in milliseconds. */
const KEPT_MS = 10_000;

/** The frames of the last ten seconds, for clients that come back. */
export class FrameRing {
  #frames: SentFrame[] = [];

  /** Adds the next frame; its number is one more than that of the last. */
  push(frame: SentFrame): void {
    this.#frames.push(frame);
    const oldest = frame.time - KEPT_MS;
    while (this.#frames[0]!.time < oldest) this.#frames.shift();
  }

  /** The frame of that number and all that came after it; `null` if it is not kept. */
  from(s: number): readonly [SentFrame, ...SentFrame[]] | null {
    const index = this.#frames.findIndex((frame) => frame.s === s);
    return index < 0 ? null : this.#frames.slice(index) as [SentFrame, ...SentFrame[]];
  }
}
