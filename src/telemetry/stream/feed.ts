import { systemClock } from "../../world.ts";
import { reportError } from "../../errors.ts";
import { ClientSet } from "./client_set.ts";
import type { EventClient } from "./event_client.ts";
import {
  type FrameMessage,
  type HelloFrame,
  helloFrame,
  type LinksFrame,
  toMessage,
  type TopologyFrame,
  topologyFrame,
} from "../wire/mod.ts";
import type { GraphSample } from "../sample/mod.ts";
import type { LifeLog } from "../history/mod.ts";
import { type Observation, WINDOW_MS } from "../observe/mod.ts";
import { PaceGroup } from "./pace.ts";
import type { Round } from "./round.ts";
import { printError } from "../../printer.ts";

/** The topology of one graph does not change while it runs, so that its revision is always the first. That of many pods does. */
const FIRST_REVISION = 1;

/** Time before a client that lost its connection tries again, in milliseconds, and what chance adds to it at most. */
const RETRY_MS = 1000;
const RETRY_JITTER_MS = 1000;

/** A round that is older than so many periods was made for nobody who is still there. */
const FRESH_PERIODS = 1.5;

/** More bytes than these to catch up with are not worth it: a full frame says the same. */
const RESUME_BYTES = 160 * 1024;

/** How long a client may take nothing before it is dropped, in milliseconds. */
export const PATIENCE_MS = 30_000;

/** What a feed needs besides its observer. */
export interface FeedOptions {
  /** Names this start of the server. */
  readonly epoch: string;
  readonly life: LifeLog;
  /** Where the layout engine and the chart library are served. */
  readonly paths: Pick<HelloFrame, "viz" | "uplot" | "uplotCss">;
  /** What is said of the server's abilities. */
  readonly can: () => HelloFrame["can"];
  /** What the picture shows, where that is not the standard. */
  readonly picture?: HelloFrame["picture"];
  /** What link actors have counted; left out where there are none. */
  readonly links?: () => LinksFrame["links"];
  /** How the program is called among others of a hub. */
  readonly pod?: string;
  /** Frames a message. */
  readonly frame: FrameMessage;
  /**
   * How long a client may take nothing before it is dropped, in milliseconds.
   *
   * @default {30_000}
   */
  readonly patienceMs?: number;
}

/** How a client wants to follow. */
export interface Wish {
  /** Frames a second, from 1 to 20: whoever says it promises to acknowledge. Without it, as many as there are. */
  readonly hz?: number | undefined;
  /** The id of the last frame that it has seen. */
  readonly lastId?: string | undefined;
  /** Whether it is told of links, too. */
  readonly links?: boolean;
}

/** Tells all clients what an observer sees. Nothing is encoded when nobody follows. */
export class Feed {
  readonly #observer: Observation;
  readonly #options: FeedOptions;
  #topology: TopologyFrame;
  readonly #clients = new ClientSet();
  readonly #paces = new Map<number, PaceGroup>();
  readonly #started = systemClock.now();
  readonly #stopListening: () => void;
  #samples = 0;
  #frameSeconds = 0;
  #pulse: Promise<void> | null = null;
  #failed = false;
  #closed = false;

  constructor(observer: Observation, options: FeedOptions) {
    this.#observer = observer;
    this.#options = options;
    this.#topology = topologyFrame(observer.source.topology, FIRST_REVISION);
    this.#stopListening = observer.onSample((sample) => this.#beat(sample));
  }

  /** How many clients follow. */
  get clients(): number {
    return this.#clients.size;
  }

  /** How many frames slow clients missed. */
  get skipped(): number {
    return this.#clients.skipped;
  }

  /** What the last round of frames cost, in seconds. */
  get frameSeconds(): number {
    return this.#frameSeconds;
  }

  /** The picture of the graph. */
  get topology(): TopologyFrame {
    return this.#topology;
  }

  /** Takes the topology that the observer has from now on; everybody is told it with the next sample. */
  adopt(): void {
    this.#topology = topologyFrame(this.#observer.source.topology, this.#topology.rev + 1);
    this.#paces.clear();
    this.#clients.needEverything();
  }

  /** What a recording of this graph begins with, at a rate of its own. */
  recordingHello(hz: number): HelloFrame {
    return {
      ...this.#hello({ sid: "", hz, resumed: false }),
      can: { profile: "Cannot profile a recording" },
    };
  }

