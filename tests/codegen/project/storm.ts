/**
 * Random edits of a drawing, and of the project that is made of it, turn by turn. Whatever is edited, three things hold: no line that a
 * person wrote is lost or doubled, no conflict is silent, and an update that was killed at any write ends as one that was not.
 *
 * It takes any renderer, so it can be run with real drawings: see {@link DrawingSource}.
 */
import { assert, assertEquals } from "@std/assert";
import type { RenderedFile } from "../../../src/codegen/rendered_file.ts";
import {
  hasConflicts,
  type ModuleRename,
  type UpdateOutcome,
  updateProject,
} from "../../../src/codegen/project/mod.ts";
import { hasConflictMarks } from "../../../src/codegen/project/merge.ts";
import { linesOf, plain } from "../../../src/codegen/project/text_lines.ts";
import { seeded } from "../../fixtures/random.ts";
import { MemoryDisk } from "./memory_disk.ts";

/** Random numbers, from 0 to below 1. */
export type Random = () => number;

/** Drawings, and what is made of them. */
export interface DrawingSource<D> {
  first(random: Random): D;
  /** The same drawing but for something, and how modules are called that have got another name. */
  change(
    drawing: D,
    random: Random,
  ): { readonly drawing: D; readonly renames: readonly ModuleRename[] };
  render(drawing: D): Promise<readonly RenderedFile[]> | readonly RenderedFile[];
}

/** How much was tried. */
export interface StormReport {
  updates: number;
  merged: number;
  conflicts: number;
  refused: number;
  killed: number;
  marks: number;
  renames: number;
  orphans: number;
  leftDeleted: number;
}

const VERSION = "1.0.0";

/** A project, and what its owner has written into it. */
class Project {
  disk = new MemoryDisk();
  /** Lines that its owner has written, by their texts. */
  readonly marks = new Set<string>();
  /** Lines of the generator's that its owner has put others in the place of: by the mark. */
  readonly replaced = new Map<string, string>();
  /** Files that its owner made where the generator will. */
  readonly added = new Set<string>();
  #count = 0;

  constructor(readonly random: Random) {}

  mark(): string {
    const mark = `// written by the owner, ${++this.#count}`;
    this.marks.add(mark);
    return mark;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)];
  }
}

/** One storm: the same for the same seed. */
export async function storm<D>(
  seed: number,
  source: DrawingSource<D>,
  turns = 8,
): Promise<StormReport> {
  const random = seeded(seed);
  const project = new Project(random);
  const report: StormReport = {
    updates: 0,
    merged: 0,
    conflicts: 0,
    refused: 0,
    killed: 0,
    marks: 0,
    renames: 0,
    orphans: 0,
    leftDeleted: 0,
  };
  let drawing = source.first(random);
  let rendered = await source.render(drawing);
  let renames: readonly ModuleRename[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await update(project, rendered, renames, report);
    if (random() < 0.8) {
      const next = source.change(drawing, random);
      drawing = next.drawing;
      renames = random() < 0.7 ? next.renames : [];
      rendered = await source.render(drawing);
    } else renames = [];
    for (let edits = Math.floor(random() * 5); edits > 0; edits--) edit(project, rendered);
  }
  report.marks = project.marks.size;
  return report;
}

/** Files that the generator made once and that are there, by the record. */
function onceFiles({ disk }: Project): string[] {
  const record = JSON.parse(disk.text(".steady/base.json") ?? '{"once":{}}');
  return Object.keys(record.once).filter((path) => disk.text(path) !== undefined);
}

