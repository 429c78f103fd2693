import { shownBriefly } from "../errors.ts";
import { faultsText, textOf, unknownOptions } from "../errors.ts";
import { viewsOf } from "../memory/views.ts";
import { encodeRecord, recordFits, utf8Bytes } from "./record_value.ts";
import {
  MAX_RECORD_CELLS,
  recordCopyBytes,
  SCALAR_CELL_BYTES,
  scalarsByte,
  STATE_VERSION,
  STATE_VERSION_WORD,
} from "./state_layout.ts";

/** The message kinds that a state cell may have, as far as state needs to know them. */
export interface CellKind<T, N extends string = string> {
  /** The kind's name. */
  readonly name: N;
  /** Never set: it makes the type of the value part of the kind's type. */
  readonly carries?: (value: T) => T;
}

/** A state cell with a first value of its own. Made by {@link cell}. */
export interface Cell<T> {
  /** What the cell holds. */
  readonly kind: CellKind<T>;
  /** Its value before the first turn. */
  readonly initial: T;
  /** How many UTF-8 bytes its value may take, for `text` and `json`. */
  readonly maxBytes: number;
}

/** The cells of an actor's state by name: a scalar kind (which starts at zero, or `false`), or a {@link Cell}. */
export type StateSchema = Readonly<
  Record<
    string,
    | Pick<CellKind<never>, "name">
    | (Omit<Cell<unknown>, "kind"> & { readonly kind: Pick<CellKind<never>, "name"> })
  >
>;

/** The state object that belongs to a schema. */
export type StateOf<S> = {
  -readonly [K in keyof S]: S[K] extends Cell<infer T> ? T
    : S[K] extends CellKind<infer T> ? T
    : never;
};

/** How one cell lies in memory. Plain data, part of the plan sent to workers. */
export interface CellSpec {
  readonly name: string;
  readonly kind: string;
  /** Byte offset from the state's start: of the scalars' copy 0 plus the cell's place, or of the record's copy 0. */
  readonly at: number;
  /** Distance to copy 1, in bytes. */
  readonly stride: number;
  /** Bit of the mask. */
  readonly group: number;
  readonly maxBytes: number;
  readonly initial: unknown;
}

const DEFAULT_RECORD_BYTES = 64 * 1024;
const MAX_RECORD_BYTES = 2 ** 28;

/**
 * A state cell with a first value.
 *
 * ```ts
 * import { cell, defineActor, json, text, u32 } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * export const countdown = defineActor(import.meta, "countdown", {
 *   state: {
 *     left: cell(u32, 10),
 *     note: cell(text, "", { maxBytes: 100 }),
 *     seen: cell(json<string[]>(), []),
 *     ticks: u32, // a scalar kind alone starts at zero
 *   },
 *   async run(actor) {
 *     while (actor.isRunning() && actor.state.left > 0) {
 *       await actor.wait(actor.periodic(1000));
 *       actor.state.left--;
 *       actor.state.ticks++;
 *     }
 *   },
 * });
 * assertEquals(countdown.state.left.initial, 10);
 * ```
 *
 * @param kind a scalar kind, `text`, or `json<T>()`
 * @param initial the value before the first turn; must be of the kind
 * @param options `maxBytes`: what a `text` or `json` value may take as UTF-8; 64 KiB if not given
 * @throws {TypeError} if there is an option that is not known
 */
export function cell<T>(
  kind: CellKind<T>,
  initial: T,
  options: { readonly maxBytes?: number } = {},
): Cell<T> {
  const faults = cellFaults(options);
  if (faults.length > 0) throw new TypeError(faultsText("make a cell", faults));
  return { kind, initial, maxBytes: options.maxBytes ?? DEFAULT_RECORD_BYTES };
}

const CELL_OPTIONS: readonly string[] = ["maxBytes"];

/** Whether a size is one, the schema that it is part of tells with all else. */
function cellFaults(options: unknown): string[] {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    return [`its options are ${textOf(options)}, give { maxBytes }`];
  }
  return unknownOptions(options, CELL_OPTIONS, "there is");
}

interface ScalarRange {
  readonly zero: number | bigint | boolean;
  fits(value: unknown): boolean;
}

function whole(min: number, max: number): ScalarRange {
  return {
    zero: 0,
    fits: (value) => Number.isInteger(value) && value as number >= min && value as number <= max,
  };
}

function big(min: bigint, max: bigint): ScalarRange {
  return {
    zero: 0n,
    fits: (value) => typeof value === "bigint" && value >= min && value <= max,
  };
}

const number: ScalarRange = { zero: 0, fits: (value) => typeof value === "number" };

