import type { Follower } from "./round.ts";

/** How many bytes may wait for a client before frames are skipped. */
const BUFFER_BYTES = 160 * 1024;

/** How long a client may take nothing before it is dropped, in milliseconds. */
const STALLED_MS = 30_000;

/**
 * One reader of the event stream. Nothing is ever queued beyond a fixed number of bytes: whoever reads too slowly misses
 * frames and is given a full one when it has caught up.
 */
export class EventClient implements Follower {
  /** What it must be given before it can follow the ticks. */
  missing: Follower["missing"] = "everything";
  /** Number of the first life event that it has not seen. */
  nextLife = 0;
  /** The bytes for the response's body. */
  readonly body: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #stalledSince: number | null = null;

  /** `onGone` is called once when the reader goes away by itself. */
  constructor(onGone: (client: EventClient) => void) {
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => onGone(this),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_BYTES }),
    );
  }

  /** Whether it takes another frame now. */
  get ready(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  /** Gives it frames. Only call when `ready`. */
  give(frames: readonly Uint8Array[]): void {
    this.#stalledSince = null;
    for (const frame of frames) this.#controller.enqueue(frame);
  }

  /** Asks for a full frame in place of the next tick. */
  needKey(): void {
    if (this.missing === "nothing") this.missing = "key";
  }

  /** Notes that it missed a frame at `now`; true when it has been stalled for too long. */
  skip(now: number): boolean {
    this.needKey();
    this.#stalledSince ??= now;
    return now - this.#stalledSince >= STALLED_MS;
  }

  /** Whether everything that it was given has been taken. */
  get drained(): boolean {
    return this.#controller.desiredSize === BUFFER_BYTES;
  }

  /** Ends the stream, after what waits. */
  end(): void {
    this.#controller.close();
  }
}