/** Does something that an owner may do. */
function edit(project: Project, rendered: readonly RenderedFile[]): void {
  const { disk, random } = project;
  const path = project.pick(onceFiles(project));
  if (path === undefined) return;
  const text = disk.text(path) as string;
  const lines = text.split("\n");
  const at = Math.floor(random() * lines.length);
  const end = text.includes("\r\n") ? "\r" : "";
  const isFree = (line: string) =>
    line.trim() !== "" && !line.startsWith("// written by") && !/^[<|=>]{7}/.test(line);
  const dice = random();
  if (dice < 0.45) lines.splice(at, 0, project.mark() + end);
  else if (dice < 0.7) {
    if (!isFree(lines[at]!) || lines.filter((line) => line === lines[at]).length > 1) return;
    const mark = project.mark();
    project.replaced.set(mark, lines[at]!.replace("\r", ""));
    lines[at] = mark + end;
  } else if (dice < 0.78) {
    if (isFree(lines[at]!)) lines.splice(at, 1);
  } else if (dice < 0.82) {
    for (const mark of marksIn(text)) project.marks.delete(mark);
    return disk.drop(path);
  } else if (dice < 0.88) {
    const isLong = text.includes("\r\n");
    return disk.put(path, isLong ? text.replaceAll("\r\n", "\n") : text.replace(/\r?\n/g, "\r\n"));
  } else if (dice < 0.92) return disk.put(path, text.replace(/(\r?\n)+$/, ""));
  else if (dice < 0.96) {
    const foreign = project.pick(
      rendered.filter((file) =>
        disk.text(file.path) === undefined &&
        disk.text(`.steady/base/${file.path}.base`) === undefined
      ),
    );
    if (foreign !== undefined) disk.put(foreign.path, `${project.mark()}\n${project.mark()}\n`);
    return;
  } else {
    const generated = project.pick(
      rendered.filter(({ how, path }) => how === "generated" && disk.text(path) !== undefined),
    );
    if (generated === undefined) return;
    return disk.put(generated.path, `${disk.text(generated.path)}${project.mark()}\n`);
  }
  disk.put(path, lines.join("\n"));
}

function marksIn(text: string): string[] {
  return text.match(/\/\/ written by the owner, \d+/g) ?? [];
}

/** Brings the project in step, by way of all refusals, and looks at what came of it. */
async function update(
  project: Project,
  rendered: readonly RenderedFile[],
  renames: readonly ModuleRename[],
  report: StormReport,
): Promise<void> {
  const { disk } = project;
  const before = disk.copy();
  let options = { version: VERSION, renames, force: false };
  let outcome = await tried(project, rendered, options, report);
  assertEquals(outcome.faults, []);
  if (outcome.plan!.obstacles.length > 0) {
    report.refused++;
    assertEquals(project.disk.texts(), before.texts(), "a refusal leaves all as it was");
    const told = outcome.plan!.obstacles.join("\n");
    for (const [path, text] of Object.entries(before.own())) {
      if (!hasConflictMarks(text) || !rendered.some((file) => file.path === path)) continue;
      // A file that moves is told of by its new path.
      assert(told.includes(path) || renames.length > 0, `the marks in ${path} are not told of`);
    }
    resolve(project.disk);
    options = { ...options, force: true };
    outcome = await tried(project, rendered, options, report);
    if (outcome.plan!.obstacles.some((text) => text.includes("have a text of yours"))) {
      // The owner has texts for both names of a module: there is nothing to rename.
      options = { ...options, renames: [] };
      outcome = await tried(project, rendered, options, report);
    }
    assertEquals(outcome.plan!.obstacles, []);
  }
  await inspect(project, before, rendered, outcome, report);
}

/** The owner keeps all that a conflict shows of his own, what he has written between its marks too, and what is generated now. */
function resolve(disk: MemoryDisk): void {
  for (const [path, text] of Object.entries(disk.own())) {
    if (!hasConflictMarks(text)) continue;
    let isBefore = false;
    const lines = text.split("\n").filter((line) => {
      if (line.startsWith("||||||| ")) isBefore = true;
      if (/^={7}\r?$/.test(line)) isBefore = false;
      return (!isBefore || marksIn(line).length > 0) &&
        !/^(<{7} |\|{7} |={7}\r?$|>{7} )/.test(line);
    });
    disk.put(path, lines.join("\n"));
  }
}

