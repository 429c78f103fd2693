import type { Crew } from "./crew.ts";
import { RESTART_TYPES, type RestartType, type SupervisionTree, type TreePlace } from "./tree.ts";

/** An actor that is to be supervised. */
export interface WardPlan {
  readonly label: string;
  readonly worker: number;
  readonly seat: number;
  readonly restart: RestartType;
  /** Whether it begins asleep. */
  readonly asleep?: boolean;
}

/**
 * Where a ward is in its life.
 *
 * - `waiting`: to be run as soon as its batch is.
 * - `running`: a generation of it is at work.
 * - `ended`: by itself, for good.
 * - `failed`: for good, but not by itself.
 * - `asleep`: until somebody wakes it, or has it end.
 */
export type WardStatus = "waiting" | "running" | "ended" | "failed" | "asleep";

/** What is known of a ward from an earlier process. */
export interface WardPast {
  /** The number of its generation to come; of one that is not to run, that of its last one. */
  readonly generation: number;
  /** Whether it has had a generation of that number. */
  readonly hasRun: boolean;
  /** How many of its generations up to that one follow no crash. */
  readonly wakings: number;
  readonly status: Exclude<WardStatus, "running">;
}

/** An actor under supervision: what it is, where it is, and how it stands. */
export class Ward {
  /** Its number. */
  readonly actor: number;
  readonly seat: number;
  /** The crew that it belongs to. */
  readonly crew: Crew<Ward>;
  /** The number of its present generation, or of the one to come: 0 for the first. */
  generation = 0;
  status: WardStatus;
  /** Whether it goes to sleep when its `run` returns. */
  isDrowsy = false;
  /** Whether a generation of it was ever let in. */
  hasRun = false;
  /** How many of its generations began because it was woken, or revived: these were no restarts. */
  wakings = 0;
  /** The generation that is on its way out of its thread: until it is, nobody may follow, or act for it. */
  leaving: number | undefined;
  readonly #plan: WardPlan;
  readonly #tree: SupervisionTree;

  constructor(
    actor: number,
    plan: WardPlan,
    tree: SupervisionTree,
    crew: Crew<Ward>,
    past: WardPast | undefined,
  ) {
    this.actor = actor;
    this.#plan = plan;
    this.status = past?.status ?? (plan.asleep ? "asleep" : "waiting");
    if (past !== undefined) {
      this.generation = past.generation;
      this.wakings = past.wakings;
      this.hasRun = past.hasRun;
    }
    this.seat = plan.seat;
    this.#tree = tree;
    this.crew = crew;
  }

  get label(): string {
    return this.#plan.label;
  }

  /** Its supervisor, and which child of it the ward is. */
  get place(): TreePlace {
    return this.#tree.placeOf(this.actor);
  }

  /** Whether it has not ended for good yet, nor gone to sleep. */
  get isAlive(): boolean {
    return this.status === "waiting" || this.status === "running";
  }

  /** Whether it sleeps. */
  get isAsleep(): boolean {
    return this.status === "asleep";
  }

  /** Whether it has ended for good, or sleeps, and is out of its thread. */
  get isOver(): boolean {
    return !this.isAlive && !this.isLeaving;
  }

  /** Whether its present generation is its last: its restart type lets none follow. */
  get isLast(): boolean {
    return this.generation >= RESTART_TYPES[this.#plan.restart].restarts;
  }

  /** Whether a generation of it is at work. */
  get isRunning(): boolean {
    return this.status === "running";
  }

  /** Whether it waits to be run again. */
  get isDown(): boolean {
    return this.status === "waiting";
  }

  /** Whether a generation of it is on its way out of its thread. */
  get isLeaving(): boolean {
    return this.leaving !== undefined;
  }

  /** Whether that generation of it is at work. */
  runs(generation: number): boolean {
    return this.isRunning && this.generation === generation;
  }

  /** It has come to its end by itself. */
  finish(): void {
    this.status = this.isDrowsy ? "asleep" : "ended";
    this.isDrowsy = false;
  }

  /** It is to run again, though it slept or had ended. */
  rise(): void {
    this.status = "waiting";
    this.isDrowsy = false;
    if (!this.hasRun) return;
    this.generation++;
    this.wakings++;
  }

  /** Its present generation is on its way out of its thread. Returns which that is. */
  leave(): number {
    return this.leaving = this.generation;
  }
}
