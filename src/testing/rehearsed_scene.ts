import type { Graph } from "../graph/graph.ts";
import type { CrashReport } from "../protocol/mod.ts";
import type { Simulation } from "./simulation.ts";
import type { StandIns } from "./stand_ins/mod.ts";

/** What is behind a scene. */
export interface RehearsedScene {
  readonly graph: Graph;
  readonly simulation: Simulation;
  readonly label: string;
  readonly standIns: StandIns;
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
export function described(scene: RehearsedScene): string {
  const { feeds, collections } = scene;
  const inputs = feeds.map(({ label, waiting }) => `${label} has ${waiting} waiting`);
  const outputs = collections.map(({ label, taken }) => `${label} has sent ${taken.length}`);
  return [standing(scene), ...inputs, ...outputs].join(", ");
}

/** Whether the actor is gone for good, because of a crash: nothing more comes of it. */
export function lastCrash({ graph }: RehearsedScene): CrashReport | undefined {
  const last = graph.crashes.at(-1);
  return last === undefined || GOES_ON.includes(last.decision) ? undefined : last;
}

const GOES_ON: readonly CrashReport["decision"][] = ["restart", "escalate"];

/** What the actor does; and if it has crashed, of what, which is most often why. */
function standing(scene: RehearsedScene): string {
  const { simulation, label, graph: { crashes } } = scene;
  const last = crashes.at(-1);
  const does = `the actor ${simulation.doingOf(label)}`;
  if (last === undefined) return does;
  const { error: { name, message } } = last;
  const why = `${name}: ${message}`;
  if (lastCrash(scene) !== undefined) return `the actor has crashed and is gone for good: ${why}`;
  const often = crashes.length === 1 ? "once" : `${crashes.length} times`;
  return `${does}, and has crashed ${often}, the last time with ${why}`;
}
