import type { KeptCell } from "../options/mod.ts";
import { BESIDE, type FolderDisk, forEachOf, LOCK } from "./folder_disk.ts";
import { RESTORE } from "./folder_errors.ts";
import { readActor, readIndex, readJournal } from "./folder_forms.ts";
import { INDEX, JOURNAL } from "./folder_names.ts";
import { OpenError } from "./open_store.ts";

/** An actor's file, and what is in it. */
export interface KeptFile {
  readonly name: string;
  /** By name. */
  readonly cells: ReadonlyMap<string, KeptCell>;
}

/** What is in a folder. */
export interface FoundFolder {
  /** Whether there was nothing in it. */
  readonly isFresh: boolean;
  /** The number of the last write. */
  readonly write: number;
  /** By label. */
  readonly files: ReadonlyMap<string, KeptFile>;
  /** Labels of actors whose files are not what they are to be yet. */
  readonly unapplied: readonly string[];
  /** The names of all that is in it. */
  readonly names: readonly string[];
}

/** What may be in a folder that is to be used: what systems put into each, and what is left where the making of one was cut off. */
function isNothing(name: string): boolean {
  return name === LOCK || name.startsWith(".") || name === "lost+found" || name.endsWith(BESIDE);
}

/**
 * Makes sure that a folder is this package's, or nobody's.
 *
 * @throws {OpenError} if it is not
 */
export function refuseOthers(names: readonly string[], isAnew: boolean): void {
  if (names.includes(INDEX) || (isAnew && names.includes(LOCK))) return;
  const stranger = names.find((name) => !isNothing(name));
  if (stranger === undefined) return;
  throw new OpenError([
    `it has "${stranger}", but no ${INDEX}, so it is not this package's or not whole, name another folder, or restore a copy`,
  ]);
}

/**
 * Reads all that a folder keeps. Nothing is changed.
 *
 * @param isAnew Whether what is missing in it, or damaged, does no harm.
 * @throws {OpenError} with all that is wrong with it
 */
export async function readFolder(disk: FolderDisk, isAnew: boolean): Promise<FoundFolder> {
  const names = await disk.names();
  const there = new Set(names);
  const faults: string[] = [];
  const damaged = (name: string, why: string) => {
    if (!isAnew) faults.push(`its file "${name}" ${why}, ${RESTORE}`);
  };
  /** What is in a file, if it is there and sound. */
  const formIn = async <T>(name: string, read: (form: unknown) => T): Promise<T | undefined> => {
    if (!there.has(name)) return undefined;
    try {
      return read(JSON.parse(await disk.read(name)));
    } catch (error) {
      if (error instanceof OpenError) faults.push(...error.faults);
      else if (!isDamage(error)) throw error;
      else damaged(name, `is damaged (${error.message.replaceAll(/\s*\n\s*/g, " ")})`);
      return undefined;
    }
  };
  const journal = await formIn(JOURNAL, readJournal);
  const index = newest(await formIn(INDEX, readIndex), journal?.index);
  if (faults.length > 0) throw new OpenError(faults);
  const files = new Map<string, KeptFile>();
  const unapplied: string[] = [];
  const writes = [index?.write ?? 0, ...(journal?.actors.values().map((one) => one.write) ?? [])];
  await forEachOf(index?.files ?? [], async ([label, name]) => {
    const own = await formIn(name, readActor);
    const form = newest(own, journal?.actors.get(name));
    if (form !== undefined && form.actor !== label) {
      damaged(name, `is that of actor "${form.actor}", and is to be that of "${label}"`);
    } else if (form === undefined && !there.has(name)) {
      damaged(name, `of actor "${label}" is gone`);
    }
    if (form !== own) unapplied.push(label);
    writes.push(form?.write ?? 0);
    const cells = form?.actor === label ? form.cells : [];
    files.set(label, { name, cells: new Map(cells.map((one) => [one.cell, one])) });
  });
  if (faults.length > 0) throw new OpenError(faults.sort());
  return {
    isFresh: index === undefined,
    write: writes.reduce((most, one) => Math.max(most, one)),
    files,
    unapplied,
    names,
  };
}

/** What is wrong with the text of a file, not with the reading of it: JSON, form, or UTF-8. */
function isDamage(error: unknown): error is Error {
  return error instanceof SyntaxError || error instanceof TypeError;
}

/** What a file is, or is to be, whichever is newer. */
function newest<T extends { readonly write: number }>(
  own: T | undefined,
  next: T | undefined,
): T | undefined {
  return next !== undefined && next.write > (own?.write ?? -1) ? next : own;
}
