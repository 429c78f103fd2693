import { Agenda, type Due } from "./agenda.ts";
import { type CodeThread, inThread } from "./context.ts";
import { Dice } from "./dice.ts";
import type { Errand } from "./errands.ts";
import type { CallPlace } from "./place.ts";

// The machine's own, whatever stands in its place while a simulation runs.
const { setImmediate } = globalThis;

/** Lets whoever can go on without time do so: all microtasks run. */
function allMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * So many steps take no time. More of them in one moment are a loop that would never let time go by, so each of them takes a little:
 * what ends such a loop in life, a stop's timeout for instance, ends it here, too.
 */
const FREE_STEPS = 10_000;
const STEP_MS = 0.1;

/** The thread whose step it is, in whichever simulation; `undefined` between steps. */
let current: VirtualThread | undefined;

/** What is told of each step. */
export interface StepEvents {
  /** A thread is about to take a step. Returns whether it does. */
  mayGoOn(thread: VirtualThread): boolean;
  /** The step is over. */
  onStepped(): void;
}

/**
 * Virtual time, and the threads that live in it, one step after the other: a step is what a thread does between two rounds of its event
 * loop. Where several threads have something to do the dice say which goes on, so any order that real threads could take can come.
 * Each thread has dice of its own, and draws for each of its steps a number; the lowest goes on. So what becomes different in one
 * thread, because of a fault that is left out for instance, leaves the order of the others nearly as it was.
 * Time stands still as long as anybody has something to do, and then jumps to the next moment at which somebody has.
 */
export class Timeline {
  readonly #seed: number;
  readonly #threads: VirtualThread[] = [];
  #now: number;
  #order = 0;
  /** How many threads of each name have begun. */
  readonly #named = new Map<string, number>();
  /** Threads that have begun. */
  #begun = 0;
  /** What threads that have begun since the last end have in common. */
  #run = { isOver: false };
  #steps = 0;
  /** Steps since time last jumped. */
  #stepsNow = 0;
  #hash = 0x811c9dc5;
  #last: VirtualThread | undefined;

  readonly #mayGoOn: (thread: VirtualThread) => boolean;
  readonly #onStepped: () => void;

  /** @param now milliseconds since the epoch at the beginning */
  constructor(
    seed: number,
    now: number,
    { mayGoOn, onStepped }: StepEvents,
  ) {
    this.#seed = seed;
    this.#now = now;
    this.#mayGoOn = mayGoOn;
    this.#onStepped = onStepped;
  }

