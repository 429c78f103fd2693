import type { Condition } from "../condition.ts";
import { controlOf, FixedTxControl, meansOf, type RingMemory, TxEnd } from "../ring/mod.ts";
import { columnFault } from "./check_columns.ts";
import { checkCount, notShaped, wrongBody, wrongMessage } from "./faults.ts";
import { ColumnSlots } from "./raw_columns.ts";
import type { RawBody, RawTx } from "./raw_ends.ts";
import type { RawReader } from "./raw_rx_end.ts";
import type { RawShape } from "./raw_shape.ts";

/** The columns of an end, once they are known. */
export class ShapedColumns implements RawReader {
  readonly #memory: RingMemory;
  #slots: ColumnSlots | undefined;

  constructor(memory: RingMemory, shape: RawShape | undefined) {
    this.#memory = memory;
    if (shape !== undefined) this.shape(shape);
  }

  shape(shape: RawShape): void {
    if (shape.form !== "columns") throw notShaped(this.#memory.spec.name, "of a fixed size");
    this.#slots = new ColumnSlots(this.#memory, shape);
  }

  get slots(): ColumnSlots {
    if (this.#slots === undefined) throw notShaped(this.#memory.spec.name, "not known");
    return this.#slots;
  }

  get leastBytes(): number {
    return this.slots.rowBytes;
  }

  read(cursor: number): Uint8Array {
    return this.slots.read(cursor);
  }

  body(cursor: number, count: number): RawBody {
    const { slots } = this;
    return { count, byteLength: count * slots.rowBytes, parts: slots.parts(cursor, count) };
  }
}

/** Sends messages of a fixed size that come as bytes. */
export class ColumnsTx extends TxEnd<Uint8Array, FixedTxControl<Uint8Array>, ShapedColumns>
  implements RawTx {
  readonly #control = controlOf(this);
  readonly #means = meansOf(this);

  static over(memory: RingMemory, shape: RawShape | undefined): FixedTxControl<Uint8Array> {
    const control = new FixedTxControl<Uint8Array>(memory);
    return control.of(new ColumnsTx(control, new ShapedColumns(memory, shape)));
  }

  shapedAs(shape: RawShape): this {
    this.#means.shape(shape);
    return this;
  }

  get vacantBytes(): number {
    return Infinity;
  }

  override vacant(messages = 1): Condition {
    return super.vacant(messages);
  }

  override trySend(message: Uint8Array): boolean {
    return this.sendBody(1, message) === 1;
  }

  sendBody(count: number, body: Uint8Array, from = 0): number {
    const control = this.#control;
    const { slots } = this.#means;
    checkCount(control.name, count, from);
    if (body.length !== count * slots.rowBytes) {
      throw wrongBody(
        control.name,
        `${count} messages of ${slots.rowBytes} bytes are told of, and it has ${body.length} bytes`,
      );
    }
    const fault = columnFault(slots.columns, body, 0, count, from);
    if (fault !== undefined) throw wrongMessage(control.name, fault.message, fault.why);
    control.look();
    if (control.limit === 0) throw control.refusal();
    const { head } = control;
    const sent = Math.min(count - from, (control.stop - head) | 0);
    if (sent > 0) {
      slots.write(head, body, count, from, from + sent);
      control.head = (head + sent) | 0;
    }
    let done = sent;
    while (from + done < count && control.full()) done++;
    return done;
  }
}
