/**
 * An aqueduct between two processes on this machine, beside the bare transport: `deno run -A --no-lock tests/links/throughput/main.ts
 * [--pairs 10] [--records 20000000] [--rounds 5000] [--over tcp|unix] [--homes apart|together] [--only records|rounds]`. Both are run in turn, again and again, so that what disturbs one disturbs both.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { interval } from "../../bench/pairs.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "10" },
    records: { type: "string", default: "20000000" },
    rounds: { type: "string", default: "5000" },
    over: { type: "string", default: "tcp" },
    homes: { type: "string", default: "apart" },
    only: { type: "string" },
  },
});

const WAITS_MS = 60_000;
let port = 20_000 + Math.floor(Math.random() * 20_000);

/** Runs both processes of one case, and gives the figure that one of them prints. */
async function measure(program: "bare" | "pod", what: string, count: string): Promise<number> {
  port++;
  const place = values.over === "unix" ? `${Deno.makeTempDirSync()}/socket` : String(port);
  const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
  const signal = AbortSignal.timeout(WAITS_MS);
  const outputs = await Promise.all(
    ["take", "send"].map((role) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-lock",
          "--no-check",
          path,
          what,
          role,
          place,
          count,
          values.homes,
        ],
        stdout: "piped",
        stderr: "inherit",
        signal,
      }).output()
    ),
  );
  const text = outputs.map(({ stdout }) => new TextDecoder().decode(stdout)).join("");
  const [figure] = Object.values(JSON.parse(text) as Record<string, number>);
  return figure as number;
}

/** The figures of ours and of the bare transport, pair by pair. Which of the two comes first changes each time. */
async function pairsOf(what: string, count: string): Promise<[ours: number, bare: number][]> {
  const pairs: [number, number][] = [];
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    const programs = pair % 2 === 0 ? ["pod", "bare"] as const : ["bare", "pod"] as const;
    const one = await measure(programs[0], what, count);
    const other = await measure(programs[1], what, count);
    pairs.push(pair % 2 === 0 ? [one, other] : [other, one]);
    console.error(`${what} pair ${pair}: ${pairs.at(-1)}`);
  }
  return pairs;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] as number;
}

function print(name: string, unit: string, by: number, pairs: readonly [number, number][]): void {
  const ratios = pairs.map(([ours, bare]) => ours / bare);
  const { ratio, low, high } = interval(ratios);
  const [ours, bare] = [0, 1].map((i) => (median(pairs.map((pair) => pair[i]!)) * by).toFixed(1));
  const range = [Math.min(...ratios), Math.max(...ratios)].map((n) => n.toFixed(2)).join(" to ");
  console.log(
    `${name}: ${ours} ${unit}, bare ${bare} ${unit}; ratio ${ratio.toFixed(2)} ` +
      `[${low.toFixed(2)}, ${high.toFixed(2)}], pairs ${range}`,
  );
}

if (values.only !== "rounds") {
  print("records of 64 bytes", "M/s", 1e-6, await pairsOf("records", values.records));
}
if (values.only !== "records") {
  print("parked round trip, p50", "µs", 1e3, await pairsOf("rounds", values.rounds));
}
