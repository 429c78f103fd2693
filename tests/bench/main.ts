/**
 * `deno task bench [--json FILE] [--only a,b] [--rows PATTERN] [--peer NAME] [--quick]`: measures every case, ours and its peers in turn, and prints the
 * medians. `--against DIR` measures ours against ours of another checkout instead.
 */
import { parseArgs } from "node:util";
import { allCases, type Case } from "./cases.ts";
import { buildGo, buildSteadyState } from "./peers/binaries.ts";
import { comparePairs, type Comparison, printComparisons } from "./pairs.ts";
import { type Figures, type Program, runProgram } from "./run_program.ts";
import { printRows } from "./table.ts";
import { OURS, type Result, resultsOf, type Samples } from "./results.ts";

const RUNS = 5;
const PAIRS = 10;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    json: { type: "string" },
    only: { type: "string" },
    rows: { type: "string" },
    peer: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    runs: { type: "string" },
    against: { type: "string" },
    pairs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(
    "Measures ours against its peers.\n" +
      "  --json FILE   write the results there\n" +
      "  --only a,b    only these cases: a slices, b one a call, c struct, d JSON, e bytes, f round trip,\n" +
      "                g rings, h journal and telemetry, i idle, j on the cores, k asks\n" +
      "  --rows WORDS  only cases with a row that this regular expression finds: 'capacity 64,|parked p'\n" +
      "  --peer NAME   ours beside this peer only, by its name in the table; may be given several times\n" +
      "  --quick       one short run each: to see that it works, not to quote\n" +
      `  --runs N      how often each is run; ${RUNS} if not given\n` +
      "  --against DIR ours against ours of another checkout, in interleaved pairs, without peers\n" +
      `  --pairs N     how many pairs; ${PAIRS} if not given`,
  );
  Deno.exit(0);
}

const runs = values.quick ? 1 : Number(values.runs ?? RUNS);
const times = values.quick ? { warm: 100, measure: 100 } : { warm: 200, measure: 400 };
const none = { missing: "it is not asked for" };
const [steadyState, go] = values.against === undefined
  ? await Promise.all([buildSteadyState(), buildGo()])
  : [none, none];
const only = values.only?.split(",").map((letter) => letter.trim());
const wanted = new RegExp(values.rows ?? "");
const cases = allCases(steadyState, go, times)
  .filter(({ letter }) => only?.includes(letter) ?? true)
  .filter(({ rows }) => rows.some(({ name }) => wanted.test(name)))
  .map((one) => ({ ...one, peers: peersNamed(one.peers, values.peer) }));
if (cases.length === 0) {
  console.error(`No case has the letter --only ${values.only} and a row --rows ${values.rows}`);
  Deno.exit(2);
}

function peersNamed(peers: Case["peers"], names: readonly string[] | undefined): Case["peers"] {
  if (names === undefined) return peers;
  return Object.fromEntries(Object.entries(peers).filter(([name]) => names.includes(name)));
}

if (values.against !== undefined) {
  const root = await Deno.realPath(values.against);
  const comparisons: Comparison[] = [];
  for (const one of cases) {
    const rows = await comparePairs(one, root, Number(values.pairs ?? PAIRS));
    printComparisons(rows);
    comparisons.push(...rows);
  }
  if (values.json !== undefined) {
    await Deno.writeTextFile(values.json, JSON.stringify(comparisons, null, 2) + "\n");
  }
  Deno.exit(0);
}

/** Runs ours and all peers of a case in turn, again and again: what disturbs one disturbs all. */
async function measure({ ours, peers }: Case): Promise<Samples> {
  const programs = new Map<string, Program>([[OURS, ours]]);
  const samples: Samples = { figures: new Map(), missing: new Map() };
  for (const [name, program] of Object.entries(peers)) {
    if (typeof program === "string") samples.missing.set(name, program);
    else programs.set(name, program);
  }
  for (let run = 0; run < runs; run++) {
    for (const [name, program] of programs) {
      if (samples.missing.has(name)) continue;
      try {
        const figures: Figures[] = samples.figures.get(name) ?? [];
        // Once more, if it fails: one bad start among many is no reason to leave somebody out.
        figures.push(await runProgram(program).catch(() => runProgram(program)));
        samples.figures.set(name, figures);
      } catch (error) {
        samples.missing.set(name, (error as Error).message);
        samples.figures.delete(name);
      }
    }
  }
  return samples;
}

const results: Result[] = [];
for (const one of cases) {
  const rows = resultsOf(one, await measure(one));
  printRows(rows);
  results.push(...rows);
}
if (values.json !== undefined) {
  await Deno.writeTextFile(values.json, JSON.stringify(results, null, 2) + "\n");
}
