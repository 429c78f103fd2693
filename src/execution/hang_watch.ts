/**
 * Says which actor makes no progress, from what the actors' probes show and from whether their threads answer.
 *
 * An actor is in its turn from the end of one wait to the start of the next. A plain `await` of anything but `actor.wait`,
 * `actor.send` and `actor.take`, a wait outside, is part of the turn; a wait for a promise with
 * `actor.wait(actor.settled(promise))` never is. Progress is a turn that is committed, and a wait that begins or ends.
 *
 * An actor in its turn may wait outside, with its thread free, or it may hold the thread. Whoever waited outside when its thread
 * was last seen may hold it by now, so the thread is asked for a sign of life:
 *
 * - The thread answers: each actor in its turn is judged by its own progress and its own deadline.
 * - It does not: nobody in it can make progress, and only one is to blame. That is the actor in its turn that moved last: the others
 *   must have been at rest for it to get the thread. The thread's deadline is the longest of all its actors in their turns, since each
 *   of them may be the one that needs so long. If none is in its turn, a callback (a timer, a socket) holds the thread, and all its actors
 *   stand for it.
 *
 * Time in which the host itself stood still is nobody's fault, and does not count (`host_time.ts`).
 *
 * @module
 */
import type { Clock } from "../world.ts";
import { calmPeriodOf, lostOf, periodOf, usedAfter } from "../host_time.ts";

/** An actor under watch. */
export interface WatchedActor {
  /** The number of its worker. */
  readonly worker: number;
  /** How long it may be in its turn without progress, in milliseconds; `Infinity` for ever. */
  readonly hangTimeoutMs: number;
  /** What it tells about itself; a `ProbeReader` does. */
  readonly probe: {
    readonly inTurn: boolean;
    /** Changes with every progress. */
    readonly progress: number;
  };
}

/**
 * What has to be restarted: the worker with all its actors, or the actor alone, in its worker, because its thread is free.
 */
export type HangScope = "thread" | "member";

/** What the watch asks of its owner, and tells it. Actors and workers are named by their number. */
export interface HangEvents {
  /** The number of the generation that runs right now; `undefined` before the first, between two, and after the last. */
  generation(actor: number): number | undefined;
  /** Ask the worker's thread to answer, by a message to its event loop; {@link HangWatch.answered} is for its answer. */
  ask(worker: number): void;
  /** Half of the deadline has passed. Told once. */
  onSuspected(actor: number, sinceMs: number, scope: HangScope): void;
  /** The deadline has passed. Told once, until there is progress again. */
  onHung(actor: number, sinceMs: number, scope: HangScope): void;
}

/**
 * The deadline of an actor that names none. A false alarm costs more than a late one: work that takes so long every time would
 * be killed every time. So it is longer than the half minute after which most clients of services give up by themselves, and the
 * suspicion, at half of it, comes when they do.
 */
export const DEFAULT_HANG_TIMEOUT_MS = 60_000;

/** A thread answers if its last sign of life is no older than this many checks. */
const FRESH_PERIODS = 4;
/** Before it comes to a suspicion, the thread must have had the time to answer. */
const ASK_AT = 1 / 4;
const SUSPECT_AT = 1 / 2;

const CALM = 0;
const SUSPECTED = 1;
const HUNG = 2;

/** Of an actor that does not run: its generation. */
const NONE = -1;

interface Thread {
  /** Its actors, by number. */
  readonly members: readonly number[];
  /** The shortest deadline of its members. */
  readonly hangTimeoutMs: number;
  /** When it last answered, or a member of it moved. */
  alive: number;
  /** When it was asked; `undefined` if it owes no answer. */
  asked: number | undefined;
  told: number;
}

/** The hang watch of one graph. What it knows of each actor stands in arrays, by number: there may be ten thousand. */
export class HangWatch {
  /** How often {@link HangWatch.check} wants to be called, in milliseconds; `Infinity` if no actor has a deadline. */
  readonly periodMs: number;
  /** How often it is enough while the graph is calm: whoever begins a turn then is seen so much later. */
  readonly calmPeriodMs: number;
  readonly #watched: readonly WatchedActor[];
  readonly #generations: Float64Array;
  readonly #inTurn: Uint8Array;
  readonly #progress: Float64Array;
  /** When the last progress of each was seen. */
  readonly #moved: Float64Array;
  readonly #told: Uint8Array;
  readonly #threads: (Thread | undefined)[] = [];
  readonly #events: HangEvents;
  readonly #clock: Clock;
  #checked: number;
  #isCalm = false;

