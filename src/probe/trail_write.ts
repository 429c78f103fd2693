/**
 * The worker door of a channel's trail: the writer stamps commits, the reader that passes a stamp notes how long it took.
 *
 * @module
 */
import { viewsOf } from "../memory/views.ts";
import {
  TRAIL_BYTES_F64,
  TRAIL_MARKS_WORD,
  TRAIL_NOTED_WORD,
  TRAIL_PASSED_WORD,
  TRAIL_SAMPLES,
  TRAIL_SAMPLES_WORD,
  TRAIL_STAMPED_WORD,
  TRAIL_STAMPS,
  TRAIL_TIMES_F64,
} from "./trail_layout.ts";

/** Tells the milliseconds since the epoch, the same in all threads of the process. */
export interface TrailClock {
  now(): number;
}

/** How far apart two stamps of a channel should be as a rule, in milliseconds: the host keeps up with that. */
const STAMP_EVERY_MS = 5;
/** … and how far at most, where a thread has many busy channels: one that has a message a second or two stamps it all the same. */
const MOST_APART_MS = 500;

/**
 * How far apart the looks at the clock of all stampers of a thread should be on average, in milliseconds. One takes a few tenths of a
 * microsecond, and as much again where the stamp is passed.
 */
const LOOK_EVERY_MS = 0.025;
/** How long that is watched at least before it is judged, in milliseconds; and twice as far as the stamps are apart. */
const WATCHED_MS = 100;

/**
 * Over about so many milliseconds the commits are counted by whose rate the stamps are spread. It is long beside a burst, so that a
 * burst, whose messages wait the longest, gets as many stamps as its messages deserve.
 */
const MEMORY_MS = 500;

/**
 * So many commits at most go by without a look at the clock, which costs more than a commit. It bounds how much of a burst
 * after a busy time goes unmeasured.
 */
const SKIP_MAX = 64;

/**
 * How far apart the stamps of each channel of a thread are to be, in milliseconds. Where thousands of channels are busy at once, a
 * stamp in five milliseconds for each of them would cost more than the messages do. Then they are further apart: the rare messages of a
 * quiet channel are all stamped as before, and fewer of those that come often.
 */
export class StampPace {
  #ms = STAMP_EVERY_MS;
  #looks = 0;
  #since: number | undefined;

  get ms(): number {
    return this.#ms;
  }

