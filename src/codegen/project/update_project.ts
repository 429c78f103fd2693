/** Brings a project in step with what the generator would write. */
import type { RenderedFile } from "../rendered_file.ts";
import { applyPlan, type FinishedUpdate, finishPending, readPending } from "./apply.ts";
import type { Disk } from "./disk.ts";
import type { PendingUpdate } from "./pending.ts";
import type { UpdatePlan } from "./plan.ts";
import { planUpdate, type UpdateOptions } from "./plan_update.ts";
import { STEADY } from "./folder_state.ts";
import { basePath, placeFault, readFolder, RECORD, unwritable } from "./read_folder.ts";

/** What one process alone has while it writes. */
const LOCK = `${STEADY}/lock`;

/** Why nothing is done while another process writes. */
const LOCKED =
  "another run is bringing this project in step at this moment: wait for its end, and say it again";

/** How a project is brought in step. */
export interface UpdateProjectOptions extends UpdateOptions {
  /** Finds what would be done, and writes nothing. */
  readonly dryRun?: boolean;
  /** Is called once it is known that something will be written, before it is. */
  readonly beforeWriting?: () => void;
}

/** What came of it. */
export interface UpdateOutcome {
  /** What stands in the way of reading or writing: nothing was done. */
  readonly faults: readonly string[];
  /** The update of a process that was killed: it was finished, or with `dryRun` would be. */
  readonly finished: FinishedUpdate | null;
  readonly unfinished: PendingUpdate | null;
  /** What was done, or with obstacles or `dryRun` would be; `null` if there were faults, or what is unfinished comes first. */
  readonly plan: UpdatePlan | null;
  /** Files that somebody changed while they were to be written: they are as they were. */
  readonly leftAlone: readonly string[];
}

const NOTHING: UpdateOutcome = {
  faults: [],
  finished: null,
  unfinished: null,
  plan: null,
  leftAlone: [],
};

/**
 * Brings a project in step with what the generator would write: all of it, or nothing. Of two processes that do so at the same moment the
 * second is refused; one that was killed keeps nobody out.
 *
 * @throws {SyntaxError} if what a process that was killed had begun cannot be read
 * @throws as Deno does where the machine fails: the next update finishes what was begun
 */
export async function updateProject(
  disk: Disk,
  rendered: readonly RenderedFile[],
  options: UpdateProjectOptions,
): Promise<UpdateOutcome> {
  if (options.dryRun === true) {
    const unfinished = await readPending(disk);
    return unfinished === null
      ? (await planned(disk, rendered, options)).outcome
      : { ...NOTHING, unfinished };
  }
  // Where there is nothing yet, and nothing may be written, nothing is left: not even a folder.
  const isNew = await disk.kindOf(STEADY) === "nothing";
  const fault = await placeFault(disk, LOCK);
  if (isNew || fault !== null) {
    const { outcome, isSound } = await planned(disk, rendered, options);
    if (!isSound) return outcome;
    if (fault !== null) return { ...NOTHING, faults: [fault] };
  }
  const lock = await lockOf(disk);
  if (lock === "taken") return { ...NOTHING, faults: [LOCKED] };
  if (lock === "forbidden") return await forbidden(disk, rendered, options);
  await using _held = lock;
  const finished = await finishPending(disk);
  const { outcome, isSound } = await planned(disk, rendered, options);
  if (!isSound) return { ...outcome, finished };
  const plan = outcome.plan as UpdatePlan;
  if (plan.changes.length > 0) options.beforeWriting?.();
  const { leftAlone } = await applyPlan(disk, plan);
  return { ...outcome, finished, leftAlone };
}

/** Keeps others out, as long as it is not disposed of; or why not. */
async function lockOf(disk: Disk): Promise<AsyncDisposable | "taken" | "forbidden"> {
  try {
    await disk.makeFolder(STEADY);
    return await disk.lock(LOCK) ?? "taken";
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return "forbidden";
    throw error;
  }
}

/** Where nobody can be kept out nothing is written; all that may not be written is told. */
async function forbidden(
  disk: Disk,
  rendered: readonly RenderedFile[],
  options: UpdateProjectOptions,
): Promise<UpdateOutcome> {
  const { outcome, isSound } = await planned(disk, rendered, options);
  if (!isSound || pathsOf(outcome.plan as UpdatePlan).length === 0) return outcome;
  return { ...NOTHING, faults: [`${LOCK} may not be written: see to its permissions`] };
}

/** What would be done, and whether all of it can be. */
async function planned(
  disk: Disk,
  rendered: readonly RenderedFile[],
  options: UpdateProjectOptions,
): Promise<{ readonly outcome: UpdateOutcome; readonly isSound: boolean }> {
  const { state, faults } = await readFolder(disk, rendered);
  if (faults.length > 0) return { outcome: { ...NOTHING, faults }, isSound: false };
  const plan = await planUpdate(state, rendered, options);
  if (options.dryRun === true || plan.obstacles.length > 0) {
    return { outcome: { ...NOTHING, plan }, isSound: plan.obstacles.length === 0 };
  }
  const refused = await unwritable(disk, pathsOf(plan));
  return refused.length > 0
    ? { outcome: { ...NOTHING, faults: refused }, isSound: false }
    : { outcome: { ...NOTHING, plan }, isSound: true };
}

/** All that a plan writes, what is kept of it too. */
function pathsOf({ changes, base, record }: UpdatePlan): string[] {
  return [
    ...changes.map(({ path }) => path),
    ...base.map(({ path }) => basePath(path)),
    ...record === null ? [] : [RECORD],
  ];
}
