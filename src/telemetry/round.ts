import type { Topology } from "../protocol/topology.ts";
import { changedColumns } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { toMessage, topologyFrame } from "./frames.ts";
import type { EventMessage, FrameMessage } from "./frames.ts";
import type { GraphSample } from "./graph_sample.ts";
import type { LifeLog } from "./life_log.ts";
import type { HelloFrame } from "./wire.ts";

/** What a round of frames is made of. */
export interface RoundParts {
  readonly frame: FrameMessage;
  readonly hello: HelloFrame;
  readonly topology: Topology;
  readonly sample: GraphSample;
  /** Sequence number of the tick. */
  readonly sequence: number;
  /** The columns of the round before, if there was one. */
  readonly before: Columns | null;
  readonly after: Columns;
  readonly life: LifeLog;
}

/** Where a client stands. */
export interface Follower {
  /** What it must be given before it can follow the ticks. */
  missing: "everything" | "key" | "nothing";
  /** Number of the first life event that it has not seen. */
  nextLife: number;
}

/** One tick for all clients: every frame is encoded when the first client needs it, and shared from then on. */
export class Round {
  readonly #parts: RoundParts;
  readonly #lifeEnd: number;
  readonly #framed = new Map<string, Promise<Uint8Array>>();

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#lifeEnd = parts.life.next;
  }

  /** The frames that bring a client up to date; it is taken to have been given them. */
  framesFor(client: Follower): Promise<Uint8Array[]> {
    const frames: Promise<Uint8Array>[] = [];
    if (client.missing === "everything") frames.push(this.#hello(), this.#topology());
    if (client.nextLife < this.#lifeEnd) frames.push(this.#life(client.nextLife));
    frames.push(client.missing === "nothing" ? this.#tick() : this.#key());
    client.missing = "nothing";
    client.nextLife = this.#lifeEnd;
    return Promise.all(frames);
  }

  #hello(): Promise<Uint8Array> {
    const { hello } = this.#parts;
    return this.#once("hello", () => toMessage("hello", hello, { retry: 1000 }));
  }

  #topology(): Promise<Uint8Array> {
    const { topology, hello: { rev } } = this.#parts;
    return this.#once("topology", () => toMessage("topology", topologyFrame(topology, rev)));
  }

  #life(from: number): Promise<Uint8Array> {
    const { life, hello: { rev } } = this.#parts;
    return this.#once(
      `life ${from}`,
      () => toMessage("life", { rev, events: life.between(from, this.#lifeEnd) }),
    );
  }

  #key(): Promise<Uint8Array> {
    const { after } = this.#parts;
    return this.#once("key", () => toMessage("key", { ...this.#head(), ...after }, this.#id()));
  }

  #tick(): Promise<Uint8Array> {
    const { before, after } = this.#parts;
    if (before === null) return this.#key();
    return this.#once(
      "tick",
      () => toMessage("tick", { ...this.#head(), ...changedColumns(before, after) }, this.#id()),
    );
  }

  #head(): { rev: number; s: number; t: number; life: GraphSample["lifecycle"] } {
    const { hello, sample, sequence } = this.#parts;
    return { rev: hello.rev, s: sequence, t: sample.time, life: sample.lifecycle };
  }

  #id(): { id: string } {
    return { id: `${this.#parts.hello.epoch}.${this.#parts.sequence}` };
  }

  #once(name: string, message: () => EventMessage): Promise<Uint8Array> {
    const known = this.#framed.get(name);
    if (known) return known;
    const bytes = this.#parts.frame(message());
    this.#framed.set(name, bytes);
    return bytes;
  }
}
