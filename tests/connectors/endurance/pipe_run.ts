/**
 * Kills a program again and again, at random moments, while it reads from a service and writes to it: a stream of Redis, a topic of an MQTT
 * broker, a log, frames, a queue of SQS and objects of S3 (`sqs`), or the other way round (`s3`). Each message is there in the end, once
 * where the service can know it, or it says which are not.
 *
 * ```sh
 * deno run -A --no-lock tests/connectors/endurance/pipe_run.ts --service redis --messages 100000 --kills 50 --seed 1
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seeded } from "../../fixtures/random.ts";
import { gramsOf, type Service } from "./pipe_actors.ts";
import { s3Pipe, sqsPipe } from "./cloud_pipes.ts";
import { filesPipe, websocketPipe } from "./local_pipes.ts";
import { mqttPipe, type Pipe, redisPipe } from "./pipes.ts";
import { endProgram, pause, startProgram, within } from "./program.ts";

/** What came of it. */
export interface PipeResult {
  readonly service: string;
  readonly messages: number;
  readonly kills: number;
  /** How many labels are there more than once. */
  readonly doubled: number;
  /** How many labels came after one of a later parcel. */
  readonly overtaken: number;
  readonly seconds: number;
  /** What is wrong; empty if nothing is. */
  readonly faults: readonly string[];
}

const PIPES: Readonly<Record<Service, () => Promise<Pipe>>> = {
  redis: redisPipe,
  mqtt: mqttPipe,
  files: filesPipe,
  websocket: websocketPipe,
  sqs: sqsPipe,
  s3: s3Pipe,
};

const GRAPH = fileURLToPath(new URL("pipe_graph.ts", import.meta.url));

/** Runs it. `random` gives numbers from 0 up to 1, by which it is decided when to kill. */
export async function runPipe(
  pipe: Pipe,
  { messages, kills }: { readonly messages: number; readonly kills: number },
  random: () => number,
  tell: (line: string) => void = () => {},
): Promise<PipeResult> {
  await pipe.publish(messages);
  tell(`${messages} parcels are in`);
  const begun = performance.now();
  for (let killed = 0; killed < kills; killed++) {
    const program = start(pipe);
    const had = await pipe.count();
    // On average the kills are spread over all of it; some come before the program has done anything.
    const part = (messages - had) / (kills - killed + 1);
    const until = random() < 0.1 ? had : had + Math.ceil(part * 2 * random());
    await reached(program, pipe, Math.min(until, messages - 1));
    await pause(random() * 50);
    program.kill("SIGKILL");
    await program.status;
    tell(`kill ${killed + 1}: ${await pipe.count()} labels`);
  }
  const last = start(pipe);
  // One more, so that it has been at work when it is stopped.
  await pipe.publish(1, messages);
  await reached(last, pipe, messages + 1);
  const endFaults = await endProgram(last);
  const left = await pipe.left();
  const account = await accountOf(pipe, messages + 1);
  return {
    service: pipe.service,
    messages,
    kills,
    ...account,
    seconds: (performance.now() - begun) / 1000,
    faults: [
      ...endFaults,
      ...(left === 0 ? [] : [`${left} parcels are not settled`]),
      ...account.faults,
    ],
  };
}

async function accountOf(
  pipe: Pipe,
  messages: number,
): Promise<Pick<PipeResult, "doubled" | "overtaken" | "faults">> {
  const times = new Map<number, number>();
  const faults: string[] = [];
  let last = -1;
  let overtaken = 0;
  let doubled = 0;
  for (const { id, grams } of await pipe.labels()) {
    const had = times.get(id) ?? 0;
    times.set(id, had + 1);
    if (had === 1) doubled++;
    if (had === 0 && id < last) overtaken++;
    if (grams !== gramsOf(id)) faults.push(`parcel ${id} has a label with ${grams} g`);
    last = Math.max(last, id);
  }
  for (let id = 0; id < messages; id++) {
    const n = times.get(id) ?? 0;
    if (n === 0 || n > 1 && !pipe.mayDouble) faults.push(`parcel ${id} has ${n} labels`);
  }
  if (times.size > messages) faults.push(`${times.size - messages} labels are of no parcel`);
  return { doubled, overtaken, faults };
}

function start({ service, args }: Pipe): Deno.ChildProcess {
  return startProgram(GRAPH, service, JSON.stringify(args));
}

async function reached(program: Deno.ChildProcess, pipe: Pipe, count: number): Promise<void> {
  await within(async () => await pipe.count() >= count, `${count} labels are out`, program);
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      service: { type: "string", default: "redis" },
      messages: { type: "string", default: "100000" },
      kills: { type: "string", default: "50" },
      seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    },
  });
  const [messages, kills, seed] = [values.messages, values.kills, values.seed].map(Number) as [
    ...[number, number, number],
  ];
  console.log(`seed ${seed}`);
  const open = PIPES[values.service as Service];
  if (open === undefined) throw new Error(`There is no service ${values.service}`);
  await using pipe = await open();
  const result = await runPipe(pipe, { messages, kills }, seeded(seed), console.log);
  console.log(JSON.stringify(result, undefined, 2));
  if (result.faults.length > 0) Deno.exitCode = 1;
}
