import { reportError } from "../../errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { filled, optionFaults, throwOptionFaults } from "../../option_faults.ts";
import type { LoadFigures } from "../load/mod.ts";
import { recordingText, traceFolder, tracerOf, writeRecording } from "../recorded_runs.ts";
import { listOfSeeds } from "../seeds.ts";
import type { Stage } from "../stage.ts";
import type { Tracer } from "../trace.ts";
import type { RealDeath } from "./deaths.ts";
import { LIVE_STEP_MS } from "./live_trace.ts";
import { REAL_OPTIONS, type RealOptions, type RealSettings } from "./real_options.ts";
import type { RealStandards } from "./real_options.ts";
import { RealStage } from "./real_stage.ts";

/** What is recorded, as errors call it. */
const RECORDED = "a run on real workers";

/** What a run on real workers was like. */
export interface RealRun {
  /** What its dice began with. */
  readonly seed: number;
  /** How long it took from the moment when its actors ran. */
  readonly elapsedMs: number;
  /** The workers that were ended on purpose, in order. */
  readonly deaths: readonly RealDeath[];
  /** How the graph stood its load; left out if nobody was played by `load`. */
  readonly load?: LoadFigures;
}

/** Runs a graph on real workers, once for each seed. Throws for the first run that fails. */
export async function runReally(
  build: () => Graph | Promise<Graph>,
  options: RealOptions,
  script: (stage: Stage) => Promise<void> | void,
): Promise<RealRun[]> {
  throwOptionFaults("simulate on real workers", optionFaults(REAL_OPTIONS, options));
  const settings: RealSettings = filled<RealOptions, RealStandards>(REAL_OPTIONS, options);
  const folder = traceFolder(settings.trace, RECORDED);
  const seeds = listOfSeeds(settings.seeds);
  const runs: RealRun[] = [];
  for (const seed of seeds) {
    const recording = folder === undefined ? undefined : await recordingIn(folder, seed);
    const stage = new RealStage(await build(), settings, seed, recording?.tracer);
    try {
      await script(stage);
      stage.checkBegun("end a run on real workers");
      stage.checkMet();
    } catch (error) {
      await stage.end();
      const recorded = recording && await recordingText(recording.write());
      const run = { number: runs.length + 1, of: seeds.length, recorded };
      throw new Error(failureText(stage, run, error), { cause: error });
    }
    await stage.end();
    const { elapsedMs, deaths, load } = stage;
    runs.push({ seed, elapsedMs, deaths, ...load && { load } });
    if (runs.length === seeds.length) await recording?.write();
  }
  return runs;
}

/** A recording that may be written to a folder, once it is known whether it is the one to look at. */
interface LiveRecording {
  readonly tracer: Tracer;
  /** Returns the files. */
  write(): Promise<readonly string[]>;
}

async function recordingIn(folder: string, seed: number): Promise<LiveRecording> {
  const tracer = await tracerOf(folder, { seed, stepMs: LIVE_STEP_MS, asksForHeaps: true });
  return { tracer, write: () => writeRecording(tracer, folder, RECORDED) };
}

/** Which run of how many has failed, and what is said of its recording, if it was to be recorded. */
interface FailedRealRun {
  readonly number: number;
  readonly of: number;
  readonly recorded: string | undefined;
}

function failureText(
  stage: RealStage,
  { number, of, recorded }: FailedRealRun,
  thrown: unknown,
): string {
  const { elapsedMs, deaths } = stage;
  const before = deaths.length === 0
    ? "no worker had died before"
    : `before, these workers had died: ${
      deaths.map(({ worker, atMs }) => `${worker} after ${atMs.toFixed(0)} ms`).join(", ")
    }`;
  return `Run ${number} of ${of} on real workers fails after ${elapsedMs.toFixed(0)} ms: ${
    reportError(thrown).message
  }; ${before}; no two real runs are alike, so leave real out to look for a seed that fails${
    recorded === undefined ? "" : `, ${recorded}`
  }`;
}
