import { reportError } from "../errors.ts";
import { type Fault, faultText } from "./fault_kinds.ts";
import type { Shrunk } from "./shrink.ts";
import type { SimulatedRun } from "./simulated_run.ts";

/** What is known of a run that has failed. */
export interface FailedRun {
  readonly run: SimulatedRun;
  readonly thrown: unknown;
  /** Where that was, if it was in a certain step: `in step 311, of SOURCE`. */
  readonly where: string | undefined;
  /** What was found of the faults that it takes. */
  readonly shrunk: Shrunk;
  /** All that was decided in a run with those. */
  readonly replay: string;
  /** Where that run was recorded: what to look at. `undefined` if it was not asked for. */
  readonly recording: string | undefined;
}

/**
 * A simulated run has failed. Its message is one line: the seed, what was thrown, which is also its `cause`, the faults that are enough for
 * it, and how to run it again.
 *
 * ```ts
 * import { Graph } from "@steady-state/deno";
 * import { defineActor } from "@steady-state/deno/actor";
 * import { simulate, SimulationError } from "@steady-state/deno/testing";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const idler = defineActor(import.meta, "idler", { run() {} });
 * const build = () => new Graph("quiet").actor("IDLER", idler);
 * const error = await assertRejects(
 *   () =>
 *     simulate(build, {}, async (stage) => {
 *       await stage.finished;
 *       throw new RangeError("never enough");
 *     }),
 *   SimulationError,
 *   "Seed 1 fails",
 * );
 * assertEquals([error.run.seed, error.faults], [1, []]);
 * ```
 */
export class SimulationError extends Error {
  /** Tells it from others. */
  override readonly name = "SimulationError";
  /** The run that failed first. */
  readonly run: SimulatedRun;
  /** The faults that are enough for it, as few as were found. */
  readonly faults: readonly Fault[];
  /** All that the dice decided in a run with those faults: give it to `simulate` as `replay`. */
  readonly replay: string;

  /** Says how a run has failed. */
  constructor(failed: FailedRun) {
    super(failureText(failed), { cause: failed.thrown });
    this.run = failed.run;
    this.faults = failed.shrunk.left;
    this.replay = failed.replay;
  }
}

function failureText({ run, thrown, where, shrunk, recording }: FailedRun): string {
  const at = `after ${run.elapsedMs.toFixed(0)} ms of its time${
    where === undefined ? "" : `, ${where}`
  }`;
  const recorded = recording === undefined ? "" : `, ${recording}`;
  return `Seed ${run.seed} fails ${at}: ${oneLine(thrown)}; ${faultsTold(run, shrunk)}; ` +
    `run it again with the environment variable SEED=${run.seed}${recorded}`;
}

/** What is said of what was thrown, in characters; its cause has all of it. */
const MOST_TOLD = 400;

/** What makes text colourful on a terminal. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

function linesOf(thrown: unknown): string[] {
  const { message, name } = reportError(thrown);
  const lines = message.replaceAll(COLOURS, "").split("\n").map((line) => line.trim());
  const told = lines.filter((line) => line !== "");
  return told.length === 0 ? [name] : told;
}

/** What was thrown, in one line. */
function oneLine(thrown: unknown): string {
  const text = linesOf(thrown).join(" ").replace(/[.;,:]$/, "");
  return text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)}…` : text;
}

/** What runs have in common that fail for one reason: numbers differ from run to run. */
export function likeness(thrown: unknown): string {
  return (linesOf(thrown)[0] as string).replaceAll(/\d+/g, "#");
}

function faultsTold({ faults }: SimulatedRun, { left, runs, isComplete }: Shrunk): string {
  if (faults.length === 0) return "nothing had gone wrong before";
  const tries = isComplete ? "" : `, fewer were looked for in ${runs} runs and no longer`;
  if (left.length === 0) return `it fails without any of the ${counted(faults.length)}, too`;
  const enough = left.length === 1 ? "1 is enough" : `${left.length} are enough`;
  return `${counted(faults.length)} came before, ${enough}: ${
    left.map(faultText).join(", ")
  }${tries}`;
}

function counted(faults: number): string {
  return faults === 1 ? "1 fault" : `${faults} faults`;
}
