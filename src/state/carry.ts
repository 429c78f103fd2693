import { readCell, writeCell } from "./stored_cells.ts";
import type { CellSpec } from "./state_spec.ts";
import { CellMemory, encodeInitial } from "./state_store.ts";

/** Where a state is, and what its cells are. */
export interface StatePlace {
  readonly region: SharedArrayBuffer;
  readonly at: number;
  readonly cells: readonly CellSpec[];
}

/** What of a state goes into other cells. */
export interface CarriedState {
  /** The stored form of each of the new cells: what it holds already, or what it begins with. */
  readonly stored: readonly unknown[];
  /** What cannot be carried: a cell, and why, as the end of a sentence. */
  readonly faults: readonly (readonly [cell: string, fault: string])[];
  /** Cells that the actor does not have any more. */
  readonly gone: readonly string[];
}

/**
 * Finds out what of a state fits other cells, by their names: what is of the same kind, and has room. Host side, while nobody is at work.
 *
 * @param mask which copies are current
 */
export function fitState(
  { region, at, cells: before }: StatePlace,
  mask: number,
  cells: readonly CellSpec[],
): CarriedState {
  const memory = before.length === 0 ? undefined : new CellMemory(region, at);
  const faults: [string, string][] = [];
  const stored = cells.map((cell) => {
    const old = before.find(({ name }) => name === cell.name);
    if (old === undefined) return encodeInitial(cell);
    const found = memory?.read(old, (mask >>> old.group) & 1);
    const fault = old.kind !== cell.kind
      ? `is a ${old.kind}, and a ${cell.kind} in the program`
      : faultOf(cell, found);
    if (fault === undefined) return found;
    faults.push([cell.name, fault]);
    return encodeInitial(cell);
  });
  const isGone = ({ name }: CellSpec) => !cells.some((cell) => cell.name === name);
  return { stored, faults, gone: before.filter(isGone).map(({ name }) => name) };
}

function faultOf(cell: CellSpec, stored: unknown): string | undefined {
  const read = readCell(cell, writeCell(stored));
  return "fault" in read ? read.fault : undefined;
}

/** Writes the stored form of all cells into their first copies. Host side, while nobody is at work. */
export function fillState({ region, at, cells }: StatePlace, stored: readonly unknown[]): void {
  if (cells.length === 0) return;
  const memory = new CellMemory(region, at);
  cells.forEach((cell, i) => memory.write(cell, 0, stored[i]));
}
