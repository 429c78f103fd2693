import { UsageError } from "../usage_error.ts";
import type { InstallJob, ServiceScope, UninstallOptions } from "./options.ts";
import { type FoundUnit, planInstall, planUninstall, type UnitPlace } from "./plans.ts";
import { addressOfCli, type ProgramPlace, serviceName } from "./program.ts";
import { describePlanned, missingFolders, perform, type Step } from "./steps.ts";
import { statusOf, systemctlWords } from "./systemctl.ts";
import { systemdUnit, unitNote } from "./systemd_unit.ts";

/** Who installs, and where. */
export interface Installer {
  /** The folder of the units. */
  readonly folder: string;
  /** The number of the account; `undefined` if it may not be known. */
  readonly uid: number | undefined;
  /** What was said, word by word. */
  readonly line: readonly string[];
  /** Tells what was done, or would be. */
  tell(line: string): void;
}

/**
 * Puts a program where systemd keeps it. What is there already stays as it is.
 *
 * @throws {UsageError} if it cannot be done; nothing is changed then
 * @throws {StepError} if systemd refuses what it is told after the unit was written
 */
export async function installUnit(
  job: InstallJob,
  place: ProgramPlace,
  installer: Installer,
): Promise<void> {
  const { options: { scope, now, dryRun } } = job;
  const unit = placeOf(serviceName(job, place.cwd), scope, installer);
  const found = await find(unit, "install");
  const wanted = { ...unit, unit: systemdUnit(job, place), now };
  const steps = await planInstall(wanted, found, await missingFolders(unit.path));
  const file = `${unit.name}.service`;
  await carryOut(steps, { purpose: `install ${file}`, scope, dryRun, place, installer });
  if (steps.length === 0) installer.tell(`${file} is as it should be, nothing is changed`);
  const note = unitNote(job, place);
  if (note !== undefined) installer.tell(note);
  for (const line of nextSteps(unit, found, steps, now)) installer.tell(line);
}

/**
 * Takes away what {@link installUnit} has put there, and nothing else.
 *
 * @throws as that
 */
export async function uninstallUnit(
  { name, scope, dryRun }: UninstallOptions,
  place: ProgramPlace,
  installer: Installer,
): Promise<void> {
  const unit = placeOf(name, scope, installer);
  const found = await find(unit, "uninstall");
  const steps = await planUninstall(unit, found);
  const file = `${name}.service`;
  await carryOut(steps, { purpose: `uninstall ${file}`, scope, dryRun, place, installer });
  if (steps.length === 0) {
    installer.tell(`${file} is not in ${installer.folder}, nothing is changed`);
    return;
  }
  installer.tell(
    `What the program keeps stays, and so does what ${
      systemctlWords(scope, "edit", name).join(" ")
    } has written`,
  );
}

function placeOf(name: string, scope: ServiceScope, { folder }: Installer): UnitPlace {
  return { name, scope, path: `${folder}/${name}.service` };
}

async function find({ name, scope, path }: UnitPlace, verb: string): Promise<FoundUnit> {
  const file = `${name}.service`;
  const status = await statusOf(file, scope, `${verb} ${file}`);
  return { status, text: await textOf(path) };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const { NotADirectory, NotFound } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return undefined;
    throw error;
  }
}

/** What to say after a unit was installed. */
function nextSteps(
  { name, scope }: UnitPlace,
  { status }: FoundUnit,
  steps: readonly Step[],
  now: boolean,
): string[] {
  const isWritten = steps.some(({ kind }) => kind === "write");
  if (now) {
    return scope === "user"
      ? ["It runs while you are logged in; from boot on after: loginctl enable-linger"]
      : [];
  }
  if (!status.isRunning) return ["It is not started: with --now it is enabled and started"];
  if (!isWritten) return [];
  return [`It runs as it did before, until ${systemctlWords(scope, "restart", name).join(" ")}`];
}

interface Undertaking {
  readonly purpose: string;
  readonly scope: ServiceScope;
  readonly dryRun: boolean;
  readonly place: ProgramPlace;
  readonly installer: Installer;
}

async function carryOut(steps: readonly Step[], undertaking: Undertaking): Promise<void> {
  const { scope, dryRun, installer } = undertaking;
  // That of root is 0.
  const isOthers = scope === "system" && (installer.uid ?? 0) !== 0;
  if (dryRun) {
    for (const step of steps) installer.tell(describePlanned(step));
    if (steps.length > 0 && isOthers) installer.tell(`Note: ${asRoot(undertaking)}`);
    return;
  }
  if (steps.length > 0 && isOthers) throw refusal(undertaking);
  for (const [at, step] of steps.entries()) {
    try {
      const done = await perform(step);
      if (done !== undefined) installer.tell(done);
    } catch (error) {
      if (at === 0 && error instanceof Deno.errors.PermissionDenied) throw refusal(undertaking);
      throw error;
    }
  }
}

function refusal(undertaking: Undertaking): UsageError {
  const { purpose, scope, installer: { folder } } = undertaking;
  return new UsageError(
    scope === "system"
      ? `Cannot ${purpose}: ${asRoot(undertaking)}`
      : `Cannot ${purpose}: this account may not write to ${folder}, see to it that it may`,
  );
}

function asRoot({ place, installer: { line } }: Undertaking): string {
  const words = ["sudo", place.execPath, "run", "-A", addressOfCli(), ...line].map(quoteForShell);
  return `services of the machine are root's, say ${
    words.join(" ")
  }, or --scope user for one of your own`;
}

function quoteForShell(word: string): string {
  return /^[\w./:=@,+%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
