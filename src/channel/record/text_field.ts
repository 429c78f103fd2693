/** A text of limited length, as a field of a struct. Made by `text(maxBytes)`. */
export interface TextField {
  /** Says what kind of field it is. */
  readonly field: "text";
  /** How many UTF-8 bytes it may take. */
  readonly maxBytes: number;
}
