/**
 * What a source or a sink costs beside the client alone: `deno run -A tests/connectors/throughput/main.ts NAME…`, with `--messages N`,
 * `--bytes N`, `--pairs N`, `--batches 1,100,1000`, `--ends source,sink`. Pairs of runs take turns, so that what else the machine does is
 * the same for both; told are the median of their ratios, and the lowest and highest. It fails where the median at a batch of 100 is below
 * 0.7.
 *
 * @module
 */
import { parseArgs } from "node:util";
import type { Course } from "./course.ts";
import { type Load, type Pair, readPair, writePair } from "./measure.ts";

const FLOOR = 0.7;
const FLOOR_BATCH = 100;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle] as number
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Measures one load, tells it, and returns the median of the ratios. */
async function tell(what: string, pairs: number, run: () => Promise<Pair>): Promise<number> {
  const all: Pair[] = [];
  // The first compiles, and counts for nothing.
  await run();
  for (let n = 0; n < pairs; n++) all.push(await run());
  const ratios = all.map(({ graph, alone }) => graph / alone);
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  const persecond = (rates: readonly number[]) =>
    `${Math.round(median(rates)).toLocaleString("en")}/s`;
  console.log(
    `${what}: ${ratio.toFixed(2)} (${range}), ${
      persecond(all.map(({ graph }) => graph))
    } through a graph, ${persecond(all.map(({ alone }) => alone))} alone`,
  );
  return ratio;
}

async function measure(name: string, options: ReturnType<typeof optionsOf>): Promise<boolean> {
  const { course } = await import(`./${name}.ts`) as { readonly course: Course };
  if (course.missing !== undefined) {
    console.log(`${name}: not measured, ${course.missing}`);
    return true;
  }
  await using _server = await course.start();
  const { reading, writing } = course;
  let isFastEnough = true;
  for (const batch of options.batches) {
    // One at a time takes a way to the service each: fewer will do.
    const messages = batch === 1 ? Math.ceil(options.messages / 10) : options.messages;
    const load: Load = { messages, bytes: options.bytes, batch };
    const runs: [string, () => Promise<Pair>][] = [];
    const { ends } = options;
    if (reading !== undefined && ends.includes("source")) {
      runs.push(["source", () => readPair(reading, load)]);
    }
    if (writing !== undefined && ends.includes("sink")) {
      runs.push(["sink", () => writePair(writing, load)]);
    }
    for (const [end, run] of runs) {
      const ratio = await tell(
        `${name} ${end} (${course.server}), batch ${batch}`,
        options.pairs,
        run,
      );
      if (batch === FLOOR_BATCH && ratio < FLOOR && course.hasNoFloor !== true) {
        console.log(`  below the floor of ${FLOOR}`);
        isFastEnough = false;
      }
    }
  }
  return isFastEnough;
}

function optionsOf(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      messages: { type: "string", default: "50000" },
      bytes: { type: "string", default: "100" },
      pairs: { type: "string", default: "5" },
      batches: { type: "string", default: "1,100,1000" },
      ends: { type: "string", default: "source,sink" },
    },
  });
  return {
    names: positionals,
    messages: Number(values.messages),
    bytes: Number(values.bytes),
    pairs: Number(values.pairs),
    batches: values.batches.split(",").map(Number),
    ends: values.ends.split(","),
  };
}

if (import.meta.main) {
  const options = optionsOf(Deno.args);
  if (options.names.length === 0) {
    console.log("name what is to be measured, for instance nats");
    Deno.exit(2);
  }
  let isFastEnough = true;
  for (const name of options.names) isFastEnough = await measure(name, options) && isFastEnough;
  Deno.exit(isFastEnough ? 0 : 1);
}
