/** What a link has to bear in a simulation, and what must be true whatever goes wrong: nothing is lost, nothing doubled, and it comes to its end. */
import { assertEquals } from "@std/assert";
import {
  collect,
  type FaultRates,
  feed,
  simulate,
  type SimulatedRun,
  type Stage,
} from "../../src/testing/mod.ts";
import type { Graph } from "../../mod.ts";
import type { ChannelEdge } from "../../src/protocol/mod.ts";
import { bundlePair, pair, type PairOptions, textPair } from "./pair.ts";

/** One of them. */
export interface Scenario {
  readonly name: string;
  /** Throws for the first seed that fails. */
  run(seeds: readonly number[]): Promise<SimulatedRun[]>;
}

const FAULTS: FaultRates = {
  death: 0.01,
  deathAtStore: 0.02,
  hang: 0.001,
  slow: 0.01,
  uncaught: 0.002,
  lateToHost: 0.002,
  clockStep: 0.002,
  linkCut: 0.01,
  linkHalfOpen: 0.01,
  linkSlow: 0.005,
  linkDown: 0.002,
};

const GIRTH = 3;
const NUMBERS = Array.from({ length: 200 }, (_, i) => i);
const FEW = NUMBERS.slice(0, 60);
const WORDS = NUMBERS.map((i) => "abcdefgh".repeat(i % 9).slice(0, i % 65));
const LISTENERS = ["egress", "ingress"] as const;

function optionsFor(seeds: readonly number[]) {
  return { seeds, swarm: true, faults: FAULTS };
}

/** By `received`: each number once, in order. */
function received(options: PairOptions): Scenario {
  return {
    name: `numbers, ${options.listens} listens, received`,
    run: (seeds) =>
      simulate(() => pair(options), optionsFor(seeds), async (stage) => {
        const taken = collect<number>();
        stage.perform("SENDER", feed(NUMBERS));
        stage.perform("TAKER", taken);
        await stage.finished;
        assertEquals(taken.taken, NUMBERS);
      }),
  };
}

/** How many messages were taken for good from the channel of that name. */
function takenFrom({ telemetry: { region, topology } }: Graph, name: string): number {
  const channel = topology.channels.find((channel) => channel.name === name);
  return new Int32Array(region)[(channel as ChannelEdge).takenWord] as number;
}

/** By `settled`: the same, and at no moment has the sending ring forgotten what was not taken. */
function settled(listens: PairOptions["listens"]): Scenario {
  const options: PairOptions = { listens, ingress: { acknowledge: "settled" } };
  return {
    name: `numbers, ${listens} listens, settled`,
    async run(seeds) {
      const runs: SimulatedRun[] = [];
      for (const seed of seeds) {
        const taken = collect<number>();
        const simulation = {
          ...optionsFor([seed]),
          check: (stage: Stage) => {
            const forgotten = stage.state("EGRESS").settled as number;
            const there = takenFrom(stage.graph, "orders 2");
            if (forgotten <= there) return;
            throw new Error(`${forgotten} are forgotten, and ${there} were taken`);
          },
        };
        const [run] = await simulate(() => pair(options), simulation, async (stage) => {
          stage.perform("SENDER", feed(NUMBERS));
          stage.perform("TAKER", taken);
          await stage.finished;
          assertEquals(taken.taken, NUMBERS);
        });
        runs.push(run as SimulatedRun);
      }
      return runs;
    },
  };
}

/** Texts of any length, through rings that hold few of them. */
function texts(listens: PairOptions["listens"]): Scenario {
  return {
    name: `texts, ${listens} listens`,
    run: (seeds) =>
      simulate(() => textPair({ listens }), optionsFor(seeds), async (stage) => {
        const taken = collect<string>();
        stage.perform("SENDER", feed(WORDS));
        stage.perform("TAKER", taken);
        await stage.finished;
        assertEquals(taken.taken, WORDS);
      }),
  };
}

/** A bundle, all of whose lanes are needed to go on: each has to go on for itself. */
function bundles(listens: PairOptions["listens"]): Scenario {
  return {
    name: `a bundle, ${listens} listens`,
    run: (seeds) =>
      simulate(() => bundlePair({ listens }, GIRTH), optionsFor(seeds), async (stage) => {
        const taken = collect<number>();
        stage.perform("SENDER", feed(FEW));
        stage.perform("TAKER", taken);
        await stage.finished;
        assertEquals(taken.taken, FEW.map((n) => GIRTH * n));
      }),
  };
}

/** All of them. */
export const SCENARIOS: readonly Scenario[] = LISTENERS.flatMap((listens) => [
  received({ listens }),
  settled(listens),
  texts(listens),
  bundles(listens),
]);
