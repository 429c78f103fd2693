import { reportError, shown } from "../../errors.ts";
import { isObject } from "../../option_faults.ts";
import type { World } from "../../world.ts";
import type { ReplayMessage } from "../../protocol/mod.ts";
import { lastReplayed } from "../../turn/mod.ts";
import type { DeadLetter } from "./dead_letters.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import {
  type ReplayOptions,
  type ReplayPlace,
  replayPlace,
  replayRefusal,
} from "./replay_place.ts";

/** What replaying needs of the run. */
export interface ReplayHands {
  /** Whether a generation of the actor is at work. */
  isRunning(actor: number): boolean;
  /** Whether the actor has ended for good, and nothing is left to be done for it. */
  isOver(actor: number): boolean;
  tell(worker: number, message: ReplayMessage): void;
}

interface Replay extends Omit<ReplayPlace, "end"> {
  readonly message: Omit<ReplayMessage, "refused">;
  readonly done: PromiseWithResolvers<void>;
}

/** How long it may take until a commit that is awaited is seen. */
const CHECK_MS = 20;

/**
 * Puts dead letters back into their channels. A channel has one writer, so it is the actor at the sending end that sends them, with
 * its next commit, which notes that in its journal. If it dies before, its successor is told again.
 */
export class Replays {
  readonly #plan: GraphPlan;
  readonly #hands: ReplayHands;
  readonly #world: World;
  readonly #pending = new Map<number, Replay>();
  /** The last letter that each actor has refused. */
  readonly #refused = new Map<number, number>();
  #lastId = 0;
  #over = false;
  #endChecks: (() => void) | undefined;

  constructor(plan: GraphPlan, hands: ReplayHands, world: World) {
    this.#world = world;
    this.#plan = plan;
    this.#hands = hands;
    // In an earlier process actors may have sent some: these numbers are taken.
    for (const { plan: { journal } } of plan.actors) {
      this.#lastId = Math.max(this.#lastId, lastReplayed(plan.region, journal));
    }
  }

  /** Resolves once the message is in its channel for good. */
  begin(letter: DeadLetter, options: ReplayOptions): Promise<void> {
    if (!isObject(letter)) {
      throw replayRefusal(`it is ${shown(letter)}, give a letter of graph.deadLetters`);
    }
    if (letter.unreadable) {
      throw replayRefusal(
        `message ${letter.number} of port "${letter.port}" could not be read, so nobody knows it`,
      );
    }
    const { writer, reader, end } = replayPlace(this.#plan, letter, options);
    if (this.#over) throw replayRefusal("the graph has stopped");
    const id = ++this.#lastId;
    const replay: Replay = {
      writer,
      reader,
      message: {
        type: "replay",
        seat: writer.plan.seat,
        end,
        id,
        message: cloned(letter.message),
      },
      done: Promise.withResolvers(),
    };
    this.#pending.set(id, replay);
    this.#endChecks ??= this.#world.every(CHECK_MS, () => this.#check());
    this.#giveUp(id, replay);
    if (this.#pending.has(id) && this.#hands.isRunning(writer.plan.index)) this.#tell(replay);
    return replay.done.promise;
  }

  /** Whether a letter is on its way into its channel. */
  get isUnderWay(): boolean {
    return this.#pending.size > 0;
  }

  /** A generation of the actor has begun: what its predecessor has not sent for good is told to it. */
  started(actor: number): void {
    for (const replay of this.#pending.values()) {
      if (replay.writer.plan.index !== actor || this.#isDone(replay)) continue;
      this.#tell(replay);
    }
  }

  /** The writer cannot send it. It has thrown away the letters behind it, and is told them again. */
  failed(actor: number, id: number, why: string): void {
    this.#settle(id, why);
    this.#refused.set(actor, id);
    if (!this.#hands.isRunning(actor)) return;
    for (const [next, replay] of this.#pending) {
      if (next > id && replay.writer.plan.index === actor) this.#tell(replay);
    }
  }

  /** The graph has stopped: what was not sent will not be. */
  end(): void {
    this.#over = true;
    this.#check();
    for (const id of this.#pending.keys()) this.#settle(id, "the graph has stopped");
  }

  #tell({ writer, message }: Replay): void {
    const refused = this.#refused.get(writer.plan.index) ?? 0;
    this.#hands.tell(writer.worker, { ...message, refused });
  }

  #isDone({ writer, message }: Replay): boolean {
    return lastReplayed(this.#plan.region, writer.plan.journal) >= message.id;
  }

  #check(): void {
    for (const [id, replay] of this.#pending) {
      if (this.#isDone(replay)) this.#settle(id);
      else this.#giveUp(id, replay);
    }
  }

  /** Rejects letters whose sender or taker has ended for good: they would be on their way for ever. */
  #giveUp(id: number, { writer, reader }: Replay): void {
    const isOver = ({ plan: { index } }: PlannedActor) => this.#hands.isOver(index);
    if (isOver(writer)) {
      this.#settle(id, `actor "${writer.plan.label}", which sends on it, has ended`);
    } else if (isOver(reader)) {
      this.#settle(id, `actor "${reader.plan.label}", which takes from it, has ended`);
    }
  }

  #settle(id: number, why?: string): void {
    const replay = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      this.#endChecks?.();
      this.#endChecks = undefined;
    }
    if (why === undefined) replay?.done.resolve();
    else replay?.done.reject(replayRefusal(why));
  }
}

/** A copy, so that a message which cannot travel is refused here and now. */
function cloned(message: unknown): unknown {
  try {
    return structuredClone(message);
  } catch (error) {
    throw replayRefusal(`its message cannot be sent to a thread: ${reportError(error).message}`);
  }
}
