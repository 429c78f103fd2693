import { reportError } from "../errors.ts";
import { type Check, that } from "../option_faults.ts";
import type { RunOnce, Take } from "./outcome.ts";
import type { SimulatedRun } from "./simulated_run.ts";
import type { TracedRun, Tracer } from "./trace.ts";

/** About so many moments are taken of a simulated run, however long it takes. */
const MOMENTS = 2000;

/** Whether a value says where runs may be recorded. */
export const isFolder: Check<string> = that(
  (dir) => typeof dir === "string" && dir !== "",
  "give the path of a folder",
);

/** What is recorded, as errors call it. */
type Recorded = "a simulation" | "a run on real workers";

/**
 * Where runs are recorded: as the environment variable `TRACE` says, if it may be read, or the option; `undefined` if they are not.
 *
 * @throws {Deno.errors.NotCapable} if the program may not write there: before anything runs
 */
export function traceFolder(option: string | undefined, what: Recorded): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TRACE" });
  const folder = (state === "granted" ? Deno.env.get("TRACE") : undefined) ?? option;
  if (folder === undefined) return undefined;
  if (Deno.permissions.querySync({ name: "write", path: folder }).state === "granted") {
    return folder;
  }
  throw new Deno.errors.NotCapable(
    `Cannot record ${what} in ${folder}: the program may not write there, run it with --allow-write=${folder}`,
  );
}

/** Gets ready to record a run in a folder. */
export async function tracerOf(folder: string, run: TracedRun): Promise<Tracer> {
  // Only here: who records nothing loads nothing of telemetry.
  const { Tracer } = await import("./trace.ts");
  return new Tracer(folder, run);
}

/**
 * Writes what was recorded. Returns the files.
 *
 * @throws {Error} if they cannot be written
 */
export async function writeRecording(
  tracer: Tracer,
  folder: string,
  what: Recorded,
): Promise<readonly string[]> {
  try {
    return await tracer.write();
  } catch (error) {
    throw new Error(`Cannot record ${what} in ${folder}: ${reportError(error).message}`, {
      cause: error,
    });
  }
}

/**
 * Has a run come once more, to record it in a folder. Returns the files.
 *
 * @throws {Error} if they cannot be written
 */
export async function recordRun(
  runOnce: RunOnce,
  folder: string,
  { seed, elapsedMs }: SimulatedRun,
  how: Pick<Take, "list" | "choices">,
): Promise<readonly string[]> {
  const stepMs = elapsedMs / MOMENTS;
  const tracer = await tracerOf(folder, { seed, stepMs, asksForHeaps: false });
  await runOnce({ ...how, seed, tracer });
  return await writeRecording(tracer, folder, "a simulation");
}

/** What is said, with a failure, of its recording. That it cannot be written hides no failure, which is what is to be told first. */
export function recordingText(files: Promise<readonly string[]>): Promise<string> {
  return files.then(
    (paths) =>
      paths.length === 0
        ? "there is no recording, because nothing had begun"
        : `look at its recording ${paths.join(", ")}`,
    (error: Error) => lowerFirst(error.message),
  );
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
