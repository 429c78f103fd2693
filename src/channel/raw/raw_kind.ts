import {
  type Kind,
  KIND_COPY,
  RECORD_SLOT_BYTES,
  type RingKind,
  ringKind,
  type RingMemory,
} from "../ring/mod.ts";
import { ColumnsTx, ShapedColumns } from "./columns_ends.ts";
import type { RawKind } from "./raw_ends.ts";
import { RawRxEnd } from "./raw_rx_end.ts";
import type { RawShape } from "./raw_shape.ts";
import { RecordParts, RecordsTx } from "./records_ends.ts";
import { rawShapeOf } from "./shape_of.ts";

/** The taking end over that ring. */
function rawRx(memory: RingMemory, shape?: RawShape): ReturnType<typeof RawRxEnd.over> {
  const Reader = hasRecords(memory) ? RecordParts : ShapedColumns;
  return RawRxEnd.over(memory, new Reader(memory, shape));
}

function hasRecords({ spec }: RingMemory): boolean {
  return spec.payloadBytes > 0;
}

const rawRing: RingKind<Uint8Array, "raw"> = {
  name: "raw",
  slotBytes: RECORD_SLOT_BYTES,
  hasPayload: true,
  copy: KIND_COPY,
  composition: { of: "raw" },
  fitsAny: true,
  createTx: (memory) => (hasRecords(memory) ? RecordsTx : ColumnsTx).over(memory, undefined),
  createRx: (memory) => rawRx(memory),
};

/**
 * The kind of a port whose actor moves messages as bytes, whatever channel it is wired to. Its ends are told by `shapedAs` what that one
 * carries. Where a channel is made of it, that one carries records of any bytes.
 */
export const raw: RawKind<"raw"> = rawRing;

/**
 * The kind of a port that takes a channel of `kind` for its own, and moves its messages as bytes. It has the name of that kind, so that it
 * is wired as one; its ends know their shape.
 *
 * @throws {TypeError} if it is no kind, or of a copy of this package that does not fit this one
 */
export function rawOf<T, N extends string>(kind: Kind<T, N>): RawKind<N> {
  const { name, slotBytes, hasPayload, composition } = ringKind(kind);
  const shape = rawShapeOf(kind);
  const asBytes: RingKind<Uint8Array, N> = {
    name: name as N,
    slotBytes,
    hasPayload,
    copy: KIND_COPY,
    composition,
    createTx: (memory) => (hasPayload ? RecordsTx : ColumnsTx).over(memory, shape),
    createRx: (memory) => rawRx(memory, shape),
  };
  return asBytes as RawKind<N>;
}
