import { Dice } from "./dice.ts";
import { KillField } from "./field.ts";
import {
  COMMIT_POINTS,
  FATE_POINTS,
  HOST_POINTS,
  type Plant,
  START_POINTS,
} from "./kill_points.ts";

/** What a process of the program came to: `undefined` where it was killed. */
type Outcome = { readonly result: Readonly<Record<string, unknown>> } | undefined;

const ALL_POINTS = [...COMMIT_POINTS, ...HOST_POINTS, ...FATE_POINTS, ...START_POINTS];
/** A process that is to be killed by itself, and is not so long after its start, is killed from outside. */
const PATIENCE_MS = 1000;
/** Random kills come up to so long after a process was spawned, or its graph has started. */
const RANDOM_MS = 800;
/** Points that a process comes by once for each actor. */
const FOR_EACH_ACTOR = ["standing", "released"];
/** How often a process comes by a point before it is killed there, at most. */
const mostTimes = (point: Plant): number => {
  if (COMMIT_POINTS.includes(point)) return 400;
  if (HOST_POINTS.includes(point)) return 4;
  return FOR_EACH_ACTOR.includes(point.name) ? 8 : 1;
};
/** After the kills the graph goes on for so many numbers more. */
const MORE = 500;
/** An undisturbed end takes no longer. */
const END_MS = 45_000;

export interface KillsReport {
  readonly faults: readonly string[];
  readonly kills: number;
  /** How many processes were killed at each point, and at random instants. */
  readonly byPoint: Readonly<Record<string, number>>;
  /** How many numbers went through the graph. */
  readonly last: number;
}

export interface KillsOptions {
  /** What is wrong with the source. */
  readonly mutants?: readonly Plant[];
  readonly points?: readonly Plant[];
  /** Which part of the kills is at random instants. */
  readonly randomPart?: number;
  readonly patienceMs?: number;
}

/** Kills a graph so many times, with mutants in its source, if any, and compares what comes out with an undisturbed run. */
export async function killsRun(
  seed: number,
  kills: number,
  { mutants = [], points = ALL_POINTS, randomPart = 1 / 4, patienceMs = PATIENCE_MS }:
    KillsOptions = {},
): Promise<KillsReport> {
  const dice = new Dice(seed);
  using field = new KillField(ALL_POINTS, mutants);
  const file = `${field.path}/graph.region`;
  const log = `${field.path}/kills.log`;
  Deno.writeTextFileSync(log, "");
  let random = 0;
  for (let i = 0; i < kills; i++) {
    const isRandom = dice.below(100) < randomPart * 100;
    const point = points[dice.below(points.length)] as Plant;
    const times = 1 + dice.below(mostTimes(point));
    const outcome = await runOnce(field, [file, `pace=${1 + dice.below(12)}`], {
      killAfterMs: isRandom ? dice.below(RANDOM_MS) : patienceMs,
      fromStart: !isRandom || dice.below(2) === 1,
      env: isRandom ? {} : { KILL_AT: `${point.name}@${times}`, KILL_LOG: log },
    });
    if (outcome !== undefined) return early(`process ${i} came to an end by itself`);
    if (isRandom) random++;
  }
  const killed = await runOnce(field, [file, `more=${MORE}`], {
    killAfterMs: END_MS,
    fromStart: true,
    env: {},
  });
  const byPoint: Record<string, number> = { random };
  for (const name of Deno.readTextFileSync(log).split("\n").filter((name) => name !== "")) {
    byPoint[name] = (byPoint[name] ?? 0) + 1;
  }
  if (killed === undefined) return early("the graph did not come to its end after the kills");
  const last = lastOf(killed.result);
  const undisturbed = await runOnce(field, ["-", `last=${last}`], {
    killAfterMs: 4 * END_MS,
    fromStart: true,
    env: {},
  });
  if (undisturbed === undefined) return early("the undisturbed run did not come to its end");
  return { faults: differences(undisturbed.result, killed.result), kills, byPoint, last };

  function early(fault: string): KillsReport {
    return { faults: [fault], kills, byPoint: { random }, last: 0 };
  }
}

/** When a process is killed, and what its environment says. */
interface Lifespan {
  readonly killAfterMs: number;
  /** Whether that counts from the start of the graph, and not from that of the process. */
  readonly fromStart: boolean;
  readonly env: Record<string, string>;
}

/** Runs the program once. */
async function runOnce(
  field: KillField,
  args: readonly string[],
  { killAfterMs, fromStart, env }: Lifespan,
): Promise<Outcome> {
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-lock", "--no-check"],
      `${field.path}/tests/region/program.ts`,
      ...args,
    ],
    env,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(program.stderr).text();
  let timer = fromStart ? undefined : setTimeout(() => kill(program), killAfterMs);
  let text = "";
  for await (const part of program.stdout.pipeThrough(new TextDecoderStream())) {
    if (fromStart) timer ??= setTimeout(() => kill(program), killAfterMs);
    text += part;
  }
  const { signal, code } = await program.status;
  clearTimeout(timer);
  const said = await stderr;
  if (signal !== null) return undefined;
  if (code === 0) return JSON.parse(text.slice(text.indexOf("{")));
  throw new Error(`the program ended with code ${code}: ${said}`);
}

function kill(program: Deno.ChildProcess): void {
  try {
    program.kill("SIGKILL");
  } catch {
    // It has come to its end.
  }
}

function lastOf(result: Readonly<Record<string, unknown>>): number {
  const { states } = result as { states: Record<string, { state: { last: number } }> };
  return states.SOURCE!.state.last;
}

/** Where two results differ, by the path of what does. */
export function differences(expected: unknown, found: unknown, path = ""): string[] {
  if (Object.is(expected, found)) return [];
  const areObjects = [expected, found].every((one) => typeof one === "object" && one !== null);
  if (!areObjects) {
    return [`${path}: ${JSON.stringify(expected)} undisturbed, ${JSON.stringify(found)} killed`];
  }
  const [left, right] = [expected, found] as Record<string, unknown>[];
  return [...new Set([...Object.keys(left!), ...Object.keys(right!)])].flatMap((key) =>
    differences(left![key], right![key], `${path}/${key}`)
  );
}
