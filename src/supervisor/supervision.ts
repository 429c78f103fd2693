import type { ErrorReport } from "../errors.ts";
import { Countdown } from "../host_time.ts";
import type { CrashCause, CrashDecision, CrashedMessage, TurnUnderWork } from "../protocol/mod.ts";
import { type Batch, Batches } from "./batches.ts";
import { type ActorMessage, Crew } from "./crew.ts";
import { type Evidence, NO_EVIDENCE, ownDeath, threadDeath } from "./evidence.ts";
import { LastChances } from "./last_chances.ts";
import type { Spawner } from "./spawner.ts";
import { Alarms } from "./timers.ts";
import { SupervisionTree, type SupervisorPlan } from "./tree.ts";
import { emptyHistories, grant, type Histories, judge, noteUp, type Verdict } from "./verdict.ts";
import type { EvictionReason, SupervisionEvents, SupervisionOptions, Ward } from "./ward.ts";
import type { LoadError, LoadFault, LoadOption } from "./worker_life.ts";

interface WardState {
  generation: number;
  /** `waiting`: to be run as soon as its batch is. `failed`: ended for good, but not by itself. */
  status: "waiting" | "running" | "ended" | "failed";
  /** The generation that is on its way out of its thread: until it is, nobody may follow, or act for it. */
  leaving: number | undefined;
}

/** An actor that has crashed, and why. */
interface Crash {
  readonly actor: number;
  readonly error: ErrorReport;
  /** Nothing is said about its messages if it is left out. */
  readonly evidence?: Evidence;
}

/** Ways to crash by which it is known whose doing it was, whoever shares the worker. */
const OWN: readonly CrashCause[] = ["throw", "returned", "loadFailure", "hang"];

/** The error of an actor whose thread cannot be ended; `why`: the second half of a sentence. */
function zombieError(why: string | undefined): ErrorReport {
  const message = "its thread cannot be ended: code in it never returns to the event loop";
  return {
    name: "Error",
    message: why === undefined ? message : `${message}, and ${why}`,
    stack: "",
  };
}

/**
 * Keeps actors alive: those that crash are started again, with their channels and their state, and with the siblings that
 * their supervisor's strategy says.
 *
 * A solo actor gets a fresh worker. A member of a troupe goes on in its worker, unless the worker itself is unsound or gone:
 * then all its members start again in a new one. A sound actor can be taken out at any instant: its turn journal sees to it
 * that what it had not committed never happened.
 */
export class Supervision {
  readonly #wards: readonly Ward[];
  readonly #tree: SupervisionTree;
  readonly #states: readonly WardState[];
  readonly #crews: Crew[] = [];
  readonly #events: SupervisionEvents;
  readonly #options: SupervisionOptions;
  readonly #alarms: Alarms;
  readonly #batches: Batches;
  readonly #lastChances = new LastChances();
  /** What is left for the stop. */
  #stopTime: Countdown | undefined;
  #histories: Histories;
  #closing = false;
  #allDone = false;

