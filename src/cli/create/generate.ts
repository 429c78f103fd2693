import { basename, dirname, relative, resolve } from "node:path";
import {
  describePending,
  describePlan,
  diffOfPlan,
  type Disk,
  folderFaults,
  hasConflictMarks,
  hasConflicts,
  isSame,
  isUnderVersionControl,
  leavesConflicts,
  type ModuleRename,
  parentFaults,
  realDisk,
  type RenderedFile,
  type UpdateOutcome,
  updateProject,
} from "../../codegen/project/mod.ts";
import { faultsText } from "../../errors.ts";
import { VERSION } from "../../package.ts";
import { UsageError } from "../usage_error.ts";
import type { CreateOptions } from "./project.ts";
import { DRAWN_DOORS, findPackage, type PackageImports } from "./source.ts";

/** Which project is made from which drawing, or brought in step with it. */
export interface GenerateOptions extends CreateOptions {
  /** The path of the drawing. */
  readonly dot: string;
  /** Shows what would be done. */
  readonly dryRun: boolean;
  /** Overwrites generated files that somebody has edited. */
  readonly force: boolean;
  /** Modules that have another name than before. */
  readonly renames: readonly ModuleRename[];
}

/** What a drawing says, as a project. */
export interface RenderedDrawing {
  readonly files: readonly RenderedFile[];
  /** What is wrong with it, a sentence each: then there are no files. */
  readonly faults: readonly string[];
  /** What was read in another way than somebody might think. */
  readonly remarks: readonly string[];
}

/** Makes a project of the text of a drawing. */
export type RenderDrawing = (text: string, imports: PackageImports) => Promise<RenderedDrawing>;

/** The copy of the drawing that a project has. */
const DRAWING = "graph.dot";

/** What is told at the end. */
export interface GenerationResult {
  readonly text: string;
  /** Whether all is done; not, if something is left for a person to choose. */
  readonly isDone: boolean;
}

/**
 * Makes a project from a drawing, or brings one in step with it: all of it, or nothing.
 *
 * @param note Is told what there is to know before anything is written, and why nothing is.
 * @throws {UsageError} with all that is wrong with the drawing, the folder, or what is in it
 */
export async function generateProject(
  options: GenerateOptions,
  render: RenderDrawing,
  note: (text: string) => void,
): Promise<GenerationResult> {
  const folder = resolve(options.folder);
  const drawing = resolve(options.dot);
  const disk = realDisk(folder);
  const found = await findPackage(folder, options.from, DRAWN_DOORS);
  const rendered = await renderFile(drawing, options.dot, found, render);
  const faults = [
    ...rendered.faults,
    ...await folderFaults(disk, folder, dirname(drawing) === folder ? basename(drawing) : null),
    ...options.dryRun ? [] : await parentFaults(folder),
  ];
  refuse(faults);
  const isVersioned = await isUnderVersionControl(folder);
  const isNew = await disk.kindOf(".steady") === "nothing";
  const { dryRun, force, renames } = options;
  const outcome = await updateProject(disk, rendered.files, {
    version: VERSION,
    dryRun,
    force,
    renames,
    beforeWriting() {
      if (isVersioned === false) note(unversioned(folder));
    },
  }).catch(refuseFailure);
  refuse(outcome.faults);
  const obstacles = outcome.plan?.obstacles ?? [];
  if (obstacles.length > 0) {
    const what = `bring ${options.folder} in step with ${options.dot}, nothing is written`;
    note(faultsText(what, obstacles));
  }
  return {
    text: [
      ...finishedText(outcome),
      ...await planText(outcome, options),
      ...[...rendered.remarks, ...await ownDrawing(disk, rendered.files, options)]
        .map((remark) => `note: ${remark}`),
      ...isNew && obstacles.length === 0 && !options.dryRun ? [nextSteps(folder)] : [],
    ].join("\n"),
    isDone: isDone(outcome),
  };
}

