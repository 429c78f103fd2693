import { fileURLToPath } from "node:url";
import { cpSync } from "node:fs";
import type { Plant } from "./kill_points.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PARTS = ["mod.ts", "deno.json", "src", "static", "tests/region"];

/** How a process ends itself: at the so-and-so-many-th time that one of its threads comes by the point that the environment names. */
const KILL_POINT = `
const [point, times] = (Deno.env.get("KILL_AT") ?? "").split("@");
let left = Number(times);
export function killPoint(name: string): void {
  if (name === point && --left === 0) {
    Deno.writeTextFileSync(Deno.env.get("KILL_LOG")!, name + "\\n", { append: true });
    Deno.kill(Deno.pid, "SIGKILL");
  }
}
`;

/** A copy of the source with things planted in it. */
export class KillField implements Disposable {
  readonly path: string = Deno.makeTempDirSync({ prefix: "region_" });

  /**
   * @param mutants what is wrong with it: where such a change takes away the place of another plant, that one is left out
   * @param more files and folders that are copied besides
   */
  constructor(
    plants: readonly Plant[],
    mutants: readonly Plant[] = [],
    more: readonly string[] = [],
  ) {
    for (const part of [...PARTS, ...more]) {
      cpSync(ROOT + part, `${this.path}/${part}`, { recursive: true });
    }
    Deno.writeTextFileSync(`${this.path}/src/kill_point.ts`, KILL_POINT);
    for (const mutant of mutants) this.#plant(mutant);
    for (const plant of plants) this.#plant(plant, mutants.length > 0);
  }

  #plant({ name, file, find, replace }: Plant, mayMiss = false): void {
    const path = `${this.path}/${file}`;
    const source = Deno.readTextFileSync(path);
    const parts = source.split(find);
    if (parts.length < 2 && mayMiss) return;
    if (parts.length < 2) throw new Error(`Cannot plant "${name}": ${file} has no ${find}`);
    // Only the first: an act that is done in several places stands for all of them.
    const [first, ...rest] = parts;
    let text = first + replace + rest.join(find);
    if (replace.includes("killPoint(") && !text.startsWith("import { killPoint }")) {
      text =
        `import { killPoint } from "${"../".repeat(file.split("/").length - 2)}kill_point.ts";\n`
          .replace('"kill', '"./kill') + text;
    }
    Deno.writeTextFileSync(path, text);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
