import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readDesign } from "../../../src/codegen/mod.ts";
import { renderProject } from "../../../src/codegen/render/mod.ts";
import { mapped } from "../../examples/page_program.ts";

const FIXTURE = fileURLToPath(new URL("../fixtures/drawn/", import.meta.url));

/** A project of a drawing and its program that may be changed. */
export interface DrawnProject extends AsyncDisposable {
  readonly folder: string;
  /** Changes a file. What is to be replaced must be there. */
  change(file: string, from: string | RegExp, to: string): Promise<void>;
}

/** A copy of `fixtures/drawn` in a folder that is gone when it goes out of scope. */
export async function drawnProject(): Promise<DrawnProject> {
  const folder = await Deno.makeTempDir();
  await copy(FIXTURE, folder);
  return {
    folder,
    async change(file, from, to) {
      const path = join(folder, file);
      const text = await Deno.readTextFile(path);
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`${from} is not in ${file}`);
      await Deno.writeTextFile(path, changed);
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** The project that is made of the drawing of `fixtures/drawn`. */
export async function renderedProject(): Promise<DrawnProject> {
  const project = await drawnProject();
  const drawing = await Deno.readTextFile(join(project.folder, "graph.dot"));
  const read = await readDesign(drawing);
  if ("faults" in read) throw new Error(read.faults.join("\n"));
  await Deno.remove(join(project.folder, "actors"), { recursive: true });
  for (const { path, text } of renderProject(read.design, drawing, { imports: {} })) {
    await Deno.mkdir(dirname(join(project.folder, path)), { recursive: true });
    await Deno.writeTextFile(join(project.folder, path), text);
  }
  await mapped(project.folder);
  return project;
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
