import {
  DOORBELL_AWAKE,
  DOORBELL_HEEDS_ALL,
  DOORBELL_HEEDS_MESSAGES,
  DOORBELL_HEEDS_ROOM,
  DOORBELL_PARKS_STEP,
  DOORBELL_PROCESS_MASK,
  DOORBELL_READY_WORD,
  DOORBELL_SEATS_WORD,
  DOORBELL_SEQUENCE_WORD,
  DOORBELL_SLEEPING_WORD,
  DOORBELL_SUMMARY_WORD,
  DOORBELL_VERSION,
  DOORBELL_VERSION_WORD,
  DOORBELL_WAITS,
  doorbellBytes,
  doorbellReadyWords,
  doorbellSummaryWords,
  doorbellWaitingWord,
  HOST_PROCESS,
  SUMMARY_BITS,
} from "./doorbell_layout.ts";
import { checkVersion } from "./region.ts";
import { viewsOf } from "./views.ts";

/** Where an actor sits: which doorbell wakes it, and its seat there. Plain data, part of the plan sent to workers. */
export interface SeatAddress {
  /** Byte offset of the worker's doorbell in the region. */
  readonly doorbell: number;
  /** How many seats that doorbell has. */
  readonly seats: number;
  /** The actor's seat. */
  readonly seat: number;
}

/** Writes the fixed part of a doorbell. Host side, once, before any worker starts. */
export function initDoorbell(region: SharedArrayBuffer, at: number, seats: number): void {
  const words = doorbellWords(region, at, seats);
  words[DOORBELL_VERSION_WORD] = DOORBELL_VERSION;
  words[DOORBELL_SEATS_WORD] = seats;
}

function doorbellWords(region: SharedArrayBuffer, at: number, seats: number): Int32Array {
  return new Int32Array(region, at, doorbellBytes(seats) / 4);
}

/** Wakes threads of other processes. A thread has one where a process besides its own shares the region. */
export interface Crossing {
  /** The number of the thread's own process in the graph: {@link HOST_PROCESS} for that of the host. */
  readonly process: number;
  /** Wakes whoever sleeps, in another process, at the doorbell that begins at that byte. */
  wake(doorbell: number): void;
}

/** By the words of their regions. There is none as long as no process has actors for itself. */
let crossings: WeakMap<Int32Array, Crossing> | undefined;

/** Has this thread wake those of other processes so, at the doorbells of that region, and say at its own that it is of its process. */
export function crossBy(region: SharedArrayBuffer, crossing: Crossing): void {
  crossings ??= new WeakMap();
  crossings.set(viewsOf(region).words, crossing);
}

/** Wakes whoever of this process sleeps at that doorbell: somebody of another process rang. */
export function passRing(region: SharedArrayBuffer, doorbell: number): void {
  Atomics.notify(viewsOf(region).words, doorbell / 4 + DOORBELL_SEQUENCE_WORD);
}

/** Says that nobody sleeps at a doorbell: the process of whoever did is gone. */
export function wakeNobody(region: SharedArrayBuffer, doorbell: number): void {
  Atomics.store(viewsOf(region).words, doorbell / 4 + DOORBELL_SLEEPING_WORD, DOORBELL_AWAKE);
}

/** Wakes actors that wait. */
export interface Bell {
  /**
   * Wakes the actor of `seat` if it waits, for a bell that has several: an object for each would be one more to fetch for each
   * message. `room` says whether there is room for it now, or else messages; `undefined` wakes it whatever it waits for.
   */
  ring(seat: number, room: boolean | undefined): void;
}

/** The outside of a doorbell: rings one seat. Any thread may hold one. */
export class Ringer implements Bell {
  readonly #words: Int32Array;
  /** Index of the doorbell's first word. */
  readonly #bell: number;
  readonly #waitingWord: number;
  readonly #readyWord: number;
  readonly #readyBit: number;
  readonly #summaryWord: number;
  readonly #summaryBit: number;

  constructor(region: SharedArrayBuffer, { doorbell, seats, seat }: SeatAddress) {
    this.#words = viewsOf(region).words;
    this.#bell = doorbell / 4;
    this.#waitingWord = this.#bell + doorbellWaitingWord(seats) + seat;
    const word = seat >>> 5;
    this.#readyWord = this.#bell + DOORBELL_READY_WORD + word;
    this.#readyBit = 1 << (seat & 31);
    const bit = word % SUMMARY_BITS;
    this.#summaryWord = this.#bell + DOORBELL_SUMMARY_WORD + (bit >>> 5);
    this.#summaryBit = 1 << (bit & 31);
  }

