import type { ErrorReport } from "../errors.ts";
import type {
  CrashCause,
  Execution,
  LifeMessage,
  SuspectMessage,
  TurnUnderWork,
  UncaughtMessage,
} from "../protocol/mod.ts";
import { Entrance } from "./entrance.ts";
import type { Spawner } from "./spawner.ts";
import type { Alarms } from "./timers.ts";
import { LoadError, type LoadFault, type LoadOption, WorkerLife } from "./worker_life.ts";

/** What a worker tells that goes on: of its actors, or that its event loop runs. */
export type ActorMessage = Exclude<LifeMessage, UncaughtMessage>;

/** What a crew tells its owner. */
export interface CrewEvents {
  /** A message of its sound worker. */
  onLife(message: ActorMessage): void;
  /** Its worker is unsound or dead. `turns`: those that had messages under work, if it could say so. The crew ends it as soon as this call returns. */
  onDied(cause: CrashCause, error: ErrorReport, turns?: readonly TurnUnderWork[]): void;
  /** The worker that was hired did not come up. The crew ends it as soon as this call returns. */
  onLoadFailed(failure: LoadError): void;
  /** The worker that was hired is ready to run actors. */
  onReady(): void;
  /** Its worker is about to be ended, whatever the reason: none of its actors may commit anything from now on. */
  onEnding(): void;
  /** These of its actors were kept out of the worker, and are to be run now. */
  onAdmitted(actors: readonly number[]): void;
  /** The thread of its worker is gone, whatever the reason. */
  onThreadGone(): void;
  /** Its worker did not let go of an actor in time, and is being killed. */
  onUnreleased(): void;
  /** The worker that was ended is gone: another may be hired. */
  onGone(): void;
  /** The worker that was to be ended is still there, and always will be; `why`: the second half of a sentence, if it is known. */
  onZombie(why: string | undefined): void;
}

/** How long a sound worker may take to let an actor go. */
export const RELEASE_TIMEOUT_MS = 2000;

/** The actors that share a worker, and that worker: there is one at a time, or none for a while. */
export class Crew {
  /** Number of the worker. */
  readonly worker: number;
  /** Numbers of its actors, by seat. */
  readonly actors: number[] = [];
  /** Where its actors come into the worker. */
  readonly entrance: Entrance;
  readonly #spawner: Spawner;
  readonly #alarms: Alarms;
  readonly #events: CrewEvents;
  #life: WorkerLife | undefined;
  /** Alarms for those that are to be let go, by seat. */
  readonly #patience = new Map<number, () => void>();
  /** Numbers of the seats that its worker has ever run. */
  readonly #cast = new Set<number>();

  constructor(
    worker: number,
    spawner: Spawner,
    alarms: Alarms,
    events: CrewEvents,
  ) {
    this.worker = worker;
    this.#spawner = spawner;
    this.#alarms = alarms;
    this.#events = events;
    this.entrance = new Entrance(alarms, {
      onAdmitted: (actors) => events.onAdmitted(actors),
      ask: () => this.ping(),
    });
  }

  /** Whether its worker runs actors, or may: it is neither loading nor ending. */
  get isSound(): boolean {
    return this.#life?.isSound ?? false;
  }

  /** Whether its worker is, or may be, still there. */
  get isThere(): boolean {
    return this.#life?.isThere ?? false;
  }

  /** Whether its worker has run no actor yet. */
  get isFresh(): boolean {
    return this.#cast.size === 0;
  }

  /** Whether its worker has never run anybody but the actor on that seat. */
  isAlone(seat: number): boolean {
    return this.#cast.size === 1 && this.#cast.has(seat);
  }

  /**
   * Starts the first worker and resolves with what keeps it from coming up within `ms`. It runs nothing before
   * {@link Crew.begin}.
   */
  async load(ms: number, option: LoadOption): Promise<readonly LoadFault[]> {
    try {
      await this.#spawn(ms, option).loaded;
      return [];
    } catch (thrown) {
      return this.faultsOf(thrown);
    }
  }

  /** What the first worker has died of since it was loaded. */
  get lateFaults(): readonly LoadFault[] {
    const death = this.#life?.death;
    return death === undefined ? [] : this.faultsOf(new LoadError(death));
  }

