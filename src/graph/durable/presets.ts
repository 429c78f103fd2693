import type { LogLevel } from "../../log_level.ts";
import { readCell } from "../../state/stored_cells.ts";
import type { CellName, KeptCell } from "../options/mod.ts";
import type { PlannedActor } from "../plan/mod.ts";

/** What came of making what is kept the initial state. */
export interface Presets {
  /** Why some of it cannot be. */
  readonly faults: readonly string[];
  /** Cells that are kept and that no actor has any more. */
  readonly gone: readonly CellName[];
}

/**
 * Makes what is kept the initial state of durable actors, in their plans. Before any worker starts.
 *
 * @param title What it is kept in
 */
export function presetCells(
  kept: readonly KeptCell[],
  actors: readonly PlannedActor["plan"][],
  title: string,
  log: (level: LogLevel, text: string) => void,
): Presets {
  const plans = new Map(actors.map((plan) => [plan.label, plan]));
  const faults: string[] = [];
  const gone: CellName[] = [];
  const strangers = new Set<string>();
  for (const one of kept) {
    const { actor, cell } = one;
    const plan = plans.get(actor);
    if (plan === undefined) {
      strangers.add(actor);
      continue;
    }
    const where = `cell "${cell}" of actor "${actor}" in ${title}`;
    const found = presetCell(plan, one);
    if (found === "gone") {
      gone.push({ actor, cell });
      log("warn", `${where} is no part of the actor's state any more: dropped`);
    } else if (found !== undefined) {
      faults.push(`${where} ${found} or give the cell another name to begin anew`);
    }
  }
  if (strangers.size > 0) {
    const names = [...strangers].map((label) => `"${label}"`).join(", ");
    log("info", `${title} also keeps ${names}, no durable actors of this graph: left as they are`);
  }
  return { faults, gone };
}

/** Presets one cell. Returns why that cannot be, as the end of a sentence, or that there is no such cell. */
function presetCell(
  plan: PlannedActor["plan"],
  { cell, kind, value }: KeptCell,
): string | "gone" | undefined {
  const spec = plan.state.cells.find(({ name }) => name === cell);
  if (spec === undefined) return "gone";
  if (spec.kind !== kind) {
    return `is a ${kind}, the actor's is a ${spec.kind}, make them the same`;
  }
  const read = readCell(spec, value);
  if ("fault" in read) return read.fault;
  // The plan's own object, which no worker has been sent yet.
  Object.assign(spec, { initial: read.value });
  return undefined;
}
