import { choicesText, readChoices, ReplayDivergence, ReplayedChoices } from "./choices.ts";
import { likeness, SimulationError } from "./failure.ts";
import type { Outcome, RunOnce, Trouble } from "./outcome.ts";
import { recordingText, recordRun } from "./recorded_runs.ts";
import { shrink } from "./shrink.ts";
import type { SimulatedRun } from "./simulated_run.ts";

/** Looks for what it takes for a run to fail as it did, and says so. */
export async function failureOf(
  runOnce: RunOnce,
  folder: string | undefined,
  { run, thrown, choices }: Outcome,
): Promise<SimulationError> {
  const { error, where } = thrown as Trouble;
  const { seed } = run;
  const failsAlike = ({ thrown }: Outcome) =>
    thrown !== undefined && likeness(thrown.error) === likeness(error);
  const { steps } = await runOnce({ seed, list: [] });
  const shrunk = await shrink(
    run.faults,
    steps,
    async (list) => failsAlike(await runOnce({ seed, list })),
  );
  // Looked at is the run in which little goes wrong, if it comes again at all.
  const least = await runOnce({ seed, list: shrunk.left });
  const isAlike = failsAlike(least);
  const shown = isAlike ? least : { run, choices };
  const again = isAlike ? { list: shrunk.left } : { choices: new ReplayedChoices(choices.bytes) };
  return new SimulationError({
    run,
    thrown: error,
    where,
    shrunk: isAlike ? { ...shrunk, left: least.run.faults } : shrunk,
    replay: await choicesText(seed, shown.choices.bytes),
    recording: folder === undefined
      ? undefined
      : await recordingText(recordRun(runOnce, folder, shown.run, again)),
  });
}

/**
 * Repeats the run that a text tells.
 *
 * @throws {TypeError} if it tells none
 * @throws {ReplayDivergence} if the run is no more what it was
 */
export async function repeatRun(
  runOnce: RunOnce,
  folder: string | undefined,
  text: string,
): Promise<SimulatedRun> {
  const list = await readChoices(text);
  if (list === undefined) {
    throw new TypeError(
      `Cannot simulate: option replay is no list of what was decided in a run, but ${
        JSON.stringify(text.slice(0, 40))
      }, give the replay of a SimulationError`,
    );
  }
  const { seed, bytes } = list;
  const outcome = await runOnce({ seed, choices: new ReplayedChoices(bytes) });
  const { thrown, run } = outcome;
  if (thrown?.error instanceof ReplayDivergence) throw thrown.error;
  if (thrown !== undefined) throw await failureOf(runOnce, folder, outcome);
  if (folder !== undefined) {
    await recordRun(runOnce, folder, run, { choices: new ReplayedChoices(bytes) });
  }
  return run;
}
