/** Reads what the generator has to know of a project's folder, and finds all that stands in its way. */
import type { RenderedFile } from "../rendered_file.ts";
import type { Disk } from "./disk.ts";
import {
  BASE_END,
  type BaseRecord,
  type FolderState,
  isProjectPath,
  STEADY,
} from "./folder_state.ts";
import { parseRecord } from "./record.ts";
import { plain } from "./text_lines.ts";

/** Where the record is, */
export const RECORD: string = `${STEADY}/base.json`;
/** and the texts that it is about. */
const BASE = `${STEADY}/base`;

/** A folder that was read. */
export interface ReadFolder {
  readonly state: FolderState;
  /** What stands in the way of writing, a sentence each. */
  readonly faults: readonly string[];
}

/** Where the text that is kept of a file is. */
export function basePath(path: string): string {
  return `${BASE}/${path}${BASE_END}`;
}

/** Reads all files that the generator wrote before, or would write. */
export async function readFolder(
  disk: Disk,
  rendered: readonly RenderedFile[],
): Promise<ReadFolder> {
  const faults: string[] = [];
  const record = await readRecord(disk, faults);
  const base = await readBase(disk, faults);
  const wanted = new Set(rendered.map(({ path }) => path));
  const others = [...record?.generated.keys() ?? [], ...record?.once.keys() ?? [], ...base.keys()];
  const files = new Map<string, string>();
  async function readInto(path: string, sink: string[]): Promise<void> {
    const text = await readText(disk, path, sink);
    if (text !== null) files.set(path, text);
  }
  for (const path of [...wanted].sort()) await readInto(path, faults);
  // What was written before and is not asked for any more is only told of: it stands in nobody's way.
  for (const path of new Set(others)) if (!wanted.has(path)) await readInto(path, []);
  for (const { path, how } of rendered) {
    if (how !== "generated") continue;
    for (let aside = `${path}.orig`, number = 2;; aside = `${path}.${number++}.orig`) {
      await readInto(aside, []);
      if (!files.has(aside)) break;
    }
  }
  return { state: { files, base, record }, faults: [...new Set(faults)] };
}

async function readRecord(disk: Disk, faults: string[]): Promise<BaseRecord | null> {
  const text = await readText(disk, RECORD, faults);
  if (text === null) return null;
  const record = parseRecord(text);
  if (!("fault" in record)) return record;
  faults.push(`${RECORD} cannot be read, bring it back from version control: ${record.fault}`);
  return null;
}

async function readBase(disk: Disk, faults: string[]): Promise<Map<string, string>> {
  const base = new Map<string, string>();
  async function walk(folder: string): Promise<void> {
    if (await disk.kindOf(`${BASE}${folder}`) !== "folder") return;
    for (const name of (await disk.list(`${BASE}${folder}`)).sort()) {
      const path = `${folder}/${name}`;
      if (await disk.kindOf(BASE + path) === "folder") await walk(path);
      else if (name.endsWith(BASE_END)) {
        const own = path.slice(1, -BASE_END.length);
        const text = isProjectPath(own) ? await readText(disk, BASE + path, faults) : null;
        if (text !== null) base.set(own, plain(text));
      }
    }
  }
  await walk("");
  return base;
}

/** The text of a file, `null` if it is not there, or something is wrong with it. */
async function readText(disk: Disk, path: string, faults: string[]): Promise<string | null> {
  try {
    const fault = await placeFault(disk, path);
    if (fault !== null) {
      faults.push(fault);
      return null;
    }
    if (await disk.kindOf(path) === "nothing") return null;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await disk.read(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    faults.push(
      error instanceof TypeError
        ? `${path} is no text in UTF-8, save it as such`
        : `${path} cannot be read: ${(error as Error).message}`,
    );
    return null;
  }
}

/** What is wrong with a place for a file; `null` if a file may be there, or is. */
export async function placeFault(disk: Disk, path: string): Promise<string | null> {
  const parts = path.split("/");
  for (let depth = 1; depth <= parts.length; depth++) {
    const place = parts.slice(0, depth).join("/");
    const kind = await disk.kindOf(place);
    if (kind === "nothing") return null;
    const fit = depth === parts.length ? "file" : "folder";
    if (kind !== fit) {
      const what = {
        file: "a file",
        folder: "a folder",
        link: "a symbolic link",
        other: "no file",
      };
      return `${place} is ${what[kind]}, and a ${fit} is to be there: move it away`;
    }
  }
  return null;
}

/** Which of the files that a plan changes, and of the folders that they are in, may not be written. */
export async function unwritable(disk: Disk, paths: readonly string[]): Promise<string[]> {
  const places = new Set<string>();
  for (const path of paths) {
    if (await disk.kindOf(path) === "file") places.add(path);
    let folder = path;
    do folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/"))); while (
      folder !== "" && await disk.kindOf(folder) === "nothing"
    );
    if (folder !== "" || await disk.kindOf("") !== "nothing") places.add(folder);
  }
  const faults: string[] = [];
  for (const place of [...places].sort()) {
    if (!await disk.isWritable(place)) {
      faults.push(`${place || "the folder"} may not be written: see to its permissions`);
    }
  }
  return faults;
}
