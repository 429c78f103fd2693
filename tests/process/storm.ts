/** A storm over the processes of a graph: killed from outside at random instants, and ended by what their actors do. */
import { Graph, text, u32 } from "../../mod.ts";
import { Random } from "../contract/random.ts";
import { deadline } from "../fixtures/strain.ts";
import { giver, type Mishap, MISHAPS, mortal, taker } from "./storm_actors.ts";

export interface ProcessStormPlan {
  readonly seed: number;
  /** Deaths of processes, one after the other. */
  readonly deaths: number;
  /** How many of a hundred are kills from outside; the others are of the kinds of {@link MISHAPS}. */
  readonly kills: number;
  readonly spare: boolean;
  /** The shortest pause between two deaths, in milliseconds; 0 if it is left out. A spare takes some time until it waits. */
  readonly restMs?: number;
}

export interface ProcessStormResult {
  readonly messages: number;
  readonly lost: number;
  readonly doubled: number;
  readonly isClean: boolean;
  /** How many deaths there were, by what they were told to be of. */
  readonly causes: Readonly<Record<string, number>>;
  /** From a kill to the first message that a successor takes, in milliseconds, ascending. */
  readonly killToRunningMs: readonly number[];
  /** Deaths that were not told as what they were. */
  readonly misnamed: readonly string[];
}

const LABELS = ["MORTAL 0", "MORTAL 1"] as const;
const LONGEST_PAUSE_MS = 60;

/** What a crash says of each way to die. */
const CAUSE_OF: Readonly<Record<Mishap | "kill", RegExp>> = {
  kill: /signal KILL/,
  "signal SEGV": /signal SEGV/,
  // On a machine that is busy it takes longer to take memory than an actor may stand still; and an engine whose heap is nearly full does
  // hardly anything but look for garbage.
  "typed arrays": /out of memory|hung for/,
  heap: /out of memory|hung for/,
  "busy for ever": /hung for/,
  "hangs in the system": /hung for/,
  exit: /exited with code 3/,
};

/** Runs the storm to its end. */
export async function processStorm(plan: ProcessStormPlan): Promise<ProcessStormResult> {
  const random = new Random(plan.seed);
  const folder = await Deno.makeTempDir();
  const fifo = `${folder}/fifo`;
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  let lastCrash = "";
  const graph = new Graph("storm", {
    intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
    showstopper: Infinity,
    hangTimeoutMs: deadline(1500),
    log: () => {},
    onCrash: ({ error }) => lastCrash = error.message,
  });
  const numbers = graph.channel("numbers", u32, { capacity: 16 });
  const first = graph.channel("first", text, { capacity: 16 });
  const between = graph.channel("between", u32, { capacity: 16 });
  const second = graph.channel("second", text, { capacity: 16 });
  const options = {
    permissions: { read: true, ffi: true },
    maxMemoryMb: 128,
    spare: plan.spare,
  } as const;
  graph.actor("GIVER", giver, { instance: 0, ports: { out: numbers.tx } });
  graph.actor("GIVER", giver, { instance: 1, ports: { out: between.tx } });
  const mortals = [[numbers, first], [between, second]].map(([inp, out], instance) =>
    graph.add("MORTAL", mortal, {
      instance,
      ports: { inp: inp!.rx as typeof numbers.rx, out: out!.tx as typeof first.tx },
      troupe: graph.process(`P${instance}`, options),
      args: { fifo },
    })
  );
  const takers = [first, second].map((out, instance) =>
    graph.add("TAKER", taker, { instance, ports: { inp: out.rx } })
  );
  await graph.start();

  const causes: Record<string, number> = {};
  const misnamed: string[] = [];
  const times: number[] = [];
  for (let death = 0; death < plan.deaths; death++) {
    await pause((plan.restMs ?? 0) + random.below(LONGEST_PAUSE_MS));
    const which = random.below(LABELS.length);
    const mortal = mortals[which]!;
    const { generation } = mortal.status();
    const mishap = random.below(100) < plan.kills
      ? "kill"
      : MISHAPS[random.below(MISHAPS.length)] as Mishap;
    causes[mishap] = (causes[mishap] ?? 0) + 1;
    lastCrash = "";
    const pid = graph.telemetry.processes!()[which]!.pid as number;
    const began = performance.now();
    if (mishap === "kill") Deno.kill(pid, "SIGKILL");
    else await mortal.tell({ mishap, generation, fifo });
    await reached(() => mortal.status().generation > generation);
    const { taken } = mortal.state();
    await reached(() => mortal.state().taken > taken);
    if (mishap === "kill") times.push(performance.now() - began);
    if (!CAUSE_OF[mishap].test(lastCrash)) misnamed.push(`${mishap}: ${lastCrash}`);
  }
  const { clean } = await graph.stop();
  await Deno.remove(folder, { recursive: true });
  const sum = (of: "taken" | "lost" | "doubled") =>
    takers.reduce((all, taker) => all + taker.state()[of], 0);
  const given = [0, 1].reduce((all, i) => all + (graph.state(`GIVER ${i}`).next as number), 0);
  return {
    messages: given,
    lost: sum("lost") + given - sum("taken"),
    doubled: sum("doubled"),
    isClean: clean,
    causes,
    killToRunningMs: times.sort((a, b) => a - b),
    misnamed,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function reached(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await pause(1);
}
