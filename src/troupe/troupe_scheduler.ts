import { Lookout } from "../actor/lookout.ts";
import type { Scheduler, Waiter } from "../actor/scheduler.ts";
import type { World } from "../world.ts";
import type { Doorbell } from "../memory/doorbell.ts";
import {
  DOORBELL_HEEDS_MESSAGES,
  DOORBELL_HEEDS_ROOM,
  DOORBELL_WAITS,
} from "../memory/doorbell_layout.ts";
import { Breath } from "./breath.ts";
import { Deadlines } from "./deadlines.ts";
import { MAX_NAP_MS, MIN_NAP_MS, Naps } from "./naps.ts";
import { RunQueue } from "./run_queue.ts";

/**
 * No park is without a bound: a wake-up that nobody sent still comes after this long, and after twice as long each time that the one
 * before found nothing, up to the most. Each costs a thread that is idle half a millisecond, as none of its code is in a cache by then.
 */
const FIRST_PARK_MS = 10_000;
const MOST_PARK_MS = 160_000;

/** From how long on a turn may have waited outside, in milliseconds; most take far less. */
const LONG_MS = 4;

/** Times in a row that a worker about to sleep is rung awake, before its event loop gets a turn. */
const MAX_ROUNDS = 16;

/** A thread with more actors than this does not nap: to ask all of them whether it may takes too long. */
const MOST_NAPPERS = 16;

/** Says when a busy thread lets its event loop run. */
export type Breather = Pick<Breath, "take" | "rested" | "idled">;

/** How a scheduler goes about its work, where that is not the standard. */
export interface Manners {
  readonly breath?: Breather;
  readonly maySpin?: boolean;
  /** Whether the thread may sleep without its event loop. */
  readonly mayNap?: boolean;
}

/**
 * Runs the actors of one worker, be it a troupe or a solo actor. Actors run as microtasks; those that wait are parked
 * here, and the worker itself parks on its doorbell when nobody has anything to do.
 *
 * A look at the clock costs as much as a small turn, so one is taken for each sleep and each wake-up, and used for all that
 * is asked in between. It is never later than a look at a condition: a moment that passes in between is due, not missed.
 *
 * Who comes to rest lets the next one go on, in the same step: a microtask for each would be a tenth of a small turn. An actor that
 * does not come to rest, because it awaits something in the middle of its turn, keeps the others waiting for a round of the event loop
 * at most.
 */
