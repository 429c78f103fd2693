import { type MessageReader, type RingMemory, ringSlices } from "../ring/mod.ts";
import type { RawColumn, RawColumns } from "./raw_shape.ts";

/** Up to which length of a piece it costs less to move its bytes one by one than to make a view of it. */
const FEW_BYTES = 64;

/** One column in a ring: all of its slots as bytes. */
export interface ColumnBytes extends RawColumn {
  readonly bytes: Uint8Array;
}

/** The columns of a ring as bytes. */
export class ColumnSlots implements MessageReader<Uint8Array> {
  readonly columns: readonly ColumnBytes[];
  /** Bytes of one message over all columns. */
  readonly rowBytes: number;
  readonly mask: number;

  constructor({ region, slotsAt, spec }: RingMemory, { columns }: RawColumns) {
    this.rowBytes = columns.reduce((sum, { width }) => sum + width, 0);
    if (this.rowBytes !== spec.slotBytes) {
      throw new TypeError(
        `Cannot take channel "${spec.name}" as bytes: a message of it has ${spec.slotBytes}, and those that are told of ` +
          `${this.rowBytes}, give the shape of its own kind`,
      );
    }
    let at = slotsAt;
    this.columns = columns.map((column) => {
      const bytes = new Uint8Array(region, at, spec.slots * column.width);
      at += bytes.length;
      return { ...column, bytes };
    });
    this.mask = spec.slots - 1;
  }

  read(cursor: number): Uint8Array {
    const slot = cursor & this.mask;
    const message = new Uint8Array(this.rowBytes);
    let at = 0;
    for (const { bytes, width } of this.columns) {
      message.set(bytes.subarray(slot * width, (slot + 1) * width), at);
      at += width;
    }
    return message;
  }

  /** Writes the messages `from` to `to` of a body of `count` into the slots from `cursor` on. */
  write(cursor: number, body: Uint8Array, count: number, from: number, to: number): void {
    const start = cursor & this.mask;
    const first = Math.min(to - from, this.mask + 1 - start);
    let at = 0;
    for (const { bytes, width } of this.columns) {
      const begin = at + from * width;
      const turn = begin + first * width;
      const end = at + to * width;
      if (end - begin <= FEW_BYTES) {
        let place = start * width;
        for (let i = begin; i < turn; i++) bytes[place++] = body[i] as number;
        for (let i = turn; i < end; i++) bytes[i - turn] = body[i] as number;
      } else {
        bytes.set(body.subarray(begin, turn), start * width);
        if (turn !== end) bytes.set(body.subarray(turn, end), 0);
      }
      at += count * width;
    }
  }

  /** The parts of the body of so many messages from `cursor` on. */
  parts(cursor: number, count: number): Uint8Array[] {
    const { columns, mask, rowBytes } = this;
    if (count * rowBytes <= columns.length * FEW_BYTES) return [this.#copied(cursor, count)];
    return columns.flatMap(({ bytes, width }) => ringSlices(bytes, mask, cursor, count, width));
  }

  /** The same, copied: to make a view of each column costs more where there are few bytes. */
  #copied(cursor: number, count: number): Uint8Array {
    const copy = new Uint8Array(count * this.rowBytes);
    const start = cursor & this.mask;
    const first = Math.min(count, this.mask + 1 - start);
    let at = 0;
    for (const { bytes, width } of this.columns) {
      const turn = (start + first) * width;
      for (let i = start * width; i < turn; i++) copy[at++] = bytes[i] as number;
      const end = (count - first) * width;
      for (let i = 0; i < end; i++) copy[at++] = bytes[i] as number;
    }
    return copy;
  }
}
