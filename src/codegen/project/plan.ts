/** What will be done to a project: found from texts alone, before anything is written. */
import type { ModuleRename } from "./folder_state.ts";

/**
 * What becomes of a file. `overwritten`: nobody had changed it. `merged`: a person's changes and the generator's are both in it.
 * `conflict`: both had changed the same lines, and a person has to choose. `set aside`: what somebody wrote into a generated file, under
 * another name. `moved away` and `moved here`: its module has another name, and so has the file.
 */
export type ChangeKind =
  | "made"
  | "overwritten"
  | "merged"
  | "conflict"
  | "set aside"
  | "moved away"
  | "moved here";

/** A file that changes. */
export interface FileChange {
  readonly path: string;
  readonly kind: ChangeKind;
  /** What is in it; `null` if it is not there. */
  readonly before: string | null;
  /** What will be in it; `null` if it goes. */
  readonly after: string | null;
}

/** A text that the generator keeps of a file, or `null` if it keeps none any more. */
export interface BaseChange {
  readonly path: string;
  readonly after: string | null;
}

/** A file that nothing in the drawing asks for any more. */
export interface OrphanFile {
  readonly path: string;
  /** Whether somebody has written into it. */
  readonly isChanged: boolean;
}

/** All that will be done, and all that there is to say about it. Lists are in the order of paths. */
export interface UpdatePlan {
  readonly changes: readonly FileChange[];
  /** Why nothing may be written: sentences that name a file and what to do. */
  readonly obstacles: readonly string[];
  /** Files that the user has deleted; they are left so. */
  readonly leftDeleted: readonly string[];
  readonly orphans: readonly OrphanFile[];
  /** Modules that were renamed as was asked. */
  readonly renames: readonly ModuleRename[];
  /** Modules that may have been renamed, and nobody said so. */
  readonly likelyRenames: readonly ModuleRename[];
  readonly base: readonly BaseChange[];
  /** The text of the record, or `null` if it stays as it is. */
  readonly record: string | null;
}

/** Whether the plan leaves a person something to choose. */
export function hasConflicts({ changes }: Pick<UpdatePlan, "changes">): boolean {
  return changes.some(({ kind }) => kind === "conflict");
}
