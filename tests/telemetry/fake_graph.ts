import { PROBE_BYTES } from "../../src/probe/probe_layout.ts";
import { StampPace, TrailKeeper, TrailStamper } from "../../src/probe/trail_write.ts";
import { ProbeWriter } from "../../src/probe/write.ts";
import { readCount, storeCount } from "../../src/wide_count.ts";
import type {
  ActorMetric,
  ChannelMetric,
  LifeEvent,
  ShownStat,
  TelemetrySource,
  Topology,
} from "../../src/protocol/mod.ts";

/** An actor of a fake graph: its name, or more. */
export type FakeActor = string | {
  name: string;
  instance?: number;
  troupe?: string;
  supervisors?: string[];
  shown?: readonly ShownStat<ActorMetric>[];
};

/** What an actor of a fake graph says of its code. */
const FAKE_CODE = {
  definition: 0,
  restart: "permanent",
  hangTimeoutMs: 5000,
  durable: false,
} as const;

/** A channel of a fake graph; actors by index. */
export interface FakeChannel {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly capacity?: number;
  readonly kind?: string;
  readonly lane?: number;
  /** What it does with messages that find no room, where it drops any. */
  readonly drops?: string;
  readonly sidecar?: true;
  readonly partner?: string;
  readonly shown?: readonly ShownStat<ChannelMetric>[];
}

const BYTES_PER_CHANNEL = 24;
const BYTES_PER_TRAIL = 256;

/** A graph that does not run: a test moves its counters, as actors and channels would. */
export class FakeGraph {
  readonly source: TelemetrySource;
  readonly topology: Topology;
  readonly probes: readonly ProbeWriter[];
  readonly restarts: number[];
  lifecycle: ReturnType<TelemetrySource["lifecycle"]> = "running";
  readonly #words: Int32Array;
  readonly #marks: number[] = [];
  readonly #listeners = new Set<(event: LifeEvent) => void>();

  constructor(graph: string, actors: readonly FakeActor[], channels: readonly FakeChannel[]) {
    const probeBytes = actors.length * PROBE_BYTES;
    const trailsAt = probeBytes + channels.length * BYTES_PER_CHANNEL;
    const region = new SharedArrayBuffer(trailsAt + channels.length * BYTES_PER_TRAIL);
    this.#words = new Int32Array(region);
    this.probes = actors.map((_, index) => new ProbeWriter(region, index * PROBE_BYTES));
    this.restarts = actors.map(() => 0);
    this.topology = {
      graph,
      definitions: [{ module: "file:///fake.ts", exportName: "fake", ports: ["sends", "takes"] }],
      troupes: [],
      supervisors: [],
      actors: actors.map((actor, index) => {
        const { name, instance = null, troupe = null, supervisors = [], shown } =
          typeof actor === "string" ? { name: actor } : actor as Exclude<FakeActor, string>;
        const probe = index * PROBE_BYTES;
        const node = { index, name, instance, troupe, supervisors, ...FAKE_CODE, probe };
        return { ...node, ...shown && { shown } };
      }),
      channels: channels.map((channel, index) => ({
        index,
        name: channel.name,
        lane: channel.lane ?? null,
        from: channel.from,
        fromPort: "sends",
        to: channel.to,
        toPort: "takes",
        kind: channel.kind ?? "u32",
        capacity: channel.capacity ?? 64,
        ...channel.sidecar && { sidecar: channel.sidecar },
        ...channel.partner !== undefined && { partner: channel.partner },
        ...channel.shown && { shown: channel.shown },
        ...channel.drops !== undefined && {
          drops: { rule: channel.drops, countAt: probeBytes + index * BYTES_PER_CHANNEL + 16 },
        },
        sentWord: probeBytes / 4 + index * 6,
        takenWord: probeBytes / 4 + index * 6 + 1,
        sentHighWord: probeBytes / 4 + index * 6 + 2,
        takenHighWord: probeBytes / 4 + index * 6 + 3,
        messageBytes: 4,
        bytesAt: 0,
        latencyAt: trailsAt + index * BYTES_PER_TRAIL,
      })),
    };
    this.source = {
      region,
      topology: this.topology,
      lifecycle: () => this.lifecycle,
      restarts: (actor) => this.restarts[actor]!,
      heapBytes: () => null,
      workerOf: () => null,
      onLife: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  /** Notes a latency of a channel, as a message would that waited for so many milliseconds. */
  latency(channel: number, ms: number): void {
    let now = 0;
    const means = { clock: { now: () => now }, pace: new StampPace() };
    const { latencyAt } = this.topology.channels[channel]!;
    const taken = this.#marks[channel] ?? 0;
    new TrailStamper(this.source.region, latencyAt, means).sending(taken, taken + 1);
    now = ms;
    new TrailKeeper(this.source.region, latencyAt, means).taken(taken + 1);
    this.#marks[channel] = taken + 1;
  }

  /** Sends a message at `time` that is stamped, and not taken. */
  stamp(channel: number, time: number): void {
    const { latencyAt, sentWord } = this.topology.channels[channel]!;
    const sent = Atomics.load(this.#words, sentWord);
    const means = { clock: { now: () => time }, pace: new StampPace() };
    new TrailStamper(this.source.region, latencyAt, means).sending(sent, sent + 1);
    this.send(channel, 1);
  }

  /** How many listen to life events. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Counts messages as sent into a channel. */
  send(channel: number, messages: number): void {
    const { sentWord, sentHighWord } = this.topology.channels[channel]!;
    this.#add(sentWord, sentHighWord, messages);
  }

  /** Counts messages as taken from a channel. */
  take(channel: number, messages: number): void {
    const { takenWord, takenHighWord } = this.topology.channels[channel]!;
    this.#add(takenWord, takenHighWord, messages);
  }

  /** Counts messages as dropped by a channel that drops. */
  drop(channel: number, messages: number): void {
    const { countAt } = this.topology.channels[channel]!.drops!;
    new Float64Array(this.source.region, countAt, 1)[0]! += messages;
  }

  #add(low: number, high: number, messages: number): void {
    storeCount(this.#words, low, high, readCount(this.#words, low, high) + messages);
  }

  /** Sets a channel's counts. */
  setCounts(channel: number, sent: number, taken: number): void {
    const { sentWord, sentHighWord, takenWord, takenHighWord } = this.topology.channels[channel]!;
    storeCount(this.#words, sentWord, sentHighWord, sent);
    storeCount(this.#words, takenWord, takenHighWord, taken);
  }

  /** Messages in a channel. */
  depth(channel: number): number {
    const { sentWord, takenWord } = this.topology.channels[channel]!;
    return (Atomics.load(this.#words, sentWord) - Atomics.load(this.#words, takenWord)) | 0;
  }

  /** Tells all listeners of a life event. */
  tell(event: Omit<LifeEvent, "time"> & { time?: number }): void {
    for (const listener of this.#listeners) listener({ time: Date.now(), ...event });
  }
}
