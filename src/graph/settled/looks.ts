import { countsOf } from "../../channel/ring/host.ts";
import { isSettled } from "../../turn/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import type { Route } from "./route.ts";

/** A channel that is looked at. */
interface ChannelCounts {
  readonly at: number;
  /** HEAD in the last look. */
  sent: number;
  /** TAIL in the last look, in the one before, and in the one before that. */
  taken: number;
  takenBefore: number;
  takenFirst: number;
}

/** An actor that is looked at. */
interface Wholeness {
  readonly journal: number;
  /** Whether it had no turn half published, in the last look and in the one before. */
  isWhole: boolean;
  wasWhole: boolean;
}

/** The last three looks at all that is followed: what the layout of the journal concludes from three looks may be concluded at each. */
export class Looks {
  readonly #region: SharedArrayBuffer;
  readonly #channels = new Map<number, ChannelCounts>();
  readonly #actors = new Map<number, Wholeness>();

  constructor(plan: GraphPlan, routes: readonly Route[]) {
    this.#region = plan.region;
    for (const { steps } of routes) {
      for (const { members, inner, exits } of steps) {
        for (const channel of [...inner, ...exits]) {
          const at = plan.channelAt(channel);
          const counts = { at, sent: 0, taken: 0, takenBefore: 0, takenFirst: 0 };
          this.#channels.set(channel, counts);
        }
        for (const member of members) {
          const { plan: { journal } } = plan.actors[member] as PlannedActor;
          this.#actors.set(member, { journal, isWhole: false, wasWhole: false });
        }
      }
    }
  }

  /** Looks. Returns whether anything has moved since the look before. */
  look(): boolean {
    let hasMoved = false;
    for (const counts of this.#channels.values()) {
      const { sent, taken } = countsOf(this.#region, counts.at);
      hasMoved ||= sent !== counts.sent || taken !== counts.taken;
      counts.takenFirst = counts.takenBefore;
      counts.takenBefore = counts.taken;
      counts.taken = taken;
      counts.sent = sent;
    }
    for (const actor of this.#actors.values()) {
      actor.wasWhole = actor.isWhole;
      actor.isWhole = isSettled(this.#region, actor.journal);
    }
    return hasMoved;
  }

  /** How many messages were taken from the channel, in the first of the three looks. */
  taken(channel: number): number {
    return (this.#channels.get(channel) as ChannelCounts).takenFirst;
  }

  /** Whether the actor had no turn half published, in the second. */
  isWhole(actor: number): boolean {
    return (this.#actors.get(actor) as Wholeness).wasWhole;
  }

  /** How many messages were sent on the channel, in the third. */
  sent(channel: number): number {
    return (this.#channels.get(channel) as ChannelCounts).sent;
  }
}
