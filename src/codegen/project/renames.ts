/** Modules that go by another name than before: told by whoever drew it, or likely by their ports. */
import { sha256 } from "../generated_line.ts";
import type { RenderedFile } from "../rendered_file.ts";
import type { FolderState, ModuleRename } from "./folder_state.ts";
import { isSame, plain } from "./text_lines.ts";

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

/** A file of a module that goes to where it is by the module's new name. */
interface FileMove {
  readonly rename: ModuleRename;
  readonly path: string;
  readonly target: string;
}

/**
 * Moves the files of modules, and what is kept of them, to where they are by their new names: all at once, so that names may be
 * exchanged.
 */
export function renamed(
  state: FolderState,
  rendered: readonly RenderedFile[],
  renames: readonly ModuleRename[],
): RenamedState {
  const wanted = new Map(rendered.map((file) => [file.path, file]));
  const known = knownPaths(state);
  const faults: string[] = [];
  const asked = isRepeated(state, rendered, renames) ? [] : withoutDoubles(renames, faults);
  const moves: FileMove[] = [];
  const done: ModuleRename[] = [];
  for (const rename of asked) {
    // A name that another module takes is free for all that is moved.
    const isTaken = asked.some(({ to }) => to === rename.from);
    const own = [...known].flatMap((path) => {
      const target = pathAfter(rename, path);
      return target === undefined || !wanted.has(target) || wanted.has(path) && !isTaken
        ? []
        : [{ rename, path, target }];
    });
    if (own.length === 0) faults.push(...nothingToMove(rename, known, wanted));
    else done.push(rename);
    moves.push(...own);
  }
  const isGenerated = ({ target }: FileMove) => wanted.get(target)!.how === "generated";
  const outdated = moves.filter(isGenerated).map(({ path }) => path)
    .filter((path) => !wanted.has(path));
  const { files, base, left } = moved(state, moves.filter((move) => !isGenerated(move)), faults);
  return { state: { ...state, files, base }, left, outdated, done, faults };
}

/** Files and what is kept of them at their new places. What stands in the way is told, and stays. */
function moved(
  state: FolderState,
  moves: readonly FileMove[],
  faults: string[],
): Pick<FolderState, "files" | "base"> & { readonly left: string[] } {
  const files = new Map(state.files);
  const base = new Map(state.base);
  const leaving = new Set(moves.map(({ path }) => path));
  const going = moves.filter(({ rename, path, target }) => {
    const [there, thereBefore] = [state.files.get(target), state.base.get(target)];
    if (leaving.has(target)) return true;
    // What its owner has deleted does not take the place of what is there by the new name.
    if (!state.files.has(path)) return thereBefore === undefined;
    if (there === undefined || thereBefore !== undefined && isSame(there, thereBefore)) return true;
    faults.push(
      `${rename.from} would become ${rename.to}, but both ${path} and ${target} have a text of yours, delete one of them`,
    );
    return false;
  });
  for (const { path } of going) {
    files.delete(path);
    base.delete(path);
  }
  for (const { path, target } of going) {
    const [text, before] = [state.files.get(path), state.base.get(path)];
    if (text !== undefined) files.set(target, text);
    if (before !== undefined) base.set(target, before);
  }
  const left = going.map(({ path }) => path).filter((path) => state.files.has(path));
  return { files, base, left };
}

/** The renames but for those that contradict one before. */
function withoutDoubles(renames: readonly ModuleRename[], faults: string[]): ModuleRename[] {
  return renames.filter(({ from, to }, at) => {
    const twice = renames.slice(0, at).find((other) => other.from === from || other.to === to);
    if (twice === undefined) return true;
    faults.push(
      `${from} cannot become ${to}: ${twice.from} is to become ${twice.to}, say one of the two`,
    );
    return false;
  });
}

/** Whether the last update did the very same for the same drawing. To exchange names again would undo it, and nobody has asked for that. */
function isRepeated(
  { record }: FolderState,
  rendered: readonly RenderedFile[],
  renames: readonly ModuleRename[],
): boolean {
  const textOf = (all: readonly ModuleRename[]) =>
    all.map(({ from, to }) => `${from}=${to}`).sort().join();
  return record !== null && renames.length > 0 &&
    textOf(record.renames) === textOf(renames) &&
    rendered.every(({ path, text, how }) => record[how].get(path) === sha256(plain(text)));
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
