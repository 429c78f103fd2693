/** What is told of the files of a project besides the graph that they draw. */
import { join } from "node:path";
import { handOf, unusedPorts } from "../../codegen/compare/mod.ts";
import type { Design } from "../../codegen/mod.ts";
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

/** The generated files that somebody has written into. They are overwritten. */
export async function handEditsIn(folder: string): Promise<string[]> {
  const files = await modulesIn(folder, "generated");
  const lines = await Promise.all(
    files.sort().map(async (file) => {
      const hand = handOf(await Deno.readTextFile(join(folder, file)));
      if (hand === "made") return [];
      const what = hand === "edited"
        ? "was edited by hand"
        : "has no line that says that it is made from a drawing";
      return [
        `${file} ${what}: it is overwritten when the project is brought in step with its drawing, ` +
        "put what is to stay into actors/ or main.ts",
      ];
    }),
  );
  return lines.flat();
}

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
