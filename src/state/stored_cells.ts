/**
 * State cells on their way to a place outside of shared memory and back. Host side.
 *
 * A cell's stored form is the value of a scalar, and the JSON text of a `text` or `json` cell. Written down, both are text: a
 * number as JavaScript writes it, which reads back as the same number, with `-0`, `NaN` and the infinities; a bigint in decimals;
 * `true` and `false`.
 *
 * @module
 */
import { viewsOf } from "../memory/views.ts";
import { utf8Bytes } from "./record_value.ts";
import { RECORD_CELL_HEADER_BYTES, SCALAR_CELL_BYTES, STATE_HEADER_BYTES } from "./state_layout.ts";
import { type CellSpec, initState, SCALAR_RANGES } from "./state_spec.ts";
import { CellMemory } from "./state_store.ts";

/** Memory for a copy of the largest of some states. It can serve all of them, one after the other. */
export function scratchFor(states: readonly (readonly CellSpec[])[]): SharedArrayBuffer {
  const ends = states.flat().map(({ at, stride, group }) =>
    at + stride + (group === 0 ? SCALAR_CELL_BYTES : stride)
  );
  const scratch = new SharedArrayBuffer(Math.max(STATE_HEADER_BYTES, ...ends));
  initState(scratch, 0);
  return scratch;
}

/**
 * Reads an actor's cells while the actor may write them: {@link StoredCells.copy} is as short as can be, so that it is seldom
 * in vain, and what it took is looked at afterwards.
 */
export class StoredCells {
  readonly #cells: readonly CellSpec[];
  readonly #at: number;
  readonly #shared: ReturnType<typeof viewsOf>;
  readonly #taken: Uint8Array;
  readonly #memory: CellMemory;
  /** One cell of each group. */
  readonly #groups: readonly CellSpec[];

  constructor(
    region: SharedArrayBuffer,
    at: number,
    cells: readonly CellSpec[],
    scratch: SharedArrayBuffer,
  ) {
    this.#cells = cells;
    this.#at = at;
    this.#shared = viewsOf(region);
    this.#taken = viewsOf(scratch).bytes;
    this.#memory = new CellMemory(scratch, 0);
    this.#groups = cells.filter(({ group }, i) => group !== cells[i - 1]?.group);
  }

  /** Takes the copies that are current by `mask`, and returns it. */
  copy(mask: number): number {
    for (const { group, at, stride } of this.#groups) {
      const from = at + ((mask >>> group) & 1) * stride;
      const source = this.#at + from;
      // All scalars lie side by side; of a record, only what is used.
      const bytes = group === 0
        ? stride
        : RECORD_CELL_HEADER_BYTES + this.#shared.data.getInt32(source, true);
      this.#taken.set(this.#shared.bytes.subarray(source, source + bytes), from);
    }
    return mask;
  }

  /** The stored form of each cell, as the last {@link StoredCells.copy} took it with that mask. */
  read(mask: number): unknown[] {
    return this.#cells.map((cell) => this.#memory.read(cell, (mask >>> cell.group) & 1));
  }
}

/** Writes a stored form down. */
export function writeCell(stored: unknown): string {
  return Object.is(stored, -0) ? "-0" : String(stored);
}

/** A cell's value, or what is wrong with what was written down, as the end of a sentence: "the cell …". */
export type ReadCell = { readonly value: unknown } | { readonly fault: string };

/** Reads the value of a cell from what {@link writeCell} wrote. */
export function readCell(cell: CellSpec, text: string): ReadCell {
  const value = cell.group === 0 ? scalarOf(cell.kind, text) : recordOf(text);
  const fits = cell.group === 0
    ? SCALAR_RANGES[cell.kind]?.fits(value)
    : cell.kind === "text"
    ? typeof value === "string"
    : value !== undefined;
  if (!fits) {
    return { fault: `is ${clipped(text)}, which is not a ${cell.kind}, correct it there` };
  }
  const bytes = cell.group === 0 ? 0 : utf8Bytes(text);
  if (bytes <= cell.maxBytes) return { value };
  return { fault: `takes ${bytes} bytes, raise its maxBytes of ${cell.maxBytes}` };
}

const DECIMAL = /^-?\d+$/;

function scalarOf(kind: string, text: string): unknown {
  if (kind === "bool") return text === "true" ? true : text === "false" ? false : undefined;
  if (kind === "u64" || kind === "i64") return DECIMAL.test(text) ? BigInt(text) : undefined;
  const value = Number(text);
  // Otherwise NaN may stand for anything, and 0 for an empty text.
  return writeCell(value) === text ? value : undefined;
}

function recordOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text as an error message shows it. */
function clipped(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
