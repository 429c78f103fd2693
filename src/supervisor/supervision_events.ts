/**
 * What a supervision tells its owner, asks of it, and is told how to go about.
 *
 * @module
 */
import type { ErrorReport } from "../errors.ts";
import type { Timers } from "../world.ts";
import type { CrashReport, PongMessage, SuspectMessage } from "../protocol/mod.ts";
import type { Evidence } from "./evidence.ts";
import type { WardPast } from "./ward.ts";

/**
 * Why a sound actor is ended for good: its siblings start again and it is temporary, or it was expelled.
 */
export type DropReason = "remove" | "expel";

/**
 * Why the worker of a troupe is ended although its other members are sound: a member that is out did not come to its end, or may
 * still hold views on the memory of channels.
 */
export type EvictionReason = "unreleased" | "lent";

/** What an actor that is down would have to do if it were started again while the graph stops. */
export interface LeftToDo {
  /** `input`: messages are there, or may come. `output`: it only has outputs to end. `none`: its part in all of them is over. */
  readonly channels: "input" | "output" | "none";
  /** Whether it had been asked to agree to the stop, and had not refused. */
  readonly voted: boolean;
  /** Number of the last turn that it committed. */
  readonly turn: number;
}

/** What the supervision tells its owner. Actors are named by their number. */
export interface SupervisionEvents {
  /**
   * The actor's thread is not running it: its next generation may be let in. Called before each generation starts. The result
   * is what that generation is to be careful with.
   */
  beforeGeneration(actor: number, generation: number): readonly SuspectMessage[];
  /** The actor's thread is about to be ended, whatever the actor is doing: it may commit nothing from now on. */
  beforeEnd(actor: number): void;
  /** The actor's thread is gone. Its next generation, if there is one, comes later. */
  afterEnd(actor: number): void;
  onStarted(actor: number, generation: number): void;
  onCrashed(actor: number, report: CrashReport, evidence: Evidence): void;
  /** The actor's thread was ended because of another's crash, and it may have been the cause. */
  onInvolved(actor: number, generation: number, error: ErrorReport, evidence: Evidence): void;
  /** The actor is ended for good although it has not crashed. */
  onDropped(actor: number, reason: DropReason): void;
  /** The actor's thread does not run it any more: what its generation left half done may be finished. What becomes of it follows. */
  onLeft(actor: number): void;
  /** The actor is out, and its worker is ended because of it. Its mates start again as well, and nobody is to blame. */
  onEvicted(actor: number, reason: EvictionReason): void;
  /** The actor's thread was to be ended and lives on, and is waited for; `why`: the second half of a sentence, if it is known. */
  onLingering(actor: number, why: string | undefined): void;
  onEnded(actor: number): void;
  /** The actor's `run` has returned, and it sleeps now. */
  onAsleep(actor: number): void;
  /** The actor is ended for good, and its thread does not run it any more: others may act for it. */
  onRetired(actor: number): void;
  /**
   * Whether messages of the actor, which is out of its thread, are suspected of a death of which nobody knows whose it was: then it
   * is to go on alone.
   */
  isUnclear(actor: number): boolean;
  /** Whether the actor's `run` has returned, even if the message that says so never came. */
  hasEnded(actor: number): boolean;
  /** What there would be for the actor to do. */
  leftToDo(actor: number): LeftToDo;
  /** A worker has given a sign of life, and says how large its heap is. */
  onAnswered(answer: PongMessage): void;
  /** No actor is left to run. */
  onAllDone(): void;
}

/** How a supervision goes about it. */
export interface SupervisionOptions {
  readonly timers: Timers;
  /** Numbers from 0 up to 1, for the jitter. */
  readonly random: () => number;
  /** How long a worker may take to load its actors at the start. */
  readonly startTimeoutMs: number;
  /** How long a worker may take to load actors that are to start again. */
  readonly restartTimeoutMs: number;
  /** What is known of each ward from an earlier process, by number; left out where there was none. */
  readonly past?: readonly WardPast[];
}
