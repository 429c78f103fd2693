import type { ReplayMessage } from "../protocol/messages.ts";
import { lastReplayed } from "../turn/mod.ts";
import type { DeadLetter } from "./dead_letters.ts";
import type { GraphPlan, PlannedActor } from "./plan.ts";

/** What replaying needs of the run. */
export interface ReplayHands {
  /** Whether a generation of the actor is at work. */
  isRunning(actor: number): boolean;
  /** Whether the actor has ended for good, and nothing is left to be done for it. */
  isOver(actor: number): boolean;
  tell(worker: number, message: ReplayMessage): void;
}

interface Replay {
  readonly writer: PlannedActor;
  readonly message: ReplayMessage;
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
  readonly #pending = new Map<number, Replay>();
  #lastId = 0;
  #over = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(plan: GraphPlan, hands: ReplayHands) {
    this.#plan = plan;
    this.#hands = hands;
  }

  /** Resolves once the message is in its channel for good. */
  begin(letter: DeadLetter): Promise<void> {
    if (letter.unreadable) {
      throw new TypeError(
        `Cannot replay a dead letter: message ${letter.number} of port "${letter.port}" could not be read, so nobody knows it`,
      );
    }
    const { writer, end } = this.#placeOf(letter);
    if (this.#over) throw new TypeError("Cannot replay a dead letter: the graph has stopped");
    const id = ++this.#lastId;
    const replay: Replay = {
      writer,
      message: {
        type: "replay",
        seat: writer.plan.seat,
        end,
        id,
        message: letter.message,
      },
      done: Promise.withResolvers(),
    };
    this.#pending.set(id, replay);
    this.#timer ??= setInterval(() => this.#check(), CHECK_MS);
    if (this.#hands.isRunning(writer.plan.index)) this.#tell(replay);
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

  /** The writer cannot send it. */
  failed(id: number, why: string): void {
    this.#settle(id, why);
  }

  /** The graph has stopped: what was not sent will not be. */
  end(): void {
    this.#over = true;
    this.#check();
    for (const id of this.#pending.keys()) this.#settle(id, "the graph has stopped");
  }

  #tell({ writer, message }: Replay): void {
    this.#hands.tell(writer.worker, message);
  }

  #isDone({ writer, message }: Replay): boolean {
    return lastReplayed(this.#plan.region, writer.plan.journal) >= message.id;
  }

  #check(): void {
    for (const [id, replay] of this.#pending) {
      if (this.#isDone(replay)) this.#settle(id);
      else if (this.#hands.isOver(replay.writer.plan.index)) {
        this.#settle(id, `actor "${replay.writer.plan.label}", which sends on it, has ended`);
      }
    }
  }

  #settle(id: number, why?: string): void {
    const replay = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (why === undefined) replay?.done.resolve();
    else replay?.done.reject(new TypeError(`Cannot replay a dead letter: ${why}`));
  }

  #placeOf({ actor, port, lane }: DeadLetter): { writer: PlannedActor; end: number } {
    const reader = this.#plan.actors.find(({ plan }) => plan.label === actor);
    if (port === null) {
      throw new TypeError(
        `Cannot replay a dead letter: actor "${actor}" wrote it itself, so it has no channel to go back to`,
      );
    }
    const taking = reader?.plan.ends.find((end) => end.port === port && end.lane === lane);
    if (taking === undefined) {
      throw new TypeError(
        `Cannot replay a dead letter: this graph has no port "${port}" of an actor "${actor}"`,
      );
    }
    for (const writer of this.#plan.actors) {
      const end = writer.plan.ends.findIndex(({ direction, channel }) =>
        direction === "tx" && channel === taking.channel
      );
      if (end >= 0) return { writer, end };
    }
    throw new TypeError(`Cannot replay a dead letter: nobody sends on "${taking.spec.name}"`);
  }
}
