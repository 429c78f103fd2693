import type { Kind } from "./kind.ts";
import type { KindShape } from "./kind_shape.ts";

/** Names of the kinds that are one element of a typed array: the fields that a struct can hold without more ado. */
export type ScalarName =
  | "u8"
  | "u16"
  | "u32"
  | "i8"
  | "i16"
  | "i32"
  | "f32"
  | "f64"
  | "u64"
  | "i64"
  | "bool";

/** A text of limited length, as a field of a struct. Made by `text(maxBytes)`. */
export interface TextField {
  /** Says what kind of field it is. */
  readonly field: "text";
  /** How many UTF-8 bytes it may take. */
  readonly maxBytes: number;
}

/** One of a few strings, as a field of a struct. Made by {@link oneOf}. */
export interface OneOfField<V extends string> {
  /** Says what kind of field it is. */
  readonly field: "oneOf";
  /** The strings. */
  readonly values: readonly V[];
}

/** A fixed number of scalars, as a field of a struct. Made by {@link array}. */
export interface ArrayField<T> {
  /** Says what kind of field it is. */
  readonly field: "array";
  /** What each element is. */
  readonly element: Kind<T, ScalarName>;
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

/** A field's description. */
export type FieldShape =
  | KindShape
  | TextField
  | OneOfField<string>
  | { readonly field: "array"; readonly element: KindShape; readonly length: number }
  | { readonly field: "optional"; readonly of: unknown }
  | StructSchema;

/** The fields of a struct by name. A plain object of fields nests a struct. */
export interface StructSchema {
  /** A field, by name. */
  readonly [name: string]: FieldShape;
}

/** The value of a field. */
export type FieldOf<F> = F extends TextField ? string
  : F extends OneOfField<infer V> ? V
  : F extends ArrayField<infer T> ? T[]
  : F extends OptionalField<infer O> ? FieldOf<O> | undefined
  : F extends Kind<infer T, ScalarName> ? T
  : F extends StructSchema ? StructOf<F>
  : never;

type OptionalNames<S> = {
  [K in keyof S]: S[K] extends OptionalField<unknown> ? K : never;
}[keyof S];

/** The message that belongs to a schema. */
export type StructOf<S> =
  & { [K in keyof S as S[K] extends OptionalField<unknown> ? never : K]: FieldOf<S[K]> }
  & { [K in keyof S as S[K] extends OptionalField<unknown> ? K : never]?: FieldOf<S[K]> };

/** One of a few strings: kept as a small number, so it costs a byte. */
export function oneOf<const V extends string>(...values: readonly V[]): OneOfField<V> {
  return { field: "oneOf", values };
}

/** A fixed number of scalars. */
export function array<T>(element: Kind<T, ScalarName>, length: number): ArrayField<T> {
  return { field: "array", element, length };
}

/** A field that may be missing: costs a byte more than the field itself. */
export function optional<F extends Exclude<FieldShape, OptionalField<unknown>>>(
  field: F,
): OptionalField<F> {
  return { field: "optional", of: field };
}