  /** Lets the first worker run actors. */
  begin(): void {
    if (this.#life !== undefined) this.#life.ready = true;
  }

  /** Each fault of a worker that did not come up; that of the worker itself is one of all its actors. */
  faultsOf(failure: unknown): readonly LoadFault[] {
    if (!(failure instanceof LoadError)) throw failure;
    const { error, faults } = failure;
    return faults.length > 0 ? faults : this.actors.map((actor) => ({ actor, error }));
  }

  /** Whether {@link Crew.hire} would start a worker. */
  get isVacant(): boolean {
    return this.#life === undefined;
  }

  /**
   * Starts a worker if there is none, which may take `ms` to load. `onReady` or `onLoadFailed` follows, unless it is ended
   * before.
   */
  async hire(ms: number, option: LoadOption): Promise<void> {
    if (this.#life !== undefined) return;
    const life = this.#spawn(ms, option);
    let failure: LoadError | undefined;
    try {
      await life.loaded;
    } catch (thrown) {
      failure = thrown as LoadError;
    }
    if (life.death !== undefined) failure ??= new LoadError(life.death);
    else if (life.isDismissed) return;
    if (failure === undefined) {
      life.ready = true;
      return this.#events.onReady();
    }
    this.#events.onLoadFailed(failure);
    await this.#bury(life);
  }

  /** The graph stops: a load that is under way may take no longer than `ms` from now on. */
  hurry(ms: number): void {
    const life = this.#life;
    if (life !== undefined && !life.ready && !life.isDismissed) {
      life.expectLoad(ms, "stopTimeoutMs");
    }
  }

  perform(seat: number, generation: number, suspects: readonly SuspectMessage[]): void {
    this.#cast.add(seat);
    this.#life?.perform(seat, generation, suspects);
  }

  /** Asks its worker for a sign of life. */
  ping(): void {
    if (this.isSound) this.#life?.ping();
  }

  /**
   * Takes an actor out of its worker: in place, or with the worker if it has it for itself, or if the worker does not answer. If
   * another generation is to follow, `handOver`, the worker answers only when the code of this one has come to its end.
   */
  release(seat: number, generation: number, handOver: boolean): void {
    const life = this.#life;
    // A worker that is ending takes its actors with it.
    if (!life?.isSound) return;
    if (this.actors.length === 1) return this.end();
    life.retire(seat, generation, handOver);
    this.released(seat);
    const cancel = this.#alarms.deadline(RELEASE_TIMEOUT_MS, () => {
      if (!life.isSound) return;
      // It may not return to its event loop: to ask it to end would be in vain, too.
      this.kill(() => {});
      this.#events.onUnreleased();
    });
    this.#patience.set(seat, cancel);
  }

  /** The actor on that seat is out. */
  released(seat: number): void {
    this.#patience.get(seat)?.();
    this.#patience.delete(seat);
  }

  /** Ends the worker, if that is not under way. `onGone` or `onZombie` follows. */
  end(): void {
    if (this.#life !== undefined && !this.#life.isDismissed) this.#bury(this.#life);
  }

  /**
   * Ends a sound worker by all means there are. If that succeeds, `report` is called with what came of it. Then all is as with
   * `end`.
   */
  async kill(report: (execution: Execution | undefined) => void): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    const execution = await life.kill();
    const isGone = await life.end();
    if (isGone) report(execution);
    this.#buried(isGone);
  }

  /** Ends the worker, whatever it does, and tells nothing more. Resolves when it is gone, or always will be there. */
  async close(withinMs: number): Promise<void> {
    await this.#life?.end(withinMs);
  }

  #spawn(loadMs: number, option: LoadOption): WorkerLife {
    this.#cast.clear();
    const life = this.#life = new WorkerLife(this.worker, this.#spawner, {
      onLife: (message) => {
        if (message.type === "uncaught") this.#die(life, "uncaught", message.error, message.turns);
        else this.#events.onLife(message);
      },
      onDeath: (error) => this.#die(life, "exit", error),
      onDismissed: () => this.#events.onEnding(),
      onGone: () => this.#events.onThreadGone(),
    }, this.#alarms);
    life.expectLoad(loadMs, option);
    return life;
  }

  #die(
    life: WorkerLife,
    cause: CrashCause,
    error: ErrorReport,
    turns?: readonly TurnUnderWork[],
  ): void {
    if (life.ready) {
      this.#events.onDied(cause, error, turns);
      return this.end();
    }
    life.death = error;
    life.fail(error);
    life.end();
  }

  async #bury(life: WorkerLife): Promise<void> {
    this.#buried(await life.end());
  }

  #buried(isGone: boolean): void {
    for (const seat of this.#patience.keys()) this.released(seat);
    if (!isGone) return this.#events.onZombie(this.#life?.whyThere);
    this.#life = undefined;
    this.#events.onGone();
  }
}
