import { Processes } from "../../process/mod.ts";
import type { GraphPlan } from "../plan/mod.ts";
import { isHosted } from "../workers/mod.ts";

// Never called: see `workers/worker_spawner.ts`. What processes run is named by its address as well.
void (() => import("../../troupe/child.ts"));

/** The processes of a graph whose region has that descriptor. */
export function processesOf(plan: GraphPlan, descriptor: number): Processes {
  const { region, workers, hostEnds } = plan;
  const hosted = workers.findIndex((worker) => isHosted(worker, hostEnds));
  return new Processes(
    workers,
    { region, descriptor },
    hosted === -1 ? undefined : hosted,
    new URL("../../troupe/child.ts", import.meta.url).href,
  );
}
