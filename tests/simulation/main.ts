/**
 * `deno task simulate`: random graphs in one thread and under virtual time, each from a seed, with all that can go wrong; what comes
 * out is compared with what must.
 */
import { parseArgs } from "node:util";
import { simulateDoomed } from "./doomed.ts";
import { simulateDurableGraph } from "./durable_graphs.ts";
import { simulateRandomGraph } from "./random_graphs.ts";

/** One in so many graphs is a doomed one beside. */
const DOOMED = 5;
/** One in so many graphs is simulated once more, with sources that are followed. */
const FOLLOWED = 3;
/** One in so many graphs is a durable one beside. */
const DURABLE = 2;

const HELP =
  `Simulates random graphs under faults, and compares what comes out with what must, message by message.

Usage: deno task simulate [options]

  --seed S      the first seed [default: 1]
  --graphs N    so many graphs, one for each seed [default: 100]
  --first       ends at the first seed that fails
  --json FILE   write the results there
  --help        this text

Ends with code 1 if any of them failed. The same seed is the same run.
`;

/** What a program that runs this one reads. */
export interface Simulated {
  /** Of each run, by seed: whoever took a step, and when. Runs that are the same have the same. */
  readonly hashes: Readonly<Record<number, number>>;
  readonly totals: Readonly<Record<string, number>>;
  /** What is said of each seed that failed. */
  readonly failures: Readonly<Record<number, string>>;
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      seed: { type: "string", default: "1" },
      graphs: { type: "string", default: "100" },
      first: { type: "boolean" },
      json: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    Deno.exit(0);
  }
  const first = wholeNumber(values.seed, "seed");
  const result = await run(first, wholeNumber(values.graphs, "graphs"), values.first);
  if (values.json !== undefined) await Deno.writeTextFile(values.json, JSON.stringify(result));
  for (const [name, total] of Object.entries(result.totals)) console.log(`${name} ${total}`);
  const failed = Object.keys(result.failures).length;
  console.log(failed === 0 ? "nothing lost, nothing doubled" : `${failed} seeds FAILED`);
  Deno.exit(failed === 0 ? 0 : 1);
}

function wholeNumber(text: string, name: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`Option --${name} is ${text}, give a whole number from 0 on`);
  Deno.exit(2);
}

async function run(first: number, graphs: number, endsAtFirst = false): Promise<Simulated> {
  const hashes: Record<number, number> = {};
  const failures: Record<number, string> = {};
  const totals: Record<string, number> = { graphs: 0 };
  const add = (name: string, count: number) => totals[name] = (totals[name] ?? 0) + count;
  for (let seed = first; seed < first + graphs; seed++) {
    try {
      if (seed % DOOMED === 0) add("steps", (await simulateDoomed(seed)).steps);
      if (seed % DURABLE === 0) {
        const { run: { steps, faults }, ...figures } = await simulateDurableGraph(seed);
        add("steps", steps);
        add("faults", faults.length);
        for (const [name, count] of Object.entries(figures)) add(name, count);
      }
      if (seed % FOLLOWED === 0) {
        const { run: { steps, faults }, settlements, settledMessages } = await simulateRandomGraph(
          seed,
          true,
        );
        add("steps", steps);
        add("faults", faults.length);
        add("settlements", settlements);
        add("settledMessages", settledMessages);
      }
      const { run: { hash, steps, faults }, ...figures } = await simulateRandomGraph(seed);
      hashes[seed] = hash;
      add("graphs", 1);
      add("steps", steps);
      add("faults", faults.length);
      for (const [name, count] of Object.entries(figures)) add(name, count);
    } catch (error) {
      failures[seed] = (error as Error).message;
      console.error(`${failures[seed]}\n`);
      if (endsAtFirst) break;
    }
  }
  return { hashes, totals, failures };
}
