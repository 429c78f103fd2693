/**
 * An aqueduct between two processes on this machine, beside the bare transport: `deno run -A --no-lock tests/links/throughput/main.ts
 * [--pairs 10] [--records 20000000] [--rounds 5000] [--over tcp|unix] [--homes apart|together] [--only records|rounds]`. All are run in
 * turn, again and again, so that what disturbs one disturbs all.
 *
 * A round trip over TCP between links with threads of their own is run a third time by `relay.ts`, which wakes as many threads in the same
 * order and does nothing else: what lies between that and the bare transport no link with a thread of its own can save.
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

/** What takes a figure. */
type Program = "bare" | "pod" | "relay";

const hasRelay = values.over === "tcp" && values.homes === "apart";

/** The round trip of threads that wake each other as those of two pods do, in milliseconds. */
async function relayed(count: string): Promise<number> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", pathOf("relay"), "--rounds", count],
    stderr: "inherit",
    signal: AbortSignal.timeout(WAITS_MS),
  }).output();
  return Number(new TextDecoder().decode(stdout)) / 1000;
}

function pathOf(program: Program): string {
  return fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
}

/** Runs both processes of one case, and gives the figure that one of them prints. */
async function measure(program: Program, what: string, count: string): Promise<number> {
  if (program === "relay") return await relayed(count);
  port++;
  const place = values.over === "unix" ? `${Deno.makeTempDirSync()}/socket` : String(port);
  const signal = AbortSignal.timeout(WAITS_MS);
  const outputs = await Promise.all(
    ["take", "send"].map((role) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-lock",
          "--no-check",
          pathOf(program),
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

/** The figures of these programs, one of each in a turn. The order of the next turn is the other way round. */
async function turnsOf(
  programs: readonly Program[],
  what: string,
  count: string,
): Promise<Record<Program, number>[]> {
  const turns: Record<Program, number>[] = [];
  for (let turn = 0; turn < Number(values.pairs); turn++) {
    const figures = { bare: NaN, pod: NaN, relay: NaN };
    for (const program of turn % 2 === 0 ? programs : programs.toReversed()) {
      figures[program] = await measure(program, what, count);
    }
    turns.push(figures);
    console.error(`${what} turn ${turn}: ${programs.map((one) => `${one} ${figures[one]}`)}`);
  }
  return turns;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] as number;
}

/** Prints the figure of each program, and what it is of the bare one's. */
function print(
  name: string,
  unit: string,
  by: number,
  turns: readonly Record<Program, number>[],
): void {
  const figure = (one: Program) => (median(turns.map((turn) => turn[one])) * by).toFixed(1);
  console.log(`${name}: bare ${figure("bare")} ${unit}`);
  for (const [program, called] of [["relay", "its threads alone"], ["pod", "ours"]] as const) {
    const ratios = turns.map((turn) => turn[program] / turn.bare);
    if (ratios.some(Number.isNaN)) continue;
    const { ratio, low, high } = interval(ratios);
    const range = [Math.min(...ratios), Math.max(...ratios)].map((n) => n.toFixed(2)).join(" to ");
    console.log(
      `  ${called} ${figure(program)} ${unit}: ${ratio.toFixed(2)} of the bare one's ` +
        `[${low.toFixed(2)}, ${high.toFixed(2)}], pairs ${range}`,
    );
  }
}

if (values.only !== "rounds") {
  const turns = await turnsOf(["pod", "bare"], "records", values.records);
  print("records of 64 bytes", "M/s", 1e-6, turns);
}
if (values.only !== "records") {
  const programs: Program[] = hasRelay ? ["pod", "relay", "bare"] : ["pod", "bare"];
  const turns = await turnsOf(programs, "rounds", values.rounds);
  print("parked round trip, p50", "µs", 1e3, turns);
}
