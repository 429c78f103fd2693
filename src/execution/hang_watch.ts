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
import { lostOf, periodOf, usedAfter } from "../host_time.ts";

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

interface Member {
  readonly actor: number;
  readonly watched: WatchedActor;
  generation: number | undefined;
  inTurn: boolean;
  progress: number;
  /** When its last progress was seen. */
  moved: number;
  told: number;
}

interface Thread {
  readonly members: Member[];
  /** The shortest deadline of its members. */
  readonly hangTimeoutMs: number;
  /** When it last answered, or a member of it moved. */
  alive: number;
  /** When it was asked; `undefined` if it owes no answer. */
  asked: number | undefined;
  told: number;
}

/** The hang watch of one graph. */
export class HangWatch {
  /** How often {@link HangWatch.check} wants to be called, in milliseconds; `Infinity` if no actor has a deadline. */
  readonly periodMs: number;
  readonly #threads: (Thread | undefined)[] = [];
  readonly #events: HangEvents;
  readonly #clock: Clock;
  #checked: number;

  /** `actors` by number; those whose worker has no deadline at all are not looked at. */
  constructor(actors: readonly WatchedActor[], events: HangEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
    const now = this.#checked = clock.now();
    const members = actors.map((watched, actor): Member => {
      const progress = watched.probe.progress;
      return {
        actor,
        watched,
        generation: undefined,
        inTurn: false,
        progress,
        moved: now,
        told: CALM,
      };
    });
    for (const [worker, crew] of Map.groupBy(members, ({ watched }) => watched.worker)) {
      const hangTimeoutMs = Math.min(...crew.map(({ watched }) => watched.hangTimeoutMs));
      if (hangTimeoutMs === Infinity) continue;
      this.#threads[worker] = {
        members: crew,
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
  }

  /** The worker's thread has answered. */
  answered(worker: number): void {
    const thread = this.#threads[worker];
    if (thread === undefined) return;
    thread.asked = undefined;
    this.#live(thread, this.#clock.now());
  }

  /**
   * Looks at every actor. To be called every {@link HangWatch.periodMs}. If a call comes much too late, the host did not run:
   * nobody is judged by that time, and each actor gets as much time as was lost, up to its whole deadline.
   */
  check(): void {
    const now = this.#clock.now();
    const elapsedMs = now - this.#checked;
    const lostMs = lostOf(elapsedMs, this.periodMs, this.periodMs);
    this.#checked = now;
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
    }
  }

  /** Takes in what the probes show. Returns whether any actor of the thread runs. */
  #look(thread: Thread, now: number): boolean {
    let anyRunning = false;
    for (const member of thread.members) {
      const { actor, watched: { probe } } = member;
      const generation = this.#events.generation(actor);
      // Only a thread that lives runs a new generation. If it is a new one, it owes no answer to what its predecessor was asked.
      if (generation !== undefined && generation !== member.generation) {
        thread.asked = undefined;
        this.#moved(member, thread, now);
      }
      member.generation = generation;
      if (generation === undefined) continue;
      anyRunning = true;
      const { inTurn, progress } = probe;
      member.inTurn = inTurn;
      if (progress !== member.progress) {
        member.progress = progress;
        this.#moved(member, thread, now);
      }
    }
    return anyRunning;
  }

  #moved(member: Member, thread: Thread, now: number): void {
    member.moved = now;
    member.told = CALM;
    this.#live(thread, now);
  }

  #live(thread: Thread, now: number): void {
    thread.alive = now;
    thread.told = CALM;
  }

  #startAnew(thread: Thread, now: number): void {
    thread.asked = undefined;
    for (const member of thread.members) this.#moved(member, thread, now);
  }

  /** Gives back the time for which the host stood still. A question to a thread stays open: it gets time to answer. */
  #giveBack(thread: Thread, now: number, elapsedMs: number, lostMs: number): void {
    const before = now - elapsedMs;
    const after = (since: number, deadlineMs: number) =>
      since > before
        ? since
        : now - Math.max(0, usedAfter(before - since, elapsedMs, lostMs, deadlineMs));
    for (const member of thread.members) {
      const { hangTimeoutMs } = member.watched;
      member.moved = after(member.moved, hangTimeoutMs);
      if (member.told === SUSPECTED && now - member.moved < hangTimeoutMs * SUSPECT_AT) {
        member.told = CALM;
      }
    }
    const { deadlineMs } = candidatesIn(thread);
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
    for (const member of thread.members) {
      if (member.generation === undefined || !member.inTurn) continue;
      const sinceMs = now - member.moved;
      const { hangTimeoutMs } = member.watched;
      if (sinceMs < hangTimeoutMs * ASK_AT) continue;
      stalled = true;
      if (answers) member.told = this.#tell(member, member.told, sinceMs, hangTimeoutMs);
    }
    if (!answers && thread.asked !== undefined) this.#judgeSilent(thread, now, thread.asked);
    if (stalled && thread.asked === undefined && silentMs >= this.periodMs) {
      thread.asked = now;
      this.#events.ask(worker);
    }
  }

  #judgeSilent(thread: Thread, now: number, asked: number): void {
    const { candidates, anyInTurn, deadlineMs } = candidatesIn(thread);
    const blamed = candidates.reduce((last, member) => member.moved > last.moved ? member : last);
    if (blamed.told === HUNG) return;
    // A thread in which nobody was in a turn had nothing to tell until it was asked.
    const since = anyInTurn ? thread.alive : Math.max(thread.alive, asked);
    thread.told = this.#tell(blamed, thread.told, now - since, deadlineMs, "thread");
  }

  #tell(
    { actor }: Member,
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
}

/** The actors that may hold the thread, and how long it may be silent because of them. */
function candidatesIn({ members }: Thread): {
  readonly candidates: readonly Member[];
  readonly anyInTurn: boolean;
  readonly deadlineMs: number;
} {
  const running = members.filter(({ generation }) => generation !== undefined);
  const inTurn = running.filter((member) => member.inTurn);
  const anyInTurn = inTurn.length > 0;
  const candidates = anyInTurn ? inTurn : running;
  const deadlineMs = Math.max(...candidates.map(({ watched }) => watched.hangTimeoutMs));
  return { candidates, anyInTurn, deadlineMs };
}
