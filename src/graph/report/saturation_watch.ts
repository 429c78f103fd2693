import { lookAtChannel } from "../../channel/ring/host.ts";
import { lostOf } from "../../host_time.ts";
import { ProbeReader } from "../../probe/read.ts";
import { type ChannelEdge, channelLabel } from "../../protocol/mod.ts";
import type { World } from "../../world.ts";
import type { GraphPlan, PlannedActor, WatchedRoom } from "../plan/mod.ts";
import { DOING } from "./witness.ts";

/** Looks in the time after which a wait is told, and bounds on the time between them. */
const LOOKS = 8;
const MIN_PERIOD_MS = 5;
const MAX_PERIOD_MS = 250;

/** A channel that is watched. */
interface RoomInSight extends WatchedRoom {
  readonly label: string;
  readonly at: number;
  readonly capacity: number;
  readonly hasPayload: boolean;
  readonly from: PlannedActor;
  readonly to: PlannedActor;
  readonly probe: ProbeReader;
  /** When the last wait began that was told. */
  toldOf: number;
}

/** What the watch needs of the run. */
export interface SaturationHands {
  /** Whether a generation of the actor is at work. */
  isRunning(actor: number): boolean;
  /** An actor has waited too long for room: said of it, as the end of a sentence. */
  onSaturated(actor: number, text: string): void;
}

/**
 * Looks from outside which senders wait for room, and how long: senders and readers pay nothing for it, and a wait is told while it lasts,
 * with what its reader does meanwhile.
 */
export class SaturationWatch {
  readonly #plan: GraphPlan;
  readonly #world: World;
  readonly #hands: SaturationHands;
  #open: readonly RoomInSight[] = [];
  #endLooks: (() => void) | undefined;
  #periodMs = 0;
  #lookedAt = 0;

  constructor(plan: GraphPlan, hands: SaturationHands, world: World) {
    this.#plan = plan;
    this.#world = world;
    this.#hands = hands;
  }

  /** Looks from now on; does nothing in a graph in which nobody wants to know. */
  begin(): void {
    this.#open = this.#plan.watchedRooms.map((room) => this.#watched(room));
    if (this.#open.length === 0) return;
    const shortest = Math.min(...this.#open.map(({ afterMs }) => afterMs));
    this.#periodMs = Math.min(Math.max(shortest / LOOKS, MIN_PERIOD_MS), MAX_PERIOD_MS);
    this.#lookedAt = this.#world.now();
    this.#endLooks = this.#world.every(this.#periodMs, () => this.#lookAtAll());
  }

  end(): void {
    this.#endLooks?.();
    this.#endLooks = undefined;
  }

  #watched(room: WatchedRoom): RoomInSight {
    const plan = this.#plan;
    const { topology: { channels }, actors, region } = plan;
    const edge = channels[room.channel] as ChannelEdge;
    const from = actors[edge.from] as PlannedActor;
    return {
      ...room,
      label: channelLabel(edge),
      at: plan.channelAt(room.channel),
      capacity: edge.capacity,
      hasPayload: edge.messageBytes === null,
      from,
      to: actors[edge.to] as PlannedActor,
      probe: new ProbeReader(region, from.plan.probe),
      toldOf: NaN,
    };
  }

  #lookAtAll(): void {
    const now = this.#world.now();
    const lostMs = lostOf(now - this.#lookedAt, this.#periodMs, this.#periodMs);
    this.#lookedAt = now;
    // The process stood still, and whoever waited may not have had the time to go on.
    if (lostMs > 0) return;
    for (const watched of this.#open) this.#look(watched, now);
  }

  #look(watched: RoomInSight, now: number): void {
    const { probe, afterMs, from, to, label } = watched;
    const { since } = probe;
    const waitedMs = now - since;
    if (waitedMs < afterMs || since === watched.toldOf) return;
    if (!this.#hands.isRunning(from.plan.index) || probe.sample(now).phase !== "blocked") return;
    const { messages, abandoned } = lookAtChannel(this.#plan.region, watched.at);
    if (abandoned || !this.#isInWay(watched, messages)) return;
    // It may have gone on between the looks, and wait anew.
    if (probe.since !== since) return;
    watched.toldOf = since;
    const reader = this.#hands.isRunning(to.plan.index)
      ? DOING[new ProbeReader(this.#plan.region, to.plan.probe).sample(now).phase]
      : "it is not at work";
    this.#hands.onSaturated(
      from.plan.index,
      `it has waited ${
        Math.round(waitedMs)
      } ms for room in channel "${label}", which holds ${messages} of ${watched.capacity} messages; ` +
        `its reader is actor "${to.label}": ${reader}`,
    );
    if (watched.tell === "always") return;
    this.#open = this.#open.filter((other) => other !== watched);
    if (this.#open.length === 0) this.end();
  }

  /** Whether it is this channel in which there is no room. Records may find too little of it for their bytes before it is full. */
  #isInWay({ channel, capacity, hasPayload, from }: RoomInSight, messages: number): boolean {
    if (messages >= capacity) return true;
    if (!hasPayload || messages <= 0) return false;
    return !from.plan.ends.some((end) =>
      end.direction === "tx" && end.channel !== channel &&
      lookAtChannel(this.#plan.region, end.at).messages >= end.spec.capacity
    );
  }
}
