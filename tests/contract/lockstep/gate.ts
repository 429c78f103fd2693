/**
 * Real threads in lockstep: of all, one goes on at a time, and before each operation by which threads talk to each other, it may have
 * to let another go on. A seed decides, so that the same seed is the same interleaving. How it decides is that of Burckhardt et al., "A
 * randomized scheduler with probabilistic guarantees of finding bugs" (2010): each thread has a priority, and the highest goes on; at
 * a few operations, drawn beforehand, whoever runs becomes the last of all. Some runs are walked at random instead.
 *
 * Atomics of this runtime are sequentially consistent, so there is no order of memory operations that an interleaving of operations is
 * not. Plain stores into typed arrays cannot be made to wait; where others read what was so stored, it is behind an atomic store, and
 * that is waited at. What is written by `DataView`, `set` and `encodeInto`, and between an actor's own statements, is waited at as well.
 *
 * @module
 */

/** The control words: see {@link Gate}. */
const TURN = 0;
const DICE = 1;
const STEPS = 2;
const FAILED = 3;
const HASH = 4;
/** The host is called at this step. */
const CALL_AT = 5;
/** One in so many operations lets a random thread go on; 0 for priorities. */
const WALK = 6;
const CHANGES = 8;
const MOST_CHANGES = 8;
const PRIORITY = 16;
const STANDING = 24;
const WORD = 32;
const OPERATIONS = 40;
const DIE_AT = 48;
const WORDS = 56;

/** How a thread stands. */
const READY = 0;
const ASLEEP = 1;
const IDLE = 2;
const OVER = 3;

const NOBODY = -1;
/** A run with more steps will not come to its end. */
const MOST_STEPS = 200_000;
/** The deaths of a thread are about so far apart, in operations of its own. */
const LIFE = 60;

const NAMES = [
  "load",
  "store",
  "exchange",
  "compareExchange",
  "add",
  "or",
  "notify",
  "waitAsync",
] as const;

type Operation = (words: Int32Array, index: number, ...rest: number[]) => unknown;
type Operations = Record<typeof NAMES[number], Operation>;

const genuine: Operations & { readonly wait: typeof Atomics.wait } = {
  ...Object.fromEntries(
    NAMES.map((name) => [name, (Atomics as unknown as Operations)[name]]),
  ) as Operations,
  wait: Atomics.wait,
};

/** Thrown where a thread is to die. */
export class Death extends Error {}

/** Thrown in every thread when none of them can go on, or they never come to an end. */
export class Standstill extends Error {}

/** How the threads of a run take turns. */
export interface Timetable {
  readonly seed: number;
  /** How many threads; the last is the host. */
  readonly threads: number;
  /** Whether threads die. */
  readonly deaths: boolean;
  /** The host is called after so many steps, if ever. */
  readonly callAt?: number;
}

/** The control words of a run. */
export function controlOf({ seed, threads, deaths, callAt = 2 ** 30 }: Timetable): Int32Array {
  const control = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  control[DICE] = Math.imul(seed + 1, 0x9e3779b1);
  for (let i = 0; i < 8; i++) below(control, 2);
  control[HASH] = 0x811c9dc5 | 0;
  control[CALL_AT] = callAt;
  control[WALK] = below(control, 3) === 0 ? 1 + below(control, 12) : 0;
  const order = Array.from({ length: threads }, (_, thread) => thread);
  for (let i = 0; i < threads; i++) {
    // Drawn without putting back: a priority of its own for each.
    const [thread] = order.splice(below(control, order.length), 1);
    control[PRIORITY + (thread as number)] = MOST_CHANGES + i;
  }
  for (let i = 0, most = below(control, MOST_CHANGES); i < MOST_CHANGES; i++) {
    control[CHANGES + i] = i < most ? below(control, 700) : -1;
  }
  for (let i = 0; i < 8; i++) {
    control[STANDING + i] = i < threads ? READY : OVER;
    control[DIE_AT + i] = deaths && i < threads - 1 ? below(control, LIFE) : -1;
  }
  control[TURN] = firstOf(control);
  return control;
}

/** What a run was like: the same for the same seed. */
export function hashOf(control: Int32Array): { readonly hash: number; readonly steps: number } {
  return { hash: (control[HASH] as number) >>> 0, steps: control[STEPS] as number };
}

/** A whole number below `n` (xorshift, Marsaglia). */
function below(control: Int32Array, n: number): number {
  let x = control[DICE] as number || 1;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  control[DICE] = x;
  return (x >>> 0) % n;
}

function firstOf(control: Int32Array): number {
  let first = NOBODY;
  for (let i = 0; i < 8; i++) {
    if (control[STANDING + i] !== READY) continue;
    if (first === NOBODY || control[PRIORITY + i]! > control[PRIORITY + first]!) first = i;
  }
  return first;
}

/** One thread's way through the gate. Only who has the turn touches the control words, so they need no care. */
export class Gate {
  readonly #control: Int32Array;
  readonly #me: number;
  readonly #host: number;
  readonly #region: SharedArrayBuffer;
  #isDead = false;

  constructor(control: Int32Array, region: SharedArrayBuffer, me: number, threads: number) {
    this.#control = control;
    this.#region = region;
    this.#me = me;
    this.#host = threads - 1;
  }

  /** Runs `run` in turn with the others. */
  pass(run: () => void): void {
    this.#await();
    const cover = this.#cover();
    try {
      run();
    } finally {
      cover();
      this.#leave(OVER);
    }
  }

