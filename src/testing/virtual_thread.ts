import { Agenda, type Due } from "./agenda.ts";
import { type Choices, latencyOf } from "./choices.ts";
import type { CodeThread } from "./context.ts";
import type { Dice } from "./dice.ts";
import type { Errand } from "./errands.ts";
import type { CallPlace } from "./place.ts";

/** The time in which a thread lives. */
export interface ThreadTime {
  /** The time that has gone by, since the epoch if no clock was set. */
  readonly now: number;
  /** By how much the machine's clock is ahead of that. */
  readonly clockAhead: number;
  /** What is decided. */
  readonly choices: Choices;
  /** What is due at that moment, to be put into an agenda. */
  due(at: number, call: () => void): Due;
}

/** What a thread is made of. */
export interface ThreadPlan {
  readonly dice: Dice;
  readonly chance: Dice;
  readonly number: number;
  readonly isHost: boolean;
  readonly run: { readonly isOver: boolean };
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
  readonly #timeline: ThreadTime;
  readonly #dice: Dice;
  /** For what its code asks: however often it does, what becomes of the thread stays. */
  readonly #chance: Dice;
  /** By how much its time is ahead of that of the timeline. */
  readonly #ahead: number;
  /** The number that it has drawn for its next step. */
  turn: number;
  readonly #agenda = new Agenda();
  #pausedUntil = -Infinity;
  /** Whether it is asleep, and somebody has woken it. */
  #isRung: () => boolean = () => false;
  #wakeUp: (() => void) | undefined;

  /** Whether it is that of the host, whose code leaves nothing to the event loop. */
  readonly isHost: boolean;
  readonly #run: { readonly isOver: boolean };

  constructor(timeline: ThreadTime, { dice, chance, number, isHost, run }: ThreadPlan) {
    this.isHost = isHost;
    this.#run = run;
    this.#timeline = timeline;
    this.#dice = dice;
    this.#chance = chance;
    this.#ahead = timeline.clockAhead;
    this.number = number;
    this.turn = dice.number();
  }

  get isOver(): boolean {
    return this.#run.isOver;
  }

  /** As in life, a thread keeps the time of its start and counts on from there, also if the machine's clock is set meanwhile. */
  now(): number {
    return this.#timeline.now + this.#ahead;
  }

  get clock(): number {
    return this.#timeline.now + this.#timeline.clockAhead;
  }

  get elapsed(): number {
    return this.#timeline.now;
  }

  after(ms: number, call: () => void): () => void {
    let isOver = false;
    const due = this.#timeline.due(this.#timeline.now + Math.max(0, ms), () => {
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
    this.#agenda.add(this.#timeline.due(this.#timeline.now, call));
  }

  random(): number {
    return this.#chance.number();
  }

  /** Draws for its next step. */
  draw(): void {
    this.turn = this.#dice.number();
  }

  /** Whether it lets others go on, where it does so with this probability. */
  breathes(probability: number): boolean {
    return this.#timeline.choices.breath(this.#dice.chance(probability));
  }

  /** How long a message of it takes, or one to it, where `mostMs` is the most. */
  latency(mostMs: number): number {
    if (mostMs === 0) return 0;
    return this.#timeline.choices.latency(latencyOf(this.#dice.number(), mostMs));
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
    this.#pausedUntil = this.#timeline.now + ms;
  }

  get isPaused(): boolean {
    return this.#pausedUntil > this.#timeline.now;
  }

  /** When it has something to do next. */
  get next(): number {
    if (this.isHung) return Infinity;
    const next = this.#wakeUp !== undefined && this.#isRung()
      ? this.#timeline.now
      : this.#agenda.next;
    return Math.max(next, this.#pausedUntil);
  }

  /** Does what is first to be done. Made once: it is called in each step. */
  readonly goOn = (): void => {
    if (this.#wakeUp !== undefined && this.#isRung()) return this.#wakeUp();
    this.#agenda.take()?.call();
  };
}
