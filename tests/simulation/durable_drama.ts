/** A random graph with durable state, and what happens to it over several processes, as plain data: from a seed, always the same. */
import { Graph, u32 } from "@steady-state/deno";
import type { FaultRates } from "@steady-state/deno/testing";
import { Dice } from "../../src/testing/dice.ts";
import { keeper, relay, source, type Way } from "./durable_actors.ts";
import { NEVER_TOO_MANY } from "./drama.ts";

const WAYS: readonly Way[] = ["results", "effects", "reads"];

/** How often something goes wrong that goes wrong as often as it can. */
const MOST: Required<Omit<FaultRates, "stop" | `broker${string}` | `link${string}`>> = {
  death: 0.01,
  deathAtStore: 0.1,
  hang: 0.001,
  slow: 0.01,
  uncaught: 0.002,
  loadFailure: 0.05,
  lateToHost: 0.001,
  lateToWorker: 0.001,
  clockStep: 0.002,
  fullDisk: 0.0006,
};

/** A source, some that pass on what it sends, and who keeps the results. */
export interface Lane {
  readonly name: string;
  readonly way: Way;
  readonly count: number;
  readonly relays: number;
  /** The most that an actor takes or sends in a turn, by its place. */
  readonly bursts: readonly number[];
  readonly capacities: readonly number[];
  readonly paceMs: number;
  /** Which of its actors are in the one troupe, by place. */
  readonly inTroupe: readonly boolean[];
}

/** When the power fails: after so many milliseconds, after the next death if that is waited for, and after so much more. */
export interface PowerFailure {
  readonly afterMs: number;
  readonly awaitsDeath: boolean;
  readonly moreMs: number;
  readonly steps: number;
}

/** How a process ends: when it is asked to stop, if it is, and when its power fails, if it does. */
export interface ProcessEnd {
  readonly stopAfterMs: number | null;
  readonly failure: PowerFailure | null;
}

/** A graph, and what is to happen to it. */
export interface DurableDrama {
  readonly lanes: readonly Lane[];
  readonly everyMs: number;
  readonly faults: FaultRates;
  readonly latencyMs: number;
  readonly preemption: number;
  readonly backoffMs: number;
  /** What ends each process but the last. */
  readonly ends: readonly ProcessEnd[];
  /** Where the state is kept: writes of a file are over at once, those of other places take their time. */
  readonly place: "file" | "folder";
}

/** The drama of that seed. */
export function durableDramaOf(seed: number): DurableDrama {
  const dice = new Dice(seed, "durable");
  const pick = <T>(items: readonly T[]): T => items[dice.below(items.length)] as T;
  const isCalm = dice.chance(0.15);
  const rate = (most: number) => isCalm || dice.chance(0.4) ? 0 : most * dice.number();
  const hasTroupe = dice.chance(0.4);
  // Where no power ever fails, what was read is worked on, too.
  const mayFail = dice.chance(0.8);
  const everyMs = pick([1, 1, 3, 10, 40]);
  return {
    lanes: Array.from({ length: 1 + dice.below(3) }, (_, i): Lane => {
      const relays = dice.below(3);
      const places = Array.from({ length: relays + 2 });
      return {
        name: `LANE${i}`,
        way: pick(WAYS),
        count: 20 + dice.below(150),
        relays,
        bursts: places.map(() => 1 + dice.below(4)),
        capacities: places.map(() => pick([1, 2, 4, 16])),
        paceMs: pick([0, 1, 3, 5]),
        inTroupe: places.map(() => hasTroupe && dice.chance(0.5)),
      };
    }),
    everyMs,
    faults: Object.fromEntries(Object.entries(MOST).map(([kind, most]) => [kind, rate(most)])),
    latencyMs: pick([0, 0.1, 1, 20]),
    preemption: pick([0, 0.1, 0.5, 1]),
    backoffMs: pick([0, 1, 20, 60, 60]),
    ends: Array.from({ length: dice.below(6) }, (): ProcessEnd => {
      const fails = mayFail && dice.chance(0.7);
      return {
        stopAfterMs: fails && dice.chance(0.7) ? null : dice.number() ** 2 * 40,
        failure: fails ? powerFailure(dice, everyMs) : null,
      };
    }),
    place: pick(["file", "folder"]),
  };
}

function powerFailure(dice: Dice, everyMs: number): PowerFailure {
  const awaitsDeath = dice.chance(0.6);
  return {
    afterMs: dice.number() ** 2 * 30,
    awaitsDeath,
    // A write comes while the dead has no successor, and the power fails before there is one.
    moreMs: awaitsDeath ? dice.number() * 2 * everyMs : 0,
    steps: awaitsDeath ? 0 : dice.below(40),
  };
}

/** No such folder is on any machine. */
const PATH = "/no/such/folder/kept";

/** The graph, drawn. */
export function drawDurable(
  { lanes, everyMs, backoffMs, place }: DurableDrama,
  onCrash: () => void,
): Graph {
  const graph = new Graph("durable", {
    durable: place === "file" ? { file: PATH, everyMs } : { folder: PATH, everyMs },
    onCrash,
    intensity: {
      restarts: NEVER_TOO_MANY,
      withinMs: 1000,
      backoff: { firstMs: backoffMs, maxMs: backoffMs },
    },
    showstopper: NEVER_TOO_MANY,
    hangTimeoutMs: 150,
    restartTimeoutMs: 1000,
    stopTimeoutMs: 600_000,
  });
  const hasTroupe = lanes.some(({ inTroupe }) => inTroupe.includes(true));
  const troupe = hasTroupe ? graph.troupe("HOME") : undefined;
  for (const lane of lanes) drawLane(graph, lane, troupe);
  return graph;
}

function drawLane(graph: Graph, lane: Lane, troupe: ReturnType<Graph["troupe"]> | undefined): void {
  const { name, way, relays, capacities, bursts, count, paceMs } = lane;
  const channels = Array.from(
    { length: relays + 2 },
    (_, i) => graph.channel(`${name} ${i}`, u32, { capacity: capacities[i] as number }),
  );
  const [back, first] = channels as [typeof channels[0], typeof channels[0]];
  const last = channels.at(-1) as typeof back;
  const options = (label: string, place: number) => ({
    args: { label, way, count, paceMs, burst: bursts[place] as number },
    ...(troupe && lane.inTroupe[place] && { troupe }),
  });
  graph.actor(sourceOf(lane), source, {
    ports: { out: first.tx, back: back.rx },
    durable: way !== "results",
    ...options(sourceOf(lane), 0),
  });
  for (let i = 1; i <= relays; i++) {
    const [from, to] = [channels[i], channels[i + 1]] as [typeof back, typeof back];
    const label = `${name} RELAY ${i}`;
    graph.actor(label, relay, {
      ports: { in: from.rx, out: to.tx },
      durable: true,
      ...options(label, i),
    });
  }
  graph.actor(keeperOf(lane), keeper, {
    ports: { in: last.rx, back: back.tx },
    durable: true,
    ...options(keeperOf(lane), relays + 1),
  });
}

/** The label of a lane's source. */
export function sourceOf({ name }: Lane): string {
  return `${name} SOURCE`;
}

/** The label of who keeps a lane's results. */
export function keeperOf({ name }: Lane): string {
  return `${name} KEEPER`;
}