  /**
   * Wakes the actor if it waits for that; costs one load when it does not. Call it after publishing what the actor may wait for. Without
   * `room` it wakes the actor whatever it waits for. The seat is its own in any case.
   */
  ring(_seat?: number, room?: boolean): void {
    let heeding = DOORBELL_WAITS;
    if (room !== undefined) heeding = room ? DOORBELL_HEEDS_ROOM : DOORBELL_HEEDS_MESSAGES;
    if ((Atomics.load(this.#words, this.#waitingWord) & heeding) !== 0) this.#wake();
  }

  #wake(): void {
    const words = this.#words;
    const bell = this.#bell;
    Atomics.or(words, this.#readyWord, this.#readyBit);
    Atomics.or(words, this.#summaryWord, this.#summaryBit);
    Atomics.add(words, bell + DOORBELL_SEQUENCE_WORD, 1);
    const sleeper = Atomics.load(words, bell + DOORBELL_SLEEPING_WORD);
    if (sleeper !== DOORBELL_AWAKE) this.#rouse(sleeper);
  }

  #rouse(sleeper: number): void {
    const words = this.#words;
    const bell = this.#bell;
    const crossing = crossings?.get(words);
    if (crossing === undefined || (sleeper & DOORBELL_PROCESS_MASK) === crossing.process) {
      // Whoever is parked here: a worker that died in its park may still be listed before its successor.
      Atomics.notify(words, bell + DOORBELL_SEQUENCE_WORD);
      return;
    }
    crossing.wake(bell * 4);
    // Once a park is enough. Only after it: whoever is cut off in between leaves it to the next one.
    Atomics.compareExchange(words, bell + DOORBELL_SLEEPING_WORD, sleeper, DOORBELL_AWAKE);
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** The inside of a doorbell: used by the worker that sleeps there, and by nobody else. */
export class Doorbell {
  readonly #words: Int32Array;
  readonly #readyWords: number;
  readonly #summaryWords: number;
  readonly #waitingWord: number;
  /** What is told of a park in SLEEPING, and how far it is from one to the next. */
  #asleep: number;
  readonly #step: number;
  #seen: number;

  constructor(region: SharedArrayBuffer, at: number, seats: number) {
    this.#words = doorbellWords(region, at, seats);
    const crossing = crossings?.get(viewsOf(region).words);
    this.#asleep = crossing?.process ?? HOST_PROCESS;
    this.#step = crossing === undefined ? 0 : DOORBELL_PARKS_STEP;
    checkVersion("doorbell", this.#words[DOORBELL_VERSION_WORD] as number, DOORBELL_VERSION);
    this.#readyWords = doorbellReadyWords(seats);
    this.#summaryWords = doorbellSummaryWords(seats);
    this.#waitingWord = doorbellWaitingWord(seats);
    this.#seen = Atomics.load(this.#words, DOORBELL_SEQUENCE_WORD);
  }

  /**
   * Says that the actor of `seat` is about to wait. Its condition must be checked once more after this.
   *
   * @param heeds bits of WAITING: what may end the wait
   */
  arm(seat: number, heeds: number = DOORBELL_HEEDS_ALL): void {
    Atomics.store(this.#words, this.#waitingWord + seat, heeds);
  }

  /** Says that the actor of `seat` waits no more. */
  disarm(seat: number): void {
    Atomics.store(this.#words, this.#waitingWord + seat, 0);
  }

  /** Whether a ring came since the last {@link Doorbell.answer}. One load. */
  get rung(): boolean {
    return Atomics.load(this.#words, DOORBELL_SEQUENCE_WORD) !== this.#seen;
  }

  /** Calls `visit` with each seat that was rung, and clears its bit. */
  answer(visit: (seat: number) => void): void {
    this.#seen = Atomics.load(this.#words, DOORBELL_SEQUENCE_WORD);
    const summaryWords = this.#summaryWords;
    for (let i = 0; i < summaryWords; i++) {
      const word = DOORBELL_SUMMARY_WORD + i;
      if (Atomics.load(this.#words, word) === 0) continue;
      for (let bits = Atomics.exchange(this.#words, word, 0); bits !== 0; bits &= bits - 1) {
        this.#visitWords((i << 5) + lowestBit(bits), visit);
      }
    }
  }

  /** Visits the seats of the words that share a bit of SUMMARY. */
  #visitWords(first: number, visit: (seat: number) => void): void {
    const words = this.#words;
    for (let word = first; word < this.#readyWords; word += SUMMARY_BITS) {
      let bits = Atomics.exchange(words, DOORBELL_READY_WORD + word, 0);
      for (; bits !== 0; bits &= bits - 1) visit((word << 5) + lowestBit(bits));
    }
  }

  /**
   * Parks until the next ring or for `timeoutMs` at most. Resolves at once when a ring came since the last
   * {@link Doorbell.answer}. Timers and sockets of the worker go on meanwhile.
   */
  park(timeoutMs: number): Promise<unknown> | undefined {
    const words = this.#words;
    this.#asleep = (this.#asleep + this.#step) | 0;
    Atomics.store(words, DOORBELL_SLEEPING_WORD, this.#asleep);
    const parked = Atomics.waitAsync(words, DOORBELL_SEQUENCE_WORD, this.#seen, timeoutMs);
    return parked.async ? parked.value : undefined;
  }

  /**
   * Blocks the thread until the next ring, or for `timeoutMs` at most: as a park, but its timers and sockets wait, too. Not for a thread
   * that is rung by other processes: their rings come by its event loop.
   */
  block(timeoutMs: number): void {
    const words = this.#words;
    Atomics.store(words, DOORBELL_SLEEPING_WORD, this.#asleep);
    Atomics.wait(words, DOORBELL_SEQUENCE_WORD, this.#seen, timeoutMs);
    Atomics.store(words, DOORBELL_SLEEPING_WORD, DOORBELL_AWAKE);
  }

  /** Ends a park under way, from within the worker: it must look at its deadlines again. */
  rouse(): void {
    Atomics.add(this.#words, DOORBELL_SEQUENCE_WORD, 1);
    Atomics.notify(this.#words, DOORBELL_SEQUENCE_WORD, 1);
  }

  /** Says that the worker is awake: rings need no notify until the next {@link Doorbell.park}. */
  wake(): void {
    Atomics.store(this.#words, DOORBELL_SLEEPING_WORD, DOORBELL_AWAKE);
  }
}
