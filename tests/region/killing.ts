import { deadline } from "../fixtures/strain.ts";
import { Dice } from "./dice.ts";
import { KillField } from "./field.ts";
import {
  CARRY_POINTS,
  COMMIT_POINTS,
  FATE_POINTS,
  HOST_POINTS,
  type Plant,
  START_POINTS,
} from "./kill_points.ts";

/** What a graph has come to. */
interface Result {
  readonly states: Readonly<Record<string, { readonly state: Readonly<Record<string, unknown>> }>>;
  readonly letters: readonly string[];
  readonly channels: Readonly<Record<string, unknown>>;
}

/** What a process of the program came to: `undefined` where it was killed. */
type Outcome = { readonly result: Result } | { readonly refused: string } | undefined;

const USUAL_POINTS = [...COMMIT_POINTS, ...HOST_POINTS, ...FATE_POINTS, ...START_POINTS];
const ALL_POINTS = [...USUAL_POINTS, ...CARRY_POINTS];
/** A process that is to be killed by itself, and is not so long after its start, is killed from outside. */
const PATIENCE_MS = 1000;
/** Random kills come up to so long after a process was spawned, or its graph has started. */
const RANDOM_MS = 800;
/** Points that a process comes by once for each actor. */
const FOR_EACH_ACTOR = [
  "standing",
  "released",
  "channel carried",
  "actor carried",
  "entry carried",
];
/** How often a process comes by a point before it is killed there, at most. */
const mostTimes = (point: Plant): number => {
  if (COMMIT_POINTS.includes(point)) return 150;
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
  /** How often the program was another one than that of the process before, and how often it was refused. */
  readonly changes: number;
  readonly refusals: number;
}

export interface KillsOptions {
  /** What is wrong with the source. */
  readonly mutants?: readonly Plant[];
  readonly points?: readonly Plant[];
  /** Which part of the kills is at random instants. */
  readonly randomPart?: number;
  readonly patienceMs?: number;
  /** At which part of the kills the program is another one than before. */
  readonly changedPart?: number;
  /** Which part of those come while what was left is carried into its graph. */
  readonly carryPart?: number;
  /** The names of the points at which those do; all, if not given. */
  readonly carryPoints?: readonly string[];
}

/** Kills a graph so many times, with mutants in its source, if any, and compares what comes out with an undisturbed run. */
export async function killsRun(
  seed: number,
  kills: number,
  {
    mutants = [],
    points = USUAL_POINTS,
    randomPart = 1 / 4,
    patienceMs = PATIENCE_MS,
    changedPart = 0,
    carryPart = 1 / 2,
    carryPoints,
  }: KillsOptions = {},
): Promise<KillsReport> {
  const dice = new Dice(seed);
  using field = new KillField(ALL_POINTS, mutants);
  const file = `${field.path}/graph.region`;
  const log = `${field.path}/kills.log`;
  Deno.writeTextFileSync(log, "");
  let [random, changes, refusals] = [0, 0, 0];
  // One that begins anew comes to a right result, too; but to that of another graph.
  let furthest = 0;
  let anew: string | undefined;
  const onStart = (next: number) => {
    if (next < furthest) anew ??= `a process began at ${next}, after one at ${furthest}`;
    furthest = Math.max(furthest, next);
  };
  /** What the program was, the last one at the end: which of them has come into the file before it was killed nobody knows. */
  const shapes = [0];
  for (let i = 0; i < kills; i++) {
    const changed = dice.below(1000) < changedPart * 1000;
    const next = changed ? 1 + dice.below(2 ** 30) : shapes.at(-1) as number;
    const inCarry = changed && dice.below(100) < carryPart * 100;
    const isRandom = !inCarry && dice.below(100) < randomPart * 100;
    const isWanted = ({ name }: Plant) => carryPoints?.includes(name) ?? true;
    const among = inCarry ? CARRY_POINTS.filter(isWanted) : points;
    const point = among[dice.below(among.length)] as Plant;
    const times = 1 + dice.below(mostTimes(point));
    const killAfterMs = isRandom ? dice.below(RANDOM_MS) : deadline(patienceMs);
    const args = [file, `pace=${1 + dice.below(12)}`, `shape=${next}`];
    const outcome = await runOnce(field, args, {
      killAfterMs,
      fromStart: !isRandom || dice.below(2) === 1,
      env: isRandom ? {} : { KILL_AT: `${point.name}@${times}`, KILL_LOG: log },
      onStart,
    });
    if (outcome !== undefined && "refused" in outcome) {
      // It was left as it was: the program that was there before it goes on. A death without one is none.
      refusals++;
      i--;
      if (!changed) shapes.pop();
      continue;
    }
    if (outcome !== undefined) return early(`process ${i} came to an end by itself`);
    if (changed) changes++;
    if (changed) shapes.push(next);
    if (isRandom) random++;
  }
  const runLast = () =>
    runOnce(field, [file, `more=${MORE}`, `shape=${shapes.at(-1)}`], {
      killAfterMs: deadline(END_MS),
      fromStart: true,
      env: {},
      onStart,
    });
  let killed = await runLast();
  while (killed !== undefined && "refused" in killed && shapes.length > 1) {
    shapes.pop();
    killed = await runLast();
  }
  const byPoint: Record<string, number> = { random };
  for (const name of Deno.readTextFileSync(log).split("\n").filter((name) => name !== "")) {
    byPoint[name] = (byPoint[name] ?? 0) + 1;
  }
  if (anew !== undefined) return early(anew);
  if (killed === undefined) return early("the graph did not come to its end after the kills");
  if ("refused" in killed) return early(`the graph was refused: ${killed.refused}`);
  const { last } = killed.result.states.SOURCE!.state as { last: number };
  const undisturbed = await runOnce(field, ["-", `last=${last}`], {
    killAfterMs: deadline(4 * END_MS),
    fromStart: true,
    env: {},
  });
  if (undisturbed === undefined || "refused" in undisturbed) {
    return early("the undisturbed run did not come to its end");
  }
  const faults = differences(undisturbed.result, ofUsual(killed.result, undisturbed.result));
  return { faults, kills, byPoint, last, changes, refusals };

  function early(fault: string): KillsReport {
    return { faults: [fault], kills, byPoint: { random }, last: 0, changes, refusals };
  }
}

/** What of a result the usual program has, too: its actors, their cells, its channels. */
function ofUsual(result: Result, usual: Result): Result {
  const some = <T>(from: Readonly<Record<string, T>>, like: object): Record<string, T> =>
    Object.fromEntries(Object.entries(from).filter(([name]) => name in like));
  const states = Object.entries(some(result.states, usual.states)).map(([label, one]) => [
    label,
    { ...one, state: some(one.state, usual.states[label]!.state) },
  ]);
  return {
    states: Object.fromEntries(states),
    letters: result.letters,
    channels: some(result.channels, usual.channels),
  };
}

/** When a process is killed, and what its environment says. */
interface Lifespan {
  readonly killAfterMs: number;
  /** Whether that counts from the start of the graph, and not from that of the process. */
  readonly fromStart: boolean;
  readonly env: Record<string, string>;
  /** Called with the next number of the source once the graph has started. */
  readonly onStart?: (next: number) => void;
}

/** Runs the program once. */
async function runOnce(
  field: KillField,
  args: readonly string[],
  { killAfterMs, fromStart, env, onStart }: Lifespan,
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
  const next = /^started at (\d+)$/m.exec(text)?.[1];
  if (next !== undefined) onStart?.(Number(next));
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
