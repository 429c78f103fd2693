/**
 * Reads what the server's plugin `pgoutput` writes, in version 1 of its protocol: transactions that have committed, one after another, each
 * with its changes, and before the first change of a table what the table looks like.
 *
 * @module
 */

/** One change of a row, or of a table as a whole. */
export interface PostgresChange {
  /** The table with its schema: `public.orders`. */
  readonly table: string;
  readonly kind: "insert" | "update" | "delete" | "truncate";
  /** The change as JSON: `{ table, kind, row, old }`, the last two as far as there are any. */
  readonly json: string;
}

/** What a message of the plugin says. */
export type PgoutputEvent =
  /** A transaction begins: where its commit is, and when that was, in milliseconds since 1970. */
  | { readonly kind: "begin"; readonly commitLsn: bigint; readonly at: number }
  /** It ends: what is confirmed up to here does not come again. */
  | { readonly kind: "commit"; readonly endLsn: bigint }
  | { readonly kind: "changes"; readonly changes: readonly PostgresChange[] }
  /** Of no concern here. */
  | { readonly kind: "none" };

const NONE: PgoutputEvent = { kind: "none" };

interface ReplicatedColumn {
  /** Its name as a key of JSON. */
  readonly key: string;
  readonly isKey: boolean;
  readonly type: number;
}

interface ReplicatedTable {
  readonly table: string;
  readonly columns: readonly ReplicatedColumn[];
}

/** A value as the server writes it; `null`; or `undefined` where it is not told, because it is large and has not changed. */
type ReplicatedValue = string | null | undefined;

const BOOL = 16;
/** `int2`, `int4`, `oid`: their text is a number of JSON, and fits one. */
const INTEGERS = new Set([21, 23, 26]);
/** `float4`, `float8`: their text is a number of JSON, but for NaN and the infinities. */
const FLOATS = new Set([700, 701]);
/** `json`, `jsonb`. */
const JSONS = new Set([114, 3802]);

/** Milliseconds from 1970 to 2000, when the server's time begins. */
export const SERVER_EPOCH_MS = 946_684_800_000;

/** Reads one stream of the plugin, from its first message on. */
export class PgoutputReader {
  readonly #relations = new Map<number, ReplicatedTable>();

  /** What the next message says. */
  read(message: Uint8Array): PgoutputEvent {
    const fields = new PgoutputFields(message);
    const letter = String.fromCharCode(fields.u8());
    switch (letter) {
      case "B": {
        const commitLsn = fields.u64();
        return { kind: "begin", commitLsn, at: SERVER_EPOCH_MS + Number(fields.i64() / 1000n) };
      }
      case "C":
        fields.u8();
        fields.u64();
        return { kind: "commit", endLsn: fields.u64() };
      case "R":
        this.#learn(fields);
        return NONE;
      case "I":
        return one(this.#insert(fields));
      case "U":
        return one(this.#update(fields));
      case "D":
        return one(this.#delete(fields));
      case "T":
        return { kind: "changes", changes: this.#truncate(fields) };
      default:
        return NONE;
    }
  }

  #learn(fields: PgoutputFields): void {
    const id = fields.u32();
    const table = `${fields.name() || "pg_catalog"}.${fields.name()}`;
    fields.u8();
    const columns: ReplicatedColumn[] = [];
    for (let left = fields.u16(); left > 0; left--) {
      const isKey = (fields.u8() & 1) === 1;
      const key = JSON.stringify(fields.name());
      const type = fields.u32();
      fields.u32();
      columns.push({ key, isKey, type });
    }
    this.#relations.set(id, { table, columns });
  }

  #relation(fields: PgoutputFields): ReplicatedTable {
    const id = fields.u32();
    const relation = this.#relations.get(id);
    if (relation === undefined) {
      throw new Error(`Cannot read a change of table ${id}: it is not told`);
    }
    return relation;
  }

  #insert(fields: PgoutputFields): PostgresChange {
    const { table, columns } = this.#relation(fields);
    fields.u8();
    return change(table, "insert", rowOf(columns, fields.values()));
  }

  #update(fields: PgoutputFields): PostgresChange {
    const { table, columns } = this.#relation(fields);
    let letter = fields.letter();
    let old: string | undefined;
    let oldValues: ReplicatedValue[] | undefined;
    if (letter !== "N") {
      const values = fields.values();
      old = letter === "K" ? keyOf(columns, values) : rowOf(columns, values);
      if (letter === "O") oldValues = values;
      letter = fields.letter();
    }
    // What has not changed and is too large to be told again is in the old row, where the table has that told.
    const values = fields.values().map((value, i) => value === undefined ? oldValues?.[i] : value);
    return change(table, "update", rowOf(columns, values), old);
  }

