import { shownBriefly } from "../errors.ts";
import { checkVersion } from "../memory/region.ts";
import { viewsOf } from "../memory/views.ts";
import {
  RECORD_CELL_HEADER_BYTES,
  SCALAR_CELL_BYTES,
  STATE_VERSION,
  STATE_VERSION_WORD,
} from "./state_layout.ts";
import { encodeRecord, recordFits, utf8Bytes } from "./record_value.ts";
import { type CellSpec, SCALAR_RANGES } from "./state_spec.ts";

/** A state as its owner sees it: plain values by cell name. */
export type StateValues = Record<string, unknown>;

/**
 * An actor's state. The actor works on {@link StateStore.values}, an ordinary object; {@link StateStore.stage} writes
 * what has changed since the last commit into shared memory, into the copies that are not current.
 */
export class StateStore {
  /** The working values. Sealed: there are no other cells. */
  readonly values: StateValues;
  readonly #memory: CellMemory;
  readonly #cells: readonly CellSpec[];
  /** What the current copies hold: scalars as values, records as JSON text. */
  readonly #committed: unknown[];
  /** What a commit under way would make of it. */
  readonly #staged: unknown[] = [];
  /** The texts whose records the current copies hold: one that is still the same need not be made a record of again. */
  readonly #texts: unknown[] = [];
  readonly #actor: string;

  /**
   * @param mask which copies are current; `undefined` before the first commit ever, when the cells start with their
   * initial values
   */
  constructor(
    region: SharedArrayBuffer,
    at: number,
    cells: readonly CellSpec[],
    mask: number | undefined,
    actor: string,
  ) {
    this.#memory = new CellMemory(region, at);
    this.#cells = cells;
    this.#actor = actor;
    this.#committed = [];
    this.values = {};
    for (const cell of cells) {
      // Copy 0 is current before the first commit. Writing the initial values again after a crash changes nothing.
      if (mask === undefined) this.#memory.write(cell, 0, encodeInitial(cell));
      const stored = this.#memory.read(cell, ((mask ?? 0) >>> cell.group) & 1);
      this.#committed.push(stored);
      this.values[cell.name] = decodeCell(cell, stored);
      this.#texts.push(cell.kind === "text" ? this.values[cell.name] : undefined);
    }
    Object.seal(this.values);
  }

  /**
   * Writes the changed groups into their other copies.
   *
   * @param mask which copies are current
   * @returns the mask with the changed groups flipped; equal to `mask` when nothing has changed
   * @throws {RangeError} if a value does not fit its cell, and a {TypeError} if it is of another type; then nothing is staged, and a later call finds every change
   */
  stage(mask: number): number {
    const cells = this.#cells;
    let flips = 0;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] as CellSpec;
      const value = this.values[cell.name];
      if (cell.kind === "text" && value === this.#texts[i]) continue;
      const stored = cell.group === 0 ? value : this.#encode(cell, value);
      this.#staged[i] = stored;
      if (Object.is(stored, this.#committed[i])) continue;
      if (cell.group === 0) this.#check(cell, value);
      flips |= 1 << cell.group;
    }
    if (flips === 0) return mask;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] as CellSpec;
      if (((flips >>> cell.group) & 1) === 0) continue;
      this.#memory.write(cell, 1 - ((mask >>> cell.group) & 1), this.#staged[i]);
      this.#committed[i] = this.#staged[i];
      if (cell.kind === "text") this.#texts[i] = this.values[cell.name];
    }
    return mask ^ flips;
  }

  #check(cell: CellSpec, value: unknown): void {
    const range = SCALAR_RANGES[cell.kind];
    if (range?.fits(value)) return;
    const text = `Cannot commit the state of actor "${this.#actor}": cell "${cell.name}" is ${
      shownBriefly(value)
    }, which is not a ${cell.kind}`;
    throw typeof value === typeof range?.zero ? new RangeError(text) : new TypeError(text);
  }

  #encode(cell: CellSpec, value: unknown): string {
    const text = encodeRecord(cell.kind, value);
    if (typeof text !== "string") {
      throw new TypeError(
        `Cannot commit the state of actor "${this.#actor}": cell "${cell.name}" is ${
          shownBriefly(value)
        }, which ${text.fault}`,
        { cause: text.cause },
      );
    }
    if (!recordFits(text, cell.maxBytes)) {
      throw new RangeError(
        `Cannot commit the state of actor "${this.#actor}": cell "${cell.name}" takes ${
          utf8Bytes(text)
        } bytes, raise its maxBytes of ${cell.maxBytes}`,
      );
    }
    return text;
  }
}

/**
 * The committed values of a state, as its owner reads them from outside, for instance after the graph has stopped.
 *
 * @param mask which copies are current; `undefined` before the first commit ever: the memory may hold nothing yet
 */
export function readState(
  region: SharedArrayBuffer,
  at: number,
  cells: readonly CellSpec[],
  mask: number | undefined,
): StateValues {
  if (cells.length === 0) return {};
  const memory = new CellMemory(region, at);
  const values: StateValues = {};
  for (const cell of cells) {
    const stored = mask === undefined
      ? encodeInitial(cell)
      : memory.read(cell, (mask >>> cell.group) & 1);
    values[cell.name] = decodeCell(cell, stored);
  }
  return values;
}

/** A record's stored form is JSON text; a scalar's is the value itself. The initial value is known to fit. */
export function encodeInitial(cell: CellSpec): unknown {
  return cell.group === 0 ? cell.initial : JSON.stringify(cell.initial);
}

function decodeCell(cell: CellSpec, stored: unknown): unknown {
  return cell.group === 0 ? stored : JSON.parse(stored as string);
}

/** Reads and writes one copy of one cell. */
export class CellMemory {
  readonly #region: SharedArrayBuffer;
  readonly #view: DataView;
  readonly #at: number;

  constructor(region: SharedArrayBuffer, at: number) {
    this.#region = region;
    this.#at = at;
    const views = viewsOf(region);
    this.#view = views.data;
    const version = views.words[at / 4 + STATE_VERSION_WORD];
    checkVersion("state", version as number, STATE_VERSION);
  }

  read(cell: CellSpec, copy: number): unknown {
    const at = this.#at + cell.at + copy * cell.stride;
    if (cell.group > 0) {
      const length = this.#view.getInt32(at, true);
      const bytes = new Uint8Array(this.#region, at + RECORD_CELL_HEADER_BYTES, length).slice();
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    }
    if (cell.kind === "u64") return this.#view.getBigUint64(at, true);
    if (cell.kind === "i64") return this.#view.getBigInt64(at, true);
    const value = this.#view.getFloat64(at, true);
    return cell.kind === "bool" ? value === 1 : value;
  }

  write(cell: CellSpec, copy: number, stored: unknown): void {
    const at = this.#at + cell.at + copy * cell.stride;
    if (cell.group > 0) {
      const into = new Uint8Array(this.#region, at + RECORD_CELL_HEADER_BYTES, cell.maxBytes);
      const { written } = new TextEncoder().encodeInto(stored as string, into);
      this.#view.setInt32(at, written, true);
    } else if (typeof stored === "bigint") {
      this.#view.setBigInt64(at, BigInt.asIntN(SCALAR_CELL_BYTES * 8, stored), true);
    } else {
      this.#view.setFloat64(at, Number(stored), true);
    }
  }
}
