import type { RawTx } from "../../channel/raw/mod.ts";
import { Doing } from "../doing.ts";
import { behind, type LogFrame } from "./frame.ts";
import type { LaneFrames, LaneReader } from "./lane_reader.ts";

/** How many frames may be read ahead of the channel. */
const FRAMES_AHEAD = 256;

/** Of how many frames it is known at most where they are. */
const MOST_MARKS = 4096;

/** Where a frame is, for who removes what is before it. */
interface Mark {
  readonly first: number;
  readonly sequence: number;
}

/**
 * A lane as a taking end has it. In the log a message has a number in the life of the log, in its channel one in the life of the channel;
 * the offset is between them.
 */
export class LogIngressLane {
  readonly tx: RawTx;
  readonly number: number;
  /** The number in the log of the first message that was sent into the channel. */
  offset = 0;
  /** Whether the log says that nothing more comes, and everything before is sent. */
  isEnded = false;
  #reader: LaneReader | undefined;
  #reading: Doing<LaneFrames> | undefined;
  #over = new AbortController();
  readonly #frames: LogFrame[] = [];
  readonly #marks: Mark[] = [];

  constructor(tx: RawTx, number: number) {
    this.tx = tx;
    this.number = number;
  }

  /** The number of the message that is sent next. */
  get next(): number {
    return this.offset + this.tx.sent;
  }

  /** The number of the first message that is not settled. */
  get settledTo(): number {
    return this.offset + this.tx.settled;
  }

  /** Whether nothing that was sent is under way. */
  get isSettled(): boolean {
    return this.tx.settled >= this.tx.sent;
  }

  /** Reads from now on by that. What was read before by another and not sent comes again. */
  begin(reader: LaneReader): void {
    this.drop();
    this.#reader = reader;
    this.#over = new AbortController();
  }

  /** Reads no longer. */
  drop(): void {
    this.#over.abort(new DOMException("The link reads no longer", "AbortError"));
    this.#reader = undefined;
    this.#reading = undefined;
    this.#frames.length = 0;
    this.#marks.length = 0;
  }

  /**
   * Sends what was read into the channel, as far as there is room, and has more read.
   *
   * @param sent is told of each frame that is in the channel
   * @throws what the reading has failed with, and RangeError if a body is none
   */
  deliver(sent: (frame: LogFrame) => void): void {
    this.#fill();
    while (this.#frames.length > 0) {
      const frame = this.#frames[0] as LogFrame;
      const { first, count, body, sequence, isEnd, pending } = frame;
      if (behind(frame) > this.next || (isEnd && first === this.next)) {
        if (first > this.next) {
          // Messages are gone from the log, and it is to be gone on behind them: as soon as none is settled by a wrong number.
          if (!this.isSettled) return;
          this.offset += first - this.next;
        }
        if (isEnd) {
          // A later process of the sender may have gone on behind it.
          if (pending === 0 && this.#frames.length === 1 && this.#reading === undefined) {
            this.isEnded = true;
            this.#frames.shift();
            return;
          }
        } else {
          const from = this.next - first;
          const done = this.tx.sendBody(count, body, from);
          if (from + done < count) return;
          sent(frame);
        }
      }
      this.#mark({ first, sequence });
      this.#frames.shift();
      this.#fill();
    }
  }

  #fill(): void {
    if (this.#reading?.isOver) {
      const reading = this.#reading;
      this.#reading = undefined;
      this.#frames.push(...reading.result().frames);
    }
    if (this.#reading !== undefined || this.#reader === undefined || this.isEnded) return;
    const last = this.#frames.at(-1);
    if (last?.isEnd && last.pending === 0) return;
    if (this.#frames.length >= FRAMES_AHEAD / 2) return;
    this.#reading = new Doing(this.#reader.read(this.#over.signal));
  }

  /** Where nobody is to know for long, each second one will do. */
  #mark(mark: Mark): void {
    if (this.#marks.length === MOST_MARKS) {
      this.#marks.splice(0, MOST_MARKS, ...this.#marks.filter((_, i) => i % 2 === 0));
    }
    this.#marks.push(mark);
  }

  /** Where frames are, nobody will ask. */
  forgetMarks(): void {
    this.#marks.length = 0;
  }

  /** What is under way with the broker. */
  get reading(): Doing<LaneFrames> | undefined {
    return this.#reading;
  }

  /** Whether there is something that finds no room in the channel. */
  get isFull(): boolean {
    return this.#frames.length > 0;
  }

  /** Whether there are frames that are wholly before a message. */
  hasSettledBefore(number: number): boolean {
    const second = this.#marks[1];
    return second !== undefined && second.first <= number;
  }

  /**
   * Forgets where frames are that are wholly before a message.
   *
   * @returns the number in the stream before which nothing is needed any more, if that has changed
   */
  settledBefore(number: number): number | undefined {
    let passed = 0;
    while (passed + 1 < this.#marks.length && (this.#marks[passed + 1] as Mark).first <= number) {
      passed++;
    }
    if (passed === 0) return undefined;
    this.#marks.splice(0, passed);
    return this.#marks[0]?.sequence;
  }
}
