import type { ErrorReport } from "../errors.ts";
import { Countdown } from "../host_time.ts";
import type { CrashCause, CrashedMessage, TurnUnderWork } from "../protocol/mod.ts";
import { Batches } from "./batches.ts";
import { Company } from "./company.ts";
import { type Crash, Crashes } from "./crashes.ts";
import { Crew, type CrewEvents } from "./crew.ts";
import { Arrivals } from "./arrivals.ts";
import { NO_EVIDENCE, ownDeath, threadDeath } from "./evidence.ts";
import { Departures } from "./departures.ts";
import type { LoadError, LoadFault, LoadLimit } from "./load_error.ts";
import type { Spawner } from "./spawner.ts";
import type { SupervisionEvents, SupervisionOptions } from "./supervision_events.ts";
import { Alarms } from "./timers.ts";
import { SupervisionTree, type SupervisorPlan } from "./tree.ts";
import { Ward, type WardPlan } from "./ward.ts";
import { type ActorMessage, processDeath } from "./worker_life.ts";

/** The error of an actor whose thread cannot be ended; `why`: the second half of a sentence. */
function zombieError(why: string | undefined): ErrorReport {
  const message = "its thread cannot be ended: code in it never returns to the event loop";
  return {
    name: "Error",
    message: why === undefined ? message : `${message}, and ${why}`,
    stack: "",
  };
}

function endIfIdle(crew: Crew<Ward>): void {
  if (crew.members.every(({ isOver }) => isOver)) crew.end();
}

/**
 * Keeps actors alive: those that crash are started again, with their channels and their state, and with the siblings that
 * their supervisor's strategy says.
 *
 * A solo actor gets a fresh worker. A member of a troupe goes on in its worker, unless the worker itself is unsound or gone:
 * then all its members start again in a new one. A sound actor can be taken out at any instant: its turn journal sees to it
 * that what it had not committed never happened.
 *
 * Whoever asks it for something, or is told something, names an actor by its number. Inside, each is its {@link Ward}, which
 * `arrivals.ts` brings into its thread, `departures.ts` takes out of it, and `crashes.ts` decides about. What is told of it is joined here.
 */
export class Supervision {
  readonly #company: Company;
  readonly #crews: Crew<Ward>[] = [];
  readonly #alarms: Alarms;
  readonly #departures: Departures;
  readonly #arrivals: Arrivals;
  readonly #crashes: Crashes;
  /** What is left for the stop. */
  #stopTime: Countdown | undefined;
  #allDone = false;

