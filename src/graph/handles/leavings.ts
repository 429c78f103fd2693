import {
  barWriter,
  FIRST_SLEEP,
  hasParted,
  layWriter,
  lookAtChannel,
  sealChannel,
} from "../../channel/ring/host.ts";
import { Countdown } from "../../host_time.ts";
import { Ringer } from "../../memory/doorbell.ts";
import type { AskMessage, EndPlan, LookMessage } from "../../protocol/mod.ts";
import type { Tally } from "../../shutdown/tally.ts";
import type { Supervision } from "../../supervisor/mod.ts";
import type { World } from "../../world.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import { settleFor } from "../workers/mod.ts";

/** What the ends of single actors need of the run. */
export interface LeavingHands {
  tell(worker: number, message: AskMessage | LookMessage): void;
  /** The actor's time is over: it is to be ended for good. */
  expel(actor: number): void;
}

/** How often the writers of those that leave are looked at, in milliseconds. */
const LOOK_MS = 5;

/** An actor that is to end alone. */
interface Leaving {
  readonly toSleep: boolean;
  /** Which sleep it is, for the writers of its inputs. */
  readonly sleep: number;
  /** Its inputs on which something may still come. */
  open: readonly EndPlan[];
  readonly deadline: Countdown | undefined;
  readonly over: PromiseWithResolvers<void>;
}

/**
 * Has single actors come to their end in an orderly way while the graph goes on: for good, or to sleep. Its inputs end for it: nobody
 * sends on them any more, it takes what is there, finds them closed and empty, and agrees. Nothing is lost, whoever dies meanwhile. The
 * layout of a channel says why.
 */
export class Leavings {
  readonly #plan: GraphPlan;
  readonly #supervision: Supervision;
  readonly #tally: Tally;
  readonly #hands: LeavingHands;
  readonly #world: World;
  readonly #leavings = new Map<number, Leaving>();
  #sleeps = FIRST_SLEEP;
  #endLooks: (() => void) | undefined;

  constructor(
    plan: GraphPlan,
    supervision: Supervision,
    tally: Tally,
    hands: LeavingHands,
    world: World,
  ) {
    this.#plan = plan;
    this.#supervision = supervision;
    this.#tally = tally;
    this.#hands = hands;
    this.#world = world;
  }

  /** Whether the actor is on its way to its end. */
  has(actor: number): boolean {
    return this.#leavings.has(actor);
  }

  /**
   * Has the actor, which is alive, end within so long; else it is ended. Resolves once it has ended, or sleeps, or is ended, or the graph
   * is over.
   */
  begin(actor: number, toSleep: boolean, withinMs: number): Promise<void> {
    const known = this.#leavings.get(actor);
    if (known !== undefined) return known.over.promise;
    const { plan: { ends, seat }, worker } = this.#actor(actor);
    const { region } = this.#plan;
    const sleep = ++this.#sleeps;
    const inputs = ends.filter(({ direction }) => direction === "rx");
    const leaving: Leaving = {
      toSleep,
      sleep,
      open: inputs,
      deadline: withinMs === Infinity
        ? undefined
        : new Countdown(this.#world, withinMs, () => this.#hands.expel(actor)),
      over: Promise.withResolvers<void>(),
    };
    this.#leavings.set(actor, leaving);
    for (const { at } of inputs) barWriter(region, at, sleep);
    if (toSleep) {
      for (const { at, direction } of ends) if (direction === "tx") layWriter(region, at);
    }
    this.#tally.askAlone(actor, true);
    if (this.#supervision.isRunning(actor)) this.#hands.tell(worker, { type: "ask", seat });
    for (const writer of new Set(inputs.map((end) => this.#writerOf(end)))) {
      if (!this.#supervision.isRunning(writer.plan.index)) continue;
      this.#hands.tell(writer.worker, { type: "look", seat: writer.plan.seat });
    }
    this.#supervision.dismiss(actor, toSleep);
    this.#endLooks ??= this.#world.every(LOOK_MS, () => this.#look());
    this.#look();
    return leaving.over.promise;
  }

  /** The actor has ended, however, or sleeps. */
  ended(actor: number): void {
    const leaving = this.#leavings.get(actor);
    if (leaving === undefined) return;
    this.#leavings.delete(actor);
    leaving.deadline?.cancel();
    if (this.#leavings.size === 0) {
      this.#endLooks?.();
      this.#endLooks = undefined;
    }
    leaving.over.resolve();
  }

  /** The graph is over. */
  end(): void {
    for (const actor of this.#leavings.keys()) this.ended(actor);
  }

  /** Closes the inputs on which nothing is on the way any more. */
  #look(): void {
    const { region } = this.#plan;
    for (const [actor, leaving] of this.#leavings) {
      const open = leaving.open.filter((end) => this.#mayCome(end, leaving.sleep));
      if (open.length === leaving.open.length) continue;
      for (const { at } of leaving.open.filter((end) => !open.includes(end))) {
        sealChannel(region, at);
      }
      leaving.open = open;
      new Ringer(region, this.#actor(actor).address).ring();
    }
  }

  /** Whether a message may still be on the way into an input of one that leaves. */
  #mayCome(end: EndPlan, sleep: number): boolean {
    const { region } = this.#plan;
    if (hasParted(region, end.at, sleep) || lookAtChannel(region, end.at).closed) return false;
    const { plan } = this.#writerOf(end);
    if (!this.#supervision.isOut(plan.index)) return true;
    // It may have died in the middle of its commit. Whoever follows it finds the channel barred.
    settleFor(region, plan);
    return false;
  }

  #writerOf({ channel }: EndPlan): PlannedActor {
    return this.#actor(this.#plan.writerOf(channel));
  }

  #actor(index: number): PlannedActor {
    return this.#plan.actors[index] as PlannedActor;
  }
}