  get now(): number {
    return this.#now;
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Of which thread went on in each step and when: runs that differ in anything have different ones, nearly always. */
  get hash(): number {
    return this.#hash >>> 0;
  }

  /** The thread whose step it is, or was last. */
  get last(): VirtualThread | undefined {
    return this.#last;
  }

  /** A new thread; the dice know it by its name, and by how many of that name there were before. */
  thread(name: string): VirtualThread {
    const before = this.#named.get(name) ?? 0;
    this.#named.set(name, before + 1);
    const dice = new Dice(this.#seed, `${name} ${before}`);
    const thread = new VirtualThread(this, dice, this.#begun++, this.#run);
    this.#threads.push(thread);
    return thread;
  }

  /** The thread is gone: nothing of it goes on. */
  end(thread: VirtualThread): void {
    thread.isGone = true;
    this.#threads.splice(this.#threads.indexOf(thread), 1);
  }

  /** No code is of a thread any more that has begun before. */
  endAll(): void {
    this.#run.isOver = true;
    this.#run = { isOver: false };
  }

  /** When the next thing is due; `Infinity` if nothing is. */
  get next(): number {
    let next = Infinity;
    for (const thread of this.#threads) next = Math.min(next, thread.next);
    return next;
  }

  /** What is due at that moment, to be put into an agenda. */
  due(at: number, call: () => void): Due {
    return { at: Math.max(at, this.#now), order: this.#order++, call };
  }

  /**
   * One step, if somebody has something to do now. Returns whether somebody had. Does not move time: see {@link Timeline.jump}.
   */
  async step(): Promise<boolean> {
    let thread: VirtualThread | undefined;
    for (const other of this.#threads) {
      if (other.next > this.#now) continue;
      if (thread === undefined || other.turn < thread.turn) thread = other;
    }
    if (thread === undefined) return false;
    thread.draw();
    this.#steps++;
    if (++this.#stepsNow > FREE_STEPS) this.#now += STEP_MS;
    this.#note(thread.number);
    this.#note(this.#now);
    this.#last = thread;
    if (!this.#mayGoOn(thread)) return true;
    // Steps of several simulations, in one test or several, never overlap.
    while (current !== undefined) await allMicrotasks();
    current = thread;
    try {
      inThread(thread, thread.goOn);
      await allMicrotasks();
    } finally {
      current = undefined;
      this.#onStepped();
    }
    return true;
  }

  /** Moves time on to the next moment at which something is due, `until` at most. */
  jump(until: number): void {
    this.#now = Math.max(this.#now, Math.min(this.next, until));
    this.#stepsNow = 0;
  }

  #note(number: number): void {
    this.#hash = Math.imul(this.#hash ^ (number % 2 ** 32), 0x01000193);
  }
}

/** A thread of a simulation: an event loop of its own, in virtual time. */
export class VirtualThread implements CodeThread {
  /** Its number, in the order in which threads began. */
  readonly number: number;
  isGone = false;
  /** It does not go on, and does not answer, until it is ended. */
  isHung = false;
  isClosing = false;
  onExit: () => void = () => {};
  onPosted: () => void = () => {};
  onRefused: ((what: string, place: CallPlace | undefined) => void) | undefined;
  readonly errands: Errand[] = [];
  lastErrand: Errand | undefined;
  modules: ReadonlySet<string> = new Set();
  ownTimers = 0;
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  /** The number that it has drawn for its next step. */
  turn: number;
  readonly #agenda = new Agenda();
  #pausedUntil = -Infinity;
  /** Whether it is asleep, and somebody has woken it. */
  #isRung: () => boolean = () => false;
  #wakeUp: (() => void) | undefined;

  readonly #run: { readonly isOver: boolean };

  constructor(
    timeline: Timeline,
    dice: Dice,
    number: number,
    run: { readonly isOver: boolean },
  ) {
    this.#run = run;
    this.#timeline = timeline;
    this.#dice = dice;
    this.number = number;
    this.turn = dice.number();
  }

  get isOver(): boolean {
    return this.#run.isOver;
  }

  now(): number {
    return this.#timeline.now;
  }

  after(ms: number, call: () => void): () => void {
    let isOver = false;
    const due = this.#timeline.due(this.now() + Math.max(0, ms), () => {
      isOver = true;
      call();
    });
    this.#agenda.add(due);
    return () => {
      if (isOver) return;
      isOver = true;
      this.#agenda.cancel(due);
    };
  }

  every(ms: number, call: () => void): () => void {
    let cancel = () => {};
    const begin = () => {
      cancel = this.after(Math.max(1, ms), () => {
        begin();
        call();
      });
    };
    begin();
    return () => cancel();
  }

  soon(call: () => void): void {
    this.#agenda.add(this.#timeline.due(this.now(), call));
  }

  random(): number {
    return this.#dice.number();
  }

  /** Draws for its next step. */
  draw(): void {
    this.turn = this.#dice.number();
  }

  /** Whether something happens that does so with this probability. */
  chance(probability: number): boolean {
    return this.#dice.chance(probability);
  }

  /** Sleeps until `isRung`, or for `ms`. */
  sleep(isRung: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.after(ms, () => wakeUp());
      const wakeUp = () => {
        cancel();
        this.#wakeUp = undefined;
        resolve();
      };
      this.#isRung = isRung;
      this.#wakeUp = wakeUp;
    });
  }

  /** Stands still for so long. */
  pause(ms: number): void {
    this.#pausedUntil = this.now() + ms;
  }

  get isPaused(): boolean {
    return this.#pausedUntil > this.now();
  }

  /** When it has something to do next. */
  get next(): number {
    if (this.isHung) return Infinity;
    const next = this.#wakeUp !== undefined && this.#isRung() ? this.now() : this.#agenda.next;
    return Math.max(next, this.#pausedUntil);
  }

  /** Does what is first to be done. Made once: it is called in each step. */
  readonly goOn = (): void => {
    if (this.#wakeUp !== undefined && this.#isRung()) return this.#wakeUp();
    this.#agenda.take()?.call();
  };
}
