/** What is told of the files of a project besides the graph that they draw. */
import { join } from "node:path";
import { handOf, unusedPorts } from "../../codegen/compare/mod.ts";
import type { Design } from "../../codegen/mod.ts";
import { renderProject } from "../../codegen/render/mod.ts";
import { textOfFile } from "./files.ts";

/** The ports that the actors' files never name. One that came is no error of types, and would be fed, or starve, without a word. */
export async function unusedPortsIn(folder: string, { modules }: Design): Promise<string[]> {
  const lines = await Promise.all(modules.map(async (module) => {
    const file = `actors/${module.name}.ts`;
    const text = await textOfFile(join(folder, file));
    if (text === undefined) return [];
    return unusedPorts(module, text).map((port) =>
      `${port} of ${module.name} is declared, and nowhere used in ${file}`
    );
  }));
  return lines.flat();
}

/**
 * The generated files that are not what is made of the drawing now: drivers and documentation are in them, and in no graph. Files that
 * somebody has written into are told as such: they are overwritten.
 */
export async function staleFilesIn(folder: string, design: Design): Promise<string[]> {
  const there = await modulesIn(folder, "generated");
  // What was written by hand, or by another generator, is made of no drawing.
  if (there.length === 0) return [];
  const made = new Map(
    renderProject(design, "", { imports: {} }).filter(({ how }) => how === "generated")
      .map(({ path, text }) => [path, text]),
  );
  const all = [...new Set([...there, ...made.keys()])].sort();
  const lines = await Promise.all(all.map(async (file) => {
    const text = await textOfFile(join(folder, file));
    const wanted = made.get(file);
    if (text === undefined) return `${file} is not there: ${ADVICE}`;
    const hand = handOf(text);
    if (hand === "edited") return `${file} was edited by hand: ${LOSS}`;
    if (hand === "unsigned") {
      return `${file} has no line that says that it is made from a drawing: ${LOSS}`;
    }
    if (wanted === undefined) return `${file} is made of nothing that is drawn: delete it`;
    return text.replaceAll("\r\n", "\n") === wanted
      ? []
      : `${file} is not what is made of the drawing now: ${ADVICE}`;
  }));
  return lines.flat();
}

const ADVICE = "bring the project in step, as in create . --dot graph.dot";
const LOSS =
  "it is overwritten when the project is brought in step with its drawing, put what is to stay into actors/ or main.ts";

/** The modules in a folder of a project, and in those within it; none if it is not there. */
async function modulesIn(folder: string, inner: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isFile, isDirectory } of Deno.readDir(join(folder, inner))) {
      const path = `${inner}/${name}`;
      if (isDirectory) files.push(...await modulesIn(folder, path));
      else if (isFile && name.endsWith(".ts")) files.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files;
}