  #delete(fields: PgoutputFields): PostgresChange {
    const { table, columns } = this.#relation(fields);
    const isKey = fields.letter() === "K";
    const values = fields.values();
    return change(
      table,
      "delete",
      undefined,
      isKey ? keyOf(columns, values) : rowOf(columns, values),
    );
  }

  #truncate(fields: PgoutputFields): PostgresChange[] {
    const count = fields.u32();
    fields.u8();
    return Array.from({ length: count }, () => change(this.#relation(fields).table, "truncate"));
  }
}

function one(change: PostgresChange): PgoutputEvent {
  return { kind: "changes", changes: [change] };
}

function change(
  table: string,
  kind: PostgresChange["kind"],
  row?: string,
  old?: string,
): PostgresChange {
  const rowPart = row === undefined ? "" : `,"row":${row}`;
  const oldPart = old === undefined ? "" : `,"old":${old}`;
  return {
    table,
    kind,
    json: `{"table":${JSON.stringify(table)},"kind":"${kind}"${rowPart}${oldPart}}`,
  };
}

function rowOf(columns: readonly ReplicatedColumn[], values: readonly ReplicatedValue[]): string {
  return objectOf(columns, values, () => true);
}

/** The other columns are told as null, and may not be. */
function keyOf(columns: readonly ReplicatedColumn[], values: readonly ReplicatedValue[]): string {
  return objectOf(columns, values, ({ isKey }) => isKey);
}

function objectOf(
  columns: readonly ReplicatedColumn[],
  values: readonly ReplicatedValue[],
  has: (column: ReplicatedColumn) => boolean,
): string {
  const parts: string[] = [];
  for (const [i, column] of columns.entries()) {
    const value = values[i];
    if (value !== undefined && has(column)) {
      parts.push(`${column.key}:${jsonOf(column.type, value)}`);
    }
  }
  return `{${parts.join()}}`;
}

/** A value as JSON. What JSON has no exact form for, as integers of 64 bits and decimals, is text. */
function jsonOf(type: number, value: string | null): string {
  if (value === null) return "null";
  if (INTEGERS.has(type) || JSONS.has(type)) return value;
  if (type === BOOL) return value === "t" ? "true" : "false";
  if (FLOATS.has(type) && Number.isFinite(Number(value))) return value;
  return JSON.stringify(value);
}

const DECODER = new TextDecoder();

/** The fields of a message, one after another. */
class PgoutputFields {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#view.getUint8(this.#at++);
  }

  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }

  u64(): bigint {
    this.#at += 8;
    return this.#view.getBigUint64(this.#at - 8);
  }

  i64(): bigint {
    this.#at += 8;
    return this.#view.getBigInt64(this.#at - 8);
  }

  letter(): string {
    return String.fromCharCode(this.u8());
  }

  /** Text up to a zero. */
  name(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    return this.#text(end - this.#at, 1);
  }

  /** The values of a row. */
  values(): ReplicatedValue[] {
    return Array.from({ length: this.u16() }, () => {
      const letter = this.letter();
      if (letter === "n") return null;
      return letter === "u" ? undefined : this.#text(this.u32());
    });
  }

  #text(length: number, beyond = 0): string {
    const text = DECODER.decode(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length + beyond;
    return text;
  }
}
