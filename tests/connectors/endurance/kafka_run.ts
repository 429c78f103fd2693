/**
 * Kills a program again and again, at random moments, while it reads a topic of Kafka and writes a table of PostgreSQL; the broker too, if
 * it is told to: each order has one row in the end, or it says which have not.
 *
 * ```sh
 * deno run -A --no-lock tests/connectors/endurance/kafka_run.ts --messages 100000 --kills 50 --seed 1
 * deno run -A --no-lock tests/connectors/endurance/kafka_run.ts --messages 100000 --kills 10 --broker-kills 10 --seed 1
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seeded } from "../../fixtures/random.ts";
import { type KafkaServer, startKafka } from "../servers/kafka.ts";
import { PostgresServer } from "../servers/postgres.ts";
import { KafkaEnds } from "./kafka_ends.ts";
import { endProgram, pause, startProgram, within } from "./program.ts";

/** What is done. */
export interface KafkaEndurance {
  readonly messages: number;
  /** How often the program is killed. */
  readonly kills: number;
  /** How often the broker is killed, and started again. */
  readonly brokerKills: number;
  /** Numbers from 0 up to 1, by which it is decided when. */
  readonly random: () => number;
  readonly tell?: (line: string) => void;
}

/** What came of it. */
export interface KafkaEnduranceResult {
  readonly servers: string;
  readonly messages: number;
  readonly kills: number;
  readonly brokerKills: number;
  readonly seconds: number;
  /** What is wrong; empty if each is there once. */
  readonly faults: readonly string[];
}

const GRAPH = fileURLToPath(new URL("kafka_graph.ts", import.meta.url));

/** Runs it. */
export async function runKafka(endurance: KafkaEndurance): Promise<KafkaEnduranceResult> {
  const { messages, kills, brokerKills, random, tell = () => {} } = endurance;
  await using kafka = await startKafka();
  await using postgres = await PostgresServer.start();
  await using ends = await KafkaEnds.open(kafka, postgres);
  await ends.write(messages);
  tell(`${messages} orders are in Kafka ${kafka.version}`);
  const begun = performance.now();
  const what = shuffled([
    ...Array.from({ length: kills }, () => "program" as const),
    ...Array.from({ length: brokerKills }, () => "broker" as const),
  ], random);
  let program = start(kafka, postgres);
  for (const [done, which] of what.entries()) {
    const had = await ends.count();
    // On average the kills are spread over all of it; some come before the program has done anything.
    const part = (messages - had) / (what.length - done + 1);
    const until = random() < 0.1 ? had : had + Math.ceil(part * 2 * random());
    await reached(program, ends, Math.min(until, messages - 1));
    await pause(random() * 50);
    if (which === "program") {
      program.kill("SIGKILL");
      await program.status;
      program = start(kafka, postgres);
    } else {
      await kafka.kill();
      await pause(random() * 3_000);
      await kafka.restart();
    }
    tell(`${which} killed, ${done + 1} of ${what.length}: ${await ends.count()} receipts`);
  }
  await reached(program, ends, messages);
  await within(async () => await ends.settled() === messages, "all orders are settled", program);
  const faults = [...await endProgram(program), ...await ends.account(messages)];
  return {
    servers: `Kafka ${kafka.version}, ${PostgresServer.version()}`,
    messages,
    kills,
    brokerKills,
    seconds: (performance.now() - begun) / 1000,
    faults,
  };
}

function start(kafka: KafkaServer, postgres: PostgresServer): Deno.ChildProcess {
  return startProgram(GRAPH, kafka.servers, postgres.url());
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list.map((one) => ({ one, at: random() })).toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

async function reached(program: Deno.ChildProcess, ends: KafkaEnds, count: number): Promise<void> {
  await within(async () => await ends.count() >= count, `${count} receipts are there`, program);
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      messages: { type: "string", default: "100000" },
      kills: { type: "string", default: "50" },
      "broker-kills": { type: "string", default: "0" },
      seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    },
  });
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const result = await runKafka({
    messages: Number(values.messages),
    kills: Number(values.kills),
    brokerKills: Number(values["broker-kills"]),
    random: seeded(seed),
    tell: (line) => console.log(line),
  });
  console.log(JSON.stringify(result, undefined, 2));
  if (result.faults.length > 0) Deno.exitCode = 1;
  else console.log("Each order has one receipt.");
}
