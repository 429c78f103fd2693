/** A project of one module, made and edited. */
import { assertStringIncludes } from "@std/assert";
import {
  type UpdateOutcome,
  updateProject,
  type UpdateProjectOptions,
} from "../../../src/codegen/project/mod.ts";
import { MemoryDisk } from "./memory_disk.ts";
import { renderSample, type SampleDrawing, type SampleModule } from "./sample_drawing.ts";

/** Its module. */
export const TICK: SampleModule = { name: "tick", ports: 1, lines: [1, 1, 1, 1] };
/** Its drawing. */
export const DRAWING: SampleDrawing = { title: 1, modules: [TICK] };

/** Brings it in step. */
export async function update(
  disk: MemoryDisk,
  drawing: SampleDrawing,
  options: Partial<UpdateProjectOptions> = {},
): Promise<UpdateOutcome> {
  return await updateProject(disk, await renderSample(drawing), { version: "1.2.3", ...options });
}

/** One that was made. */
export async function made(drawing: SampleDrawing = DRAWING): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await update(disk, drawing);
  return disk;
}

/** Puts a text in the place of another one, as its owner does. */
export function edit(disk: MemoryDisk, path: string, from: string, to: string): void {
  const text = disk.text(path) as string;
  assertStringIncludes(text, from);
  disk.put(path, text.replace(from, to));
}

/** What became of which file. */
export function kindsOf({ plan }: UpdateOutcome): Record<string, string> {
  return Object.fromEntries(plan!.changes.map(({ path, kind }) => [path, kind]));
}
