/**
 * Kills a pod that sends, one that takes and the broker between them again and again, at random moments: in the end each number has come
 * once and in order, or it says what is wrong.
 *
 * ```sh
 * deno run -A --no-lock tests/links/jetstream/endurance_run.ts --messages 400000 --kills 200 --keep file --seed 1
 * ```
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { pause, startProgram } from "../../connectors/endurance/program.ts";
import { startNats } from "../../connectors/servers/nats.ts";
import { seeded } from "../../fixtures/random.ts";
import type { Totals } from "./endurance_results.ts";

/** Who is killed. */
type Victim = "sender" | "taker" | "broker";

/** How it is run. */
export interface EnduranceOptions {
  readonly messages: number;
  readonly kills: number;
  /** How the taking pod keeps what has come of it. */
  readonly keep: "file" | "state";
  /** Numbers from 0 up to 1, by which it is decided whom to kill, and when. */
  readonly random: () => number;
  readonly tell?: (line: string) => void;
}

/** What came of it. */
export interface EnduranceResult {
  readonly server: string;
  readonly kills: Readonly<Record<Victim, number>>;
  readonly totals: Totals;
  readonly seconds: number;
  /** What is wrong; empty if each number has come once, in order. */
  readonly faults: readonly string[];
}

const HERE = new URL(".", import.meta.url).pathname;
const VICTIMS: readonly Victim[] = ["sender", "taker", "broker"];
/** Nothing that works takes longer for one part of the way. */
const PATIENCE_MS = 60_000;

/** A pod that is started again when it is killed. */
class Pod {
  #process: Deno.ChildProcess;
  /** How the process has ended that runs now; `undefined` while it does. */
  #end: Deno.CommandStatus | undefined;
  readonly #start: () => Deno.ChildProcess;

  constructor(start: () => Deno.ChildProcess) {
    this.#start = start;
    this.#process = this.#begin();
  }

  #begin(): Deno.ChildProcess {
    const process = this.#start();
    this.#end = undefined;
    process.status.then((status) => {
      if (process === this.#process) this.#end = status;
    });
    return process;
  }

  async kill(): Promise<void> {
    if (this.#end === undefined) this.#process.kill("SIGKILL");
    await this.#process.status;
    this.#process = this.#begin();
  }

  /** Why it has ended otherwise than it should; `undefined` if it has not. */
  get failure(): string | undefined {
    return this.#end === undefined || this.#end.success ? undefined : `code ${this.#end.code}`;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  async stop(): Promise<void> {
    if (this.#end === undefined) this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}

/** Runs it. */
export async function runEndurance(
  { messages, kills, keep, random, tell = () => {} }: EnduranceOptions,
): Promise<EnduranceResult> {
  await using server = await startNats();
  const folder = await Deno.makeTempDir({ prefix: "aqueduct-" });
  const file = keep === "file" ? `${folder}/results.db` : `${folder}/state`;
  const sender = new Pod(() =>
    startProgram(`${HERE}endurance_sender.ts`, server.url, `${messages}`)
  );
  const taker = new Pod(() => startProgram(`${HERE}endurance_taker.ts`, server.url, file, keep));
  const killed = { sender: 0, taker: 0, broker: 0 };
  const begun = performance.now();
  const until = async (what: string, holds: () => boolean) => {
    const since = performance.now();
    while (!holds()) {
      for (const [name, pod] of Object.entries({ sender, taker })) {
        if (pod.failure !== undefined) throw new Error(`The ${name} has ended: ${pod.failure}`);
      }
      if (performance.now() - since > PATIENCE_MS) {
        throw new Error(
          `Waited in vain: ${what}, and there is ${JSON.stringify(totalsOf(file, keep))}`,
        );
      }
      await pause(5);
    }
  };
  try {
    for (let kill = 0; kill < kills; kill++) {
      // Spread over all of it, the last ones near the end.
      const at = Math.floor(messages * 0.98 * (kill + random()) / kills);
      await until(`${at} have come`, () => totalsOf(file, keep).count >= at);
      await pause(random() * 30);
      const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] as Victim;
      if (victim === "broker") {
        await server.kill();
        await pause(random() * 100);
        await server.restart();
      } else await (victim === "sender" ? sender : taker).kill();
      killed[victim]++;
      tell(`kill ${kill + 1}, ${victim}: ${totalsOf(file, keep).count} have come`);
    }
    await until("both pods end by themselves", () => sender.hasEnded && taker.hasEnded);
    const totals = totalsOf(file, keep);
    return {
      server: server.version,
      kills: killed,
      totals,
      seconds: (performance.now() - begun) / 1000,
      faults: faultsOf(totals, messages),
    };
  } finally {
    await sender.stop();
    await taker.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

function faultsOf({ count, sum, wrong }: Totals, messages: number): string[] {
  const right = messages * (messages - 1) / 2;
  return [
    ...(count === messages ? [] : [`${count} numbers have come, not ${messages}`]),
    ...(sum === right ? [] : [`their sum is ${sum}, not ${right}`]),
    ...(wrong === 0 ? [] : [`${wrong} did not come behind the one before`]),
  ];
}

/** What has come, as far as is kept. */
function totalsOf(place: string, keep: "file" | "state"): Totals {
  try {
    return keep === "file" ? bookedTotals(place) : keptTotals(place);
  } catch {
    return { count: 0, sum: 0, wrong: 0 }; // It is not made yet.
  }
}

function bookedTotals(file: string): Totals {
  using database = new DatabaseSync(file, { readOnly: true });
  database.exec("PRAGMA busy_timeout = 5000");
  return { ...database.prepare("SELECT count, sum, wrong FROM totals").get() } as unknown as Totals;
}

function keptTotals(folder: string): Totals {
  const { cells } = JSON.parse(Deno.readTextFileSync(`${folder}/KEEPING.json`));
  return { count: cells.count.value, sum: cells.sum.value, wrong: cells.wrong.value };
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      messages: { type: "string", default: "400000" },
      kills: { type: "string", default: "200" },
      keep: { type: "string", default: "file" },
      seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    },
  });
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const result = await runEndurance({
    messages: Number(values.messages),
    kills: Number(values.kills),
    keep: values.keep === "state" ? "state" : "file",
    random: seeded(seed),
    tell: (line) => console.log(line),
  });
  console.log(JSON.stringify(result, undefined, 2));
  if (result.faults.length > 0) Deno.exitCode = 1;
  else console.log("Each number has come once, in order.");
}
