import { Credit } from "./credit.ts";
import type { Follower } from "./round.ts";

/** How many bytes may wait for a client before frames are skipped. */
const BUFFER_BYTES = 160 * 1024;

/** After so much silence a comment shows those in between that the connection is in use, in milliseconds. */
const SILENCE_MS = 15_000;

/** Between two frames of a client that acknowledges nothing, in milliseconds. */
const UNACKNOWLEDGED_MS = 1000;

const HEARTBEAT = new TextEncoder().encode(": hb\n\n");

/** How a client follows. */
export interface ClientTerms {
  /** Names the connection. */
  readonly sid: string;
  /** Every how many samples it is given a frame. */
  readonly every: number;
  /** Frames a second. */
  readonly hz: number;
  /** Whether it is told of links; left out, it is not. */
  readonly links?: boolean;
  /** Whether it has said that it acknowledges what it takes, by asking for a rate. */
  readonly acknowledges: boolean;
  /** When it came, in milliseconds of a clock that nobody sets, as all times here. */
  readonly now: number;
  /** How long it may take and acknowledge nothing before it is dropped, in milliseconds. */
  readonly patienceMs: number;
}

/**
 * One reader of the event stream. Nothing is ever queued beyond a fixed number of bytes, here or on the way: whoever reads too
 * slowly misses frames and is given a full one when it has caught up. One that never acknowledges anything, such as curl, is
 * given a full frame a second.
 */
export class EventClient implements Follower {
  readonly sid: string;
  readonly every: number;
  readonly hz: number;
  readonly links: boolean;
  /** When it came. */
  readonly since: number;
  /** Whether it has been given its first frames. */
  isGreeted = false;
  missing: Follower["missing"] = "everything";
  nextLife = 0;
  nextAlert: number | null = null;
  /** The bytes for the response's body. */
  readonly body: ReadableStream<Uint8Array>;
  readonly #credit: Credit;
  readonly #patienceMs: number;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #isGone = false;
  #acknowledges: boolean;
  #acknowledgedAt: number;
  #takenAt: number;
  #givenAt: number;

  /** `onGone` is called once when the reader goes away by itself. */
  constructor(terms: ClientTerms, onGone: (client: EventClient) => void) {
    this.sid = terms.sid;
    this.every = terms.every;
    this.hz = terms.hz;
    this.links = terms.links ?? false;
    this.since = terms.now;
    this.#credit = new Credit(terms.hz);
    this.#patienceMs = terms.patienceMs;
    this.#acknowledges = terms.acknowledges;
    this.#acknowledgedAt = this.#takenAt = this.#givenAt = terms.now;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => {
          this.#isGone = true;
          onGone(this);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_BYTES }),
    );
  }

  /** Whether it acknowledges what it takes, or has said that it will. */
  get acknowledges(): boolean {
    return this.#acknowledges;
  }

  /** Whether it takes another frame at `now`. */
  isReady(now: number): boolean {
    if (!this.hasRoom) return false;
    if (this.#credit.isLeft) return true;
    return !this.#acknowledges && now - this.#givenAt >= UNACKNOWLEDGED_MS;
  }

  /** Whether bytes given to it would be read soon. */
  get hasRoom(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  /** Gives it frames, up to the one of number `s`. */
  give(frames: readonly Uint8Array[], s: number, now: number): void {
    this.#givenAt = now;
    if (this.#credit.isWhole) this.#acknowledgedAt = now;
    this.#credit.spend(s, frames.reduce((sum, { byteLength }) => sum + byteLength, 0));
    for (const frame of frames) {
      // The first frame can tell the stream that its reader is gone: it is cancelled before the second.
      if (this.#isGone) return;
      this.#controller.enqueue(frame);
    }
  }

  /** Notes that it has taken everything up to the frame of number `s`. */
  acknowledge(s: number, now: number): void {
    this.#acknowledges = true;
    this.#acknowledgedAt = now;
    this.#credit.refund(s);
  }

  /** Asks for a full frame in place of the next tick. */
  needKey(): void {
    if (this.missing === "nothing") this.missing = "key";
  }

  /** Whether it has been silent for too long, at `now`: it reads nothing, or acknowledges nothing of what it was given. */
  isLost(now: number): boolean {
    if (this.hasRoom) this.#takenAt = now;
    if (now - this.#takenAt >= this.#patienceMs) return true;
    if (!this.#acknowledges || this.#credit.isWhole) return false;
    return now - this.#acknowledgedAt >= this.#patienceMs;
  }

  /** Keeps the connection in use if it has been silent for long. */
  keepAlive(now: number): void {
    if (now - this.#givenAt < SILENCE_MS || !this.hasRoom) return;
    this.#givenAt = now;
    this.#controller.enqueue(HEARTBEAT);
  }

  /** Whether everything that it was given has been taken. */
  get isDrained(): boolean {
    return this.#controller.desiredSize === BUFFER_BYTES;
  }

  /** Ends the stream, after what waits. */
  end(): void {
    this.#controller.close();
  }

  /** Cuts the stream off, with what waits, and says why to whoever asks. */
  drop(why: string): void {
    this.#controller.error(new Error(why));
  }
}
