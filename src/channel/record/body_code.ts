/**
 * Makes bytes of a message of any kind, and back, for records that have a message within: the kind itself does it, by a channel of one
 * slot that nobody else sees. What it has learned of earlier messages, as the kind of JSON does, is kept.
 *
 * @module
 */
import { viewsOf } from "../../memory/views.ts";
import { misfitOf } from "../../package.ts";
import type { KindShape } from "../kind_shape.ts";
import { CHANNEL_VERSION, CHANNEL_VERSION_WORD, channelBytes } from "../ring/channel_layout.ts";
import {
  CHANNEL_HEAD_WORD,
  type ChannelSpec,
  describeNoKind,
  isKind,
  type Kind,
  KIND_COPY,
  meansOf,
  recordLengthWord,
  recordStartWord,
  ringKind,
  RingMemory,
  type RxControl,
  type RxEnd,
  type TxControl,
} from "../ring/mod.ts";
import { type RecordEncoder, RecordReader, RecordTx } from "./record_ring.ts";

/**
 * Refuses what cannot be the kind of a message within others.
 *
 * @param what what the others are, for instance `calls`
 * @throws {TypeError} if it is no kind, or of a copy of this package that does not fit this one
 */
export function checkBodyKind(what: string, kind: KindShape): void {
  if (!isKind(kind)) {
    throw new TypeError(`Cannot make a kind of ${what} of ${describeNoKind(kind)}`);
  }
  const misfit = misfitOf(ringKind(kind).copy, KIND_COPY);
  if (misfit === undefined) return;
  throw new TypeError(
    `Cannot make a kind of ${what} of a ${kind.name} of ${misfit.theirs}: the ${what} are of ${misfit.ours}, use one copy of this package`,
  );
}

/** What a region's length is a multiple of. */
const WORD_BYTES = 8;

/** The channel of one slot, with its errors in the name of the channel that `outer` is of. */
function oneSlot<T>(kind: Kind<T>, outer: ChannelSpec): RingMemory {
  const { slotBytes, hasPayload } = kind;
  const payloadBytes = hasPayload ? outer.payloadBytes : 0;
  const bytes = channelBytes(1, slotBytes, payloadBytes);
  const region = new SharedArrayBuffer(Math.ceil(bytes / WORD_BYTES) * WORD_BYTES);
  const { words } = viewsOf(region);
  words[CHANNEL_VERSION_WORD] = CHANNEL_VERSION;
  const spec: ChannelSpec = {
    name: outer.name,
    capacity: 1,
    slots: 1,
    slotBytes,
    payloadBytes,
    checked: false,
    pooled: false,
    overflow: "wait",
  };
  return new RingMemory(region, 0, spec, null, undefined, words);
}

/** The one slot of a channel, and its payload. */
class Slot {
  readonly memory: RingMemory;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array | undefined;

  constructor(memory: RingMemory, hasPayload: boolean) {
    const { region, slotsAt, spec } = memory;
    this.memory = memory;
    this.bytes = hasPayload ? memory.payload() : new Uint8Array(region, slotsAt, spec.slotBytes);
    this.words = hasPayload ? new Uint32Array(region, slotsAt, 2) : undefined;
  }
}

/** Makes bytes of messages. */
export class BodyWriter<T> {
  readonly #slot: Slot;
  readonly #tx: TxControl<T>;
  /** Of a kind whose records are what its codec makes: the slot would be one more copy. */
  readonly #encoder: RecordEncoder<T> | undefined;

  constructor(kind: Kind<T>, outer: ChannelSpec) {
    this.#slot = new Slot(oneSlot(kind, outer), kind.hasPayload);
    this.#tx = ringKind(kind).createTx(this.#slot.memory);
    const { end } = this.#tx;
    if (end instanceof RecordTx && end.trySend === RecordTx.prototype.trySend) {
      this.#encoder = meansOf<RecordEncoder<T>>(end);
    }
  }

  /** The bytes of a message, in memory that the next call uses again. Throws as a send of the message does. */
  write(message: T): Uint8Array {
    if (this.#encoder !== undefined) return this.#encoder.encode(message);
    const { bytes, words } = this.#slot;
    if (!this.#tx.end.trySend(message)) throw new Error("Cannot happen: an empty channel is full");
    const length = words === undefined ? bytes.length : words[recordLengthWord(0)];
    this.#tx.unsend(); // So each finds the channel empty, and its payload begins where the ring does.
    return bytes.subarray(0, length);
  }
}

/** Makes messages of bytes. */
export class BodyReader<T> {
  readonly #slot: Slot;
  readonly #rx: RxControl<T>;
  /** As {@link BodyWriter} has it. */
  readonly #reader: RecordReader<T> | undefined;

  constructor(kind: Kind<T>, outer: ChannelSpec) {
    this.#slot = new Slot(oneSlot(kind, outer), kind.hasPayload);
    this.#rx = ringKind(kind).createRx(this.#slot.memory);
    const reader: unknown = meansOf(this.#rx.end as RxEnd<T>);
    if (reader instanceof RecordReader && reader.read === RecordReader.prototype.read) {
      this.#reader = reader;
    }
  }

  /** The message of some bytes. */
  read(body: Uint8Array): T {
    if (this.#reader !== undefined) return this.#reader.decode(body.slice());
    const { bytes, words, memory } = this.#slot;
    bytes.set(body);
    if (words !== undefined) {
      words[recordStartWord(0)] = 0;
      words[recordLengthWord(0)] = body.length;
    }
    // One that could not be read is left behind: the next takes its place.
    memory.words[memory.base + CHANNEL_HEAD_WORD] = (this.#rx.tail + 1) | 0;
    this.#rx.look();
    return this.#rx.end.takeNext();
  }
}
