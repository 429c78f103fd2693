import type { Plant } from "./plants.ts";
import type { Simulated } from "./main.ts";

/** What came of a planted fault. */
export interface Harvest {
  /** The seed that found it; `undefined` if none did. */
  readonly seed: number | undefined;
  /** How many faults came before, and how many of them are enough. */
  readonly faults: string;
  readonly tookMs: number;
  /** The first line of what was said. */
  readonly said: string;
}

const ROOT = new URL("../../", import.meta.url);

/** What of the package a simulation needs. */
const PARTS = ["mod.ts", "deno.json", "src", "static", "tests/simulation", "tests/chaos"];
const MORE_PARTS = ["tests/contract", "tests/fixtures"];

/** A copy of the source that faults are planted in, one at a time. */
export class Field implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(): Promise<Field> {
    const field = new Field(await Deno.makeTempDir({ prefix: "planted_" }));
    for (const part of [...PARTS, ...MORE_PARTS]) {
      await copy(new URL(part, ROOT).pathname, `${field.#path}/${part}`);
    }
    return field;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }

  /** Simulates `graphs` random graphs, until the first that fails. */
  async harvestNothing(graphs: number): Promise<Harvest> {
    return await this.#simulate(graphs);
  }

  /** Simulates `graphs` random graphs with the fault in the source, until the first that fails. Then it is as before. */
  async harvest({ file, find, replace, name }: Plant, graphs: number): Promise<Harvest> {
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
      return await this.#simulate(graphs);
    } finally {
      await Deno.writeTextFile(path, source);
    }
  }

  async #simulate(graphs: number): Promise<Harvest> {
    const begin = performance.now();
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", "--no-lock", "--no-check"],
        ...[`${this.#path}/tests/simulation/main.ts`, "--graphs", `${graphs}`, "--first"],
        ...["--json", `${this.#path}/result.json`],
      ],
      cwd: this.#path,
    }).output();
    const tookMs = performance.now() - begin;
    const text = await Deno.readTextFile(`${this.#path}/result.json`).catch(() => undefined);
    if (text === undefined) {
      const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      throw new Error(`The simulations did not come to their end: ${said}`);
    }
    await Deno.remove(`${this.#path}/result.json`);
    const { failures } = JSON.parse(text) as Simulated;
    const [[seed, said] = []] = Object.entries(failures);
    return { seed: seed === undefined ? undefined : Number(seed), tookMs, ...wordsOf(said) };
  }
}

function wordsOf(failure = ""): Pick<Harvest, "faults" | "said"> {
  const [, before, enough] = /(\d+) faults? came before, (\d+) (?:is|are) enough/.exec(failure) ??
    [];
  const faults = before === undefined ? "0" : `${enough} of ${before}`;
  return { faults, said: failure.split("\n", 1)[0] as string };
}

async function copy(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  await Deno.mkdir(isDirectory ? to : to.slice(0, to.lastIndexOf("/")), { recursive: true });
  if (!isDirectory) return await Deno.copyFile(from, to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
