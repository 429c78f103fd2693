import type { TelemetrySource } from "../protocol/mod.ts";
import { Transcript } from "../telemetry/transcript.ts";
import { type Fault, FAULT_KINDS } from "./fault_kinds.ts";

/** About so many moments are taken of a run, and one for each fault. */
const MOMENTS = 2000;
/** The page tells moments apart by the millisecond. */
const LEAST_STEP_MS = 1;

/** Which run is recorded. */
export interface TracedRun {
  readonly seed: number;
  /** How long it takes, in virtual time: it was run before. */
  readonly elapsedMs: number;
}

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
  begin(source: TelemetrySource, began: number, faults: readonly Fault[]): Trace {
    const trace = new Trace(source, began, this.#run.elapsedMs / MOMENTS, faults);
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

/** What a simulated graph does in one process, as a recording that the page plays. */
export class Trace {
  /** The name of the graph. */
  readonly graph: string;
  readonly #transcript: Transcript;
  readonly #faults: readonly Fault[];
  readonly #stepMs: number;
  #told: number;
  #now: number;
  #taken = -Infinity;
  #due = -Infinity;

  constructor(
    source: TelemetrySource,
    began: number,
    stepMs: number,
    faults: readonly Fault[],
  ) {
    this.graph = source.topology.graph;
    this.#stepMs = Math.max(LEAST_STEP_MS, stepMs);
    this.#transcript = new Transcript(source, { began, hz: 1000 / this.#stepMs });
    this.#faults = faults;
    this.#told = faults.length;
    this.#now = began;
  }

  /** A step is over, at that moment: what the graph is like is taken down if it is time to, or if something has gone wrong. */
  step(now: number): void {
    this.#now = now;
    const hasFault = this.#told < this.#faults.length;
    for (; this.#told < this.#faults.length; this.#told++) {
      const { worker, kind, measure } = this.#faults[this.#told] as Fault;
      const detail = FAULT_KINDS[kind].text(measure);
      this.#transcript.note({ time: now, subject: worker, what: "fault", detail });
    }
    if (now < this.#due && !hasFault) return;
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
