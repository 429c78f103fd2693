import type { LogLevel } from "../log_level.ts";
import { systemWorld, type World } from "../world.ts";
import type { DurableState } from "./durable/mod.ts";
import type { DurableSettings } from "./options/mod.ts";
import type { GraphPlan } from "./plan/mod.ts";
import { type Threads, webWorkers } from "./workers/mod.ts";

/** What a run takes place in. */
export interface GraphHost {
  readonly world: World;
  readonly threads: Threads;
  /** Keeps the state of durable actors; where the graph says, on the machine, if not given. */
  readonly keeper?: Keeper;
}

/** Makes what keeps the state of a graph's durable actors. */
export type Keeper = (
  ...of: [GraphPlan, DurableSettings, (level: LogLevel, text: string) => void, World]
) => DurableState | Promise<DurableState>;

/** Only graphs that keep something load what that takes. */
export async function keeperOnMachine(...of: Parameters<Keeper>): Promise<DurableState> {
  const { DurableState, storeKindOf } = await import("./durable/mod.ts");
  const [, settings] = of;
  return new DurableState(...of, storeKindOf(settings));
}

/** The machine itself. */
export const MACHINE: GraphHost = { world: systemWorld, threads: webWorkers };
