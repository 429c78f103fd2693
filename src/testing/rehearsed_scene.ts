import type { Graph } from "../graph/graph.ts";
import { ProbeReader } from "../probe/read.ts";
import { DOING } from "./laid_out_graph.ts";
import type { Simulation } from "./simulation.ts";

/** What is behind a scene. */
export interface RehearsedScene {
  readonly graph: Graph;
  readonly simulation: Simulation;
  readonly label: string;
  readonly feeds: readonly { readonly label: string; readonly waiting: number }[];
  readonly collections: readonly { readonly label: string; readonly taken: readonly unknown[] }[];
}

/** How long a test waits for something to come, in milliseconds, if it does not say. */
export const TAKE_MS = 60_000;

/** Throws a TypeError if there are values for cells that there are not. */
export function checkCells(
  doing: string,
  state: Readonly<Record<string, unknown>>,
  cells: readonly { readonly name: string }[],
): void {
  const names = cells.map(({ name }) => name);
  const strange = Object.keys(state).find((name) => !names.includes(name));
  if (strange === undefined) return;
  throw new TypeError(
    `Cannot ${doing} that has "${strange}": the actor has no such cell, it has ${
      names.join(", ") || "none"
    }`,
  );
}

/** How a scene stands, for whoever wonders why it does not go on. */
export function described({ simulation, label, feeds, collections }: RehearsedScene): string {
  const { probe } = simulation.planOf(label);
  const { phase } = new ProbeReader(simulation.region, probe).sample(simulation.timeline.now);
  const inputs = feeds.map(({ label, waiting }) => `${label} has ${waiting} waiting`);
  const outputs = collections.map(({ label, taken }) => `${label} has sent ${taken.length}`);
  return [`the actor ${DOING[phase]}`, ...inputs, ...outputs].join(", ");
}
