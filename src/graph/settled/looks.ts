import { countsOf } from "../../channel/ring/host.ts";
import { isSettled } from "../../turn/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import { Release } from "./release.ts";
import type { Route } from "./route.ts";

/** A channel that is looked at. */
interface ChannelCounts {
  readonly at: number;
  /** HEAD in the last look. */
  sent: number;
  /** TAIL, or less, in the last look, in the one before, and in the one before that. */
  taken: number;
  takenBefore: number;
  takenFirst: number;
  /** Says what of that the reader is done with, if it keeps messages. */
  readonly release: Release | undefined;
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
    const releases = new Map<number, Release>();
    const steps = routes.flatMap((route) => route.steps);
    for (const member of new Set(steps.flatMap(({ members }) => members))) {
      const actor = plan.actors[member] as PlannedActor;
      const { journal } = actor.plan;
      this.#actors.set(member, { journal, isWhole: false, wasWhole: false });
      for (const release of Release.of(plan.region, actor)) releases.set(release.channel, release);
    }
    for (const channel of new Set(steps.flatMap(({ inner, exits }) => [...inner, ...exits]))) {
      this.#channels.set(channel, {
        at: plan.channelAt(channel),
        sent: 0,
        taken: 0,
        takenBefore: 0,
        takenFirst: 0,
        release: releases.get(channel),
      });
    }
  }

  /** Looks. Returns whether anything has moved since the look before. */
  look(): boolean {
    let hasMoved = false;
    for (const counts of this.#channels.values()) {
      const { sent, taken: takenInAll } = countsOf(this.#region, counts.at);
      const { release } = counts;
      const taken = release === undefined ? takenInAll : Math.min(takenInAll, release.read());
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

  /** How many messages its reader had taken from the channel and was done with, in the first of the three looks. */
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
