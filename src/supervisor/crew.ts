import type { ErrorReport } from "../errors.ts";
import type { CrashCause, Execution, SuspectMessage, TurnUnderWork } from "../protocol/mod.ts";
import { Entrance } from "./entrance.ts";
import type { LoadError, LoadFault, LoadLimit } from "./load_error.ts";
import type { Spawner } from "./spawner.ts";
import type { Alarms } from "./timers.ts";
import { type ActorMessage, WorkerLife } from "./worker_life.ts";
import type { WorkerState } from "./worker_state.ts";

/** What a crew knows of an actor in it. */
export interface CrewMember {
  /** Its number. */
  readonly actor: number;
  readonly seat: number;
}

/** What a crew tells its owner, beside what its worker says. */
export interface CrewEvents<M extends CrewMember> {
  /** A message of its worker, whose end is not wanted. */
  onLife(message: ActorMessage): void;
  /** Its sound worker is unsound or dead. `turns`: those that had messages under work, if it could say so. It is ended as soon as this call returns. */
  onDied(
    crew: Crew<M>,
    cause: CrashCause,
    error: ErrorReport,
    turns?: readonly TurnUnderWork[],
  ): void;
  /** The worker that was hired did not come up. It is ended as soon as this call returns. */
  onLoadFailed(crew: Crew<M>, failure: LoadError): void;
  /** The worker that was hired is ready to run actors. */
  onReady(): void;
  /** Its worker is about to be ended, whatever the reason: none of its actors may commit anything from now on. */
  onEnding(crew: Crew<M>): void;
  /** These of its actors were kept out of the worker, and are to be run now. */
  onAdmitted(crew: Crew<M>, members: readonly M[]): void;
  /** The thread of its worker is gone, whatever the reason. */
  onThreadGone(crew: Crew<M>): void;
  /** Its worker did not let go of an actor in time, and is being killed. */
  onUnreleased(crew: Crew<M>): void;
  /** The worker that was ended is gone: another may be hired. */
  onGone(crew: Crew<M>): void;
  /** The worker that was to be ended lives on, and is waited for; `why`: the second half of a sentence, if it is known. */
  onLingering(crew: Crew<M>, why: string | undefined): void;
  /** The worker that was to be ended never will be; `why`: the second half of a sentence, if it is known. */
  onZombie(crew: Crew<M>, why: string | undefined): void;
}

/** How long a sound worker may take to let an actor go. */
export const RELEASE_TIMEOUT_MS = 2000;

/** The actors that share a worker: who they are, who of them has run in it, and who is to be let go. */
export class Crew<M extends CrewMember> {
  /** Number of the worker. */
  readonly worker: number;
  /** Its actors, by seat. */
  readonly members: M[] = [];
  /** Where its actors come into the worker. */
  readonly entrance: Entrance<M>;
  readonly #life: WorkerLife;
  readonly #alarms: Alarms;
  readonly #events: CrewEvents<M>;
  /** Alarms for those that are to be let go. */
  readonly #patience = new Map<M, () => void>();
  /** The first that its worker has run. */
  #first: M | undefined;
  /** Whether it has run another one. */
  #hasRunOthers = false;