  /** @param supervisors the root first; every actor is a child of one of them */
  constructor(
    wards: readonly Ward[],
    supervisors: readonly SupervisorPlan[],
    spawner: Spawner,
    events: SupervisionEvents,
    options: SupervisionOptions,
  ) {
    const { timers } = options;
    this.#wards = wards;
    this.#tree = new SupervisionTree(supervisors);
    this.#histories = emptyHistories(supervisors.length);
    this.#events = events;
    this.#options = options;
    this.#alarms = new Alarms(timers);
    this.#batches = new Batches(this.#alarms, () => timers.now(), () => this.#advance());
    this.#states = wards.map(() => ({ generation: 0, status: "waiting", leaving: undefined }));
    wards.forEach(({ worker }, actor) => {
      this.#crews[worker] ??= new Crew(worker, spawner, this.#alarms, {
        onLife: (message) => this.#receive(message),
        onDied: (cause, error, turns) => this.#workerDied(this.#crew(actor), cause, error, turns),
        onLoadFailed: (failure) => this.#loadFailed(this.#crew(actor), failure),
        onReady: () => this.#advance(),
        onAdmitted: (actors) => this.#admitted(this.#crew(actor), actors),
        onEnding: () => this.#crew(actor).actors.forEach((mate) => this.#events.beforeEnd(mate)),
        onThreadGone: () => this.#crew(actor).actors.forEach((mate) => this.#events.afterEnd(mate)),
        onUnreleased: () => this.#unreleased(this.#crew(actor)),
        onGone: () => this.#gone(this.#crew(actor)),
        onZombie: (why) => this.#zombie(this.#crew(actor), zombieError(why)),
      });
      this.#crew(actor).actors.push(actor);
    });
  }

  /** The number of its present generation, or of the one to come: 0 for the first. */
  generation(actor: number): number {
    return this.#state(actor).generation;
  }

  /** Whether the actor has not ended for good yet. */
  isAlive(actor: number): boolean {
    const { status } = this.#state(actor);
    return status === "waiting" || status === "running";
  }

  /** Whether the actor has ended for good, and is out of its thread. */
  isOver(actor: number): boolean {
    return !this.isAlive(actor) && this.#state(actor).leaving === undefined;
  }

  /** Whether a generation of the actor is at work. */
  isRunning(actor: number): boolean {
    return this.#state(actor).status === "running";
  }

  /** Whether the actor waits to be run again. */
  isDown(actor: number): boolean {
    return this.#state(actor).status === "waiting";
  }

  /**
   * Starts every worker and resolves once all actors are loaded, with what went wrong: nothing, if the array is empty.
   */
  async load(): Promise<LoadFault[]> {
    const { startTimeoutMs } = this.#options;
    const faults = await Promise.all(
      this.#crews.map((crew) =>
        crew.load(...this.#loadLimit(crew, startTimeoutMs, "startTimeoutMs"))
      ),
    );
    // One may have died since, while others were still loading.
    return this.#crews.flatMap((crew, i) => {
      const own = faults[i] as readonly LoadFault[];
      return own.length > 0 ? own : crew.lateFaults;
    });
  }

  /** Runs the first generation of every actor, in start order. */
  perform(): void {
    for (const crew of this.#crews) crew.begin();
    for (const actor of this.#tree.startOrder) this.#enter(actor);
  }

  /**
   * Ends an actor for good, alone: nobody follows it, and its siblings and the mates in its worker go on. It counts as no
   * crash. `onRetired` follows once its thread does not run it any more.
   */
  expel(actor: number): void {
    if (!this.isAlive(actor)) return;
    this.#withdraw(actor, "expel");
    this.#rest(this.#crew(actor));
  }

  /**
   * Treats a running actor as crashed, because it hangs or is asked to start again: its worker is killed, and the mates in it
   * start again with it, but only this one is to blame. Where the thread was is added to the report. Resolves once the worker is
   * gone, or never will be. Does nothing if the actor does not run, or its worker is being ended anyway.
   */
  async condemn(actor: number, cause: CrashCause, error: ErrorReport): Promise<void> {
    const crew = this.#crew(actor);
    if (!this.isRunning(actor) || !crew.isSound) return;
    await crew.kill((execution) => {
      if (this.#closing) return;
      const stack = execution?.stack;
      const kept = crew.entrance.dissolve();
      const mates = this.#runningIn(crew).filter((mate) => mate !== actor);
      // A sibling may have crashed meanwhile: then it is to start again already.
      if (this.isRunning(actor)) {
        this.#state(actor).leaving = this.#state(actor).generation;
        const evidence = threadDeath(cause, undefined, crew.isAlone(this.#ward(actor).seat));
        const full = stack === undefined ? error : { ...error, stack };
        this.#crash([{ actor, error: full, evidence }], cause);
      }
      const others = mates.filter((mate) => this.isRunning(mate));
      for (const mate of others) {
        const { generation } = this.#state(mate);
        this.#events.onInvolved(mate, generation, error, threadDeath(cause, undefined, false));
      }
      this.#startAgain(others, kept);
    });
  }

  #runningIn(crew: Crew): number[] {
    return crew.actors.filter((actor) => this.isRunning(actor));
  }

  /**
   * Lets actors start again whose worker is being ended because of another: those that run, and those that were kept out of it.
   * They are not to blame.
   */
  #startAgain(running: readonly number[], kept: readonly number[]): void {
    for (const actor of running) this.#withdraw(actor);
    this.#batches.add([...running, ...kept].filter((actor) => this.isDown(actor)), 0);
  }

  /**
   * Treats a running actor as crashed although its thread is sound: it awaits what never comes, or people want it to start
   * again. It is taken out in place, its mates notice nothing.
   */
  abandon(actor: number, cause: CrashCause, error: ErrorReport): void {
    const crew = this.#crew(actor);
    if (!this.isRunning(actor) || !crew.isSound) return;
    const state = this.#state(actor);
    const generation = state.leaving = state.generation;
    const evidence = cause === "hang" ? ownDeath(undefined) : NO_EVIDENCE;
    this.#crash([{ actor, error, evidence }], cause);
    crew.release(this.#ward(actor).seat, generation, state.status === "waiting");
  }

  /**
   * Starts an actor again because people want it: as after a crash, but it counts as none. One that waits for its restart waits
   * no longer. Resolves once its worker is gone, or never will be.
   */
  async restart(actor: number, error: ErrorReport): Promise<void> {
    if (this.isRunning(actor)) return await this.condemn(actor, "asked", error);
    this.#batches.hasten(actor);
    this.#advance();
  }

  /**
   * The graph stops, which may take `withinMs`: whoever waits to start again does so at once, and whoever does not come up in
   * time is ended for good. Before anybody runs, it bounds the load that is under way.
   */
  hurry(withinMs: number): void {
    this.#stopTime?.cancel();
    const stopTime = this.#stopTime = new Countdown(this.#options.timers, withinMs, () => {});
    this.#lastChances.stopWithin(() => stopTime.leftMs);
    this.#batches.hurry();
    for (const crew of this.#crews) crew.hurry(this.#loadMs(crew));
    // Later: a crash may be under way, of which this stop is a consequence.
    queueMicrotask(() => this.#advance());
  }

  /**
   * Ends every worker, without waiting for actors. Resolves once all threads are gone, or after `withinMs` and an attempt to
   * kill those that are not, with the numbers of the workers whose threads are still there.
   */
  async close(withinMs: number): Promise<number[]> {
    this.#closing = true;
    this.#stopTime?.cancel();
    this.#alarms.clear();
    await Promise.all(this.#crews.map((crew) => crew.close(withinMs)));
    this.#alarms.clear();
    return this.#crews.filter((crew) => crew.isThere).map(({ worker }) => worker);
  }

  #state(actor: number): WardState {
    return this.#states[actor] as WardState;
  }

  #ward(actor: number): Ward {
    return this.#wards[actor] as Ward;
  }

  #crew(actor: number): Crew {
    return this.#crews[this.#ward(actor).worker] as Crew;
  }

  #receive(message: ActorMessage): void {
    switch (message.type) {
      case "ended":
        return this.#ended(message.actor, message.generation);
      case "retired":
        return this.#retired(message.actor, message.generation, message.lent);
      case "crashed":
        return this.#threw(message);
      case "eased":
        return this.#eased(message.actor, message.generation);
      case "pong":
        this.#crews[message.worker]?.entrance.answered();
        return this.#events.onAnswered(message.worker, message.heapBytes);
      default:
        message satisfies never;
    }
  }

  #eased(actor: number, generation: number): void {
    if (this.#isCurrent(actor, generation)) this.#crew(actor).entrance.through(actor);
  }

  /** Starts every batch whose pause is over, whose actors have all left, and whose workers are ready. */
  #advance(): void {
    if (this.#closing) return;
    for (const batch of this.#batches.due) {
      // Whoever is told of a start may ask for another.
      if (!this.#batches.has(batch)) continue;
      const actors = [...batch.actors];
      if (actors.some((actor) => this.#state(actor).leaving !== undefined)) continue;
      const crews = new Set(actors.map((actor) => this.#crew(actor)));
      for (const crew of crews) this.#hire(crew);
      if (![...crews].every(({ isSound }) => isSound)) continue;
      const first = this.#alsoFirst(batch, crews);
      if (first.length > 0) {
        this.#batches.add([...actors, ...first], 0);
        return this.#advance();
      }
      if (!this.#batches.has(batch)) continue;
      this.#batches.remove(batch);
      const entering = this.#tree.startOrder.filter((actor) => batch.actors.has(actor));
      const kept = new Set([...crews].flatMap((crew) => this.#keepOut(crew, entering)));
      for (const actor of entering) if (!kept.has(actor)) this.#enter(actor);
      this.#noteUp();
    }
  }

  #hire(crew: Crew): void {
    if (!crew.isVacant) return;
    const { restartTimeoutMs } = this.#options;
    crew.hire(...this.#loadLimit(crew, restartTimeoutMs, "restartTimeoutMs"));
  }

  /** How long a worker may take to load, and by which option: as long as usual, or less in a stop. */
  #loadLimit(crew: Crew, ms: number, option: LoadOption): [number, LoadOption] {
    const stopMs = this.#loadMs(crew);
    return stopMs < ms ? [stopMs, "stopTimeoutMs"] : [ms, option];
  }

  /** How long the stop leaves a worker to load. */
  #loadMs({ actors }: Crew): number {
    if (!this.#lastChances.isStopping) return Infinity;
    const waiting = actors.filter((actor) => this.isDown(actor));
    const left = waiting.map((actor) => this.#events.leftToDo(actor));
    return this.#lastChances.loadMs(left);
  }

  /** Notes whose restarts have come to their end, so that the time from now on counts. */
  #noteUp(): void {
    const now = this.#options.timers.now();
    this.#histories = noteUp(this.#tree, this.#histories, (actor) => !this.isDown(actor), now);
  }

  /** Actors that start later than a batch, but must be the first in a worker of it: then the batch starts with them. */
  #alsoFirst(batch: Batch, crews: ReadonlySet<Crew>): readonly number[] {
    return [...crews].filter(({ isFresh, actors }) => isFresh && actors.length > 1)
      .flatMap(({ actors }) => actors)
      .filter((actor) => !batch.actors.has(actor) && this.#mustBeAlone(actor));
  }

  /** Whether the actor waits to be run again, and it must be known then what it does alone. */
  #mustBeAlone(actor: number): boolean {
    return this.isDown(actor) && this.#events.isUnclear(actor);
  }

  /** Keeps some of those out that are about to enter a worker, if others must be alone there first. Returns whom. */
  #keepOut({ actors, entrance, isFresh }: Crew, entering: readonly number[]): readonly number[] {
    if (actors.length === 1) return [];
    const own = entering.filter((actor) => actors.includes(actor));
    const suspected = isFresh ? own.filter((actor) => this.#mustBeAlone(actor)) : [];
    const atOnce = entrance.pass(own, suspected, isFresh);
    return own.filter((actor) => !atOnce.includes(actor));
  }

  #admitted(crew: Crew, actors: readonly number[]): void {
    const entering = actors.filter((actor) => this.isDown(actor));
    if (!crew.isSound) return this.#batches.add(entering, 0);
    for (const actor of entering) this.#enter(actor);
    this.#noteUp();
  }

  #enter(actor: number): void {
    const state = this.#state(actor);
    // It threw in its last commit, once that counted.
    if (this.#events.hasEnded(actor)) return this.#left(actor);
    const suspects = this.#events.beforeGeneration(actor, state.generation);
    state.status = "running";
    this.#crew(actor).perform(this.#ward(actor).seat, state.generation, suspects);
    this.#lastChances.started(actor);
    this.#events.onStarted(actor, state.generation);
  }

  /** Takes an actor out of its thread although it is sound: to start again, or for good. */
  #withdraw(actor: number, end?: "giveUp" | "expel"): void {
    const state = this.#state(actor);
    const reason = end ?? (this.#ward(actor).restart === "temporary" ? "remove" : undefined);
    const runs = state.status === "running";
    state.status = reason === undefined ? "waiting" : "failed";
    if (runs) {
      const generation = state.leaving = state.generation;
      if (reason === undefined) state.generation++;
      this.#crew(actor).release(this.#ward(actor).seat, generation, reason === undefined);
    }
    this.#crew(actor).entrance.drop(actor);
    if (reason === undefined) return;
    this.#batches.drop(actor);
    this.#events.onDropped(actor, reason);
    if (state.leaving === undefined) this.#left(actor);
  }

  #threw({ actor, generation, error, returned, underWork, lent }: CrashedMessage): void {
    const state = this.#state(actor);
    // It was asked to leave, and died before it heard of it.
    if (state.leaving === generation) return this.#retired(actor, generation, lent);
    if (!this.#isCurrent(actor, generation)) return;
    const crew = this.#crew(actor);
    // A solo actor has its worker for itself: it gets a new one, so that nothing of its old life is left.
    const solo = crew.actors.length === 1;
    if (solo || lent) state.leaving = generation;
    const cause = returned === true ? "returned" : "throw";
    this.#crash([{ actor, error, evidence: ownDeath(underWork) }], cause);
    if (solo) crew.end();
    else if (lent) return this.#retired(actor, generation, lent);
    crew.entrance.through(actor);
    this.#rest(crew);
  }

  #isCurrent(actor: number, generation: number): boolean {
    return this.isRunning(actor) && this.#state(actor).generation === generation;
  }

  #ended(actor: number, generation: number): void {
    if (this.#state(actor).leaving === generation) return this.#retired(actor, generation, false);
    if (!this.#isCurrent(actor, generation)) return;
    this.#state(actor).status = "ended";
    this.#events.onEnded(actor);
    this.#crew(actor).entrance.through(actor);
    this.#rest(this.#crew(actor));
  }

  #retired(actor: number, generation: number, lent: boolean): void {
    const { leaving, status } = this.#state(actor);
    if (leaving !== generation) return;
    const crew = this.#crew(actor);
    // Views on the channels cannot be taken back. Where no successor comes, they can do no harm.
    if (lent && status === "waiting") return this.#evict(crew, [actor], "lent");
    this.#left(actor);
    this.#rest(crew);
  }

  /** Ends a worker because of actors in it that are out: they have left only when its thread is gone. */
  #evict(crew: Crew, actors: readonly number[], reason: EvictionReason): void {
    for (const actor of actors) this.#events.onEvicted(actor, reason);
    const kept = crew.entrance.dissolve();
    crew.end();
    this.#startAgain(this.#runningIn(crew), kept);
  }

  #unreleased(crew: Crew): void {
    if (this.#closing) return;
    const actors = crew.actors.filter((actor) => this.#state(actor).leaving !== undefined);
    this.#evict(crew, actors, "unreleased");
  }

  /** The actor is out of its thread. */
  #left(actor: number): void {
    const state = this.#state(actor);
    const crew = this.#crew(actor);
    state.leaving = undefined;
    crew.released(this.#ward(actor).seat);
    this.#events.onLeft(actor);
    crew.entrance.through(actor);
    if (state.status === "failed") return this.#events.onRetired(actor);
    if (state.status !== "waiting" || !this.#events.hasEnded(actor)) return;
    // It came to its end by itself while it was being taken out.
    state.status = "ended";
    this.#batches.drop(actor);
    this.#events.onEnded(actor);
  }

  /** Ends a worker that nobody needs any more, and lets those go on who waited for one of its actors. */
  #rest(crew: Crew): void {
    const isNeeded = crew.actors.some((actor) =>
      this.isAlive(actor) || this.#state(actor).leaving !== undefined
    );
    if (!isNeeded) crew.end();
    this.#advance();
    this.#reportIfAllDone();
  }

  #reportIfAllDone(): void {
    if (this.#allDone || this.#closing) return;
    if (!this.#states.every((_, actor) => this.isOver(actor))) return;
    this.#allDone = true;
    this.#events.onAllDone();
  }

  #workerDied(
    crew: Crew,
    cause: CrashCause,
    error: ErrorReport,
    turns: readonly TurnUnderWork[] | undefined,
  ): void {
    const kept = crew.entrance.dissolve();
    const running = crew.actors.filter((actor) => this.isRunning(actor));
    const crashes = running.map((actor): Crash => {
      const told = turns && (turns.find((turn) => turn.actor === actor)?.underWork ?? []);
      const evidence = threadDeath(cause, told, crew.isAlone(this.#ward(actor).seat));
      return { actor, error, evidence };
    });
    for (const actor of running) this.#state(actor).leaving = this.#state(actor).generation;
    this.#crash(crashes, cause);
    this.#batches.add(kept.filter((actor) => this.isDown(actor)), 0);
  }

  #loadFailed(crew: Crew, failure: LoadError): void {
    if (this.#closing) return;
    const waiting = crew.actors.filter((actor) => this.isDown(actor));
    const faults = crew.faultsOf(failure).filter(({ actor }) => waiting.includes(actor));
    const { error, isLate } = failure;
    if (isLate && this.#lastChances.isStopping) {
      for (const actor of waiting) this.#failed({ actor, error }, "loadFailure", "end");
      return this.#advance();
    }
    this.#crash(
      faults.length > 0 ? faults : waiting.map((actor) => ({ actor, error })),
      "loadFailure",
    );
    // Its mates are not to blame, but without it there is no worker for them: they wait with it.
    this.#batches.add(waiting.filter((actor) => this.isAlive(actor)), 0);
  }

  #gone(crew: Crew): void {
    for (const actor of crew.actors) {
      if (this.#state(actor).leaving !== undefined) this.#left(actor);
    }
    this.#advance();
    this.#reportIfAllDone();
  }

  /** A thread that lives on may still write to the channels: no successor is let in, and nobody acts for its actors. */
  #zombie(crew: Crew, error: ErrorReport): void {
    if (this.#closing) return;
    crew.entrance.dissolve();
    for (const actor of crew.actors) {
      const state = this.#state(actor);
      const isAlive = this.isAlive(actor);
      if (isAlive) {
        state.status = "failed";
        this.#batches.drop(actor);
        this.#report({ actor, error }, "hang", "zombie");
      } else if (state.leaving !== undefined && state.status === "failed") {
        // It was ended before: behind the fence, others need not wait for its thread.
        this.#events.onRetired(actor);
      }
      state.leaving = undefined;
    }
    this.#advance();
    this.#reportIfAllDone();
  }

  /** Decides about actors that have crashed at once. Their threads do not run them any more, or are about to be ended. */
  #crash(crashes: readonly Crash[], cause: CrashCause): void {
    this.#noteUp();
    for (const { actor } of crashes) this.#state(actor).status = "waiting";
    const bySupervisor = new Map<number, Crash[]>();
    for (const crash of crashes) {
      if (this.#ward(crash.actor).restart === "temporary") {
        this.#failed(crash, cause, "remove");
        continue;
      }
      if (!this.#mayGoOn(crash.actor, cause)) {
        this.#failed(crash, cause, "end");
        continue;
      }
      const { supervisor } = this.#tree.placeOf(crash.actor);
      bySupervisor.set(supervisor, [...bySupervisor.get(supervisor) ?? [], crash]);
    }
    for (const [supervisor, all] of bySupervisor) {
      // The decision about another's child may have included this one's.
      const own = all.filter(({ actor }) => this.isAlive(actor));
      if (own.length === 0) continue;
      const children = own.map(({ actor }) => this.#tree.placeOf(actor).child);
      const { timers, random } = this.#options;
      const verdict = cause === "asked"
        ? grant(this.#tree, this.#histories, supervisor, children)
        : judge(this.#tree, this.#histories, supervisor, children, timers.now(), random);
      this.#histories = verdict.histories;
      if (verdict.restart) this.#restart(own, cause, verdict);
      else this.#giveUp(own, cause, verdict);
    }
  }

  /** Whether an actor that has died may be started again: always, unless the graph stops and it has nothing left to do. */
  #mayGoOn(actor: number, cause: CrashCause): boolean {
    const isOwn = this.#crew(actor).actors.length === 1 || OWN.includes(cause);
    if (!isOwn || cause === "asked") return true;
    return this.#lastChances.afterDeath(actor, this.#events.leftToDo(actor));
  }

  #restart(own: readonly Crash[], cause: CrashCause, judged: Verdict): void {
    const verdict = this.#lastChances.isStopping ? { ...judged, afterMs: 0 } : judged;
    const crashed = new Set(own.map(({ actor }) => actor));
    const affected = this.#tree.actorsBelow(verdict.children).filter((actor) =>
      this.isAlive(actor)
    );
    const others = affected.filter((actor) => !crashed.has(actor));
    const siblings = others.filter((actor) =>
      this.isRunning(actor) && this.#ward(actor).restart !== "temporary"
    );
    const decision = verdict.givenUp.length > 0 ? "escalate" : "restart";
    for (const crash of own) {
      this.#report(crash, cause, decision, { ...verdict, siblings });
      this.#state(crash.actor).generation++;
    }
    for (const actor of others.toReversed()) this.#withdraw(actor);
    this.#batches.add(affected.filter((actor) => this.isAlive(actor)), verdict.afterMs);
  }

  #giveUp(own: readonly Crash[], cause: CrashCause, verdict: Verdict): void {
    for (const crash of own) this.#failed(crash, cause, "giveUp", verdict);
    for (const actor of this.#tree.actorsBelow(verdict.children).toReversed()) {
      if (this.isAlive(actor)) this.#withdraw(actor, "giveUp");
    }
  }

  /** Ends an actor that has crashed for good. */
  #failed(crash: Crash, cause: CrashCause, decision: CrashDecision, verdict?: Verdict): void {
    const state = this.#state(crash.actor);
    state.status = "failed";
    this.#batches.drop(crash.actor);
    this.#report(crash, cause, decision, verdict);
    if (state.leaving === undefined) this.#left(crash.actor);
  }

  #report(
    { actor, error, evidence = NO_EVIDENCE }: Crash,
    cause: CrashCause,
    decision: CrashDecision,
    { givenUp = [], siblings = [], afterMs = 0 }: Consequences = {},
  ): void {
    const { generation, leaving } = this.#state(actor);
    const path = this.#tree.path(this.#tree.placeOf(actor).supervisor);
    const labels = (supervisors: readonly number[]) =>
      supervisors.map((supervisor) => this.#tree.plan(supervisor).label);
    this.#events.onCrashed(actor, {
      actor: this.#ward(actor).label,
      generation: leaving ?? generation,
      cause,
      error,
      decision,
      supervisors: labels(path),
      givenUp: labels(givenUp),
      siblings: siblings.map((sibling) => this.#ward(sibling).label),
      delayMs: afterMs,
      time: this.#options.timers.now(),
    }, evidence);
  }
}

/** What follows from a crash besides the decision. */
interface Consequences extends Partial<Pick<Verdict, "givenUp" | "afterMs">> {
  readonly siblings?: readonly number[];
}