async function renderFile(
  path: string,
  name: string,
  found: Awaited<ReturnType<typeof findPackage>>,
  render: RenderDrawing,
): Promise<RenderedDrawing> {
  const fault = (text: string) => ({ files: [], faults: [text], remarks: [] });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof TypeError) return fault(`${name} is no text in UTF-8, save it as such`);
    return fault(`${name} cannot be read: ${(error as Error).message}`);
  }
  if (hasConflictMarks(text)) {
    return fault(
      `${name} has marks of a conflict in it: choose what shall stand between <<<<<<< and >>>>>>>, and delete the marks`,
    );
  }
  const missing = "fault" in found
    ? [`the project would not find its package: ${found.fault}`]
    : [];
  const imports = "fault" in found ? { imports: {} } : found;
  const rendered = await render(text.replaceAll("\r\n", "\n"), imports);
  const faults = rendered.faults.map((sentence) => `${name}: ${sentence}`);
  return { ...rendered, faults: [...faults, ...missing] };
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new UsageError(faultsText("generate a project", faults));
}

/** What the machine cannot do is told as what it is: where in this program it was noticed helps nobody. */
function refuseFailure(error: unknown): never {
  if (error instanceof Deno.errors.NotCapable || error instanceof TypeError) throw error;
  refuse([`${(error as Error).message}; what was begun is finished when this is called again`]);
  throw error;
}

/** The project has a drawing of its own, which its owner may have changed while another one is given. */
async function ownDrawing(
  disk: Disk,
  files: readonly RenderedFile[],
  { dot, dryRun }: GenerateOptions,
): Promise<string[]> {
  const copy = files.find(({ path }) => path === DRAWING);
  if (dryRun || copy === undefined || await disk.kindOf(DRAWING) !== "file") return [];
  const own = new TextDecoder().decode(await disk.read(DRAWING));
  return isSame(own, copy.text) ? [] : [
    `${DRAWING} of the project is not ${dot}: what you changed in it is not in what was generated`,
  ];
}

function unversioned(folder: string): string {
  return `note: ${folder} is under no version control, so nothing brings back what it has in it now; git init makes a repository of it`;
}

function isDone({ plan, finished, unfinished, leftAlone }: UpdateOutcome): boolean {
  if (unfinished !== null) return false;
  if (finished !== null && (leavesConflicts(finished.update) || finished.leftAlone.length > 0)) {
    return false;
  }
  return plan !== null && plan.obstacles.length === 0 && !hasConflicts(plan) &&
    leftAlone.length === 0;
}

function finishedText({ finished, unfinished }: UpdateOutcome): string[] {
  if (unfinished !== null) {
    return [
      `A run was interrupted in the midst of ${
        describePending(unfinished)
      }: the next one without --dry-run finishes it`,
    ];
  }
  if (finished === null) return [];
  return [
    `A run had been interrupted; it is finished: ${describePending(finished.update)}`,
    ...leftAloneText(finished.leftAlone),
  ];
}

function leftAloneText(paths: readonly string[]): string[] {
  return paths.map((path) =>
    `${path} was changed meanwhile and is left as it is: the next run merges it`
  );
}

async function planText(
  { plan, leftAlone }: UpdateOutcome,
  { folder, dot, dryRun }: GenerateOptions,
): Promise<string[]> {
  if (plan === null) return [];
  if (plan.obstacles.length > 0) return dryRun ? [describePlan(plan)] : [];
  const head = dryRun
    ? `${folder} would be in step with ${dot}:`
    : `${folder} is in step with ${dot}:`;
  const diff = dryRun && plan.changes.length > 0 ? [await diffOfPlan(plan)] : [];
  return [head, describePlan(plan), ...leftAloneText(leftAlone), ...diff];
}

function nextSteps(folder: string): string {
  const place = relative(Deno.cwd(), folder) || ".";
  return `
  cd ${/\s/.test(place) ? JSON.stringify(place) : place}
  deno task start    # runs it, with its page at http://127.0.0.1:9900; Ctrl-C stops it
  deno task test     # tests it`;
}
