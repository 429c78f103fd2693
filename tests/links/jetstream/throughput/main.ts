/**
 * An aqueduct over JetStream between two processes, beside bare JetStream with the same batches: `deno run -A --no-lock
 * tests/links/jetstream/throughput/main.ts [--pairs 10] [--records 4000000]`. Both are run in turn, again and again, so that what disturbs
 * one disturbs both.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { interval } from "../../../bench/pairs.ts";
import { startNats } from "../../../connectors/servers/nats.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "10" },
    records: { type: "string", default: "4000000" },
  },
});

const WAITS_MS = 60_000;
await using server = await startNats();
let made = 0;

/** Runs both processes of one case, and gives the rate that one of them prints. */
async function measure(program: "bare" | "pod"): Promise<number> {
  const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
  const signal = AbortSignal.timeout(WAITS_MS);
  const name = `${program}${++made}`;
  const outputs = await Promise.all(
    ["take", "send"].map((role) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-lock",
          "--no-check",
          path,
          role,
          server.url,
          name,
          values.records,
        ],
        stdout: "piped",
        stderr: "inherit",
        signal,
      }).output()
    ),
  );
  const text = outputs.map(({ stdout }) => new TextDecoder().decode(stdout)).join("");
  return (JSON.parse(text) as { rate: number }).rate;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] as number;
}

const pairs: [ours: number, bare: number][] = [];
for (let pair = 0; pair < Number(values.pairs); pair++) {
  const programs = pair % 2 === 0 ? ["pod", "bare"] as const : ["bare", "pod"] as const;
  const one = await measure(programs[0]);
  const other = await measure(programs[1]);
  pairs.push(pair % 2 === 0 ? [one, other] : [other, one]);
  console.error(`pair ${pair}: ${pairs.at(-1)?.map((rate) => (rate / 1e6).toFixed(2))}`);
}
const ratios = pairs.map(([ours, bare]) => ours / bare);
const { ratio, low, high } = interval(ratios);
const [ours, bare] = [0, 1].map((i) =>
  (median(pairs.map((pair) => pair[i] as number)) / 1e6).toFixed(2)
);
const range = [Math.min(...ratios), Math.max(...ratios)].map((n) => n.toFixed(2)).join(" to ");
console.log(
  `records of 64 bytes over ${server.version}: ${ours} M/s, bare ${bare} M/s; ratio ${
    ratio.toFixed(2)
  } [${low.toFixed(2)}, ${high.toFixed(2)}], median ${median(ratios).toFixed(2)}, pairs ${range}`,
);
