import process from "node:process";
import type { Due } from "./agenda.ts";
import { Choices } from "./choices.ts";
import { inThread } from "./context.ts";
import { Dice } from "./dice.ts";
import { type ThreadTime, VirtualThread } from "./virtual_thread.ts";

// The machine's own, whatever stands in its place while a simulation runs.
const { setImmediate } = globalThis;

const { nextTick } = process;

/** Lets whoever can go on without time do so: all microtasks run. The event loop does not. */
function allMicrotasks(): Promise<void> {
  return new Promise((resolve) => nextTick(resolve));
}

/** Has the event loop make its round: what was rejected and handled by nobody is told. That costs three times as much. */
function oneRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * So many steps take no time. More of them in one moment are a loop that would never let time go by, so each of them takes a little:
 * what ends such a loop in life, a stop's timeout for instance, ends it here, too.
 */
const FREE_STEPS = 10_000;
const STEP_MS = 0.1;

/** So many steps of the host are taken at most before the event loop makes its round. */
const STEPS_PER_ROUND = 1000;

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
export class Timeline implements ThreadTime {
  readonly #seed: number;
  readonly #threads: VirtualThread[] = [];
  #now: number;
  #clockAhead = 0;
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
  /**
   * Steps of the host since the event loop has made its round. It does so after each step of a worker, because of what actors leave to
   * it. The host's own code leaves it nothing, and most of a quiet day is the host's: those steps do without.
   */
  #unsettled = 0;
  /** What was decided so far. */
  readonly choices: Choices;
  /** The names of all threads that ever began, by number. */
  readonly #names: string[] = [];
  /** Who cannot go on, and why: `SOURCE, which is gone`. */
  readonly #whyNot = (number: number) => {
    if (this.#ofNumber(number) !== undefined) return undefined;
    const name = this.#names[number];
    if (name === undefined) return "a thread that has not begun";
    const isThere = this.#threads.some((thread) => thread.number === number);
    return `${name}, which ${isThere ? "has nothing to do" : "is gone"}`;
  };

  #mayGoOn: (thread: VirtualThread) => boolean;
  #onStepped: () => void;

  /** @param now milliseconds since the epoch at the beginning */
  constructor(
    seed: number,
    now: number,
    { mayGoOn, onStepped }: StepEvents,
    choices: Choices = new Choices(),
  ) {
    this.choices = choices;
    this.#seed = seed;
    this.#now = now;
    this.#mayGoOn = mayGoOn;
    this.#onStepped = onStepped;
  }

  /** A new process begins: the threads of the one before are gone, and nothing of them goes on. */
  anew({ mayGoOn, onStepped }: StepEvents): void {
    for (const thread of [...this.#threads]) this.end(thread);
    this.#mayGoOn = mayGoOn;
    this.#onStepped = onStepped;
  }

  /** The machine's clock is set, by so many milliseconds: see {@link VirtualThread.now}. */
  setClock(ms: number): void {
    this.#clockAhead += ms;
  }

  /** By how much the machine's clock is ahead of the time that has gone by. */
  get clockAhead(): number {
    return this.#clockAhead;
  }

  /** The time that has gone by, since the epoch if no clock was set. */
  get now(): number {
    return this.#now;
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Steps since time last jumped. */
  get stepsNow(): number {
    return this.#stepsNow;
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
    const [dice, chance] = [`${name} ${before}`, `${name} ${before} chance`].map((name) =>
      new Dice(this.#seed, name)
    ) as [Dice, Dice];
    const isHost = name === "";
    const thread = new VirtualThread(this, {
      dice,
      chance,
      number: this.#begun++,
      isHost,
      run: this.#run,
    });
    this.#threads.push(thread);
    this.#names.push(isHost ? "the host" : name);
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
    let thread = this.#drawn();
    if (thread === undefined) return false;
    const chosen = this.choices.step(thread.number, this.#whyNot);
    if (chosen !== thread.number) thread = this.#ofNumber(chosen) as VirtualThread;
    // What the host has left to the event loop comes before anything that a worker does.
    if (this.#unsettled > (thread.isHost ? STEPS_PER_ROUND : 0)) await this.#settle();
    thread.draw();
    this.#steps++;
    if (++this.#stepsNow > FREE_STEPS) this.#now += STEP_MS;
    this.#note(thread.number);
    this.#note(this.#now);
    this.#last = thread;
    if (!this.#mayGoOn(thread)) return true;
    // Steps of several simulations, in one test or several, never overlap.
    while (current !== undefined) await oneRound();
    current = thread;
    try {
      inThread(thread, thread.goOn);
      if (thread.isHost) {
        this.#unsettled++;
        await allMicrotasks();
      } else await oneRound();
    } finally {
      current = undefined;
      this.#onStepped();
    }
    return true;
  }

  /** Of the threads that have something to do now, that with the lowest number. */
  #drawn(): VirtualThread | undefined {
    let drawn: VirtualThread | undefined;
    for (const thread of this.#threads) {
      if (thread.next > this.#now) continue;
      if (drawn === undefined || thread.turn < drawn.turn) drawn = thread;
    }
    return drawn;
  }

  /** The event loop makes its round, for the host. */
  async #settle(): Promise<void> {
    while (current !== undefined) await oneRound();
    current = this.#last;
    await oneRound();
    current = undefined;
    this.#unsettled = 0;
  }

  /** The name of the thread whose step it is, or was last. */
  get lastName(): string {
    return this.#names[this.#last?.number ?? 0] ?? "the host";
  }

  /** The thread of that number, if it has something to do now. */
  #ofNumber(number: number): VirtualThread | undefined {
    return this.#threads.find((thread) => thread.number === number && thread.next <= this.#now);
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
