/** What becomes of one file that the generator writes. */
import type { RenderedFile } from "../rendered_file.ts";
import { isAsGenerated, sha256 } from "../generated_line.ts";
import type { FolderState } from "./folder_state.ts";
import { clash, hasConflictMarks, merge } from "./merge.ts";
import type { ChangeKind } from "./plan.ts";
import { dressed, isSame, plain } from "./text_lines.ts";

/** What becomes of a file. */
export type FileFate =
  | { readonly what: "unchanged" | "left deleted" }
  | { readonly what: "written"; readonly kind: ChangeKind; readonly text: string }
  /** What is in it is set aside, and it is written. */
  | { readonly what: "forced"; readonly text: string }
  /** Nothing may be written: a sentence. */
  | { readonly what: "obstacle"; readonly obstacle: string };

/** Whether a file is still as the generator wrote it. */
export function isUntouched(state: FolderState, path: string): boolean {
  const { files, base, record } = state;
  const mine = plain(files.get(path) ?? "");
  return mine === base.get(path) || isAsGenerated(mine) ||
    record?.generated.get(path) === sha256(mine);
}

/** Finds what becomes of a file, whatever is in its place. */
export async function fateOf(
  state: FolderState,
  file: RenderedFile,
  isForced: boolean,
): Promise<FileFate> {
  return file.how === "generated"
    ? fateOfGenerated(state, file, isForced)
    : await fateOfOnce(state, file);
}

function fateOfGenerated(
  state: FolderState,
  { path, text }: RenderedFile,
  isForced: boolean,
): FileFate {
  const mine = state.files.get(path);
  if (mine === undefined) return { what: "written", kind: "made", text };
  if (isSame(mine, text)) return { what: "unchanged" };
  const after = dressed(text, mine);
  if (isUntouched(state, path)) return { what: "written", kind: "overwritten", text: after };
  if (isForced) return { what: "forced", text: after };
  return {
    what: "obstacle",
    obstacle:
      `${path} is generated, and somebody has edited it: move what was written there elsewhere, or say --force, which keeps it in ${path}.orig`,
  };
}

async function fateOfOnce(state: FolderState, { path, text }: RenderedFile): Promise<FileFate> {
  const mine = state.files.get(path);
  const base = baseOf(state, path);
  if (mine === undefined) {
    return base === undefined ? { what: "written", kind: "made", text } : { what: "left deleted" };
  }
  if (hasConflictMarks(mine)) {
    return {
      what: "obstacle",
      obstacle:
        `${path} has marks of a conflict in it: choose what shall stand between <<<<<<< and >>>>>>>, and delete the marks`,
    };
  }
  if (isSame(mine, text)) return { what: "unchanged" };
  if (base === undefined) return { what: "written", kind: "conflict", text: clash(mine, text) };
  if (isSame(mine, base)) {
    return { what: "written", kind: "overwritten", text: dressed(text, mine) };
  }
  if (isSame(text, base)) return { what: "unchanged" };
  const { text: merged, hasConflict } = await merge(mine, base, text);
  if (hasConflict) return { what: "written", kind: "conflict", text: merged };
  return merged === mine
    ? { what: "unchanged" }
    : { what: "written", kind: "merged", text: merged };
}

/** What was written last into a file. One that was generated before, and nobody has edited, is its own. */
function baseOf(state: FolderState, path: string): string | undefined {
  const kept = state.base.get(path);
  if (kept !== undefined) return kept;
  const mine = state.files.get(path);
  const isOwn = mine !== undefined && state.record?.generated.has(path) &&
    isUntouched(state, path);
  return isOwn ? plain(mine) : undefined;
}
