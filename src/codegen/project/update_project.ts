/** Brings a project in step with what the generator would write. */
import type { RenderedFile } from "../rendered_file.ts";
import { applyPlan, type FinishedUpdate, finishPending, readPending } from "./apply.ts";
import type { Disk } from "./disk.ts";
import type { PendingUpdate } from "./pending.ts";
import type { UpdatePlan } from "./plan.ts";
import { planUpdate, type UpdateOptions } from "./plan_update.ts";
import { basePath, readFolder, RECORD, unwritable } from "./read_folder.ts";

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

/**
 * Brings a project in step with what the generator would write: all of it, or nothing.
 *
 * @throws {SyntaxError} if what a process that was killed had begun cannot be read
 * @throws as Deno does where the machine fails: the next update finishes what was begun
 */
export async function updateProject(
  disk: Disk,
  rendered: readonly RenderedFile[],
  options: UpdateProjectOptions,
): Promise<UpdateOutcome> {
  const none = { faults: [], finished: null, unfinished: null, plan: null, leftAlone: [] };
  if (options.dryRun === true) {
    const unfinished = await readPending(disk);
    if (unfinished !== null) return { ...none, unfinished };
  }
  const finished = options.dryRun === true ? null : await finishPending(disk);
  const { state, faults } = await readFolder(disk, rendered);
  if (faults.length > 0) return { ...none, finished, faults };
  const plan = await planUpdate(state, rendered, options);
  if (options.dryRun === true || plan.obstacles.length > 0) return { ...none, finished, plan };
  const refused = await unwritable(disk, pathsOf(plan));
  if (refused.length > 0) return { ...none, finished, faults: refused };
  if (plan.changes.length > 0) options.beforeWriting?.();
  const { leftAlone } = await applyPlan(disk, plan);
  return { ...none, finished, plan, leftAlone };
}

/** All that a plan writes, what is kept of it too. */
function pathsOf({ changes, base, record }: UpdatePlan): string[] {
  return [
    ...changes.map(({ path }) => path),
    ...base.map(({ path }) => basePath(path)),
    ...record === null ? [] : [RECORD],
  ];
}