  /** `actors` by number; those whose worker has no deadline at all are not looked at. */
  constructor(actors: readonly WatchedActor[], events: HangEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
    const now = this.#checked = clock.now();
    const { length } = actors;
    this.#watched = actors;
    this.#generations = new Float64Array(length).fill(NONE);
    this.#inTurn = new Uint8Array(length);
    this.#progress = Float64Array.from(actors, ({ probe }) => probe.progress);
    this.#moved = new Float64Array(length).fill(now);
    this.#told = new Uint8Array(length).fill(CALM);
    const crews = Map.groupBy(actors.keys(), (actor) => this.#of(actor).worker);
    for (const [worker, members] of crews) {
      const hangTimeoutMs = members.reduce(
        (least, member) => Math.min(least, this.#of(member).hangTimeoutMs),
        Infinity,
      );
      if (hangTimeoutMs === Infinity) continue;
      this.#threads[worker] = {
        members,
        hangTimeoutMs,
        alive: now,
        asked: undefined,
        told: CALM,
      };
    }
    const shortest = actors.reduce(
      (least, actor) => Math.min(least, actor.hangTimeoutMs),
      Infinity,
    );
    this.periodMs = shortest === Infinity ? Infinity : periodOf(shortest);
    this.calmPeriodMs = calmPeriodOf(shortest);
  }

  #of(actor: number): WatchedActor {
    return this.#watched[actor] as WatchedActor;
  }

