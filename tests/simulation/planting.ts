import { fileURLToPath } from "node:url";
import type { Plant } from "./plants.ts";
import type { Simulated } from "./main.ts";

/** What came of a planted fault. */
export interface Harvest {
  /** The seed that found it; `undefined` if none did. */
  readonly seed: number | undefined;
  /** How many faults came before, and how many of them are enough, where that is known. */
  readonly faults: string;
  readonly tookMs: number;
  /** The first line of what was said. */
  readonly said: string;
}

/** How faults are looked for: in one thread under virtual time, also of links over a network that fails, or by real threads in lockstep. */
export type Layer = "simulation" | "lockstep" | "links";

/** The program of each layer, and its option for the number of seeds. */
const PROGRAMS: Readonly<Record<Layer, { readonly program: string; readonly count: string }>> = {
  simulation: { program: "tests/simulation/main.ts", count: "--graphs" },
  lockstep: { program: "tests/contract/lockstep/main.ts", count: "--interleavings" },
  links: { program: "tests/links/simulated_main.ts", count: "--seeds" },
};

const ROOT = new URL("../../", import.meta.url);

/** What of the package a simulation needs. */
const PARTS = ["mod.ts", "deno.json", "src", "static", "tests/simulation", "tests/chaos"];
const MORE_PARTS = ["tests/contract", "tests/fixtures", "tests/links"];

/** A copy of the source that faults are planted in, one at a time. */
export class Field implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(): Promise<Field> {
    const field = new Field(await Deno.makeTempDir({ prefix: "planted_" }));
    for (const part of [...PARTS, ...MORE_PARTS]) {
      await copy(fileURLToPath(new URL(part, ROOT)), `${field.#path}/${part}`);
    }
    return field;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }

  /** Tries `seeds` seeds of a layer, until the first that fails, with the fault in the source, if there is one. Then it is as before. */
  async harvest(layer: Layer, seeds: number, plant?: Plant): Promise<Harvest> {
    if (plant === undefined) return await this.#run(layer, seeds);
    const { file, find, replace, name } = plant;
    const path = `${this.#path}/${file}`;
    const source = await Deno.readTextFile(path);
    const parts = source.split(find);
    if (parts.length !== 2) {
      throw new Error(
        `Cannot plant "${name}": ${file} has what is to be changed ${
          parts.length - 1
        } times, tell it apart`,
      );
    }
    await Deno.writeTextFile(path, parts.join(replace));
    try {
      return await this.#run(layer, seeds);
    } finally {
      await Deno.writeTextFile(path, source);
    }
  }

  async #run(layer: Layer, seeds: number): Promise<Harvest> {
    const begin = performance.now();
    const { program, count } = PROGRAMS[layer];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", "--no-lock", "--no-check"],
        ...[`${this.#path}/${program}`, count, `${seeds}`, "--first"],
        ...["--json", `${this.#path}/result.json`],
      ],
      cwd: this.#path,
    }).output();
    const tookMs = performance.now() - begin;
    const text = await Deno.readTextFile(`${this.#path}/result.json`).catch(() => undefined);
    if (text === undefined) {
      const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      throw new Error(`The program did not come to its end: ${said}`);
    }
    await Deno.remove(`${this.#path}/result.json`);
    const { failures } = JSON.parse(text) as Pick<Simulated, "failures">;
    const [[seed, said] = []] = Object.entries(failures);
    return { seed: seed === undefined ? undefined : Number(seed), tookMs, ...wordsOf(said) };
  }
}

function wordsOf(failure = ""): Pick<Harvest, "faults" | "said"> {
  const [, before, enough] = /(\d+) faults? came before, (\d+) (?:is|are) enough/.exec(failure) ??
    [];
  const faults = before === undefined ? "" : `${enough} of ${before} faults, `;
  return { faults, said: failure.split("\n", 1)[0] as string };
}

async function copy(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  await Deno.mkdir(isDirectory ? to : to.slice(0, to.lastIndexOf("/")), { recursive: true });
  if (!isDirectory) return await Deno.copyFile(from, to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
