/**
 * Messages of fixed fields: written and read in place, row by row or column by column.
 *
 * @module
 */
import { FixedTxControl, type Kind, KIND_COPY, type RingKind, RxControl } from "../ring/mod.ts";
import { compileStruct } from "./struct_code.ts";
import { columnsOf, structName, structSlotBytes } from "./struct_columns.ts";
import { type StructLayout, StructRxEnd, StructSlots, StructTxEnd } from "./struct_ring.ts";
import type { StructRx, StructTx } from "./struct.ts";
import type { ColumnsOf, StructOf, StructSchema } from "./struct_schema.ts";

export type { Columns, StructRx, StructTx } from "./struct.ts";
export {
  type ColumnArray,
  elementBytes,
  type FieldNode,
  fieldTree,
  inMemoryOrder,
} from "./struct_columns.ts";
export {
  array,
  type ArrayField,
  type ColumnArrays,
  type ColumnsOf,
  oneOf,
  type OneOfField,
  optional,
  type OptionalField,
  type StructOf,
  type StructSchema,
} from "./struct_schema.ts";

/** A kind whose messages are structs. */
export interface StructKind<T, C> extends Kind<T> {
  /** Never set: it makes the type of the sending end part of the kind's type. */
  readonly sends?: StructTx<T, C>;
  /** Never set: it makes the type of the taking end part of the kind's type. */
  readonly takes?: StructRx<T, C>;
}

/**
 * Messages with fields, kept as columns in shared memory: one typed array a field, and no encoding.
 *
 * ```ts
 * import { f64, oneOf, openChannel, struct, text, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const trade = struct({ id: u32, price: f64, side: oneOf("buy", "sell"), symbol: text(8) });
 * const { tx, rx, commit } = openChannel("trades", trade, { capacity: 1024 });
 * tx.trySend({ id: 1, price: 9.5, side: "buy", symbol: "ACME" });
 * commit();
 * assertEquals(rx.takeRow()?.price, 9.5); // a view: nothing is copied
 * ```
 *
 * Fields are scalar kinds, `text(maxBytes)`, {@link oneOf} a few strings, a fixed {@link array} of scalars, nested structs,
 * and any of these made {@link optional}. The message's type follows from the schema.
 */
export function struct<const S extends StructSchema>(
  schema: S,
): StructKind<StructOf<S>, ColumnsOf<S>> {
  const columns = columnsOf(schema);
  let layout: StructLayout<StructOf<S>> | undefined;
  // The code is compiled where it is used: the host only needs names and sizes.
  const compiled = () => layout ??= { columns, factory: compileStruct(columns) };
  const kind: RingKind<StructOf<S>> = {
    name: structName(columns),
    slotBytes: structSlotBytes(columns),
    hasPayload: false,
    copy: KIND_COPY,
    composition: { of: "struct", columns },
    createTx(memory) {
      const control = new FixedTxControl<StructOf<S>>(memory);
      const slots = new StructSlots(compiled(), memory);
      control.rows = slots.code;
      return control.of(new StructTxEnd(control, slots));
    },
    createRx(memory) {
      const control = new RxControl<StructOf<S>>(memory);
      const slots = new StructSlots(compiled(), memory);
      control.rows = slots.code;
      return control.of(new StructRxEnd(control, slots));
    },
  };
  return kind as StructKind<StructOf<S>, ColumnsOf<S>>;
}
