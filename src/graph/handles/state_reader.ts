import type { ActorPlan } from "../../protocol/mod.ts";
import { readState } from "../../state/mod.ts";
import { scratchFor, StoredCells } from "../../state/stored_cells.ts";
import { committedTurn, readCommitted } from "../../turn/snapshot.ts";

/** How often state is read in a row: as for durable state, of an actor that does nothing but commit two readings of three fail. */
const TRIES = 10_000;

/**
 * The state of an actor as one committed turn has left it, whatever the actor does meanwhile; its initial state before the first.
 * `undefined` if the actor was faster each time.
 */
export function readRunning(
  region: SharedArrayBuffer,
  { journal, state: { at, cells } }: Pick<ActorPlan, "journal" | "state">,
): Readonly<Record<string, unknown>> | undefined {
  if (committedTurn(region, journal) === 0) return readState(region, at, cells, undefined);
  const scratch = scratchFor([cells]);
  const stored = new StoredCells(region, at, cells, scratch);
  const snapshot = readCommitted(region, journal, (mask) => stored.copy(mask), TRIES);
  // What is copied lies in the scratch as it lay in the region.
  return snapshot && readState(scratch, 0, cells, snapshot.value);
}