  /** Lets a client follow; `null` when there are too many. */
  connect({ hz, lastId, links = false }: Wish = {}): ReadableStream<Uint8Array> | null {
    if (this.#closed) return null;
    const every = Math.max(1, Math.round(this.#observer.hz / (hz ?? this.#observer.hz)));
    const client = this.#clients.add({
      sid: crypto.randomUUID(),
      every,
      hz: this.#observer.hz / every,
      links,
      acknowledges: hz !== undefined,
      now: performance.now(),
      patienceMs: this.#options.patienceMs ?? PATIENCE_MS,
    });
    // The first picture does not wait for the next tick.
    if (client) this.#after(() => this.#welcome(client, lastId));
    return client && client.body;
  }

  /** Notes that a client has taken everything up to the frame of number `s`; false if there is no such client. */
  acknowledge(sid: string, s: number): boolean {
    const client = this.#clients.get(sid);
    client?.acknowledge(s, performance.now());
    return client !== undefined;
  }

  /** Tells every client the last values and `reason`, and ends all streams. */
  async close(reason: string): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    await this.#pulse;
    if (this.#clients.size === 0) return;
    this.#clients.needKeys();
    const sample = this.#observer.tick();
    for (const [every, clients] of this.#clients.all) {
      const round = await this.#pace(every).advance(sample);
      for (const client of clients) {
        const frames = await round.framesFor(client);
        if (client.hasRoom) client.give(frames, round.sequence, performance.now());
      }
    }
    const bye = await this.#options.frame(toMessage("bye", { rev: this.#topology.rev, reason }));
    await this.#clients.end(bye, performance.now());
  }

  #beat(sample: GraphSample): void {
    this.#samples++;
    if (this.#clients.size === 0) return;
    this.#clients.tend(performance.now());
    // A machine that is too busy to encode before the next sample leaves that one out.
    if (this.#pulse === null) this.#after(() => this.#round(sample, this.#samples));
  }

  // One thing after the other, so that frames are numbered in the order in which they are sent.
  #after(work: () => Promise<void>): void {
    const pulse = (this.#pulse ?? Promise.resolve()).then(work)
      .catch((error) => this.#fail(error))
      .finally(() => {
        if (this.#pulse === pulse) this.#pulse = null;
      });
    this.#pulse = pulse;
  }

  // A fault here must not end the process whose health it is to show, nor fill its log.
  #fail(error: unknown): void {
    // Whoever was given only a part is given everything with the next frame.
    this.#clients.needKeys();
    if (!this.#failed) printError(`Cannot tell telemetry: ${reportError(error).stack}`);
    this.#failed = true;
  }

  async #round(sample: GraphSample, number: number): Promise<void> {
    const begin = performance.now();
    for (const [every, clients] of this.#clients.due(number)) {
      const round = await this.#pace(every).advance(sample);
      for (const client of clients) {
        // It has been told since that there is another topology, and waits for that.
        if (round.rev !== this.#topology.rev) return;
        if (!client.isReady(performance.now())) {
          this.#clients.skip(client);
          continue;
        }
        // With another topology there may be other figures.
        const hello = client.missing === "everything" ? [await this.#helloFor(client)] : [];
        const frames = await round.framesFor(client);
        if (client.hasRoom) client.give([...hello, ...frames], round.sequence, performance.now());
      }
    }
    this.#frameSeconds = (performance.now() - begin) / 1000;
  }

  /** What a client that follows already is told of another topology. */
  #helloFor({ sid, hz }: EventClient): Promise<Uint8Array> {
    return this.#options.frame(toMessage("hello", this.#hello({ sid, hz, resumed: false })));
  }

  async #welcome(client: EventClient, lastId: string | undefined): Promise<void> {
    const { every, sid, hz } = client;
    client.isGreeted = true;
    const { rev } = this.#topology;
    const missed = lastId === undefined ? null : this.#pace(every).from(lastId);
    const hello = await this.#options.frame(
      toMessage("hello", this.#hello({ sid, hz, resumed: missed !== null }), {
        retry: RETRY_MS + Math.round(Math.random() * RETRY_JITTER_MS),
      }),
    );
    if (missed !== null && rev === this.#topology.rev) {
      const [seen, ...rest] = missed;
      client.nextLife = seen.nextLife;
      client.nextAlert = seen.nextAlert;
      const frames = rest.map(({ bytes }) => bytes);
      const size = frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
      client.missing = size > RESUME_BYTES ? "key" : "nothing";
      if (client.missing === "nothing") {
        const last = rest.at(-1) ?? seen;
        client.give([hello, ...frames], last.s, performance.now());
        return;
      }
    }
    let round: Round;
    do round = await this.#current(this.#pace(every), every); while (
      round.rev !== this.#topology.rev
    );
    const frames = await round.framesFor(client);
    if (client.hasRoom) client.give([hello, ...frames], round.sequence, performance.now());
  }

  // The round that the others of this pace are in; without others there may be none for long.
  #current(pace: PaceGroup, every: number): Round | Promise<Round> {
    const { latest, hz } = this.#observer;
    const { round } = pace;
    if (round && latest.time - round.time < FRESH_PERIODS * every * 1000 / hz) return round;
    for (const other of this.#clients.all.get(every) ?? []) other.needKey();
    return pace.advance(latest);
  }

  #pace(every: number): PaceGroup {
    const known = this.#paces.get(every);
    if (known) return known;
    const { frame, life, epoch } = this.#options;
    const { rev } = this.#topology;
    const pace = new PaceGroup({
      frame,
      life,
      alerts: this.#observer.alerts,
      topology: this.#topology,
      links: this.#options.links ?? (() => []),
      // What a client has seen of another topology is no place to go on from.
      idPrefix: `${epoch}${rev === FIRST_REVISION ? "" : `-${rev}`}.${every}`,
    });
    this.#paces.set(every, pace);
    return pace;
  }

  #hello(of: Pick<HelloFrame, "sid" | "hz" | "resumed">): HelloFrame {
    return helloFrame(this.#observer.source.topology, {
      rev: this.#topology.rev,
      epoch: this.#options.epoch,
      ...of,
      app: this.#topology.graph,
      started: this.#started,
      now: systemClock.now(),
      window: WINDOW_MS,
      ...this.#options.paths,
      can: this.#options.can(),
      ...this.#options.picture && { picture: this.#options.picture },
      ...this.#options.pod !== undefined && { pod: this.#options.pod },
    });
  }
}
