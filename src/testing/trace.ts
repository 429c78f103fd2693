import type { TelemetrySource } from "../protocol/mod.ts";
import { Transcript } from "../telemetry/transcript.ts";
import { type Fault, FAULT_KINDS } from "./fault_kinds.ts";

/** The page tells moments apart by the millisecond. */
const LEAST_STEP_MS = 1;

/** Which run is recorded, and how. */
export interface TracedRun {
  readonly seed: number;
  /** About how long after a moment the next one is taken; each fault has one, too. */
  readonly stepMs: number;
  /** Whether threads are asked for their heaps, by messages. */
  readonly asksForHeaps: boolean;
}

/** What a recording tells of a fault. */
export type TracedFault = Pick<Fault, "worker" | "kind" | "measure">;

/** Takes down a run, a file for each of its processes. */
export class Tracer {
  readonly #folder: string;
  readonly #run: TracedRun;
  readonly #traces: Trace[] = [];

  constructor(folder: string, run: TracedRun) {
    this.#folder = folder;
    this.#run = run;
  }

  /** A process begins. */
  begin(source: TelemetrySource, began: number, faults: readonly TracedFault[]): Trace {
    const trace = new Trace(source, { ...this.#run, began, faults });
    this.#traces.push(trace);
    return trace;
  }

  /** Writes what was taken down. Returns the files, in the order of the processes. */
  async write(): Promise<string[]> {
    const { seed } = this.#run;
    const name = (this.#traces[0]?.graph ?? "").replaceAll(/[^\w-]+/g, "_").slice(0, 60);
    await Deno.mkdir(this.#folder, { recursive: true });
    const paths: string[] = [];
    for (const [i, trace] of this.#traces.entries()) {
      const path = `${this.#folder}/${name}-seed-${seed}${i === 0 ? "" : `-${i + 1}`}.ndjson`;
      await Deno.writeTextFile(path, trace.end());
      paths.push(path);
    }
    return paths;
  }
}

/** What a graph does in one process of a test, as a recording that the page plays. */
export class Trace {
  /** The name of the graph. */
  readonly graph: string;
  readonly #transcript: Transcript;
  readonly #faults: readonly TracedFault[];
  readonly #stepMs: number;
  #told: number;
  #now: number;
  #taken = -Infinity;
  #due = -Infinity;

  constructor(
    source: TelemetrySource,
    { began, stepMs, asksForHeaps, faults }: TracedRun & {
      /** When the process began. */
      readonly began: number;
      /** All that has gone wrong in the run so far, which grows. Those that are there already are not told. */
      readonly faults: readonly TracedFault[];
    },
  ) {
    this.graph = source.topology.graph;
    this.#stepMs = Math.max(LEAST_STEP_MS, stepMs);
    this.#transcript = new Transcript(source, { began, hz: 1000 / this.#stepMs, asksForHeaps });
    this.#faults = faults;
    this.#told = faults.length;
    this.#now = began;
  }

  /** A step is over, at that moment: what the graph is like is taken down if it is time to, or if something has gone wrong. */
  step(now: number): void {
    this.#now = now;
    if (now >= this.#due || this.#told < this.#faults.length) this.look(now);
  }

  /** What the graph is like at that moment is taken down, with what has gone wrong. */
  look(now: number): void {
    this.#now = now;
    for (; this.#told < this.#faults.length; this.#told++) {
      const { worker, kind, measure } = this.#faults[this.#told] as TracedFault;
      const detail = FAULT_KINDS[kind].text(measure);
      this.#transcript.note({ time: now, subject: worker, what: "fault", detail });
    }
    this.#due = now + this.#stepMs;
    if (now >= this.#taken + LEAST_STEP_MS) this.#take(now);
  }

  #take(now: number): void {
    this.#taken = now;
    this.#transcript.take(now);
  }

  /** All of it as a text, with what the graph was like at the end. */
  end(): string {
    this.#take(Math.max(this.#now, this.#taken + LEAST_STEP_MS));
    return this.#transcript.end();
  }
}