/** An update; now and then the machine is killed at some change, and the next run must end as one that was not. */
async function tried(
  project: Project,
  rendered: readonly RenderedFile[],
  options: { version: string; renames: readonly ModuleRename[]; force: boolean },
  report: StormReport,
): Promise<UpdateOutcome> {
  const untouched = project.disk.copy();
  const outcome = await updateProject(project.disk, rendered, options);
  const changes = project.disk.changes;
  report.updates++;
  if (changes > 0) {
    const killed = untouched.copy();
    killed.killedAt = Math.floor(project.random() * changes);
    let error: unknown;
    await updateProject(killed, rendered, options).catch((thrown) => error = thrown);
    assert(error instanceof Error && `${error}${error.cause ?? ""}`.includes("Killed"), `${error}`);
    const revived = killed.copy();
    await updateProject(revived, rendered, options);
    assertEquals(revived.texts(), project.disk.texts(), `killed at change ${killed.killedAt}`);
    report.killed++;
  }
  project.disk = project.disk.copy();
  return outcome;
}

/** Holds what must be so after every update. */
async function inspect(
  project: Project,
  before: MemoryDisk,
  rendered: readonly RenderedFile[],
  { plan }: UpdateOutcome,
  report: StormReport,
): Promise<void> {
  const { disk, marks } = project;
  const own = disk.own();
  const found = Object.values(own).flatMap(marksIn).sort();
  assertEquals(found, [...marks].sort(), "each line of the owner's is there once");
  const conflicts = plan!.changes.filter(({ kind }) => kind === "conflict");
  assertEquals(hasConflicts(plan!), conflicts.length > 0);
  const orphans = new Set(plan!.orphans.map(({ path }) => path));
  const marked = Object.keys(own).filter((path) =>
    hasConflictMarks(own[path]!) && !orphans.has(path)
  );
  assertEquals(marked, conflicts.map(({ path }) => path), "each conflict is told, and marked");
  for (const file of rendered) {
    const text = own[file.path];
    if (text === undefined) {
      assert(
        plan!.leftDeleted.includes(file.path),
        `${file.path} is not there, and nobody says so`,
      );
      continue;
    }
    if (file.how === "generated") {
      assertEquals(plain(text), file.text, `${file.path} is as it was rendered`);
      continue;
    }
    assertEquals(disk.text(`.steady/base/${file.path}.base`), file.text);
    // What has come from another place has another past.
    const isMoved = plan!.renames.some(({ to }) =>
      [`/${to}.ts`, `/${to}_test.ts`].some((end) => file.path.endsWith(end))
    );
    if (!isMoved && !conflicts.some(({ path }) => path === file.path)) {
      inspectClean(project, before, file, text);
    }
  }
  const again = await updateProject(disk.copy(), rendered, { version: VERSION });
  if (again.plan!.obstacles.length === 0) assertEquals(again.plan!.changes, [], "twice is once");
  else assert(conflicts.length > 0, `${again.plan!.obstacles}`);
  report.merged += plan!.changes.filter(({ kind }) => kind === "merged").length;
  report.conflicts += conflicts.length;
  report.renames += plan!.renames.length;
  report.orphans += plan!.orphans.length;
  report.leftDeleted += plan!.leftDeleted.length;
}

/** A file without a conflict has all that is new in what was rendered, and nobody's line has gone in silence. */
function inspectClean(
  { replaced, marks }: Project,
  before: MemoryDisk,
  { path, text: theirs }: RenderedFile,
  text: string,
): void {
  const base = before.text(`.steady/base/${path}.base`);
  const [all, now, then] = [text, theirs, base ?? ""].map((each) =>
    new Set(linesOf(each).map((line) => line.text))
  ) as [Set<string>, Set<string>, Set<string>];
  if (base === undefined) return;
  for (const line of now) {
    if (!then.has(line)) assert(all.has(line), `${path} lacks what is new: ${line}`);
  }
  for (const mark of marksIn(text)) {
    const line = replaced.get(mark);
    if (line === undefined || !marks.has(mark) || !then.has(line)) continue;
    // It may have come back since: with a conflict that was resolved.
    if (linesOf(before.text(path) ?? line).some((each) => each.text === line)) continue;
    assert(now.has(line), `${path}: both have changed "${line}", and nobody says so`);
  }
}