/** The kinds that fit 8 bytes, and what fits them. */
export const SCALAR_RANGES: Readonly<Record<string, ScalarRange>> = {
  u8: whole(0, 0xff),
  u16: whole(0, 0xffff),
  u32: whole(0, 0xffff_ffff),
  i8: whole(-0x80, 0x7f),
  i16: whole(-0x8000, 0x7fff),
  i32: whole(-0x8000_0000, 0x7fff_ffff),
  f32: number,
  f64: number,
  u64: big(0n, 2n ** 64n - 1n),
  i64: big(-(2n ** 63n), 2n ** 63n - 1n),
  bool: { zero: false, fits: (value) => typeof value === "boolean" },
};

const RECORD_KINDS = ["text", "json"];

/** What is wrong with a schema: one sentence each, empty when all is well. */
export function stateFaults(actor: string, schema: StateSchema): string[] {
  const faults: string[] = [];
  let records = 0;
  for (const [name, entry] of Object.entries(schema)) {
    const where = `Cannot build the state of actor "${actor}": cell "${name}"`;
    if (entry === undefined || ("kind" in entry && entry.kind === undefined)) {
      faults.push(
        `${where} is undefined, use a scalar kind, text or json; if it should be one, look for a misspelt import, or for modules that import each other in a circle`,
      );
      continue;
    }
    const { kind, initial, maxBytes } = normalize(entry);
    if (RECORD_KINDS.includes(kind)) {
      records++;
      const fault = recordFault(kind, initial, maxBytes);
      if (fault !== undefined) faults.push(`${where} ${fault}`);
    } else if (typeof kind !== "string") { // A field of a struct, for instance.
      const shown = shownBriefly(entry);
      faults.push(`${where} is ${shown}, which is no kind, use a scalar kind, text or json`);
    } else if (SCALAR_RANGES[kind] === undefined) {
      faults.push(`${where} is of kind ${kind}, use a scalar kind, text or json`);
    } else if (!SCALAR_RANGES[kind].fits(initial)) {
      faults.push(`${where} starts with ${shownBriefly(initial)}, which is not a ${kind}`);
    }
  }
  if (records > MAX_RECORD_CELLS) {
    faults.push(
      `Cannot build the state of actor "${actor}": ${records} text and json cells, at most ${MAX_RECORD_CELLS} are allowed, join some of them into one json cell`,
    );
  }
  return faults;
}

function recordFault(kind: string, initial: unknown, maxBytes: number): string | undefined {
  if (initial === undefined) return "has no initial value, use cell(kind, value)";
  if (!(Number.isInteger(maxBytes) && maxBytes >= 1 && maxBytes <= MAX_RECORD_BYTES)) {
    return `has maxBytes ${maxBytes}, give a whole number from 1 to ${MAX_RECORD_BYTES}`;
  }
  const text = encodeRecord(kind, initial);
  if (typeof text !== "string") return `starts with ${shownBriefly(initial)}, which ${text.fault}`;
  if (recordFits(text, maxBytes)) return undefined;
  return `starts with ${utf8Bytes(text)} bytes, raise its maxBytes of ${maxBytes}`;
}

function normalize(entry: StateSchema[string]): {
  kind: string;
  initial: unknown;
  maxBytes: number;
} {
  if ("kind" in entry) {
    return { kind: entry.kind.name, initial: entry.initial, maxBytes: entry.maxBytes };
  }
  return { kind: entry.name, initial: SCALAR_RANGES[entry.name]?.zero, maxBytes: 0 };
}

/** Lays the cells out. The schema must be without faults. */
export function stateSpec(schema: StateSchema): { cells: CellSpec[]; bytes: number } {
  const entries = Object.entries(schema).map(([name, entry]) => ({ name, ...normalize(entry) }));
  const scalars = entries.filter(({ kind }) => SCALAR_RANGES[kind] !== undefined);
  const records = entries.filter(({ kind }) => SCALAR_RANGES[kind] === undefined);
  const cells: CellSpec[] = scalars.map((entry, i) => ({
    ...entry,
    at: scalarsByte(scalars.length, 0) + i * SCALAR_CELL_BYTES,
    stride: scalars.length * SCALAR_CELL_BYTES,
    group: 0,
  }));
  let at = scalarsByte(scalars.length, 2); // Behind both copies.
  records.forEach((entry, i) => {
    const stride = recordCopyBytes(entry.maxBytes);
    cells.push({ ...entry, at, stride, group: i + 1 });
    at += 2 * stride;
  });
  return { cells, bytes: at };
}

/** Writes the fixed part of a state. Host side, once, before any worker starts. */
export function initState(region: SharedArrayBuffer, at: number): void {
  viewsOf(region).words[at / 4 + STATE_VERSION_WORD] = STATE_VERSION;
}
