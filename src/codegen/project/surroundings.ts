/** Where a project is to be: whether it may be there, and whether somebody keeps its past. */
import { dirname, join } from "node:path";
import { type Disk, PROBE, realDisk } from "./disk.ts";
import { STEADY } from "./folder_state.ts";

/** By what a folder is known to be under version control. */
const VERSION_CONTROLS = [".git", ".hg", ".jj", ".svn"];
/** What is in folders without anybody having put it there. */
const STRAYS = [".DS_Store", "Thumbs.db", PROBE];
/** Names that are told of a folder that is not empty. */
const MOST_NAMES = 5;

/**
 * Why no project may be in a folder: it is something else, or it has files of others in it.
 *
 * @param drawing The name of the drawing, if it is in the folder: it may be there.
 */
export async function folderFaults(
  disk: Disk,
  folder: string,
  drawing: string | null,
): Promise<string[]> {
  const kind = await disk.kindOf("");
  if (kind === "nothing") return [];
  if (kind !== "folder") return [`${folder} is a file, give the name of a folder`];
  for (const own of ["base.json", "pending.json"]) {
    if (await disk.kindOf(`${STEADY}/${own}`) !== "nothing") return [];
  }
  const spared = [...VERSION_CONTROLS, ...STRAYS, STEADY, drawing];
  const names = (await disk.list("")).filter((name) => !spared.includes(name)).sort();
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return [
    `${folder} is not empty and is no project that was generated: it has no ${STEADY}/base.json, but ${
      names.slice(0, MOST_NAMES).join(", ")
    }${more}; give another name, or bring ${STEADY} back from version control`,
  ];
}

/** Why a folder that is not there cannot be made; an empty list if it can, or is there. */
export async function parentFaults(folder: string): Promise<string[]> {
  // Who may do something with the folder alone has made sure of what it is in.
  if (!isGranted("read", dirname(folder)) || !isGranted("write", dirname(folder))) return [];
  const parent = await nearestPlace(folder);
  if (parent === folder) return [];
  if (await realDisk(parent).kindOf("") !== "folder") {
    return [`${folder} cannot be made: ${parent} is no folder, give another name`];
  }
  return await realDisk(parent).isWritable("")
    ? []
    : [`${folder} cannot be made: ${parent} may not be written, see to its permissions`];
}

/** The folder itself, or the nearest that it is to be in and that is there. */
async function nearestPlace(folder: string): Promise<string> {
  let place = folder;
  while (await realDisk(place).kindOf("") === "nothing" && dirname(place) !== place) {
    place = dirname(place);
  }
  return place;
}

/** Whether a folder, or one that it is in, is under version control. Where nobody may look, nothing is known. */
export async function isUnderVersionControl(folder: string): Promise<boolean | undefined> {
  for (let place = folder;; place = dirname(place)) {
    for (const name of VERSION_CONTROLS) {
      const path = join(place, name);
      if (!isGranted("read", path)) return undefined;
      if (await realDisk(path).kindOf("") !== "nothing") return true;
    }
    if (dirname(place) === place) return false;
  }
}

/** Whether something may be done without anybody being asked for a permission. */
function isGranted(name: "read" | "write", path: string): boolean {
  return Deno.permissions.querySync({ name, path }).state === "granted";
}
