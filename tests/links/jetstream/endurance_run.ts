/**
 * Kills a pod that sends, one that takes and the broker between them again and again, at random moments: in the end each number has come
 * once and in order, or it says what is wrong.
 *
 * ```sh
 * deno run -A --no-lock tests/links/jetstream/endurance_run.ts --messages 400000 --kills 200 --keep file --servers 1 --seed 1
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { pause, startProgram } from "../../connectors/endurance/program.ts";
import { startNats } from "../../connectors/servers/nats.ts";
import { NATS_NODES, startNatsCluster } from "../../connectors/servers/nats_cluster.ts";
import { seeded } from "../../fixtures/random.ts";
import type { Totals } from "./endurance_results.ts";
import { MortalPod, untilPods } from "./mortal_pod.ts";

/** Who is killed. */
type Victim = "sender" | "taker" | "broker";

/** How it is run. */
export interface EnduranceOptions {
  readonly messages: number;
  readonly kills: number;
  /** How the taking pod keeps what has come of it. */
  readonly keep: "file" | "state";
  /** How many servers the broker is, each with all of the log: 1, or 3, of which one at a time is killed. */
  readonly servers?: 1 | 3;
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

const HERE = fileURLToPath(new URL(".", import.meta.url));
const VICTIMS: readonly Victim[] = ["sender", "taker", "broker"];
/** A broker that is killed: one server, or three of which one at a time is. */
interface MortalBroker extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  kill(): Promise<void>;
  /** Starts again what was killed. */
  restart(): Promise<void>;
}

async function startBroker(
  servers: number,
  random: () => number,
): Promise<MortalBroker> {
  if (servers === 1) return await startNats();
  const cluster = await startNatsCluster();
  let node = 0;
  return {
    url: cluster.url,
    version: `${cluster.version}, three of them`,
    kill() {
      node = Math.floor(random() * NATS_NODES);
      return cluster.kill(node);
    },
    restart: () => cluster.restart(node),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Runs it. */
export async function runEndurance(
  { messages, kills, keep, servers = 1, random, tell = () => {} }: EnduranceOptions,
): Promise<EnduranceResult> {
  await using server = await startBroker(servers, random);
  const folder = await Deno.makeTempDir({ prefix: "aqueduct-" });
  const file = keep === "file" ? `${folder}/results.db` : `${folder}/state`;
  const { url } = server;
  const sender = new MortalPod(
    "sender",
    () => startProgram(`${HERE}endurance_sender.ts`, url, `${messages}`, `${servers}`),
  );
  const taker = new MortalPod(
    "taker",
    () => startProgram(`${HERE}endurance_taker.ts`, url, file, keep, `${servers}`),
  );
  const killed = { sender: 0, taker: 0, broker: 0 };
  const begun = performance.now();
  const until = (what: string, holds: () => boolean) =>
    untilPods([sender, taker], what, holds, () => totalsOf(file, keep));
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
      servers: { type: "string", default: "1" },
      seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    },
  });
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const result = await runEndurance({
    messages: Number(values.messages),
    kills: Number(values.kills),
    keep: values.keep === "state" ? "state" : "file",
    servers: values.servers === "3" ? 3 : 1,
    random: seeded(seed),
    tell: (line) => console.log(line),
  });
  console.log(JSON.stringify(result, undefined, 2));
  if (result.faults.length > 0) Deno.exitCode = 1;
  else console.log("Each number has come once, in order.");
}
