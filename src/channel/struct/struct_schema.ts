import type { Kind } from "../ring/mod.ts";
import type { KindShape } from "../kind_shape.ts";
import type { TextField } from "../record/mod.ts";

/** One of a few strings, as a field of a struct. Made by {@link oneOf}. */
export interface OneOfField<V extends string> {
  /** Says what kind of field it is. */
  readonly field: "oneOf";
  /** The strings. */
  readonly values: readonly V[];
}

/** A fixed number of scalars, as a field of a struct. Made by {@link array}. */
export interface ArrayField<T, N extends keyof ColumnArrays = keyof ColumnArrays> {
  /** Says what kind of field it is. */
  readonly field: "array";
  /** What each element is. */
  readonly element: Kind<T, N>;
  /** How many elements there are. */
  readonly length: number;
}

/** A field that may be missing. Made by {@link optional}. */
export interface OptionalField<F> {
  /** Says what kind of field it is. */
  readonly field: "optional";
  /** The field when it is there. */
  readonly of: F;
}

/** The fields of a struct by name. A plain object of fields nests a struct. */
export interface StructSchema {
  /** A field, by name. */
  readonly [name: string]:
    | KindShape
    | TextField
    | OneOfField<string>
    | { readonly field: "array"; readonly element: KindShape; readonly length: number }
    | { readonly field: "optional"; readonly of: unknown }
    | StructSchema;
}

/** The message that belongs to a schema. */
export type StructOf<S> =
  & {
    -readonly [K in keyof S as S[K] extends OptionalField<unknown> ? never : K]: S[K] extends
      infer F ? F extends TextField ? string
      : F extends OneOfField<infer V> ? V
      : F extends ArrayField<infer T> ? T[]
      : F extends Kind<infer T, keyof ColumnArrays> ? T
      : F extends StructSchema ? StructOf<F>
      : never
      : never;
  }
  & {
    -readonly [K in keyof S as S[K] extends OptionalField<unknown> ? K : never]?: S[K] extends
      OptionalField<infer O>
      ? StructOf<{ readonly of: O }> extends { of: infer V } ? V | undefined : never
      : never;
  };

/** The typed array of each scalar. */
export interface ColumnArrays {
  /** Bytes. */
  readonly u8: Uint8Array;
  /** 16-bit words. */
  readonly u16: Uint16Array;
  /** 32-bit words. */
  readonly u32: Uint32Array;
  /** Signed bytes. */
  readonly i8: Int8Array;
  /** Signed 16-bit words. */
  readonly i16: Int16Array;
  /** Signed 32-bit words. */
  readonly i32: Int32Array;
  /** Numbers of single precision. */
  readonly f32: Float32Array;
  /** Numbers. */
  readonly f64: Float64Array;
  /** 64-bit words. */
  readonly u64: BigUint64Array;
  /** Signed 64-bit words. */
  readonly i64: BigInt64Array;
  /** Bytes, 1 for `true`. */
  readonly bool: Uint8Array;
}

/**
 * The columns of a schema, by field name: nested fields as `outer.inner`, the lengths of a text as `name.length`, whether an
 * optional field is there as `name?`.
 */
export type ColumnsOf<S, P extends string = ""> =
  & {
    readonly [
      K in keyof S & string as (S[K] extends OptionalField<infer O> ? O : S[K]) extends
        KindShape | { readonly field: string } ? `${P}${K}` : never
    ]: (S[K] extends OptionalField<infer O> ? O : S[K]) extends infer F
      ? F extends TextField ? Uint8Array
      : F extends OneOfField<string> ? Uint8Array | Uint16Array
      : F extends ArrayField<infer _T, infer N> ? ColumnArrays[N]
      : F extends Kind<infer _T, infer N extends keyof ColumnArrays> ? ColumnArrays[N]
      : never
      : never;
  }
  & {
    readonly [
      K in keyof S & string as S[K] extends TextField | OptionalField<TextField> ? `${P}${K}.length`
        : never
    ]: Uint16Array;
  }
  & {
    readonly [
      K in keyof S & string as S[K] extends OptionalField<unknown> ? `${P}${K}?` : never
    ]: Uint8Array;
  }
  // What takes any of several arguments takes what is all of them: so the columns of the nested structs are joined.
  & ({
    [K in keyof S & string]: (S[K] extends OptionalField<infer O> ? O : S[K]) extends infer F
      ? F extends KindShape | { readonly field: string } ? never
      : (columns: ColumnsOf<F, `${P}${K}.`>) => void
      : never;
  }[keyof S & string] extends (columns: infer I) => void ? I : unknown);

/**
 * One of a few strings: kept as a small number, so it costs a byte.
 *
 * ```ts
 * import { oneOf, openChannel, struct, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const order = struct({ id: u32, side: oneOf("buy", "sell") });
 * const { tx, rx, commit } = openChannel("orders", order);
 * tx.trySend({ id: 1, side: "sell" });
 * commit();
 * assertEquals(rx.takeRow()?.side, "sell");
 * ```
 */
export function oneOf<const V extends string>(...values: readonly V[]): OneOfField<V> {
  return { field: "oneOf", values };
}

/**
 * A fixed number of scalars.
 *
 * ```ts
 * import { array, f64, openChannel, struct } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("points", struct({ at: array(f64, 3) }));
 * tx.trySend({ at: [1, 2, 3] });
 * commit();
 * assertEquals(rx.tryTake(), { at: [1, 2, 3] });
 * ```
 */
export function array<T, N extends keyof ColumnArrays>(
  element: Kind<T, N>,
  length: number,
): ArrayField<T, N> {
  return { field: "array", element, length };
}

/**
 * A field that may be missing: costs a byte more than the field itself.
 *
 * ```ts
 * import { f64, openChannel, optional, struct, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("readings", struct({ id: u32, celsius: optional(f64) }));
 * tx.sendBatch([{ id: 1, celsius: 21.5 }, { id: 2 }]);
 * commit();
 * assertEquals(rx.takeBatch().map(({ celsius }) => celsius), [21.5, undefined]);
 * ```
 */
export function optional<F extends Exclude<StructSchema[string], OptionalField<unknown>>>(
  field: F,
): OptionalField<F> {
  return { field: "optional", of: field };
}
