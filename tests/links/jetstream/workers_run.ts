/**
 * Kills pods that share the messages of one aqueduct, the pod that sends and the broker again and again, at random moments. In the end
 * each number has been done, some of them more than once; where results are kept by number, each is there once.
 *
 * ```sh
 * deno run -A --no-lock tests/links/jetstream/workers_run.ts --messages 200000 --workers 4 --kills 100 --seed 1
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { pause, startProgram } from "../../connectors/endurance/program.ts";
import { startNats } from "../../connectors/servers/nats.ts";
import { seeded } from "../../fixtures/random.ts";
import { openSession } from "./log_bed.ts";
import { MortalPod, untilPods } from "./mortal_pod.ts";
import { openTallies, type Tally } from "./workers_tallies.ts";

/** How it is run. */
export interface WorkersOptions {
  readonly messages: number;
  /** How many pods share them. */
  readonly workers: number;
  readonly kills: number;
  /** Numbers from 0 up to 1, by which it is decided whom to kill, and when. */
  readonly random: () => number;
  readonly tell?: (line: string) => void;
}

/** What came of it. */
export interface WorkersResult extends Tally {
  readonly server: string;
  readonly kills: Readonly<Record<"worker" | "sender" | "broker", number>>;
  /** How many numbers each worker has done, over all its lives. */
  readonly byWorker: readonly number[];
  readonly seconds: number;
  /** What is wrong; empty if each number has been done, and nothing is left in the log. */
  readonly faults: readonly string[];
}

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** Runs it. */
export async function runWorkers(
  { messages, workers, kills, random, tell = () => {} }: WorkersOptions,
): Promise<WorkersResult> {
  await using server = await startNats();
  const folder = await Deno.makeTempDir({ prefix: "aqueduct-" });
  const file = `${folder}/tallies.db`;
  const tallies = openTallies(new DatabaseSync(file));
  const sender = new MortalPod(
    "sender",
    () => startProgram(`${HERE}endurance_sender.ts`, server.url, `${messages}`),
  );
  const sharing = Array.from({ length: workers }, (_, i) =>
    new MortalPod(
      `worker ${i}`,
      () => startProgram(`${HERE}workers_pod.ts`, server.url, file, `${i}`),
    ));
  const pods = [sender, ...sharing];
  const killed = { worker: 0, sender: 0, broker: 0 };
  const begun = performance.now();
  const until = (what: string, holds: () => boolean | Promise<boolean>) =>
    untilPods(pods, what, holds, () => tallies.tally());
  try {
    for (let kill = 0; kill < kills; kill++) {
      // Spread over all of it, the last ones near the end.
      const at = Math.floor(messages * 0.98 * (kill + random()) / kills);
      await until(`${at} are done`, () => tallies.tally().count >= at);
      await pause(random() * 30);
      const dice = random();
      const victim = dice < 0.7 ? "worker" : dice < 0.9 ? "sender" : "broker";
      if (victim === "broker") {
        await server.kill();
        await pause(random() * 100);
        await server.restart();
      } else if (victim === "sender") await sender.kill();
      else await sharing[Math.floor(random() * workers)]!.kill();
      killed[victim]++;
      tell(`kill ${kill + 1}, ${victim}: ${JSON.stringify(tallies.tally())}`);
    }
    await until("all are done", () => sender.hasEnded && tallies.tally().count === messages);
    await until("all are acknowledged", async () => await leftIn(server.url) === 0);
    const codes = await Promise.all(sharing.map((pod) => pod.end()));
    const tally = tallies.tally();
    return {
      ...tally,
      server: server.version,
      kills: killed,
      byWorker: tallies.byWorker(),
      seconds: (performance.now() - begun) / 1000,
      faults: [...faultsOf(tally, messages), ...codeFaults(codes)],
    };
  } finally {
    for (const pod of pods) await pod.stop();
    tallies.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** How many messages of the log are not acknowledged. */
async function leftIn(servers: string): Promise<number> {
  const session = await openSession(servers);
  try {
    const { jetstreamManager } = await import("@nats-io/jetstream");
    const manager = await jetstreamManager(session.nc, { checkAPI: false });
    const { num_pending: pending, num_ack_pending: open } = await session.ask(
      manager.consumers.info("STEADY_ORDERS", "main_0"),
    );
    return pending + open;
  } finally {
    await session.close();
  }
}

function faultsOf({ count, sum }: Tally, messages: number): string[] {
  const right = messages * (messages - 1) / 2;
  return [
    ...(count === messages ? [] : [`${count} numbers are done, not ${messages}`]),
    ...(sum === right ? [] : [`their sum is ${sum}, not ${right}`]),
  ];
}

function codeFaults(codes: readonly number[]): string[] {
  // 130 and 143: it was asked before it was up, for all was done before its last kill already.
  return codes.flatMap((code, i) =>
    [0, 130, 143].includes(code) ? [] : [`worker ${i} has stopped with code ${code}`]
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      messages: { type: "string", default: "200000" },
      workers: { type: "string", default: "4" },
      kills: { type: "string", default: "100" },
      seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    },
  });
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const result = await runWorkers({
    messages: Number(values.messages),
    workers: Number(values.workers),
    kills: Number(values.kills),
    random: seeded(seed),
    tell: (line) => console.log(line),
  });
  console.log(JSON.stringify(result, undefined, 2));
  if (result.faults.length > 0) Deno.exitCode = 1;
  else console.log("Each number is done, and kept once.");
}
