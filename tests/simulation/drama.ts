/** What happens to a random graph beside the faults of the simulator, as plain data: from a seed, always the same. */
import type { GraphOptions } from "@steady-state/deno";
import type { FaultRates } from "@steady-state/deno/testing";
import { Dice } from "../../src/testing/dice.ts";
import type { Bane } from "../chaos/random/ledger.ts";
import type { Casting } from "../chaos/random/random_graph.ts";
import { type Scale, type Shape, shapeOf, stationsOf } from "../chaos/random/shape.ts";

/** Enough for every kind of turn, and for a wrap of most rings; little enough for a thousand graphs in a minute. */
const SCALE: Scale = { capacities: [1, 2, 3, 7, 16, 64, 250, 1024], many: 80, few: 25 };

const STRATEGIES = ["oneForOne", "oneForAll", "restForOne"] as const;

/** More than any graph comes to. */
export const NEVER_TOO_MANY = 1_000_000;

/** How often something goes wrong that goes wrong as often as it can. */
const MOST: Required<
  Omit<FaultRates, "stop" | "fullDisk" | `broker${string}` | `link${string}`>
> = {
  death: 0.004,
  deathAtStore: 0.02,
  hang: 0.0006,
  slow: 0.004,
  uncaught: 0.001,
  loadFailure: 0.1,
  lateToHost: 0.0005,
  lateToWorker: 0.0005,
  clockStep: 0.0005,
};

/** … where the host follows what is sent. */
const MOST_DEATHS_AT_STORES = 0.05;

const BANES: readonly Bane[] = ["throws", "rejects", "exits", "closes", "hangs", "gives it up"];

/** Something that people do. */
export type Deed =
  & { readonly afterMs: number }
  & (
    | { readonly what: "stop" }
    | { readonly what: "restart"; readonly label: string }
  );

/** A graph, and what is to happen to it. */
export interface Drama {
  readonly shape: Shape;
  readonly castings: readonly Casting[];
  readonly strategy: typeof STRATEGIES[number];
  /** After how many deaths a message is given up. */
  readonly showstopper: number;
  readonly faults: FaultRates;
  /** The most that a message between host and worker takes, in milliseconds. */
  readonly latencyMs: number;
  readonly preemption: number;
  readonly deeds: readonly Deed[];
  /** Dead letters are replayed after so many milliseconds; `null` if they are not. */
  readonly replayAfterMs: number | null;
}

/**
 * The drama of that seed. Each has its own subset of what can go wrong: where everything does all the time, what it takes quiet for is
 * never seen (swarm testing, Groce et al. 2012).
 *
 * @param follows whether the host follows what the sources send. Then nobody asks for a stop, which may end actors for good that do not
 * come up in time, and more die in the middle of a commit: the host's looks make the order of what happens another in any case
 */
export function dramaOf(seed: number, follows = false): Drama {
  const dice = new Dice(seed, "drama");
  const pick = <T>(items: readonly T[]): T => items[dice.below(items.length)] as T;
  const shape = shapeOf(seed, SCALE);
  const isCalm = dice.chance(0.15);
  const rate = (most: number) => isCalm || dice.chance(0.4) ? 0 : most * dice.number();
  const faults = Object.fromEntries(
    Object.entries(MOST).map(([kind, most]) => [kind, rate(most)]),
  );
  const hasBanes = !isCalm && dice.chance(0.5);
  const showstopper = hasBanes || dice.chance(0.2) ? 1 + dice.below(4) : NEVER_TOO_MANY;
  const onLoops = loopsOf(shape);
  const castings = shape.nodes.map(({ role }, node): Casting => {
    const isOnLoop = onLoops.has(node);
    const options: Record<string, unknown> = {};
    // A value that leaves a loop as a letter is missed by its turner, which lets no other in its place.
    if (isOnLoop) options.showstopper = NEVER_TOO_MANY;
    if (role !== "source" && dice.chance(0.2)) options.restart = "permanent";
    const banes = hasBanes && !isOnLoop && dice.chance(0.4) ? 5 + dice.below(60) : 0;
    const vetoes = dice.chance(0.3) ? dice.below(30) : 0;
    return { options, args: { banes, bane: pick(BANES), vetoes } };
  });
  const deeds: Deed[] = [];
  for (let i = isCalm || dice.chance(0.5) ? 0 : dice.below(5); i > 0; i--) {
    deeds.push({ what: "restart", label: pick(shape.nodes).label, afterMs: dice.number() * 20 });
  }
  if (dice.chance(0.4)) deeds.push({ what: "stop", afterMs: dice.number() ** 3 * 200 });
  return {
    shape,
    castings: castings.map((casting, node) => ({
      ...casting,
      followed: follows && shape.nodes[node]?.role === "source",
    })),
    strategy: pick(STRATEGIES),
    showstopper,
    faults: follows ? { ...faults, deathAtStore: MOST_DEATHS_AT_STORES } : faults,
    latencyMs: pick([0, 0.1, 1, 20]),
    preemption: pick([0, 0.1, 0.5, 1]),
    deeds: deeds.filter(({ what }) => !follows || what !== "stop")
      .sort((one, other) => one.afterMs - other.afterMs),
    replayAfterMs: dice.chance(0.6) ? dice.number() * 30 : null,
  };
}

/** The actors on loops, turners among them. */
function loopsOf({ nodes, edges }: Shape): ReadonlySet<number> {
  const loops = stationsOf(nodes, edges);
  nodes.forEach(({ role }, node) => {
    if (role === "turner") loops.add(node);
  });
  return loops;
}

/** The options of the graph but for those who listen. */
export function optionsOf({ strategy, showstopper }: Drama): GraphOptions {
  return {
    strategy,
    showstopper,
    intensity: {
      restarts: NEVER_TOO_MANY,
      withinMs: 1000,
      backoff: { firstMs: 0, maxMs: 0 },
    },
    hangTimeoutMs: 150,
    restartTimeoutMs: 1000,
    stopTimeoutMs: 600_000,
    logLevel: "error",
  };
}
