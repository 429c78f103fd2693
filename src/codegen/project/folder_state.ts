/** What is in a project's folder, as far as it concerns the generator. Plain data. */

/** What the generator keeps of itself in a project, next to what it wrote. */
export const STEADY = ".steady";

/** The name of a text that is kept, after its path: no tool takes it for code, a test of it for one. */
export const BASE_END = ".base";

/** A module by its name before, and its name after: both as their files have it, `tick_consumer`. */
export interface ModuleRename {
  readonly from: string;
  readonly to: string;
}

/** Files of a project. */
export interface FolderState {
  /** What files have in them, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What the generator wrote last into each file that it made once. Lines end with `"\n"`. */
  readonly base: ReadonlyMap<string, string>;
  /** What it noted then; `null` before the first time. */
  readonly record: BaseRecord | null;
}

/** What was written last: hashes of texts whose lines end with `"\n"`, by path. */
export interface BaseRecord {
  /** The version of the package that wrote it. */
  readonly version: string;
  /** Of files that are overwritten. */
  readonly generated: ReadonlyMap<string, string>;
  /** Of files that were made once. */
  readonly once: ReadonlyMap<string, string>;
  /** The renames that were asked for when it was written, if any. */
  readonly renames: readonly ModuleRename[];
}

/** Whether a path leads to a file of the project, and to nothing that other tools, or the generator itself, keep there. */
export function isProjectPath(path: string): boolean {
  const parts = path.split("/");
  return !/[\\:\0]/.test(path) &&
    parts.every((part) =>
      part !== "" && part !== "." && part !== ".." && part.toLowerCase() !== ".git" &&
      part.toLowerCase() !== STEADY
    );
}
