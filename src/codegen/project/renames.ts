/** Modules that go by another name than before: told by whoever drew it, or likely by their ports. */
import type { RenderedFile } from "../rendered_file.ts";
import type { FolderState } from "./folder_state.ts";
import { isSame } from "./text_lines.ts";

/** A module by its name before, and its name after: both as their files have it, `tick_consumer`. */
export interface ModuleRename {
  readonly from: string;
  readonly to: string;
}

/** A project in which renamed modules have their files under the new name. */
export interface RenamedState {
  readonly state: FolderState;
  /** Where files were that are moved. */
  readonly left: readonly string[];
  /** Generated files of the names before: they are made anew at their new places. */
  readonly outdated: readonly string[];
  /** Those that moved anything: one that was done before has nothing to move. */
  readonly done: readonly ModuleRename[];
  /** What cannot be done. */
  readonly faults: readonly string[];
}

/** A file that belongs to a module: `generated/tick.ts`, `actors/tick.ts`, `actors/tick_test.ts`. */
const OF_MODULE = /^(.+\/)([^/]+?)((?:_test)?\.[^/.]+)$/;

/** Where the file of a module is once the module has another name; `undefined` if it is none of its files. */
function pathAfter({ from, to }: ModuleRename, path: string): string | undefined {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const ending = path.slice(folder.length + from.length);
  const isOwn = folder !== "" && path === folder + from + ending &&
    OF_MODULE.exec(`${folder}x${ending}`)?.[3] === ending;
  return isOwn ? folder + to + ending : undefined;
}

/** Moves the files of modules, and what is kept of them, to where they are by their new names. */
export function renamed(
  state: FolderState,
  rendered: readonly RenderedFile[],
  renames: readonly ModuleRename[],
): RenamedState {
  const files = new Map(state.files);
  const base = new Map(state.base);
  const wanted = new Map(rendered.map((file) => [file.path, file]));
  const known = knownPaths(state);
  const left: string[] = [];
  const outdated: string[] = [];
  const done: ModuleRename[] = [];
  const faults: string[] = [];
  for (const [at, rename] of renames.entries()) {
    const twice = renames.slice(0, at).find(({ from, to }) =>
      from === rename.from || to === rename.to
    );
    if (twice !== undefined) {
      faults.push(
        `${rename.from} cannot become ${rename.to}: ${twice.from} is to become ${twice.to}, say one of the two`,
      );
      continue;
    }
    const moves = [...known].flatMap((path) => {
      const target = pathAfter(rename, path);
      return target === undefined || wanted.has(path) || !wanted.has(target)
        ? []
        : [[path, target] as const];
    });
    if (moves.length === 0) faults.push(...nothingToMove(rename, known, wanted));
    else done.push(rename);
    for (const [path, target] of moves) {
      const [old, there, thereBefore] = [files.get(path), files.get(target), base.get(target)];
      if (wanted.get(target)!.how === "generated") {
        outdated.push(path);
        continue;
      }
      const isTaken = old !== undefined && there !== undefined &&
        (thereBefore === undefined || !isSame(there, thereBefore));
      if (isTaken) {
        faults.push(
          `${rename.from} would become ${rename.to}, but both ${path} and ${target} have a text of yours, delete one of them`,
        );
        continue;
      }
      if (old !== undefined) {
        files.set(target, old).delete(path);
        left.push(path);
      } else if (thereBefore !== undefined) continue;
      const before = base.get(path);
      if (before !== undefined) base.set(target, before).delete(path);
    }
  }
  return { state: { ...state, files, base }, left, outdated, done, faults };
}

/** All paths that were written before. */
export function knownPaths({ record, base }: FolderState): Set<string> {
  return new Set([
    ...record?.generated.keys() ?? [],
    ...record?.once.keys() ?? [],
    ...base.keys(),
  ]);
}

/** Why nothing is there to be moved; nothing is wrong if it was moved before. */
function nothingToMove(
  { from, to }: ModuleRename,
  known: ReadonlySet<string>,
  wanted: ReadonlyMap<string, RenderedFile>,
): string[] {
  const isOf = (paths: Iterable<string>, name: string) =>
    [...paths].some((path) => pathAfter({ from: name, to: name }, path) !== undefined);
  const fault = (why: string) => [`${from} cannot become ${to}: ${why}`];
  if (isOf(wanted.keys(), from)) return fault(`${from} is in the drawing still`);
  if (!isOf(wanted.keys(), to)) {
    return fault(`the drawing has no module ${to}, give the name that a file of actors/ gets`);
  }
  if (isOf(known, to)) return [];
  return fault(
    `no module ${from} was generated here before, give the name of a file of actors/`,
  );
}

/** What a generated file says of a module's ports; `undefined` if it is not the file of a module. */
export type PortsReader = (text: string) => string | undefined;

/** The constant `ports` of a generated file, whatever its spaces and comments. */
export function portsInText(text: string): string | undefined {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
  return /^export const ports\b[^=]*=\s*(\{[\s\S]*?\})[^{}\n]*;$/m.exec(bare)?.[1]
    ?.replace(/\s+/g, "");
}

/** Modules that are gone, each with one that has come and has the same ports. */
export function likelyRenames(
  state: FolderState,
  rendered: readonly RenderedFile[],
  portsOf: PortsReader,
): ModuleRename[] {
  const generated = rendered.filter(({ how }) => how === "generated");
  const paths = new Set(generated.map(({ path }) => path));
  const before = [...state.record?.generated.keys() ?? []];
  const come = generated.filter(({ path }) => !before.includes(path));
  return before.filter((path) => !paths.has(path)).flatMap((path) => {
    const text = state.files.get(path);
    const ports = text === undefined ? undefined : portsOf(text);
    if (ports === undefined) return [];
    return come.filter(({ text }) => portsOf(text) === ports)
      .map((file) => ({ from: moduleOf(path), to: moduleOf(file.path) }));
  });
}

function moduleOf(path: string): string {
  return OF_MODULE.exec(path)?.[2] ?? path;
}
