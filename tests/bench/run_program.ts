import { toArgs, type Words } from "./words.ts";

/** How to run one measurement: a program of its own, in a process of its own. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it runs, if it leaves something behind. */
  readonly cwd?: string;
}

/** Figures of one run, by name. */
export type Figures = Readonly<Record<string, number>>;

/** The longest that one run may take. */
const RUN_TIMEOUT_MS = 180_000;

/** A program in TypeScript of this folder. */
export function denoProgram(path: string, words: Words): Program {
  const url = new URL(path, import.meta.url);
  return {
    command: Deno.execPath(),
    args: ["run", "--no-lock", "-A", url.pathname, ...toArgs(words)],
  };
}

/** Runs a program once. Throws an Error that says why it has no figures. */
export async function runProgram({ command, args, cwd }: Program): Promise<Figures> {
  const child = new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(RUN_TIMEOUT_MS),
  });
  const { success, stdout, stderr } = await child.output();
  const figures: Record<string, number> = {};
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    if (line.startsWith("{")) Object.assign(figures, JSON.parse(line));
  }
  if (Object.keys(figures).length > 0) return figures;
  const last = new TextDecoder().decode(stderr).trim().split("\n").slice(0, 3).join(" ");
  throw new Error(success ? "it printed no figures" : last || "it ended without a word");
}