export class TroupeScheduler implements Scheduler {
  readonly maySpin: boolean;
  readonly lookout: Lookout;
  readonly #doorbell: Doorbell;
  readonly #world: World;
  readonly #breath: Breather;
  readonly #isSolo: boolean;
  readonly #naps: Naps | undefined;
  readonly #deadlines: Deadlines;
  readonly #parked: (Waiter | undefined)[];
  /** 1 where a seat is armed for good: only the host rings it, and a ring too many is harmless. */
  readonly #armed: Uint8Array;
  #parkedCount = 0;
  /** When the park under way ends by itself; `undefined` while the worker is awake. */
  #asleepUntil: number | undefined;
  /** From when on a wake-up is one that nobody sent. */
  #lostFrom = Infinity;
  /** How long a park may last. */
  #parkMs = FIRST_PARK_MS;
  /** The last look at the clock. */
  #now: number;
  #aboutToSleep = false;
  readonly #runnable = new RunQueue();
  /** Who went on last and has not come to rest since, as far as is known: it lets the next one go on. */
  #atWork: Waiter | undefined;
  /** Whether one of those that can go on is about to, without anybody's coming to rest. */
  #isAboutToRun = false;
  /** Whether the event loop is to run, if only for those that can go on. */
  #isToRelieve = false;
  readonly #run = (): void => this.#runOne();
  readonly #relieve = (): void => {
    this.#isToRelieve = false;
    this.#relieved();
  };
  // Made once: a function for each sleep and each wake-up would be most of what a wait leaves to the garbage collector.
  readonly #visit = (seat: number): void => this.#look(seat);
  readonly #wake = (): void => this.#wakeUp();
  readonly #goOn = (): void => this.#sleep();
  readonly #rest = (): void => {
    this.#rested();
    this.#sleep();
  };

  constructor(
    doorbell: Doorbell,
    seats: number,
    world: World,
    { breath = new Breath(world), maySpin = seats === 1, mayNap = false }: Manners = {},
  ) {
    this.#doorbell = doorbell;
    this.#world = world;
    this.#now = world.now();
    this.#breath = breath;
    this.#naps = mayNap && seats <= MOST_NAPPERS ? new Naps() : undefined;
    this.#deadlines = new Deadlines(seats);
    this.#parked = new Array(seats).fill(undefined);
    this.#armed = new Uint8Array(seats);
    this.maySpin = maySpin;
    this.#isSolo = seats === 1;
    this.lookout = new Lookout(world, () => this.#now, seats === 1);
  }

  breathe(): Promise<void> | undefined {
    if (this.#parkedCount > 0 && this.#doorbell.rung) this.answer();
    // It does not come to rest, and they may be what it sends to.
    if (this.#runnable.size > 0) this.#runSoon();
    return this.#breath.take();
  }

  park(seat: number, waiter: Waiter, now: number): void {
    if (now - this.#now > LONG_MS) this.lookout.tookLong();
    const looked = this.#now;
    this.#now = now;
    const handsOn = waiter === this.#atWork;
    if (handsOn) this.#atWork = undefined;
    this.#parked[seat] = waiter;
    this.#parkedCount++;
    if (this.#armed[seat] === 1) {
      // It looked while it was armed, and nobody else has run since.
      waiter.rest(now, looked);
      this.#expect(seat, waiter.dueAt(looked));
    } else {
      this.#look(seat);
      if (this.#parked[seat] === undefined) return;
    }
    this.#sleepSoon();
    if (handsOn && this.#runnable.size > 0 && !this.#isAboutToRun) this.#runOne();
  }

  ring(seat: number, room: boolean | undefined): void {
    const parked = this.#parked[seat];
    if (parked === undefined) return;
    if (room === undefined || parked.heeds(room)) this.#look(seat);
  }

  nudge(seat: number): void {
    // It comes from the event loop, which may have gone on for long since anybody looked at the clock: the wait has lasted up to now.
    this.#now = this.#world.now();
    this.#look(seat);
  }

  /** Ends the wait of `seat`, or makes sure that it will be rung when something changes. */
  #look(seat: number): void {
    const parked = this.#parked[seat];
    if (parked === undefined) return;
    const verdict = this.#armed[seat] === 1 ? parked.look() : this.#lookArmed(seat, parked);
    if (verdict === undefined) {
      const now = this.#now;
      parked.rest(now, now);
      return this.#expect(seat, parked.dueAt(now));
    }
    this.#rise(seat);
    this.#runnable.push(parked, verdict);
    this.#expectRun();
  }

  /** Asks a waiter who may be rung by other threads: armed before it looks, see the doorbell's layout. */
  #lookArmed(seat: number, parked: Waiter): boolean | undefined {
    if (parked.isLocal) {
      this.#armed[seat] = 1;
      this.#doorbell.arm(seat);
      return parked.look();
    }
    const lacked = lackedBy(parked);
    this.#doorbell.arm(seat, lacked);
    const verdict = parked.look();
    if (verdict !== undefined || (lackedBy(parked) & ~lacked) === 0) return verdict;
    this.#doorbell.arm(seat);
    return parked.look();
  }

  /** Somebody can go on: now, or once the one that is at work has come to rest. */
  #expectRun(): void {
    if (this.#atWork === undefined) return this.#runSoon();
    // The event loop runs in any case before the thread sleeps.
    if (this.#aboutToSleep || this.#isToRelieve) return;
    this.#isToRelieve = true;
    this.#world.soon(this.#relieve);
  }

  #runSoon(): void {
    if (this.#isAboutToRun) return;
    this.#isAboutToRun = true;
    queueMicrotask(this.#run);
  }

  /** Whoever was at work has not come to rest, and may not do so for long: others need not wait for it. */
  #relieved(): void {
    this.#atWork = undefined;
    if (this.#runnable.size > 0) this.#runSoon();
  }

  /** Lets one of those go on whose wait is over. */
  #runOne(): void {
    // Actors of one thread that wake each other in turn would never let its event loop run.
    const breath = this.#breath.take();
    if (breath === undefined) return this.#runNext();
    this.#isAboutToRun = true;
    breath.then(() => {
      this.#now = this.#world.now();
      this.#runNext();
    });
  }

  #runNext(): void {
    this.#isAboutToRun = false;
    const waiter = this.#runnable.take(this.#now);
    this.#atWork = waiter;
    if (this.#runnable.size > 0) this.#expectRun();
    try {
      waiter.settle(this.#runnable.verdict, this.#now);
    } catch (error) {
      // What an actor's own condition throws is no concern of whoever lets it go on, and must not hold up the others.
      queueMicrotask(() => {
        throw error;
      });
      this.#relieved();
    }
  }

  #expect(seat: number, due: number): void {
    this.#deadlines.set(seat, due);
    if (this.#asleepUntil !== undefined && due < this.#asleepUntil) this.#doorbell.rouse();
  }

  leave(seat: number): void {
    this.#relieved();
    this.#rise(seat);
  }

  /** The actor of `seat` waits no more. */
  #rise(seat: number): void {
    if (this.#parked[seat] === undefined) return;
    if (this.#armed[seat] === 0) this.#doorbell.disarm(seat);
    this.#deadlines.set(seat, Infinity);
    this.#parked[seat] = undefined;
    this.#parkedCount--;
  }

  answer(): void {
    this.#doorbell.answer(this.#visit);
  }

  #expire(): void {
    for (;;) {
      const seat = this.#deadlines.pop(this.#now);
      if (seat === undefined) return;
      this.#look(seat);
    }
  }

  #sleepSoon(): void {
    if (this.#asleepUntil !== undefined || this.#aboutToSleep) return;
    this.#aboutToSleep = true;
    if (this.#isSolo) {
      this.#sleep();
    } else {
      // Others may still be running as microtasks: sleep once they have all come to rest.
      this.#world.soon(this.#rest);
    }
  }

  #sleep(): void {
    this.#relieved();
    let hasNapped = false;
    let napsUntil = this.#now + MAX_NAP_MS;
    for (let round = 0;; round++) {
      this.answer();
      this.#expire();
      if (this.#parkedCount === 0) break;
      // Rings that come without end must not keep timers and sockets waiting.
      if (round === MAX_ROUNDS) return this.#world.soon(this.#goOn);
      const until = Math.min(this.#deadlines.next, this.#now + this.#parkMs);
      if (napsUntil - this.#now >= MIN_NAP_MS && this.#nap(until)) {
        hasNapped = true;
        // What rang may be only a part of what is waited for: then the rest of it is near.
        if (!this.#doorbell.rung) napsUntil = this.#now;
        continue;
      }
      // Somebody is about to go on: the thread looks again once they have all come to rest.
      if (hasNapped && this.#runnable.size > 0) return this.#world.soon(this.#rest);
      const parked = until > this.#now ? this.#doorbell.park(until - this.#now) : undefined;
      if (parked === undefined) {
        this.#doorbell.wake();
        this.#now = this.#world.now();
        continue;
      }
      this.#asleepUntil = until;
      this.#lostFrom = this.#now + this.#parkMs;
      parked.then(this.#wake);
      break;
    }
    this.#aboutToSleep = false;
  }

  /** Sleeps with the whole thread for a moment, if that is likely to be enough. Returns whether it has: then all is to be looked at again. */
  #nap(until: number): boolean {
    const naps = this.#naps;
    if (naps === undefined || this.#runnable.size > 0 || !this.#allMayNap()) return false;
    const ms = Math.min(naps.next(), until - this.#now);
    if (ms <= 0) return false;
    this.#doorbell.block(ms);
    this.#now = this.#world.now();
    naps.over(this.#doorbell.rung || this.#now >= until);
    this.#breath.idled();
    // All have come to rest, so whoever goes on begins a turn that is to be watched for itself.
    this.lookout.look(this.#now);
    return true;
  }

  /** Whether all wait, and for nothing that comes by the event loop. */
  #allMayNap(): boolean {
    const parked = this.#parked;
    if (this.#parkedCount < parked.length) return false;
    for (let seat = 0; seat < parked.length; seat++) {
      if (!(parked[seat] as Waiter).mayNap()) return false;
    }
    return true;
  }

  #wakeUp(): void {
    this.#relieved();
    this.#asleepUntil = undefined;
    this.#doorbell.wake();
    this.#rested();
    this.answer();
    this.#expire();
    if (this.#now >= this.#lostFrom) this.#findLost();
    else this.#parkMs = FIRST_PARK_MS;
    if (this.#parkedCount > 0) this.#sleepSoon();
  }

  /** Nobody rang for long. A ring that was lost would show here; nothing else is known to need it. */
  #findLost(): void {
    this.#parked.forEach((_, seat) => this.#look(seat));
    const isInVain = this.#runnable.size === 0;
    this.#parkMs = isInVain ? Math.min(2 * this.#parkMs, MOST_PARK_MS) : FIRST_PARK_MS;
  }

  /** The thread comes back from its event loop. */
  #rested(): void {
    this.#now = this.#world.now();
    this.#breath.rested(this.#now);
    this.lookout.look(this.#now);
  }
}

/** What is missing, as things stand: bits of WAITING. Whenever a peer in its own thread changes that, the waiter is asked, and armed anew. */
function lackedBy(waiter: Waiter): number {
  return DOORBELL_WAITS | (waiter.lacks(false) ? DOORBELL_HEEDS_MESSAGES : 0) |
    (waiter.lacks(true) ? DOORBELL_HEEDS_ROOM : 0);
}
