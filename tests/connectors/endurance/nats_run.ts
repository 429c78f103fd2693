/**
 * Kills a program again and again, at random moments, while it reads a stream of NATS and writes another: each message is there once in
 * the end, or it says which are not.
 *
 * ```sh
 * deno run -A --no-lock tests/connectors/endurance/nats_run.ts --messages 100000 --kills 50 --seed 1
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seeded } from "../../fixtures/random.ts";
import { startNats } from "../servers/nats.ts";
import { Streams } from "./nats_streams.ts";
import { endProgram, pause, startProgram, within } from "./program.ts";

/** What came of it. */
export interface EnduranceResult {
  readonly server: string;
  readonly messages: number;
  readonly kills: number;
  /** How many messages were handed over again to the graph; not known of a source that is alone, for which the server counts anew. */
  readonly again?: number;
  /** How many bills came after one of a later order. */
  readonly overtaken: number;
  readonly seconds: number;
  /** What is wrong; empty if each is there once. */
  readonly faults: readonly string[];
}

const GRAPH = fileURLToPath(new URL("nats_graph.ts", import.meta.url));

/** How it is run. */
export interface EnduranceOptions {
  readonly messages: number;
  readonly kills: number;
  /** Whether the source is told that it is alone, so that even the order is kept. */
  readonly alone?: boolean;
  /** Numbers from 0 up to 1, by which it is decided when to kill. */
  readonly random: () => number;
  readonly tell?: (line: string) => void;
}

/** Runs it. */
export async function runNats(
  { messages, kills, alone = false, random, tell = () => {} }: EnduranceOptions,
): Promise<EnduranceResult> {
  const start = (servers: string) => startProgram(GRAPH, servers, ...(alone ? ["alone"] : []));
  await using server = await startNats();
  await using streams = await Streams.open(server.url);
  await streams.publish(messages);
  tell(`${messages} orders are in ${server.version}`);
  const begun = performance.now();
  let killed = 0;
  while (killed < kills) {
    const program = start(server.url);
    const had = await streams.count();
    // On average the kills are spread over all of it; some come before the program has done anything.
    const part = (messages - had) / (kills - killed + 1);
    const until = random() < 0.1 ? had : had + Math.ceil(part * 2 * random());
    await reached(program, streams, Math.min(until, messages - 1));
    await pause(random() * 50);
    program.kill("SIGKILL");
    await program.status;
    killed++;
    tell(`kill ${killed}: ${await streams.count()} bills`);
  }
  const last = start(server.url);
  await reached(last, streams, messages);
  await within(async () => (await streams.read()).left === 0, "all orders are settled", last);
  const endFaults = await endProgram(last);
  const { again } = await streams.read();
  const { faults, overtaken } = await streams.account(messages);
  return {
    server: server.version,
    messages,
    kills,
    ...(alone ? {} : { again }),
    overtaken,
    seconds: (performance.now() - begun) / 1000,
    faults: [...endFaults, ...faults],
  };
}

async function reached(
  program: Deno.ChildProcess,
  streams: Streams,
  count: number,
): Promise<void> {
  await within(async () => await streams.count() >= count, `${count} bills are out`, program);
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      messages: { type: "string", default: "100000" },
      kills: { type: "string", default: "50" },
      alone: { type: "boolean", default: false },
      seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    },
  });
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const result = await runNats({
    messages: Number(values.messages),
    kills: Number(values.kills),
    alone: values.alone,
    random: seeded(seed),
    tell: (line) => console.log(line),
  });
  console.log(JSON.stringify(result, undefined, 2));
  if (result.faults.length > 0) Deno.exitCode = 1;
  else console.log("Each order has one bill.");
}
