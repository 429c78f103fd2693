/**
 * Ends over any ring that move messages as bytes, for those who carry them elsewhere: a channel's messages become a body, and a body
 * becomes messages of a like channel.
 *
 * @module
 */
export type { RawBody, RawKind, RawRx, RawTx } from "./raw_ends.ts";
export { raw, rawOf } from "./raw_kind.ts";
export type { RawShape } from "./raw_shape.ts";
export { schemaHash, schemaText } from "./schema.ts";
export { rawShapeOf } from "./shape_of.ts";
