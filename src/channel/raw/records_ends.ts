import type { Condition } from "../condition.ts";
import { RecordTxControl, slotWords } from "../record/mod.ts";
import {
  controlOf,
  meansOf,
  recordLengthWord,
  recordStartWord,
  type RingMemory,
  ringSlices,
  TxEnd,
} from "../ring/mod.ts";
import { recordCheck, type RecordFault } from "./check_records.ts";
import { checkCount, notShaped, wrongBody, wrongMessage } from "./faults.ts";
import type { RawBody, RawTx } from "./raw_ends.ts";
import type { RawReader } from "./raw_rx_end.ts";
import type { RawShape } from "./raw_shape.ts";

/** What a length takes in a body. */
const LENGTH_BYTES = 4;

/** What the records of an end are, once it is known. */
class ShapedRecords {
  readonly #channel: string;
  #faultIn: RecordFault | undefined;

  constructor({ spec }: RingMemory, shape: RawShape | undefined) {
    this.#channel = spec.name;
    if (shape !== undefined) this.shape(shape);
  }

  shape(shape: RawShape): void {
    if (shape.form !== "records") throw notShaped(this.#channel, "of any length");
    this.#faultIn = recordCheck(shape.content);
  }

  /** What looks at a record; `undefined` where every one will do. */
  get faultIn(): RecordFault | undefined {
    return this.#faultIn;
  }
}

/** The records of a ring where they lie. */
export class RecordParts extends ShapedRecords implements RawReader {
  readonly leastBytes = LENGTH_BYTES;
  readonly #payload: Uint8Array;
  readonly #slots: Uint32Array;
  readonly #mask: number;
  /** For the lengths of what was looked at last. */
  #lengths = new Uint32Array(64);

  constructor(memory: RingMemory, shape: RawShape | undefined) {
    super(memory, shape);
    this.#payload = memory.payload();
    this.#slots = slotWords(memory);
    this.#mask = memory.spec.slots - 1;
  }

  read(cursor: number): Uint8Array {
    const slot = cursor & this.#mask;
    const bytes = new Uint8Array(this.#slots[recordLengthWord(slot)] as number);
    let at = 0;
    for (const part of this.#run(this.#slots[recordStartWord(slot)] as number, bytes.length)) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** The body of up to `most` records from `cursor` on, and of no more than it has `maxBytes` for. */
  body(cursor: number, most: number, maxBytes: number): RawBody {
    const slots = this.#slots;
    const mask = this.#mask;
    const wrap = this.#payload.length - 1;
    if (this.#lengths.length < most) this.#lengths = new Uint32Array(Math.max(most, mask + 1));
    const lengths = this.#lengths;
    const runs: Uint8Array[] = [];
    let bytes = 0;
    let count = 0;
    let start = slots[recordStartWord(cursor & mask)] as number;
    let end = start;
    for (; count < most; count++) {
      const slot = (cursor + count) & mask;
      const length = slots[recordLengthWord(slot)] as number;
      if (bytes + length + (count + 1) * LENGTH_BYTES > maxBytes) break;
      const at = slots[recordStartWord(slot)] as number;
      // One follows the other, but where a writer has begun anew.
      if (at !== (end & wrap)) {
        runs.push(...this.#run(start, end - start));
        start = end = at;
      }
      lengths[count] = length;
      end += length;
      bytes += length;
    }
    runs.push(...this.#run(start, end - start));
    const parts = [new Uint8Array(lengths.buffer, 0, count * LENGTH_BYTES), ...runs];
    return { count, byteLength: count * LENGTH_BYTES + bytes, parts };
  }

  /** The bytes of the payload ring from `start` on: in two parts where they go round its end. */
  #run(start: number, length: number): Uint8Array[] {
    return ringSlices(this.#payload, this.#payload.length - 1, start, length);
  }
}

/** Sends messages of any length that come as bytes. */
export class RecordsTx extends TxEnd<Uint8Array, RecordTxControl<Uint8Array>, ShapedRecords>
  implements RawTx {
  readonly #control = controlOf(this);
  readonly #records = meansOf(this);
  /** The lengths in the body at hand: a body may begin at any byte, and is not to be looked at twice. */
  #lengths = new Uint32Array(64);

  static over(memory: RingMemory, shape: RawShape | undefined): RecordTxControl<Uint8Array> {
    const control = new RecordTxControl<Uint8Array>(memory);
    return control.of(new RecordsTx(control, new ShapedRecords(memory, shape)));
  }

  shapedAs(shape: RawShape): this {
    this.#records.shape(shape);
    return this;
  }

  get vacantBytes(): number {
    return this.#control.vacantBytes;
  }

  override vacant(messages = 1, bytes = 0): Condition {
    return super.vacant(messages, Math.min(bytes, this.#control.payload.length));
  }

  override trySend(message: Uint8Array): boolean {
    const { length } = message;
    const body = new Uint8Array(LENGTH_BYTES + length);
    new DataView(body.buffer).setUint32(0, length, true);
    body.set(message, LENGTH_BYTES);
    return this.sendBody(1, body) === 1;
  }

  sendBody(count: number, body: Uint8Array, from = 0): number {
    const control = this.#control;
    checkCount(control.name, count, from);
    const lengths = this.#lengthsIn(count, body);
    let at = this.#checkLengths(lengths, body.length, from);
    this.#checkRecords(lengths, body, at, from);
    control.look();
    if (control.limit === 0) throw control.refusal();
    let next = from;
    while (next < count) {
      const sent = control.sendRun(lengths, next, body.subarray(at));
      for (const to = next + sent; next < to; next++) at += lengths[next] as number;
      // What finds no room may be dropped; then there may be room for the next, which is shorter.
      if (next === count || !control.miss(lengths[next] as number)) break;
      at += lengths[next++] as number;
    }
    return next - from;
  }

  #checkRecords(lengths: Uint32Array, body: Uint8Array, at: number, from: number): void {
    const { faultIn } = this.#records;
    if (faultIn === undefined) return;
    for (let i = from; i < lengths.length; i++) {
      const end = at + (lengths[i] as number);
      const why = faultIn(body, at, end);
      if (why !== undefined) throw wrongMessage(this.name, i, why);
      at = end;
    }
  }

  #lengthsIn(count: number, body: Uint8Array): Uint32Array {
    const bytes = count * LENGTH_BYTES;
    if (body.length < bytes) {
      throw wrongBody(
        this.name,
        `${count} messages are told of, and it has ${body.length} bytes, which is less than their lengths take`,
      );
    }
    if (this.#lengths.length < count) this.#lengths = new Uint32Array(count * 2);
    new Uint8Array(this.#lengths.buffer).set(body.subarray(0, bytes));
    return this.#lengths.subarray(0, count);
  }

  /** Returns where message number `from` begins. */
  #checkLengths(lengths: Uint32Array, bytes: number, from: number): number {
    const { length: maxBytes } = this.#control.payload;
    let start = 0;
    let end = lengths.length * LENGTH_BYTES;
    for (let i = 0; i < lengths.length; i++) {
      if (i === from) start = end;
      const length = lengths[i] as number;
      if (length > maxBytes) {
        throw wrongMessage(
          this.name,
          i,
          `it has ${length} bytes, and the channel holds ${maxBytes}, raise its \`bytes\` option`,
        );
      }
      end += length;
    }
    if (end === bytes) return start;
    throw wrongBody(
      this.name,
      `its ${lengths.length} messages and their lengths make ${end} bytes, and it has ${bytes}`,
    );
  }
}
