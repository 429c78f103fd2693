import type { TelemetrySource } from "../protocol/topology.ts";
import { actorLabel } from "./actor_label.ts";
import { ClientSet } from "./client_set.ts";
import { toColumns } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { toMessage } from "./frames.ts";
import type { FrameMessage } from "./frames.ts";
import type { GraphSample } from "./graph_sample.ts";
import { LifeLog } from "./life_log.ts";
import { Round } from "./round.ts";
import { Sampler, WINDOW_MS } from "./sampler.ts";
import { PROTOCOL } from "./wire.ts";
import type { HelloFrame } from "./wire.ts";

/** The topology does not change while a graph runs, so its revision is always the first. */
const REVISION = 1;

/** Time between samples when nobody looks, in milliseconds: counters must be read before they wrap twice. */
const QUIET_MS = 1000;

/** What a feed needs besides its source. */
export interface FeedOptions {
  /** Ticks a second. */
  readonly hz: number;
  /** Names this start of the server. */
  readonly epoch: string;
  /** Where the layout engine is served. */
  readonly viz: string;
  /** Frames a message. */
  readonly frame: FrameMessage;
}

/** Samples a graph and tells all clients. Nothing is encoded when nobody follows. */
export class Feed {
  readonly #source: TelemetrySource;
  readonly #options: FeedOptions;
  readonly #sampler: Sampler;
  readonly #life = new LifeLog();
  readonly #clients = new ClientSet();
  readonly #started = Date.now();
  readonly #stopListening: () => void;
  #columns: Columns | null = null;
  #sequence = 0;
  #frameSeconds = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pulse: Promise<void> | null = null;
  #failed = false;
  #closed = false;

  constructor(source: TelemetrySource, options: FeedOptions) {
    this.#source = source;
    this.#options = options;
    this.#sampler = new Sampler(source);
    this.#stopListening = this.#listen();
    this.#sampler.sample(this.#started);
    this.#schedule();
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

  /** A sample of now. */
  sample(): GraphSample {
    return this.#sampler.sample(Date.now());
  }

  /** Lets a client follow; `null` when there are too many. */
  connect(): ReadableStream<Uint8Array> | null {
    const client = this.#closed ? null : this.#clients.add();
    // The first picture does not wait for the next tick.
    if (client) this.#beat();
    return client && client.body;
  }

  /** Tells every client the last values and `reason`, and ends all streams. */
  async close(reason: string): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    await this.#pulse;
    if (this.#clients.size === 0) return;
    this.#clients.needKeys();
    await this.#round();
    await this.#clients.end(
      await this.#options.frame(toMessage("bye", { rev: REVISION, reason })),
    );
  }

  #listen(): () => void {
    const actors = new Map(
      this.#source.topology.actors.map((actor) => [actorLabel(actor), actor.index]),
    );
    return this.#source.onLife((event) => {
      this.#life.add(event);
      const actor = actors.get(event.subject);
      if (event.what === "crashed" && actor !== undefined) {
        this.#sampler.crashed(actor, event.time);
      }
    });
  }

  #schedule(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const period = this.#clients.size > 0 ? 1000 / this.#options.hz : QUIET_MS;
    this.#timer = setTimeout(() => this.#beat(), period);
  }

  #beat(): void {
    this.#pulse ??= this.#round().catch((error) => this.#fail(error)).finally(() => {
      this.#pulse = null;
      this.#schedule();
    });
  }

  // A fault here must not end the process whose health it is to show, nor fill its log.
  #fail(error: unknown): void {
    if (!this.#failed) console.error("Cannot sample telemetry:", error);
    this.#failed = true;
  }

  async #round(): Promise<void> {
    const begin = performance.now();
    const sample = this.sample();
    if (this.#clients.size === 0) return;
    const before = this.#columns;
    const after = this.#columns = toColumns(sample);
    const round = new Round({
      frame: this.#options.frame,
      hello: this.#hello(sample.time),
      topology: this.#source.topology,
      sample,
      sequence: ++this.#sequence,
      before,
      after,
      life: this.#life,
    });
    for (const client of this.#clients.takeReady(sample.time)) {
      const frames = await round.framesFor(client);
      if (client.ready) client.give(frames);
    }
    this.#frameSeconds = (performance.now() - begin) / 1000;
  }

  #hello(now: number): HelloFrame {
    const { epoch, hz, viz } = this.#options;
    return {
      proto: PROTOCOL,
      rev: REVISION,
      epoch,
      hz,
      app: this.#source.topology.graph,
      started: this.#started,
      now,
      window: WINDOW_MS,
      viz,
    };
  }
}