  /** Notes that a stamper has looked at the clock, and would do so less often if stamps were further apart. */
  look(now: number): void {
    this.#looks++;
    const passed = now - (this.#since ??= now);
    // What was found before shows only where a channel has come to its next stamp.
    if (passed < WATCHED_MS + 2 * this.#ms) return;
    // How many times too many they were; what is not far off is left as it is.
    const excess = this.#looks * LOOK_EVERY_MS / passed;
    if (excess > 2 || excess < 0.5) {
      this.#ms = Math.max(STAMP_EVERY_MS, Math.min(this.#ms * excess, MOST_APART_MS));
    }
    this.#looks = 0;
    this.#since = now;
  }
}

/** What latencies are measured by. */
export interface TrailMeans {
  readonly clock: TrailClock;
  /** One for all channels of the thread. */
  readonly pace: StampPace;
}

/** Sets the stamps of a channel, on behalf of its writer. */
export class TrailStamper {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #base: number;
  readonly #clock: TrailClock;
  readonly #pace: StampPace;
  /** Commits between the last two looks. */
  #skipped = 1;
  /** Commits a millisecond, averaged. */
  #rate = 0;
  #lookedAt = -Infinity;
  #dice = 1;

  constructor(region: SharedArrayBuffer, at: number, { clock, pace }: TrailMeans) {
    const { words, floats } = viewsOf(region);
    this.#words = words;
    this.#floats = floats;
    this.#base = at / 4;
    this.#clock = clock;
    this.#pace = pace;
  }

  /**
   * Stamps one of the messages from `published` to `cursor`, which are about to be sent. Call it before HEAD is stored.
   *
   * @returns at which commit from now on it is to be called again: 1 is the next one. The caller counts, so that a commit without a
   * stamp costs it nothing that is not in its hands anyway
   */
  sending(published: number, cursor: number): number {
    const messages = (cursor - published) | 0;
    const now = this.#clock.now();
    // One that has reached the most does not stamp any less for it.
    if (this.#skipped < SKIP_MAX) this.#pace.look(now);
    const passed = Math.max(now - this.#lookedAt, 0.0001);
    this.#lookedAt = now;
    // As if all these commits had been evenly spread (exponential smoothing).
    this.#rate += (this.#skipped / passed - this.#rate) * -Math.expm1(-passed / MEMORY_MS);
    this.#skipped = Math.max(1, Math.min(SKIP_MAX, Math.ceil(this.#rate * this.#pace.ms)));
    // A commit may do no more than close the channel.
    if (messages > 0) this.#stamp(published, messages, now);
    return this.#skipped;
  }

  #stamp(published: number, messages: number, now: number): void {
    const words = this.#words;
    const base = this.#base;
    const stamped = words[base + TRAIL_STAMPED_WORD] as number;
    const underWay = (stamped - Atomics.load(words, base + TRAIL_PASSED_WORD)) | 0;
    if (underWay >= TRAIL_STAMPS) return;
    const place = stamped & (TRAIL_STAMPS - 1);
    this.#floats[base / 2 + TRAIL_TIMES_F64 + place] = now;
    // Any message of the batch: they are sent at one moment, but need not be taken at one.
    words[base + TRAIL_MARKS_WORD + place] = (published + 1 + this.#any(messages)) | 0;
    Atomics.store(words, base + TRAIL_STAMPED_WORD, (stamped + 1) | 0);
  }

  /** Says how many payload bytes were sent in all. */
  countBytes(total: number): void {
    this.#floats[this.#base / 2 + TRAIL_BYTES_F64] = total;
  }

  /** The payload bytes that were sent in all, as last said. */
  get bytes(): number {
    return this.#floats[this.#base / 2 + TRAIL_BYTES_F64] as number;
  }

  /** A number from 0 up to, but without, `below`. By xorshift (Marsaglia, 2003): no simulation is disturbed by it. */
  #any(below: number): number {
    let dice = this.#dice;
    dice ^= dice << 13;
    dice ^= dice >>> 17;
    dice ^= dice << 5;
    this.#dice = dice;
    return (dice >>> 0) % below;
  }
}

/** Notes the latencies of a channel, on behalf of its reader. */
export class TrailKeeper {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #data: DataView;
  readonly #base: number;
  readonly #clock: TrailClock;
  #passed: number;

  constructor(region: SharedArrayBuffer, at: number, { clock }: TrailMeans) {
    const { words, floats, data } = viewsOf(region);
    this.#words = words;
    this.#floats = floats;
    this.#data = data;
    this.#base = at / 4;
    this.#clock = clock;
    this.#passed = words[this.#base + TRAIL_PASSED_WORD] as number;
  }

  /** How many stamps are passed, wrapping. As long as STAMPED is the same, there is nothing to be noted. */
  get passed(): number {
    return this.#passed;
  }

  /** Notes that all messages before `cursor` are taken. Call it after TAIL is stored. Returns {@link TrailKeeper.passed}. */
  taken(cursor: number): number {
    const words = this.#words;
    const base = this.#base;
    const stamped = Atomics.load(words, base + TRAIL_STAMPED_WORD);
    let now = 0;
    while (this.#passed !== stamped) {
      const place = this.#passed & (TRAIL_STAMPS - 1);
      const mark = words[base + TRAIL_MARKS_WORD + place] as number;
      if (((cursor - mark) | 0) < 0) break;
      now ||= this.#clock.now();
      const sentAt = this.#floats[base / 2 + TRAIL_TIMES_F64 + place] as number;
      this.#note(Math.max(0, now - sentAt) * 1000);
      this.#passed = (this.#passed + 1) | 0;
      Atomics.store(words, base + TRAIL_PASSED_WORD, this.#passed);
    }
    return this.#passed;
  }

  #note(micros: number): void {
    const noted = this.#words[this.#base + TRAIL_NOTED_WORD] as number;
    const at = this.#base + TRAIL_SAMPLES_WORD + (noted >>> 0) % TRAIL_SAMPLES;
    this.#data.setFloat32(at * 4, micros, true);
    Atomics.store(this.#words, this.#base + TRAIL_NOTED_WORD, (noted + 1) | 0);
  }
}
