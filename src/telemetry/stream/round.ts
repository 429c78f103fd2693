import {
  changedColumns,
  crashesOf,
  type EventMessage,
  type FrameMessage,
  keyColumns,
  type LifeTotals,
  type LinksFrame,
  toMessage,
  type TopologyFrame,
  type WireColumns,
} from "../wire/mod.ts";
import type { GraphSample } from "../sample/mod.ts";
import type { LifeLog } from "../history/mod.ts";
import { type AlertBook, withActive } from "../alerts/mod.ts";

/** How many life events a frame tells at most: the last. Whoever wants those before asks `/api/life`, as the page does. */
const LIFE_EVENTS = 200;

/** What a round of frames is made of. */
export interface RoundParts {
  readonly frame: FrameMessage;
  /** What stands before the sequence number in the id of a frame. */
  readonly idPrefix: string;
  readonly topology: TopologyFrame;
  readonly sample: GraphSample;
  /** Sequence number of the tick. */
  readonly sequence: number;
  /** The columns of the round before, if there was one. */
  readonly before: WireColumns | null;
  readonly after: WireColumns;
  readonly life: LifeLog;
  readonly alerts: AlertBook;
  /** What the link actors have counted up to now. */
  readonly links: () => LinksFrame["links"];
}

/** Where a client stands. */
export interface Follower {
  /** What it must be given before it can follow the ticks. */
  missing: "everything" | "key" | "nothing";
  /** Number of the first life event that it has not seen. */
  nextLife: number;
  /** Number of the first alert that it has not seen; `null` if it knows none, not even those that are active. */
  nextAlert: number | null;
  /** Whether it is told of links. */
  readonly links: boolean;
}

/** One tick for all clients of a pace: every frame is encoded when the first client needs it, and shared from then on. */
export class Round {
  /** Numbers of the first life event and of the first alert that come after this round. */
  readonly nextLife: number;
  readonly nextAlert: number;
  readonly #parts: RoundParts;
  readonly #lifeTotals: LifeTotals;
  readonly #framed = new Map<string, Promise<Uint8Array>>();

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.nextLife = parts.life.next;
    this.#lifeTotals = parts.life.totals;
    this.nextAlert = parts.alerts.next;
  }

  /** The topology that it speaks of. */
  get rev(): number {
    return this.#parts.topology.rev;
  }

  /** Sequence number of the tick. */
  get sequence(): number {
    return this.#parts.sequence;
  }

  /** Time of the sample, in milliseconds since the epoch. */
  get time(): number {
    return this.#parts.sample.time;
  }

  /** The frames that bring a client up to date; it is taken to have been given them. */
  framesFor(client: Follower): Promise<Uint8Array[]> {
    const frames: Promise<Uint8Array>[] = [];
    if (client.missing === "everything") frames.push(this.#topology());
    if (client.nextLife < this.nextLife) frames.push(this.#life(client.nextLife));
    if (client.nextAlert === null || client.nextAlert < this.nextAlert) {
      frames.push(this.#alerts(client.nextAlert));
    }
    if (client.links) frames.push(this.#links());
    frames.push(client.missing === "nothing" ? this.tick() : this.#key());
    client.missing = "nothing";
    client.nextLife = this.nextLife;
    client.nextAlert = this.nextAlert;
    return Promise.all(frames);
  }

  /** What changed since the round before; everything, if there was none. */
  tick(): Promise<Uint8Array> {
    const { before, after } = this.#parts;
    if (before === null) return this.#key();
    return this.#once(
      "tick",
      () => toMessage("tick", { ...this.#head(), ...changedColumns(before, after) }, this.#id()),
    );
  }

  #topology(): Promise<Uint8Array> {
    return this.#once("topology", () => toMessage("topology", this.#parts.topology));
  }

  #life(from: number): Promise<Uint8Array> {
    const { life, topology: { rev } } = this.#parts;
    return this.#once(`life ${from}`, () => {
      const events = life.between(from, this.nextLife).slice(-LIFE_EVENTS);
      return toMessage("life", {
        rev,
        events,
        total: this.#lifeTotals,
        ...crashesOf(life.crashesSince(from)),
      });
    });
  }

  #alerts(from: number | null): Promise<Uint8Array> {
    const { alerts, topology: { rev } } = this.#parts;
    return this.#once(`alert ${from}`, () => {
      const told = from === null
        ? withActive(alerts, 0, this.nextAlert)
        : alerts.between(from, this.nextAlert);
      return toMessage("alert", { rev, alerts: told });
    });
  }

  #links(): Promise<Uint8Array> {
    const { links, topology: { rev }, sample } = this.#parts;
    return this.#once("links", () => toMessage("links", { rev, t: sample.time, links: links() }));
  }

  #key(): Promise<Uint8Array> {
    const { after } = this.#parts;
    return this.#once(
      "key",
      () => toMessage("key", { ...this.#head(), ...keyColumns(after) }, this.#id()),
    );
  }

  #head(): { rev: number; s: number; t: number; life: GraphSample["lifecycle"] } {
    const { topology: { rev }, sample, sequence } = this.#parts;
    return { rev, s: sequence, t: Math.round(sample.time), life: sample.lifecycle };
  }

  #id(): { id: string } {
    return { id: `${this.#parts.idPrefix}.${this.#parts.sequence}` };
  }

  #once(name: string, message: () => EventMessage): Promise<Uint8Array> {
    const known = this.#framed.get(name);
    if (known) return known;
    const bytes = this.#parts.frame(message());
    this.#framed.set(name, bytes);
    return bytes;
  }
}
