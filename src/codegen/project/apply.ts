/**
 * Writes what was planned: all of it, or nothing. First the whole update is noted in one file; then each file is written beside its
 * place and put there by its name; then what is kept of them; then the record; at last the note goes. Each of these waits until the one
 * before would survive a loss of power. A process that is killed at any moment, and a machine that loses its power, have their update
 * finished by the next one.
 */
import { sha256 } from "../generated_line.ts";
import type { Disk } from "./disk.ts";
import { STEADY } from "./folder_state.ts";
import {
  parsePending,
  type PendingFile,
  pendingOf,
  pendingText,
  type PendingUpdate,
} from "./pending.ts";
import type { UpdatePlan } from "./plan.ts";
import { basePath, placeFault, RECORD } from "./read_folder.ts";

const PENDING = `${STEADY}/pending.json`;
/** The end of the name of a file that is not in its place yet. */
const NEW_END = ".steady-new";

/** An update that was written. */
export interface FinishedUpdate {
  readonly update: PendingUpdate;
  /** Files that somebody else changed meanwhile: they were left alone, and the next update sees to them. */
  readonly leftAlone: readonly string[];
}

/** Writes a plan that nothing stands in the way of. */
export async function applyPlan(disk: Disk, plan: UpdatePlan): Promise<FinishedUpdate> {
  if (plan.obstacles.length > 0) {
    throw new Error(`Cannot write the plan: it has obstacles, as ${plan.obstacles[0]}`);
  }
  const update = pendingOf(plan);
  if (!isEmpty(update)) {
    await put(disk, PENDING, pendingText(update));
    await settleAbove(disk, [PENDING]);
  }
  return await carryOut(disk, update);
}

/** Finishes what a process that was killed had begun; `null` if none had. */
export async function finishPending(disk: Disk): Promise<FinishedUpdate | null> {
  await removeIfThere(disk, PENDING + NEW_END);
  const update = await readPending(disk);
  return update === null ? null : await carryOut(disk, update);
}

/**
 * What a process that was killed has left to do; `null` if nothing.
 *
 * @throws {SyntaxError} if it cannot be read
 */
export async function readPending(disk: Disk): Promise<PendingUpdate | null> {
  const text = await textAt(disk, PENDING);
  if (text === null) return null;
  const update = parsePending(text);
  if (!("fault" in update)) return update;
  throw new SyntaxError(
    `Cannot finish what was begun: ${PENDING} cannot be read, delete it and bring the project back from version control (${update.fault})`,
  );
}

function isEmpty({ files, base, record }: PendingUpdate): boolean {
  return files.length === 0 && base.length === 0 && record === null;
}

/** Does what is left to do. What is done already is not done again. */
async function carryOut(disk: Disk, update: PendingUpdate): Promise<FinishedUpdate> {
  const leftAlone: string[] = [];
  for (const file of update.files) if (!await carryOutFile(disk, file)) leftAlone.push(file.path);
  for (const { path, after } of update.base) {
    if (!leftAlone.includes(path)) await bring(disk, basePath(path), after);
  }
  const kept = update.base.map(({ path }) => basePath(path));
  await settleAbove(disk, [...update.files.map(({ path }) => path), ...kept]);
  if (update.record !== null) {
    await bring(disk, RECORD, update.record);
    await settleAbove(disk, [RECORD]);
  }
  await removeIfThere(disk, PENDING);
  return { update, leftAlone };
}

/** Whether the file is as it is to be. */
async function carryOutFile(disk: Disk, { path, before, after }: PendingFile): Promise<boolean> {
  const fault = await placeFault(disk, path);
  const there = fault === null ? await textAt(disk, path) : null;
  if (fault === null && there === after) return true;
  if (fault !== null || (there === null ? null : sha256(there)) !== before) {
    await removeIfThere(disk, path + NEW_END);
    return false;
  }
  await bring(disk, path, after);
  return true;
}

async function bring(disk: Disk, path: string, text: string | null): Promise<void> {
  if (text === null) await removeIfThere(disk, path);
  else if (await textAt(disk, path) !== text) await put(disk, path, text);
}

/** Puts a text in the place of what is there, at once. Links are not followed: they may come with a project, and lead anywhere. */
async function put(disk: Disk, path: string, text: string): Promise<void> {
  const fault = await placeFault(disk, path);
  if (fault !== null) throw new Error(`Cannot write ${path}: ${fault}`);
  const next = path + NEW_END;
  await removeIfThere(disk, next);
  await disk.makeFolder(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
  await disk.write(next, new TextEncoder().encode(text), path);
  await disk.rename(next, path);
}

/** Has the folders settled in which files are, and those that these are in. */
async function settleAbove(disk: Disk, paths: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (let path of paths) {
    do {
      path = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      folders.add(path);
    } while (path !== "");
  }
  for (const folder of folders) {
    if (await disk.kindOf(folder) === "folder") await disk.settle(folder);
  }
}

async function removeIfThere(disk: Disk, path: string): Promise<void> {
  if (await disk.kindOf(path) !== "nothing") await disk.remove(path);
}

async function textAt(disk: Disk, path: string): Promise<string | null> {
  if (await disk.kindOf(path) !== "file") return null;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await disk.read(path));
}
