import { textOf } from "../../errors.ts";
import { type ColumnPart, KIND_HINT } from "../ring/mod.ts";
import type { KindShape } from "../kind_shape.ts";
import type { ColumnArrays, StructSchema } from "./struct_schema.ts";

/** Names of the kinds that are one element of a typed array. */
type ScalarName = keyof ColumnArrays;

/** A field's description. */
type FieldShape = StructSchema[string];

/** A typed array of any element type. */
export type ColumnArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

interface ColumnConstructor {
  new (region: SharedArrayBuffer, at: number, length: number): ColumnArray;
  readonly BYTES_PER_ELEMENT: number;
}

/** The typed array of each scalar. */
export const COLUMN_ARRAYS: Readonly<Record<ScalarName, ColumnConstructor>> = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  u64: BigUint64Array,
  i64: BigInt64Array,
  bool: Uint8Array,
};

/** One column: one typed array over all slots. */
export interface Column extends ColumnPart {
  readonly element: ScalarName;
}

const MAX_TEXT_BYTES = 0xffff;
const MAX_ARRAY_LENGTH = 0xffff;

/** The columns of a schema, in its order. Throws a RangeError or a TypeError for a field that cannot be. */
export function columnsOf(schema: StructSchema, path: readonly string[] = []): Column[] {
  checkThere(schema, path);
  const names = Object.keys(schema);
  if (names.length === 0) {
    throw new TypeError(`Cannot make a struct: ${describePath(path)} has no fields, give it one`);
  }
  return names.flatMap((name) => fieldColumns(schema[name] as FieldShape, [...path, name]));
}

function fieldColumns(field: FieldShape, path: readonly string[]): Column[] {
  const column = (role: Column["role"], element: ScalarName, width = 1): Column => ({
    path,
    role,
    element,
    width,
    values: [],
  });
  checkThere(field, path);
  if (isKind(field)) return [column("scalar", scalarName(field, path))];
  if (!isTagged(field)) return columnsOf(field as StructSchema, path);
  switch (field.field) {
    case "text":
      checkCount(field.maxBytes, MAX_TEXT_BYTES, path, "bytes");
      return [column("textLength", "u16"), column("textBytes", "u8", field.maxBytes)];
    case "oneOf":
      checkCount(field.values.length, 0xffff, path, "values");
      return [{
        ...column("oneOf", field.values.length <= 0x100 ? "u8" : "u16"),
        values: field.values,
      }];
    case "array":
      checkCount(field.length, MAX_ARRAY_LENGTH, path, "elements");
      checkThere(field.element, path);
      return [column("array", scalarName(field.element, path), field.length)];
    case "optional":
      return [column("presence", "u8"), ...fieldColumns(field.of as FieldShape, path)];
  }
}

function checkThere(what: unknown, path: readonly string[]): void {
  if ((typeof what === "object" && what !== null) || typeof what === "function") return;
  throw new TypeError(
    `Cannot make a struct: ${describePath(path)} is ${textOf(what)}, ${KIND_HINT}`,
  );
}

type Tagged = Extract<FieldShape, { readonly field: string }>;

function isTagged(field: FieldShape): field is Tagged {
  return typeof (field as { field?: unknown }).field === "string";
}

function isKind(field: FieldShape): field is KindShape {
  return typeof (field as { slotBytes?: unknown }).slotBytes === "number";
}

function scalarName({ name }: KindShape, path: readonly string[]): ScalarName {
  if (name in COLUMN_ARRAYS) return name as ScalarName;
  const advice = name.startsWith("struct(")
    ? "write its fields there without struct, { name: kind }"
    : "use a scalar kind, text(maxBytes), oneOf, array, optional, or an object with fields of its own";
  throw new TypeError(
    `Cannot make a struct: ${describePath(path)} is of kind ${name}, ${advice}`,
  );
}

function checkCount(count: number, max: number, path: readonly string[], what: string): void {
  if (Number.isInteger(count) && count >= 1 && count <= max) return;
  throw new RangeError(
    `Cannot make a struct: ${
      describePath(path)
    } has ${count} ${what}, give a whole number from 1 to ${max}`,
  );
}

function describePath(path: readonly string[]): string {
  return path.length === 0 ? "it" : `field "${path.join(".")}"`;
}

/** The kind's name: two structs fit when their columns are the same. */
export function structName(columns: readonly Column[]): string {
  const fields = columns.map(({ path, role, element, width, values }) => {
    const what = role === "oneOf"
      ? values.join("|")
      : width === 1
      ? element
      : `${element}×${width}`;
    return `${path.join(".")}:${role === "scalar" ? what : `${role} ${what}`}`;
  });
  return `struct(${fields.join(", ")})`;
}

/** Bytes of one slot over all columns, each column padded so that it starts on a multiple of 8 whatever the slots. */
export function structSlotBytes(columns: readonly Column[]): number {
  return columns.reduce(
    (sum, { element, width }) => sum + COLUMN_ARRAYS[element].BYTES_PER_ELEMENT * width,
    0,
  );
}

/** What an element of a column takes. */
export function elementBytes({ element }: ColumnPart): number {
  return COLUMN_ARRAYS[element as ScalarName].BYTES_PER_ELEMENT;
}

/** The numbers of the columns as they lie in memory: the widest elements come first, so that each column is aligned. */
export function inMemoryOrder(columns: readonly ColumnPart[]): number[] {
  const bytesOf = (i: number) => elementBytes(columns[i] as ColumnPart);
  return columns.map((_, i) => i).sort((a, b) => bytesOf(b) - bytesOf(a));
}

/** A field once the columns of its struct are numbered. */
export interface FieldNode {
  readonly name: string;
  /** Nested fields; empty for a leaf. */
  readonly children: readonly FieldNode[];
  /** The column that says whether an optional field is there; −1 if it always is. */
  readonly presence: number;
  /** Its first column, presence aside. */
  readonly first: number;
  /** The first column of a leaf; −1 for a nested struct. */
  readonly column: number;
}

/** The fields of a struct as a tree. Columns stand in the order of the schema, so those of one field are neighbours. */
export function fieldTree(columns: readonly ColumnPart[], depth = 0, offset = 0): FieldNode[] {
  const nodes: FieldNode[] = [];
  for (let i = 0; i < columns.length;) {
    const name = pathOf(columns, i)[depth] as string;
    let end = i;
    while (end < columns.length && pathOf(columns, end)[depth] === name) end++;
    const isLast = pathOf(columns, i).length === depth + 1;
    const optional = isLast && (columns[i] as ColumnPart).role === "presence";
    const start = optional ? i + 1 : i;
    const leaf = pathOf(columns, start).length === depth + 1;
    nodes.push({
      name,
      children: leaf ? [] : fieldTree(columns.slice(start, end), depth + 1, offset + start),
      presence: optional ? offset + i : -1,
      first: offset + start,
      column: leaf ? offset + start : -1,
    });
    i = end;
  }
  return nodes;
}

function pathOf(columns: readonly ColumnPart[], i: number): readonly string[] {
  return (columns[i] as ColumnPart).path;
}