  /** An operation: others may come first, and it may be the last. */
  point(): void {
    if (this.#isDead) throw new Death("The thread is dead");
    const control = this.#control;
    const me = this.#me;
    this.#count();
    if (control[OPERATIONS + me]!++ === control[DIE_AT + me]) {
      control[DIE_AT + me] = control[OPERATIONS + me]! + below(control, LIFE);
      this.#isDead = true;
      throw new Death("The thread dies here");
    }
    for (let i = 0; i < MOST_CHANGES; i++) {
      if (control[CHANGES + i] === control[STEPS]) control[PRIORITY + me] = MOST_CHANGES - 1 - i;
    }
    if (control[STEPS] === control[CALL_AT]) this.call();
    this.#goOn(this.#next());
  }

  /** Whether its thread has died: whatever was thrown since was thrown for that reason. */
  get isDead(): boolean {
    return this.#isDead;
  }

  /** Another life begins. */
  revive(): void {
    this.#isDead = false;
  }

  #count(): void {
    const control = this.#control;
    control[HASH] = Math.imul((control[HASH] as number) ^ (this.#me + 1), 0x01000193);
    if (++control[STEPS]! > MOST_STEPS) this.#fail();
  }

  #next(): number {
    const control = this.#control;
    const walk = control[WALK] as number;
    if (walk === 0) return firstOf(control);
    if (below(control, walk) > 0 && control[STANDING + this.#me] === READY) return this.#me;
    const ready: number[] = [];
    for (let i = 0; i <= this.#host; i++) if (control[STANDING + i] === READY) ready.push(i);
    return ready.length === 0 ? NOBODY : ready[below(control, ready.length)] as number;
  }

  #goOn(next: number): void {
    if (next === this.#me) return;
    this.#hand(next);
    this.#await();
  }

  #hand(next: number): void {
    genuine.store(this.#control, TURN, next);
    genuine.notify(this.#control, TURN);
  }

  #await(): void {
    const control = this.#control;
    for (;;) {
      const turn = genuine.load(control, TURN) as number;
      if (control[FAILED] !== 0) throw new Standstill("Nobody can go on");
      if (turn === this.#me) return;
      genuine.wait(control, TURN, turn);
    }
  }

  #fail(): never {
    this.#control[FAILED] = 1;
    this.#hand(NOBODY);
    throw new Standstill("Nobody can go on");
  }

  /** Goes on no more until it is made ready. */
  #leave(standing: number): void {
    const control = this.#control;
    if (control[FAILED] !== 0) return;
    control[STANDING + this.#me] = standing;
    const next = this.#next();
    if (next !== NOBODY) this.#hand(next);
    else if (this.#isOver) return;
    else this.#fail();
    if (standing !== OVER) this.#await();
  }

  get #isOver(): boolean {
    for (let i = 0; i <= this.#host; i++) if (this.#control[STANDING + i] !== OVER) return false;
    return true;
  }

  /** Waits until it is called. */
  idle(): void {
    this.#count();
    this.#leave(IDLE);
  }

  /** Has a thread go on that is idle; the host, if none is named. */
  call(thread: number = this.#host): void {
    if (this.#control[STANDING + thread] === IDLE) this.#control[STANDING + thread] = READY;
  }

  /** Whether it is time for what the host is called for. */
  get isCalled(): boolean {
    return this.#control[STEPS]! >= this.#control[CALL_AT]!;
  }

  /** A whole number below `n`. */
  below(n: number): number {
    return below(this.#control, n);
  }

  /** Has every operation on the region wait its turn. The result ends that. */
  #cover(): () => void {
    const atomics = Atomics as unknown as Operations;
    const isShared = (array: ArrayBufferView) => array.buffer === this.#region;
    for (const name of NAMES) {
      const operation = genuine[name];
      atomics[name] = (words, index, ...rest) => {
        if (isShared(words)) this.point();
        return operation.call(Atomics, words, index, ...rest);
      };
    }
    const { notify, waitAsync } = atomics;
    atomics.notify = (words, index, count = Infinity) =>
      isShared(words) ? this.#notify(words, index, count) : notify(words, index, count);
    atomics.waitAsync = (words, index, ...rest) =>
      isShared(words)
        ? this.#sleep(words, index, rest[0] as number)
        : waitAsync(words, index, ...rest);
    const uncover = this.#coverStores(isShared);
    return () => {
      uncover();
      for (const name of NAMES) atomics[name] = genuine[name];
    };
  }

  #coverStores(isShared: (array: ArrayBufferView) => boolean): () => void {
    const { encodeInto } = TextEncoder.prototype;
    const { set } = Uint8Array.prototype;
    const point = () => this.point();
    TextEncoder.prototype.encodeInto = function (text, into) {
      if (isShared(into)) point();
      return encodeInto.call(this, text, into);
    };
    Object.getPrototypeOf(Uint8Array.prototype).set = function (
      this: Uint8Array,
      ...args: Parameters<typeof set>
    ) {
      if (isShared(this)) point();
      return set.apply(this, args);
    };
    return () => {
      TextEncoder.prototype.encodeInto = encodeInto;
      Object.getPrototypeOf(Uint8Array.prototype).set = set;
    };
  }

  #notify(words: Int32Array, index: number, count: number): number {
    this.point();
    const control = this.#control;
    const word = words.byteOffset / 4 + index;
    let woken = 0;
    for (let i = 0; i <= this.#host && woken < count; i++) {
      if (control[STANDING + i] !== ASLEEP || control[WORD + i] !== word) continue;
      control[STANDING + i] = READY;
      woken++;
    }
    return woken;
  }

  /** Sleeps without a timeout, so that a wake-up which is lost is seen: nobody can go on. */
  #sleep(words: Int32Array, index: number, value: number): ReturnType<typeof Atomics.waitAsync> {
    this.point();
    if (words[index] !== value) return { async: false, value: "not-equal" };
    this.#control[WORD + this.#me] = words.byteOffset / 4 + index;
    this.#leave(ASLEEP);
    return { async: false, value: "timed-out" };
  }
}
