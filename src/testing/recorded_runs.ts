import { reportError } from "../errors.ts";
import type { RunOnce, Take } from "./outcome.ts";
import type { SimulatedRun } from "./simulated_run.ts";

/**
 * Where runs are recorded: as the environment variable `TRACE` says, if it may be read, or the option; `undefined` if they are not.
 *
 * @throws {Deno.errors.NotCapable} if the program may not write there: before anything runs
 */
export function traceFolder(option: string | undefined): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TRACE" });
  const folder = (state === "granted" ? Deno.env.get("TRACE") : undefined) ?? option;
  if (folder === undefined) return undefined;
  if (Deno.permissions.querySync({ name: "write", path: folder }).state === "granted") {
    return folder;
  }
  throw new Deno.errors.NotCapable(
    `Cannot record a simulation in ${folder}: the program may not write there, run it with --allow-write=${folder}`,
  );
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
  // Only here: who records nothing loads nothing of telemetry.
  const { Tracer } = await import("./trace.ts");
  const tracer = new Tracer(folder, { seed, elapsedMs });
  await runOnce({ ...how, seed, tracer });
  try {
    return await tracer.write();
  } catch (error) {
    throw new Error(`Cannot record a simulation in ${folder}: ${reportError(error).message}`, {
      cause: error,
    });
  }
}
