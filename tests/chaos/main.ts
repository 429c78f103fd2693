/**
 * `deno task chaos`: storms of faults over a graph of nine actors, each compared with what must come out. One storm for each
 * kind of fault, then mixed ones; or storms over random graphs.
 */
import { parseArgs } from "node:util";
import { FAULT_KINDS, type FaultKind } from "./fault_kinds.ts";
import { processStorms } from "./process/process_storm.ts";
import { randomStorms } from "./random/random_storms.ts";
import { storm, type StormResult } from "./storm.ts";

const HELP =
  `Puts a graph of nine actors, or random graphs, through storms of faults, and compares what comes out with what must.

Usage: deno task chaos [options]

  --seed S      where the random choices begin; a seed that failed repeats a failure [default: random]
  --faults N    faults of every kind [default: 30]
  --graphs N    random graphs instead, from seed S on, each with faults of every kind
  --process     the whole process of random graphs is killed, again and again, and
                the next one goes on with the graph [default: 10 graphs]
  --kills N     with --process: kills of each graph [default: 5]
  --minutes M   go on with mixed storms for so long [default: one mixed storm]
  --json FILE   write the figures there
  --help        this text

Ends with code 1 if anything was lost, doubled or different.
`;

/** Times are those from a fault to the first message that the successor takes, in milliseconds: of solo actors, of troupes. */
const TITLES = [
  "injected",
  "survived",
  "lost",
  "doubled",
  "solo p50",
  "p99",
  "troupe p50",
  "p99",
  "took s",
];

/** Orders for each fault of a storm, so that the faults have something to come between. */
const ORDERS_PER_FAULT = 60;
const MIN_ORDERS = 3000;

function number(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`Option --${name} is ${text}, give a number from 0 on`);
  Deno.exit(2);
}

async function endWithRandomGraphs(graphs: number): Promise<never> {
  console.log(`${graphs} random graphs, from seed ${seed} on\n`);
  const { totals, results } = await randomStorms(seed, graphs);
  if (values.json !== undefined) {
    await Deno.writeTextFile(values.json, JSON.stringify({ seed, totals, results }, null, 2));
  }
  const sound = totals.failed.length === 0;
  console.log(sound ? "\nNothing lost, nothing doubled." : "\nFAILED");
  Deno.exit(sound ? 0 : 1);
}

async function endWithProcesses(graphs: number, kills: number): Promise<never> {
  console.log(`${graphs} random graphs, from seed ${seed} on, killed ${kills} times each\n`);
  const { totals, results } = await processStorms(seed, graphs, kills);
  if (values.json !== undefined) {
    await Deno.writeTextFile(values.json, JSON.stringify({ seed, totals, results }, null, 2));
  }
  const sound = totals.failed.length === 0;
  console.log(sound ? "\nNothing lost, nothing doubled." : "\nFAILED");
  Deno.exit(sound ? 0 : 1);
}

/** The value below which a part of the sorted numbers lies. */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function row(name: string, result: StormResult, kinds: readonly FaultKind[]): string {
  const injected = kinds.reduce((sum, kind) => sum + result.injected.get(kind)!, 0);
  const times = (solo: boolean) =>
    result.times.filter((time) => time.solo === solo).map(({ ms }) => ms).sort((a, b) => a - b);
  const cells = [
    String(injected),
    String(injected - result.lost - result.doubled),
    String(result.lost),
    String(result.doubled),
    quantile(times(true), 0.5).toFixed(1),
    quantile(times(true), 0.99).toFixed(1),
    quantile(times(false), 0.5).toFixed(1),
    quantile(times(false), 0.99).toFixed(1),
    (result.tookMs / 1000).toFixed(1),
  ];
  return name.padEnd(24) + cells.map((cell) => cell.padStart(11)).join("");
}

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seed: { type: "string" },
    faults: { type: "string" },
    minutes: { type: "string" },
    graphs: { type: "string" },
    process: { type: "boolean" },
    kills: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(HELP);
  Deno.exit(0);
}
const seed = number(values.seed, "seed", crypto.getRandomValues(new Uint32Array(1))[0]!);
if (values.process) {
  await endWithProcesses(number(values.graphs, "graphs", 10), number(values.kills, "kills", 5));
}
if (values.graphs !== undefined) await endWithRandomGraphs(number(values.graphs, "graphs", 30));
const faults = number(values.faults, "faults", 30);
const until = performance.now() + number(values.minutes, "minutes", 0) * 60_000;

console.log(`seed ${seed}, ${faults} faults of each kind\n`);
console.log(
  "".padEnd(24) +
    TITLES.map((title) => title.padStart(11)).join(""),
);
const results: { name: string; result: StormResult }[] = [];

async function run(name: string, kinds: readonly FaultKind[], seed: number, each: number) {
  const orders = Math.max(MIN_ORDERS, each * kinds.length * ORDERS_PER_FAULT);
  const result = await storm({ seed, kinds, faults: each, orders });
  results.push({ name, result });
  console.log(row(name, result, kinds));
  for (const difference of result.differences) console.log(`  ${difference}`);
}

for (const [i, kind] of FAULT_KINDS.entries()) await run(kind, [kind], seed + i, faults);
let mixed = 0;
do {
  await run(`all kinds, seed ${seed + 100 + mixed}`, FAULT_KINDS, seed + 100 + mixed, faults);
  mixed++;
} while (performance.now() < until);

if (values.json !== undefined) {
  const plain = results.map(({ name, result }) => ({
    name,
    ...result,
    injected: Object.fromEntries(result.injected),
  }));
  await Deno.writeTextFile(values.json, JSON.stringify({ seed, faults, storms: plain }, null, 2));
}
const sound = results.every(({ result: { lost, doubled, differences } }) =>
  lost + doubled + differences.length === 0
);
console.log(sound ? "\nNothing lost, nothing doubled." : "\nFAILED");
Deno.exit(sound ? 0 : 1);
