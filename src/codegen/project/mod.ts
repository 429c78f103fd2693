/**
 * A project on disk, brought in step with its drawing time and again: what its owner wrote stays, whatever the generator does. What was
 * written last is kept beside it, so both sides' changes are known.
 *
 * @module
 */
export { describePending, describePlan, diffOfPlan, leavesConflicts } from "./describe.ts";
export { hasConflictMarks } from "./merge.ts";
export { type Disk, type PlaceKind, realDisk } from "./disk.ts";
export {
  type ChangeKind,
  type FileChange,
  hasConflicts,
  type OrphanFile,
  type UpdatePlan,
} from "./plan.ts";
export { planUpdate, type UpdateOptions } from "./plan_update.ts";
export type { ModuleRename } from "./folder_state.ts";
export type { PortsReader } from "./renames.ts";
export type { RenderedFile } from "../rendered_file.ts";
export { folderFaults, isUnderVersionControl, parentFaults } from "./surroundings.ts";
export { isSame } from "./text_lines.ts";
export { type UpdateOutcome, updateProject, type UpdateProjectOptions } from "./update_project.ts";
