import type { MessageReader, RingMemory } from "../ring/mod.ts";
import type { RawColumn, RawColumns } from "./raw_shape.ts";

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
      const [begin, turn, end] = [from, from + first, to].map((i) => at + i * width);
      bytes.set(body.subarray(begin, turn), start * width);
      if (turn !== end) bytes.set(body.subarray(turn, end), 0);
      at += count * width;
    }
  }
}
