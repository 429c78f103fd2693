import { UsageError } from "../usage_error.ts";
import type { ServiceScope } from "./options.ts";
import { type InstalledUnit, readRecord, withRecord } from "./record.ts";
import type { Step } from "./steps.ts";
import { systemctlWords, type UnitStatus } from "./systemctl.ts";

/** A unit, and where it belongs. */
export interface UnitPlace {
  readonly name: string;
  readonly scope: ServiceScope;
  /** The path of its file. */
  readonly path: string;
}

/** A unit as it is to be. */
export interface WantedUnit extends UnitPlace {
  readonly unit: string;
  readonly now: boolean;
}

/** What is there of a unit. */
export interface FoundUnit {
  /** The text of its file, if there is one. */
  readonly text: string | undefined;
  readonly status: UnitStatus;
}

/**
 * What is to be done so that a unit is there: nothing, if it is.
 *
 * @param missing the folders that it needs and that are not there
 * @throws {UsageError} if somebody else's unit is in the way
 */
export async function planInstall(
  { unit, now, ...place }: WantedUnit,
  { text, status }: FoundUnit,
  missing: readonly string[],
): Promise<Step[]> {
  const { name, scope, path } = place;
  if (status.file !== "" && status.file !== path) {
    throw new UsageError(
      `Cannot install ${name}.service: systemd has a unit of that name in ${status.file}, ` +
        `which this one would hide; give it another by --name`,
    );
  }
  const before = await ownUnit("install", place, text);
  const { folders } = before ?? { folders: missing };
  const isStarted = now || before?.isStarted === true;
  const isOther = before?.unit !== unit;
  const steps: Step[] = [];
  if (isOther || isStarted !== before?.isStarted) {
    const edit = systemctlWords(scope, "edit", name).join(" ");
    const whole = await withRecord(unit, name, edit, { isStarted, folders });
    steps.push(
      ...missing.map((path): Step => ({ kind: "makeFolder", path })),
      { kind: "write", path, text: whole },
      call(scope, "daemon-reload"),
    );
  } else if (!status.isRead) steps.push(call(scope, "daemon-reload"));
  if (!now) return steps;
  const file = `${name}.service`;
  if (!status.isEnabled || !status.isRunning) steps.push(call(scope, "enable", "--now", file));
  if (isOther && status.isRunning) steps.push(call(scope, "restart", file));
  return steps;
}

/**
 * What is to be done so that all is as it was before a unit was installed: nothing, if there is none.
 *
 * @throws {UsageError} if it is somebody else's, or was started by somebody else
 */
export async function planUninstall(
  place: UnitPlace,
  { text, status }: FoundUnit,
): Promise<Step[]> {
  const { name, scope, path } = place;
  const file = `${name}.service`;
  const installed = await ownUnit("uninstall", place, text);
  if (installed === undefined) return [];
  const { isStarted, folders } = installed;
  const isUp = status.isEnabled || status.isRunning;
  if (isUp && !isStarted) {
    throw new UsageError(
      `Cannot uninstall ${file}: it is ${
        status.isRunning ? "running" : "enabled"
      }, and not by cli install; say ${
        systemctlWords(scope, "disable", "--now", file).join(" ")
      } before`,
    );
  }
  return [
    ...isUp ? [call(scope, "disable", "--now", file)] : [],
    ...isStarted && status.hasFailed ? [call(scope, "reset-failed", file)] : [],
    { kind: "removeFile", path },
    call(scope, "daemon-reload"),
    ...folders.toReversed().map((path): Step => ({ kind: "removeFolder", path })),
  ];
}

function call(scope: ServiceScope, ...words: readonly string[]): Step {
  return { kind: "call", words: systemctlWords(scope, ...words) };
}

/**
 * The unit that `install` wrote; `undefined` if there is none.
 *
 * @throws {UsageError} if there is one that it did not write, or not so
 */
async function ownUnit(
  verb: "install" | "uninstall",
  { name, scope, path }: UnitPlace,
  text: string | undefined,
): Promise<InstalledUnit | undefined> {
  if (text === undefined) return undefined;
  const own = await readRecord(text);
  if (own === undefined) {
    const advice = verb === "install"
      ? "give the unit another name by --name, or move that file away"
      : "remove it by hand, if it is to go";
    throw new UsageError(
      `Cannot ${verb} ${name}.service: ${path} was not written by cli install, ${advice}`,
    );
  }
  if (own.isUntouched) return own;
  const edit = systemctlWords(scope, "edit", name).join(" ");
  throw new UsageError(
    `Cannot ${verb} ${name}.service: somebody has changed ${path} since it was installed; ` +
      `${edit} has a file of its own for changes, put them there and remove this one by hand`,
  );
}
