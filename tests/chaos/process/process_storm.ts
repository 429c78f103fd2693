/** Storms of SIGKILLs over the processes of random graphs, each of which lies in a file and goes on in the next process. */
import { Random } from "../../contract/random.ts";
import type { Comparison } from "../random/random_graph.ts";

/** What a process of a random graph prints. */
export type ProcessLine =
  | { readonly up: true }
  | { readonly unexpected: string }
  | { readonly result: ProcessOutcome };

/** What came of a graph, as its last process has it. */
export interface ProcessOutcome extends Comparison {
  readonly messages: number;
  readonly restarts: number;
  readonly hung: boolean;
  readonly clean: boolean;
  readonly blamed: number;
}

/** What became of a graph whose process was killed again and again. */
export interface ProcessResult extends ProcessOutcome {
  readonly seed: number;
  readonly kills: number;
  /** Kills that came when the graph was up; the others came while it started. */
  readonly killsUp: number;
  readonly tookMs: number;
}

/** A kill comes so long after the graph is up, or, seldom, after the process was started. */
const MOST_MS_UP = 300;
const MOST_MS_STARTING = 400;
const STARTING_SHARE = 5;

/** Has the random graph of that seed killed so many times, if it takes that long, and then come to its end. */
export async function processStorm(seed: number, kills: number): Promise<ProcessResult> {
  const random = new Random(seed ^ 0x9a11);
  const folder = await Deno.makeTempDir({ prefix: "chaos_" });
  const begin = performance.now();
  const unexpected: string[] = [];
  let killsUp = 0;
  try {
    for (let life = 0;; life++) {
      const last = life === kills;
      const found = await live([`${seed}`, `${folder}/graph.region`, `${life}`], last, random);
      unexpected.push(...found.unexpected);
      if (found.result !== undefined) {
        const { differences, ...result } = found.result;
        return {
          seed,
          ...result,
          differences: [...unexpected, ...differences],
          kills: life,
          killsUp,
          tookMs: performance.now() - begin,
        };
      }
      if (last) throw new Error(`graph ${seed} did not come to its end: ${found.stderr}`);
      if (found.isUp) killsUp++;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Life {
  readonly isUp: boolean;
  readonly unexpected: readonly string[];
  readonly result: ProcessOutcome | undefined;
  readonly stderr: string;
}

/** One process, which is killed unless it is the last. */
async function live(args: readonly string[], last: boolean, random: Random): Promise<Life> {
  const program = new URL("./program.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-lock", "--no-check", program, ...args],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const killIn = (ms: number) => {
    timer = setTimeout(() => child.kill("SIGKILL"), ms);
  };
  if (!last && random.below(STARTING_SHARE) === 0) killIn(random.below(MOST_MS_STARTING));
  const pauseMs = random.below(MOST_MS_UP);
  const said = new Response(child.stderr).text();
  let isUp = false;
  let result: ProcessOutcome | undefined;
  const unexpected: string[] = [];
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    const lines = text.split("\n");
    // One that was cut off by the kill is none.
    text = lines.pop() as string;
    for (const line of lines.map((line) => JSON.parse(line) as ProcessLine)) {
      if ("up" in line) {
        isUp = true;
        if (!last && timer === undefined) killIn(pauseMs);
      } else if ("unexpected" in line) unexpected.push(line.unexpected);
      else result = line.result;
    }
  }
  clearTimeout(timer);
  await child.status;
  return { isUp, unexpected, result, stderr: await said };
}

/** What came of many graphs. */
export interface ProcessTotals {
  readonly graphs: number;
  readonly messages: number;
  readonly kills: number;
  readonly killsUp: number;
  readonly restarts: number;
  readonly lost: number;
  readonly doubled: number;
  /** Seeds in which something was not as it must be, for whatever reason. */
  readonly failed: readonly number[];
}

/** Puts random graphs, one after the other, from `seed` on, through `kills` kills each. Prints what is wrong with its seed, and the totals. */
export async function processStorms(
  seed: number,
  graphs: number,
  kills: number,
): Promise<{ readonly totals: ProcessTotals; readonly results: readonly ProcessResult[] }> {
  const results: ProcessResult[] = [];
  for (let i = 0; i < graphs; i++) {
    const result = await processStorm(seed + i, kills);
    results.push(result);
    for (const fault of faultsOf(result)) console.log(`  graph ${result.seed}: ${fault}`);
  }
  const sum = (of: (result: ProcessResult) => number) =>
    results.reduce((all, result) => all + of(result), 0);
  const totals: ProcessTotals = {
    graphs,
    messages: sum(({ messages }) => messages),
    kills: sum(({ kills }) => kills),
    killsUp: sum(({ killsUp }) => killsUp),
    restarts: sum(({ restarts }) => restarts),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    failed: results.filter((result) => faultsOf(result).length > 0).map(({ seed }) => seed),
  };
  for (const [name, value] of Object.entries(totals)) {
    console.log(
      `  ${name.padEnd(10)} ${Array.isArray(value) ? value.join(", ") || "none" : value}`,
    );
  }
  return { totals, results };
}

function faultsOf({ differences, hung, clean, blamed }: ProcessResult): string[] {
  return [
    ...differences,
    ...(hung ? ["nothing moved any more"] : []),
    ...(clean ? [] : ["the end was not clean"]),
    ...(blamed > 0 ? [`${blamed} messages were given up`] : []),
  ];
}
