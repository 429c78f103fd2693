import { launchdPlist } from "./launchd_plist.ts";
import type { PrintOptions, ServiceJob } from "./options.ts";
import type { ProgramPlace } from "./program.ts";
import { printedUnit, type UnitCompany, unitNote } from "./systemd_unit.ts";
import { windowsTask } from "./windows_task.ts";

/** What is printed, and what there is to say about it. */
export interface PrintedService {
  readonly text: string;
  readonly note?: string | undefined;
}

/**
 * The text by which whoever keeps programs on a machine keeps one.
 *
 * @param account who prints it, if that is known
 * @throws {UsageError} if there is none for such a program
 */
export function printService(
  { manager, job }: PrintOptions,
  place: ProgramPlace,
  account: string | undefined,
): PrintedService {
  switch (manager) {
    case "systemd":
      return printUnit(job, place);
    case "launchd":
      return { text: launchdPlist(job, place), note: pathNote("darwin") };
    case "windows":
      return { text: windowsTask(job, place, account), note: pathNote("windows") };
  }
}

/** A unit of systemd, and what there is to say about it. */
export function printUnit(
  job: ServiceJob,
  place: ProgramPlace,
  company?: UnitCompany,
): PrintedService {
  return { text: printedUnit(job, place, company), note: unitNote(job, place) };
}

/** Paths are of the machine on which they are printed. */
function pathNote(os: typeof Deno.build.os): string | undefined {
  if (Deno.build.os === os) return undefined;
  return "Note: the paths are those of this machine, print it on the one that it is for";
}