  constructor(worker: number, spawner: Spawner, alarms: Alarms, events: CrewEvents<M>) {
    this.worker = worker;
    this.#alarms = alarms;
    this.#events = events;
    this.#life = new WorkerLife(worker, spawner, alarms, {
      onLife: (message) => events.onLife(message),
      onReady: () => events.onReady(),
      onLoadFailed: (failure) => events.onLoadFailed(this, failure),
      onDied: (cause, error, turns) => events.onDied(this, cause, error, turns),
      onEnding: () => events.onEnding(this),
      onThreadGone: () => events.onThreadGone(this),
      onGone: () => {
        this.#forgive();
        events.onGone(this);
      },
      onLingering: (why) => events.onLingering(this, why),
      onZombie: (why) => {
        this.#forgive();
        events.onZombie(this, why);
      },
    });
    this.entrance = new Entrance(alarms, {
      onAdmitted: (members) => events.onAdmitted(this, members),
      ask: () => this.#life.ping(),
    });
  }

  /** Where its worker is in its life. */
  get state(): WorkerState {
    return this.#life.state;
  }

  /** Whether its worker runs actors, or may: it is neither loading nor ending. */
  get isSound(): boolean {
    return this.state === "sound";
  }

  /** Whether {@link Crew.hire} would start a worker. */
  get isVacant(): boolean {
    return this.state === "vacant";
  }

  /** Whether its worker is, or may be, still there. */
  get isThere(): boolean {
    return this.#life.isThere;
  }

  /** Whether its worker has run no actor yet. */
  get isFresh(): boolean {
    return this.#first === undefined;
  }

  /** Whether it is the crew of a solo actor. */
  get isSolo(): boolean {
    return this.members.length === 1;
  }

  /** Whether its worker has never run anybody but that actor. */
  isAlone(member: M): boolean {
    return this.#first === member && !this.#hasRunOthers;
  }

  /** What keeps the first worker from running actors. */
  get faults(): readonly LoadFault[] {
    const { failure } = this.#life;
    return failure === undefined ? [] : this.faultsOf(failure);
  }

  /** Each fault of a worker that did not come up; that of the worker itself is one of all its actors. */
  faultsOf({ error, faults }: LoadError): readonly LoadFault[] {
    return faults.length > 0 ? faults : this.members.map(({ actor }) => ({ actor, error }));
  }

  /** Starts the first worker. Resolves when its load is over; it runs nothing before {@link Crew.begin}. */
  load(limit: LoadLimit): Promise<void> {
    return this.#life.load(limit);
  }

  /** Lets the first worker run actors. */
  begin(): void {
    this.#life.begin();
  }

  /** Starts a worker if there is none. `onReady` or `onLoadFailed` follows, unless it is ended before. */
  hire(limit: LoadLimit): void {
    if (!this.isVacant) return;
    this.#first = undefined;
    this.#hasRunOthers = false;
    this.#life.hire(limit);
  }

  /** The graph stops: a load that is under way may take no longer than `ms` from now on. */
  hurry(ms: number): void {
    this.#life.hurry(ms);
  }

  perform(member: M, generation: number, suspects: readonly SuspectMessage[]): void {
    this.#first ??= member;
    if (this.#first !== member) this.#hasRunOthers = true;
    this.#life.perform(member.seat, generation, suspects);
  }

  /**
   * Takes an actor out of its worker: in place, or with the worker if it has it for itself, or if the worker does not answer. If
   * another generation is to follow, `handOver`, the worker answers only when the code of this one has come to its end.
   */
  release(member: M, generation: number, handOver: boolean): void {
    // A worker that is ending takes its actors with it.
    if (!this.isSound) return;
    if (this.isSolo) return this.end();
    this.#life.retire(member.seat, generation, handOver);
    this.released(member);
    const cancel = this.#alarms.deadline(RELEASE_TIMEOUT_MS, () => {
      if (!this.isSound) return;
      // It may not return to its event loop: to ask it to end would be in vain, too.
      this.kill(() => {});
      this.#events.onUnreleased(this);
    });
    this.#patience.set(member, cancel);
  }

  /** The actor is out. */
  released(member: M): void {
    this.#patience.get(member)?.();
    this.#patience.delete(member);
  }

  /** Ends the worker, if that is not under way. `onGone` or `onZombie` follows. */
  end(): void {
    this.#life.end();
  }

  /**
   * Ends a sound worker by all means there are. If that succeeds, `report` is called with what came of it. Then all is as with
   * {@link Crew.end}.
   */
  kill(report: (execution: Execution | undefined) => void): Promise<void> {
    return this.#life.kill(report);
  }

  /** Ends the worker, whatever it does, because the graph is over. Resolves when it is gone, or always will be there. */
  close(withinMs: number): Promise<void> {
    return this.#life.close(withinMs);
  }

  /** Nobody is in the worker any more who could be late in letting go. */
  #forgive(): void {
    for (const member of this.#patience.keys()) this.released(member);
  }
}
