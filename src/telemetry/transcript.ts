import type { LifeEvent, TelemetrySource } from "../protocol/mod.ts";
import { LifeLog, RecordingWriter } from "./history/mod.ts";
import { Sampler, WINDOW_MS } from "./observe/mod.ts";
import { columnsOf, helloFrame, topologyFrame } from "./wire/mod.ts";

/** A topology does not change while a graph runs. */
const REVISION = 1;

/** How a graph is taken down. */
export interface TranscriptOptions {
  /** When the graph began, in milliseconds since the epoch. */
  readonly began: number;
  /** About how many moments are taken a second. */
  readonly hz: number;
  /** Whether threads are asked for their heaps. Each time that is a message to a worker: a simulated run would be another one by it. */
  readonly asksForHeaps: boolean;
}

/**
 * A recording of a graph in a test, simulated or on real workers: a moment is taken whenever it is told to. The page plays it like any
 * other.
 */
export class Transcript {
  readonly #source: TelemetrySource;
  readonly #sampler: Sampler;
  readonly #writer: RecordingWriter;
  readonly #life = new LifeLog();
  readonly #lines: string[] = [];
  readonly #deafen: () => void;
  #told = 0;

  constructor(source: TelemetrySource, { began, hz, asksForHeaps }: TranscriptOptions) {
    this.#source = asksForHeaps ? source : { ...source, heapBytes: () => null };
    this.#sampler = new Sampler(this.#source);
    const topology = topologyFrame(source.topology, REVISION);
    this.#writer = new RecordingWriter({
      hello: helloFrame(source.topology, {
        rev: REVISION,
        epoch: "recorded",
        sid: "",
        resumed: false,
        hz,
        app: source.topology.graph,
        started: began,
        now: began,
        window: WINDOW_MS,
        viz: "",
        can: { profile: "Cannot profile a recording" },
      }),
      topology,
    });
    this.#lines.push(this.#writer.begin());
    this.#deafen = source.onLife((event) => this.note(event));
  }

  /** Notes what happened. */
  note(event: LifeEvent): void {
    this.#sampler.note(event);
    this.#life.add(event);
  }

  /** Takes a moment: later than the last one, in milliseconds since the epoch. */
  take(now: number): void {
    const sample = this.#sampler.sample(now);
    const { time, lifecycle } = sample;
    const events = this.#life.between(this.#told, this.#life.next);
    this.#lines.push(
      this.#writer.life(events, this.#life.crashesSince(this.#told)),
      this.#writer.alerts(this.#sampler.fresh),
      this.#writer.moment({ time, lifecycle, columns: columnsOf(sample) }),
    );
    this.#told = this.#life.next;
  }

  /** All of it, as a file holds it. Nothing more is noted. */
  end(): string {
    this.#deafen();
    return this.#lines.join("");
  }
}