  /** @param supervisors the root first; every actor is a child of one of them */
  constructor(
    plans: readonly WardPlan[],
    supervisors: readonly SupervisorPlan[],
    spawner: Spawner,
    events: SupervisionEvents,
    options: SupervisionOptions,
  ) {
    const { timers } = options;
    const alarms = this.#alarms = new Alarms(timers);
    const tree = new SupervisionTree(supervisors);
    const crewEvents = this.#crewEvents();
    const wards = plans.map((plan, actor) => {
      const { worker } = plan;
      const crew = this.#crews[worker] ??= new Crew(worker, spawner, alarms, crewEvents);
      const ward = new Ward(actor, plan, tree, crew, options.past?.[actor]);
      crew.members.push(ward);
      return ward;
    });
    const batches = new Batches<Ward>(alarms, () => timers.now(), () => this.#arrivals.advance());
    const company = this.#company = new Company(wards, tree, batches, events, options);
    this.#departures = new Departures(company);
    this.#crashes = new Crashes(company, this.#departures, supervisors.length);
    this.#arrivals = new Arrivals(company, this.#departures, (entered) => this.#entered(entered));
  }

  #crewEvents(): CrewEvents<Ward> {
    const wardsIn = ({ members }: Crew<Ward>) => members.map(({ actor }) => actor);
    return {
      onLife: (message) => this.#receive(message),
      onDied: (crew, cause, error, turns) => this.#workerDied(crew, cause, error, turns),
      onLoadFailed: (crew, failure) => this.#loadFailed(crew, failure),
      onReady: () => this.#arrivals.advance(),
      onAdmitted: (crew, wards) => this.#arrivals.admit(crew, wards),
      onEnding: (crew) => wardsIn(crew).forEach((actor) => this.#company.events.beforeEnd(actor)),
      onThreadGone: (crew) =>
        wardsIn(crew).forEach((actor) => this.#company.events.afterEnd(actor)),
      onUnreleased: (crew) => this.#unreleased(crew),
      onGone: (crew) => this.#gone(crew),
      onLingering: (crew, why) => this.#lingers(crew, why),
      onZombie: (crew, why) => this.#zombie(crew, zombieError(why)),
    };
  }

  #ward(actor: number): Ward {
    return this.#company.wards[actor] as Ward;
  }

  /** The number of the actor's present generation, or of the one to come: 0 for the first. */
  generation(actor: number): number {
    return this.#ward(actor).generation;
  }

  /** Whether the actor has not ended for good yet. */
  isAlive(actor: number): boolean {
    return this.#ward(actor).isAlive;
  }

  /** How often the actor was started again because it had crashed, or was taken out. */
  restarts(actor: number): number {
    const { generation, wakings } = this.#ward(actor);
    return generation - wakings;
  }

  /** Whether the actor sleeps. */
  isAsleep(actor: number): boolean {
    return this.#ward(actor).isAsleep;
  }

  /** Whether no thread runs the actor, nor may still change anything for it. */
  isOut(actor: number): boolean {
    const ward = this.#ward(actor);
    return !ward.isRunning && !ward.isLeaving;
  }

  /** Whether the actor has ended for good, or sleeps, and is out of its thread. */
  isOver(actor: number): boolean {
    return this.#ward(actor).isOver;
  }

  /** Whether a generation of the actor is at work. */
  isRunning(actor: number): boolean {
    return this.#ward(actor).isRunning;
  }

  /** Whether the actor waits to be run again. */
  isDown(actor: number): boolean {
    return this.#ward(actor).isDown;
  }

  /**
   * Starts every worker and resolves once all actors are loaded, with what went wrong: nothing, if the array is empty.
   */
  async load(): Promise<LoadFault[]> {
    const usual: LoadLimit = {
      ms: this.#company.options.startTimeoutMs,
      option: "startTimeoutMs",
    };
    const needed = this.#crews.filter(({ members }) => members.some(({ isAlive }) => isAlive));
    await Promise.all(
      needed.map((crew) => crew.load(this.#arrivals.loadLimit(crew, usual))),
    );
    // Asked only now: one that was loaded may have died since, while others were still loading.
    return needed.flatMap(({ faults }) => faults);
  }

  /** Runs the first generation of every actor, in start order. */
  perform(): void {
    for (const crew of this.#crews) crew.begin();
    for (const ward of this.#company.inStartOrder) if (ward.isAlive) this.#arrivals.enter(ward);
    // In an earlier process all may have come to their end.
    this.#reportIfAllDone();
  }

  /**
   * An actor that is asked to end alone: one that waits to start again does so at once, because it may have something to drain. It goes
   * to sleep then, if `toSleep`, instead of ending for good.
   */
  dismiss(actor: number, toSleep: boolean): void {
    const ward = this.#ward(actor);
    ward.isDrowsy = toSleep;
    if (!ward.isDown) return;
    this.#company.batches.hasten(ward);
    this.#arrivals.advance();
  }

  /** Whether {@link Supervision.wake} does anything: not for one that is alive, or on its way out, nor in a thread that cannot be ended. */
  mayWake(actor: number): boolean {
    const ward = this.#ward(actor);
    return ward.isOver && ward.crew.state !== "zombie" && !this.#company.isClosing;
  }

  /** Has an actor run again that sleeps, or has ended for good: its next generation follows as soon as its thread is there. */
  wake(actor: number): boolean {
    if (!this.mayWake(actor)) return false;
    const ward = this.#ward(actor);
    ward.rise();
    this.#company.batches.add([ward], 0);
    this.#arrivals.advance();
    return true;
  }

  /** An actor that sleeps has ended for good: nobody wakes it any more. */
  endSleep(actor: number): void {
    const ward = this.#ward(actor);
    if (!ward.isAsleep) return;
    ward.status = "ended";
    this.#company.events.onEnded(actor);
    this.#reportIfAllDone();
  }

  /**
   * Ends an actor for good, alone: nobody follows it, and its siblings and the mates in its worker go on. It counts as no
   * crash. `onRetired` follows once its thread does not run it any more.
   */
  expel(actor: number): void {
    const ward = this.#ward(actor);
    if (!ward.isAlive) return;
    this.#departures.withdraw(ward, "expel");
    this.#rest(ward.crew);
  }

  /**
   * Treats a running actor as crashed, because it hangs or is asked to start again: its worker is killed, and the mates in it
   * start again with it, but only this one is to blame. Where the thread was is added to the report. Resolves once the worker is
   * gone, or never will be. Does nothing if the actor does not run, or its worker is being ended anyway.
   */
  async condemn(actor: number, reason: CrashCause, wanted: ErrorReport): Promise<void> {
    const ward = this.#ward(actor);
    const { crew } = ward;
    if (!ward.isRunning || !crew.isSound) return;
    await crew.kill((execution) => {
      if (this.#company.isClosing) return;
      const { stack, diedOf } = execution ?? {};
      // It may have come to its end by itself before: then it has died of that.
      const cause = diedOf === undefined ? reason : "exit";
      const error = diedOf === undefined ? wanted : processDeath(diedOf);
      const kept = crew.entrance.dissolve();
      const mates = crew.members.filter((mate) => mate.isRunning && mate !== ward);
      // A sibling may have crashed meanwhile: then it is to start again already.
      if (ward.isRunning) {
        ward.leave();
        const evidence = threadDeath(cause, undefined, crew.isAlone(ward));
        const full = stack === undefined ? error : { ...error, stack };
        this.#crashes.decide([{ ward, error: full, evidence }], cause);
      }
      const others = mates.filter(({ isRunning }) => isRunning);
      const evidence = threadDeath(cause, undefined, false);
      for (const mate of others) {
        this.#company.events.onInvolved(mate.actor, mate.generation, error, evidence);
      }
      this.#departures.startAgain(others, kept);
    });
  }

  /**
   * Treats a running actor as crashed although its thread is sound: it awaits what never comes, or people want it to start
   * again. It is taken out in place, its mates notice nothing.
   */
  abandon(actor: number, cause: CrashCause, error: ErrorReport): void {
    const ward = this.#ward(actor);
    const { crew } = ward;
    if (!ward.isRunning || !crew.isSound) return;
    const generation = ward.leave();
    const evidence = cause === "hang" ? ownDeath(undefined) : NO_EVIDENCE;
    this.#crashes.decide([{ ward, error, evidence }], cause);
    crew.release(ward, generation, ward.isDown);
  }

  /**
   * Starts an actor again because people want it: as after a crash, but it counts as none. One that waits for its restart waits
   * no longer. Resolves once its worker is gone, or never will be.
   */
  async restart(actor: number, error: ErrorReport): Promise<void> {
    const ward = this.#ward(actor);
    if (ward.isRunning) return await this.condemn(actor, "asked", error);
    this.#company.batches.hasten(ward);
    this.#arrivals.advance();
  }

  /**
   * The graph stops, which may take `withinMs`: whoever waits to start again does so at once, and whoever does not come up in
   * time is ended for good. Before anybody runs, it bounds the load that is under way.
   */
  hurry(withinMs: number): void {
    const { batches, lastChances, options: { timers } } = this.#company;
    this.#stopTime?.cancel();
    const stopTime = this.#stopTime = new Countdown(timers, withinMs, () => {});
    lastChances.stopWithin(() => stopTime.leftMs);
    batches.hurry();
    for (const crew of this.#crews) crew.hurry(this.#arrivals.loadMs(crew));
    // Later: a crash may be under way, of which this stop is a consequence.
    queueMicrotask(() => this.#arrivals.advance());
  }

  /**
   * Ends every worker, without waiting for actors. Resolves once all threads are gone, or after `withinMs` and an attempt to
   * kill those that are not, with the numbers of the workers whose threads are still there.
   */
  async close(withinMs: number): Promise<number[]> {
    this.#company.isClosing = true;
    this.#stopTime?.cancel();
    this.#alarms.clear();
    await Promise.all(this.#crews.map((crew) => crew.close(withinMs)));
    this.#alarms.clear();
    return this.#crews.filter((crew) => crew.isThere).map(({ worker }) => worker);
  }

  #receive(message: ActorMessage): void {
    switch (message.type) {
      case "ended":
        return this.#ended(this.#ward(message.actor), message.generation);
      case "retired":
        return this.#retired(this.#ward(message.actor), message.generation, message.lent);
      case "crashed":
        return this.#threw(this.#ward(message.actor), message);
      case "eased":
        return this.#eased(this.#ward(message.actor), message.generation);
      case "pong":
        this.#crews[message.worker]?.entrance.answered();
        return this.#company.events.onAnswered(message);
      default:
        message satisfies never;
    }
  }

  #eased(ward: Ward, generation: number): void {
    if (ward.runs(generation)) ward.crew.entrance.through(ward);
  }

  #threw(
    ward: Ward,
    { generation, error, returned, underWork, lent, lasting: isLasting = false }: CrashedMessage,
  ): void {
    // It was asked to leave, and died before it heard of it.
    if (ward.leaving === generation) return this.#retired(ward, generation, lent);
    if (!ward.runs(generation)) return;
    const { crew } = ward;
    // A solo actor has its worker for itself: it gets a new one, so that nothing of its old life is left.
    if (crew.isSolo || lent) ward.leave();
    const cause = returned === true ? "returned" : "throw";
    // An error that would come again whatever is under work is not the fault of a message.
    const evidence = isLasting ? NO_EVIDENCE : ownDeath(underWork);
    this.#crashes.decide([{ ward, error, evidence, isLasting }], cause);
    if (crew.isSolo) crew.end();
    else if (lent) return this.#retired(ward, generation, lent);
    crew.entrance.through(ward);
    this.#rest(crew);
  }

  #ended(ward: Ward, generation: number): void {
    if (ward.leaving === generation) return this.#retired(ward, generation, false);
    if (!ward.runs(generation)) return;
    this.#company.finish(ward);
    ward.crew.entrance.through(ward);
    this.#rest(ward.crew);
  }

  #retired(ward: Ward, generation: number, lent: boolean): void {
    if (ward.leaving !== generation) return;
    // Views on the channels cannot be taken back. Where no successor comes, they can do no harm.
    if (lent && ward.isDown) return this.#departures.evict(ward.crew, [ward], "lent");
    this.#departures.left(ward);
    this.#rest(ward.crew);
  }

  #unreleased(crew: Crew<Ward>): void {
    if (this.#company.isClosing) return;
    const late = crew.members.filter(({ isLeaving }) => isLeaving);
    this.#departures.evict(crew, late, "unreleased");
  }

  #workerDied(
    crew: Crew<Ward>,
    cause: CrashCause,
    error: ErrorReport,
    turns: readonly TurnUnderWork[] | undefined,
  ): void {
    const kept = crew.entrance.dissolve();
    const running = crew.members.filter(({ isRunning }) => isRunning);
    const crashes = running.map((ward): Crash => {
      const told = turns && (turns.find(({ actor }) => actor === ward.actor)?.underWork ?? []);
      return { ward, error, evidence: threadDeath(cause, told, crew.isAlone(ward)) };
    });
    for (const ward of running) ward.leave();
    this.#crashes.decide(crashes, cause);
    this.#company.batches.add(kept.filter(({ isDown }) => isDown), 0);
  }

  #loadFailed(crew: Crew<Ward>, failure: LoadError): void {
    if (this.#company.isClosing) return;
    const { error, isLate } = failure;
    const waiting = crew.members.filter(({ isDown }) => isDown);
    if (isLate && this.#company.lastChances.isStopping) {
      for (const ward of waiting) this.#crashes.fail({ ward, error }, "loadFailure", "end");
      return this.#arrivals.advance();
    }
    const faults = crew.faultsOf(failure).map(({ actor, error }): Crash => {
      return { ward: this.#ward(actor), error };
    }).filter(({ ward }) => waiting.includes(ward));
    this.#crashes.decide(
      faults.length > 0 ? faults : waiting.map((ward) => ({ ward, error })),
      "loadFailure",
    );
    // Its mates are not to blame, but without it there is no worker for them: they wait with it.
    this.#company.batches.add(waiting.filter(({ isAlive }) => isAlive), 0);
  }

  #gone(crew: Crew<Ward>): void {
    for (const ward of crew.members) if (ward.isLeaving) this.#departures.left(ward);
    this.#arrivals.advance();
    this.#reportIfAllDone();
  }

  #lingers(crew: Crew<Ward>, why: string | undefined): void {
    if (this.#company.isClosing) return;
    for (const { isOver, actor } of crew.members) {
      if (!isOver) this.#company.events.onLingering(actor, why);
    }
  }

  /** A thread that lives on may still write to the channels: no successor is let in, and nobody acts for its actors. */
  #zombie(crew: Crew<Ward>, error: ErrorReport): void {
    if (this.#company.isClosing) return;
    crew.entrance.dissolve();
    for (const ward of crew.members) {
      if (ward.isAlive) {
        this.#crashes.failZombie(ward, error);
        continue;
      }
      // It was ended before: behind the fence, others need not wait for its thread.
      if (ward.isLeaving && ward.status === "failed") this.#company.events.onRetired(ward.actor);
      ward.leaving = undefined;
    }
    this.#arrivals.advance();
    this.#reportIfAllDone();
  }

  #entered(wards: readonly Ward[]): void {
    this.#crashes.noteUp();
    const over = wards.filter(({ isAlive }) => !isAlive);
    if (over.length === 0) return;
    for (const crew of new Set(over.map(({ crew }) => crew))) endIfIdle(crew);
    this.#reportIfAllDone();
  }

  /** Ends a worker that nobody needs any more, and lets those go on who waited for one of its actors. */
  #rest(crew: Crew<Ward>): void {
    endIfIdle(crew);
    this.#arrivals.advance();
    this.#reportIfAllDone();
  }

  #reportIfAllDone(): void {
    if (this.#allDone || this.#company.isClosing) return;
    if (!this.#company.wards.every(({ isOver }) => isOver)) return;
    this.#allDone = true;
    this.#company.events.onAllDone();
  }
}
