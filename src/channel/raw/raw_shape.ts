/**
 * How messages of a kind lie in the memory of a channel, as far as whoever moves them as bytes has to know. Plain data: it goes into plans.
 *
 * @module
 */

/** How messages of a kind lie in memory. */
export type RawShape = RawColumns | RawRecords;

/** Messages of a fixed size: so many columns, one behind the other, each with room for all slots. */
export interface RawColumns {
  readonly form: "columns";
  /** In the order in which they lie in memory. */
  readonly columns: readonly RawColumn[];
}

/** A column of messages of a fixed size. */
export interface RawColumn {
  /** Bytes for each message. */
  readonly width: number;
  /** Where not every value is one: the bytes of an element, which is a whole number from 0 on, and the greatest that is allowed. */
  readonly limit?: { readonly bytes: 1 | 2; readonly most: number };
  /** What the column holds, for messages about it: the field's name, if it has one. */
  readonly field?: string;
}

/** Messages of any length: slots that say where each lies, and the bytes of all of them one behind the other. */
export interface RawRecords {
  readonly form: "records";
  readonly content: RawContent;
}

/**
 * What the bytes of a record are. `"any"`: whatever they are, the kind makes a message of them, or the codec is the program's own.
 * `"json"`: as the kind of JSON writes them. Else what stands before a body that is a message of another kind.
 */
export type RawContent = "any" | "json" | {
  readonly of: "call" | "answer" | "delivery";
  readonly body: RawShape;
};
