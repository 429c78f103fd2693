import type { KindShape } from "../kind_shape.ts";

/**
 * What the messages of a kind are made of, for those who move or compare them without looking into them. Messages of one kind are
 * messages of another if what both are made of is the same, all the way down.
 */
export type Composition =
  /** One element of a typed array, by its name; of `bool` a byte, 0 or 1. */
  | { readonly of: "scalar"; readonly element: string }
  | { readonly of: "struct"; readonly columns: readonly ColumnPart[] }
  /** Records of bytes, whatever they are. */
  | { readonly of: "text" | "bytes" | "raw" }
  /** Records that a codec of the program's own makes, by the kind's name. */
  | { readonly of: "custom"; readonly name: string }
  | { readonly of: "json" }
  | { readonly of: "delivery"; readonly message: KindShape }
  | { readonly of: "call"; readonly message: KindShape; readonly answer: KindShape }
  | { readonly of: "answer"; readonly answer: KindShape };

/** A column of a struct. */
export interface ColumnPart {
  /** Where the value is in the message: names from the outside in. */
  readonly path: readonly string[];
  /**
   * What the column holds of it: the value itself, the number of a string among `values`, the UTF-8 bytes or the length of a
   * text, or whether an optional field is there.
   */
  readonly role: "scalar" | "array" | "oneOf" | "textBytes" | "textLength" | "presence";
  /** Name of the kind that each of its elements is. */
  readonly element: string;
  /** Elements in each slot. */
  readonly width: number;
  /** For `oneOf`. */
  readonly values: readonly string[];
}