  #movedAt(actor: number): number {
    return this.#moved[actor] as number;
  }

  #runs(actor: number): boolean {
    return this.#generations[actor] !== NONE;
  }

  #isInTurn(actor: number): boolean {
    return this.#runs(actor) && this.#inTurn[actor] === 1;
  }

  /** The worker's thread has answered. */
  answered(worker: number): void {
    const thread = this.#threads[worker];
    if (thread === undefined) return;
    thread.asked = undefined;
    this.#live(thread, this.#clock.now());
  }

  /**
   * Looks at every actor. To be called every {@link HangWatch.periodMs}; or every {@link HangWatch.calmPeriodMs}, as long as it
   * finds the graph calm. If a call comes much later than it was due, the host did not run: nobody is judged by that time, and each
   * actor gets as much time as was lost, up to its whole deadline.
   *
   * @param dueMs how long after the one before this call was due
   * @returns whether the graph is calm: no actor is in its turn, none has moved since the call before, and no thread owes an answer
   */
  check(dueMs = this.periodMs): boolean {
    const now = this.#clock.now();
    const elapsedMs = now - this.#checked;
    const lostMs = lostOf(elapsedMs, dueMs, this.periodMs);
    this.#checked = now;
    this.#isCalm = true;
    for (let worker = 0; worker < this.#threads.length; worker++) {
      const thread = this.#threads[worker];
      if (thread === undefined) continue;
      const anyRunning = this.#look(thread, now);
      if (!anyRunning) {
        this.#startAnew(thread, now);
        continue;
      }
      if (lostMs > 0) this.#giveBack(thread, now, elapsedMs, lostMs);
      this.#judge(worker, thread, now);
      if (thread.asked !== undefined) this.#isCalm = false;
    }
    return this.#isCalm;
  }

  /** Takes in what the probes show. Returns whether any actor of the thread runs. */
  #look(thread: Thread, now: number): boolean {
    let anyRunning = false;
    for (const actor of thread.members) {
      const generation = this.#events.generation(actor) ?? NONE;
      // Only a thread that lives runs a new generation. If it is a new one, it owes no answer to what its predecessor was asked.
      if (generation !== NONE && generation !== this.#generations[actor]) {
        thread.asked = undefined;
        this.#noteMoved(actor, thread, now);
      }
      this.#generations[actor] = generation;
      if (generation === NONE) continue;
      anyRunning = true;
      const { inTurn, progress } = this.#of(actor).probe;
      this.#inTurn[actor] = inTurn ? 1 : 0;
      if (inTurn) this.#isCalm = false;
      if (progress !== this.#progress[actor]) {
        this.#progress[actor] = progress;
        this.#noteMoved(actor, thread, now);
      }
    }
    return anyRunning;
  }

  #noteMoved(actor: number, thread: Thread, now: number): void {
    this.#isCalm = false;
    this.#moved[actor] = now;
    this.#told[actor] = CALM;
    this.#live(thread, now);
  }

  #live(thread: Thread, now: number): void {
    thread.alive = now;
    thread.told = CALM;
  }

  #startAnew(thread: Thread, now: number): void {
    thread.asked = undefined;
    for (const actor of thread.members) {
      this.#moved[actor] = now;
      this.#told[actor] = CALM;
    }
    this.#live(thread, now);
  }

  /** Gives back the time for which the host stood still. A question to a thread stays open: it gets time to answer. */
  #giveBack(thread: Thread, now: number, elapsedMs: number, lostMs: number): void {
    const before = now - elapsedMs;
    const after = (since: number, deadlineMs: number) =>
      since > before
        ? since
        : now - Math.max(0, usedAfter(before - since, elapsedMs, lostMs, deadlineMs));
    for (const actor of thread.members) {
      const { hangTimeoutMs } = this.#of(actor);
      const moved = this.#moved[actor] = after(this.#movedAt(actor), hangTimeoutMs);
      if (this.#told[actor] === SUSPECTED && now - moved < hangTimeoutMs * SUSPECT_AT) {
        this.#told[actor] = CALM;
      }
    }
    const { deadlineMs } = this.#candidatesIn(thread);
    thread.alive = after(thread.alive, deadlineMs);
    if (thread.asked !== undefined) thread.asked = after(thread.asked, deadlineMs);
    if (thread.told === SUSPECTED && now - thread.alive < deadlineMs * SUSPECT_AT) {
      thread.told = CALM;
    }
  }

  #judge(worker: number, thread: Thread, now: number): void {
    const silentMs = now - thread.alive;
    const answers = silentMs <= FRESH_PERIODS * this.periodMs;
    let stalled = silentMs >= thread.hangTimeoutMs * ASK_AT;
    for (const actor of thread.members) {
      if (!this.#isInTurn(actor)) continue;
      const sinceMs = now - this.#movedAt(actor);
      const { hangTimeoutMs } = this.#of(actor);
      if (sinceMs < hangTimeoutMs * ASK_AT) continue;
      stalled = true;
      if (answers) {
        const told = this.#told[actor] as number;
        this.#told[actor] = this.#tell(actor, told, sinceMs, hangTimeoutMs);
      }
    }
    if (!answers && thread.asked !== undefined) this.#judgeSilent(thread, now, thread.asked);
    if (stalled && thread.asked === undefined && silentMs >= this.periodMs) {
      thread.asked = now;
      this.#events.ask(worker);
    }
  }

  #judgeSilent(thread: Thread, now: number, asked: number): void {
    const { candidates, anyInTurn, deadlineMs } = this.#candidatesIn(thread);
    const blamed = candidates.reduce((last, actor) =>
      this.#movedAt(actor) > this.#movedAt(last) ? actor : last
    );
    if (this.#told[blamed] === HUNG) return;
    // A thread in which nobody was in a turn had nothing to tell until it was asked.
    const since = anyInTurn ? thread.alive : Math.max(thread.alive, asked);
    thread.told = this.#tell(blamed, thread.told, now - since, deadlineMs, "thread");
  }

  #tell(
    actor: number,
    told: number,
    sinceMs: number,
    hangTimeoutMs: number,
    scope: HangScope = "member",
  ): number {
    if (told < HUNG && sinceMs >= hangTimeoutMs) {
      this.#events.onHung(actor, sinceMs, scope);
      return HUNG;
    }
    if (told < SUSPECTED && sinceMs >= hangTimeoutMs * SUSPECT_AT) {
      this.#events.onSuspected(actor, sinceMs, scope);
      return SUSPECTED;
    }
    return told;
  }

  /** The actors that may hold the thread, and how long it may be silent because of them. */
  #candidatesIn({ members }: Thread): {
    readonly candidates: readonly number[];
    readonly anyInTurn: boolean;
    readonly deadlineMs: number;
  } {
    const running = members.filter((actor) => this.#runs(actor));
    const inTurn = running.filter((actor) => this.#isInTurn(actor));
    const anyInTurn = inTurn.length > 0;
    const candidates = anyInTurn ? inTurn : running;
    const deadlineMs = candidates.reduce(
      (most, actor) => Math.max(most, this.#of(actor).hangTimeoutMs),
      -Infinity,
    );
    return { candidates, anyInTurn, deadlineMs };
  }
}
