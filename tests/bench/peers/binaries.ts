/** Builds the peers in other languages, once, into a cache outside of the repository. */
import { toArgs, type Words } from "../words.ts";
import type { Program } from "../run_program.ts";

/** A peer's binary, or why there is none. */
export type Binary = { readonly path: string } | { readonly missing: string };

const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
const cache = `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/steady-state-deno-bench`;

async function build(
  tool: string,
  places: readonly string[],
  args: readonly string[],
  folder: string,
  env: Record<string, string>,
  path: string,
): Promise<Binary> {
  await Deno.mkdir(`${cache}/run`, { recursive: true });
  for (const command of [tool, ...places]) {
    try {
      const cwd = new URL(folder, import.meta.url).pathname;
      const { success, stderr } = await new Deno.Command(command, {
        args: [...args],
        cwd,
        env,
        stdout: "null",
        stderr: "piped",
      }).output();
      if (success) return { path };
      const lines = new TextDecoder().decode(stderr).trim().split("\n");
      const why = lines.find((line) => line.includes("error")) ?? lines.at(-1);
      return { missing: `${tool} could not build it: ${why}` };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return { missing: `${tool} is not installed` };
}

/** steady_state from crates.io, release build. */
export function buildSteadyState(): Promise<Binary> {
  return build(
    "cargo",
    [`${home}/.cargo/bin/cargo`],
    ["build", "--release"],
    "./steady_state/",
    { CARGO_TARGET_DIR: `${cache}/cargo` },
    `${cache}/cargo/release/steady-state-peer`,
  );
}

/** Go's channels. */
export function buildGo(): Promise<Binary> {
  return build(
    "go",
    ["/usr/local/go/bin/go"],
    ["build", "-o", `${cache}/gopeer`, "."],
    "./go/",
    {},
    `${cache}/gopeer`,
  );
}

/** One run of a binary. It runs in a folder of the cache: steady_state makes one for logs beside it. */
export function binaryProgram(binary: Binary, words: Words): Program | string {
  if ("missing" in binary) return binary.missing;
  return { command: binary.path, args: toArgs(words), cwd: `${cache}/run` };
}
