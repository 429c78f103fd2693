/** Makes the plan of an update from what is in the folder and what the generator would write. Nothing is read or written. */
import { sha256 } from "../generated_line.ts";
import type { RenderedFile } from "../rendered_file.ts";
import { fateOf, isUntouched } from "./fate.ts";
import {
  type BaseRecord,
  type FolderState,
  isProjectPath,
  type ModuleRename,
} from "./folder_state.ts";
import type { BaseChange, FileChange, OrphanFile, UpdatePlan } from "./plan.ts";
import { recordText } from "./record.ts";
import { knownPaths, likelyRenames, portsInText, type PortsReader, renamed } from "./renames.ts";
import { plain } from "./text_lines.ts";

/** How an update is planned. */
export interface UpdateOptions {
  /** The version of the package that writes. */
  readonly version: string;
  /** Overwrites generated files that somebody has edited; what was in them is kept beside them, in `NAME.orig`. */
  readonly force?: boolean;
  /** Modules that have another name than before. */
  readonly renames?: readonly ModuleRename[];
  /** How to find the ports in the generated file of a module. */
  readonly portsOf?: PortsReader;
}

/**
 * Finds what becomes of each file.
 *
 * - A generated file is overwritten, unless somebody has edited it.
 * - A file that was made once gets what has changed in what the generator writes; what its owner has made of it stays. Where both have
 *   changed the same lines, both stand there, between marks.
 * - What its owner has deleted stays deleted, and what nothing asks for any more stays where it is.
 *
 * @throws {TypeError} if files have one path, or one that leads out of the project: that is a fault of whoever made them
 */
export async function planUpdate(
  original: FolderState,
  rendered: readonly RenderedFile[],
  { version, force = false, renames = [], portsOf = portsInText }: UpdateOptions,
): Promise<UpdatePlan> {
  refuseStrangePaths(rendered);
  const { state, left, outdated, done, faults } = renamed(original, rendered, renames);
  const changes = new Map<string, FileChange>();
  const obstacles = [...faults];
  const leftDeleted: string[] = [];
  function change(path: string, kind: FileChange["kind"], after: string | null): void {
    const before = original.files.get(path) ?? null;
    // Names that are exchanged leave a place, and take it again.
    if (before === after) changes.delete(path);
    else changes.set(path, { path, kind, before, after });
  }
  for (const path of left) change(path, "moved away", null);
  for (const path of outdated) {
    if (state.files.has(path) && isUntouched(state, path)) change(path, "moved away", null);
  }
  for (const file of rendered) {
    const { path } = file;
    const fate = await fateOf(state, file, force);
    const mine = state.files.get(path);
    if (fate.what === "obstacle") obstacles.push(fate.obstacle);
    if (fate.what === "left deleted") leftDeleted.push(path);
    if (fate.what === "written") change(path, fate.kind, fate.text);
    // Its text is that of the file at its place before.
    if (fate.what === "unchanged" && mine !== undefined) change(path, "moved here", mine);
    if (fate.what === "forced") {
      change(asideOf(path, original.files), "set aside", mine as string);
      change(path, "overwritten", fate.text);
    }
  }
  const gone = new Set(
    [...changes.values()].filter(({ after }) => after === null).map(({ path }) => path),
  );
  const orphans = orphansOf(state, rendered, gone);
  const record = recordOf(state, rendered, orphans, version, done.length > 0 ? renames : []);
  return {
    changes: [...changes.values()].sort(byPath),
    obstacles: obstacles.sort(),
    leftDeleted: leftDeleted.sort(),
    orphans,
    renames: done,
    likelyRenames: likelyRenames(state, rendered, portsOf)
      .filter(({ from }) => !renames.some((rename) => rename.from === from)),
    base: baseChanges(original, state, rendered, orphans),
    record: sameRecord(original.record, record) ? null : recordText(record),
  };
}

function refuseStrangePaths(rendered: readonly RenderedFile[]): void {
  const seen = new Set<string>();
  for (const { path } of rendered) {
    if (!isProjectPath(path)) {
      throw new TypeError(`Cannot update a project: ${JSON.stringify(path)} is no path within it`);
    }
    const name = path.toLowerCase();
    if (seen.has(name)) {
      throw new TypeError(`Cannot update a project: two files have the path ${path}`);
    }
    seen.add(name);
  }
}

/** A name beside a file that nothing has. */
function asideOf(path: string, files: ReadonlyMap<string, string>): string {
  let aside = `${path}.orig`;
  for (let number = 2; files.has(aside); number++) aside = `${path}.${number}.orig`;
  return aside;
}

/** Files that were written before, are there, and are asked for by nothing. */
function orphansOf(
  state: FolderState,
  rendered: readonly RenderedFile[],
  gone: ReadonlySet<string>,
): OrphanFile[] {
  const wanted = new Set(rendered.map(({ path }) => path));
  const paths = [...knownPaths(state)].filter((path) =>
    !wanted.has(path) && !gone.has(path) && state.files.has(path)
  );
  return paths.sort().map((path) => ({ path, isChanged: !isUntouched(state, path) }));
}

/** What is kept of orphans stays: if somebody draws their module again, it is as if it had never been gone. */
function recordOf(
  { record }: FolderState,
  rendered: readonly RenderedFile[],
  orphans: readonly OrphanFile[],
  version: string,
  renames: readonly ModuleRename[],
): BaseRecord {
  const [generated, once] = [new Map<string, string>(), new Map<string, string>()];
  for (const { path } of orphans) {
    for (const [kept, before] of [[generated, record?.generated], [once, record?.once]] as const) {
      const hash = before?.get(path);
      if (hash !== undefined) kept.set(path, hash);
    }
  }
  for (const { path, text, how } of rendered) {
    (how === "generated" ? generated : once).set(path, sha256(plain(text)));
  }
  // As long as nothing else is generated, those that were done are known.
  const before = record?.renames ?? [];
  const isAsBefore = sameRecord(record, { version, generated, once, renames: before });
  return {
    version,
    generated,
    once,
    renames: isAsBefore && renames.length === 0 ? before : renames,
  };
}

function sameRecord(one: BaseRecord | null, other: BaseRecord): boolean {
  return one !== null && recordText(one) === recordText(other);
}

function baseChanges(
  original: FolderState,
  state: FolderState,
  rendered: readonly RenderedFile[],
  orphans: readonly OrphanFile[],
): BaseChange[] {
  const after = new Map<string, string>();
  for (const { path } of orphans) {
    const text = state.base.get(path);
    if (text !== undefined) after.set(path, text);
  }
  for (const { path, text, how } of rendered) if (how === "once") after.set(path, plain(text));
  const paths = new Set([...original.base.keys(), ...after.keys()]);
  return [...paths].filter((path) => original.base.get(path) !== after.get(path)).sort()
    .map((path) => ({ path, after: after.get(path) ?? null }));
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}
