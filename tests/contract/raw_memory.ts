import { type Kind, type RingKind, ringKind, RingMemory } from "../../src/channel/ring/mod.ts";
import type { ChannelOptions, Rx, Tx } from "../../src/channel/mod.ts";
import { type RawBody, rawOf, type RawRx, type RawTx } from "../../src/channel/raw/mod.ts";
import { ChannelMemory, commit } from "./channel_memory.ts";

/** A channel whose ends are built at will: ordinary ones, and ones that move its messages as bytes. */
export class RawMemory<T> extends ChannelMemory<T> {
  readonly #asBytes: RingKind<unknown>;

  constructor(kind: Kind<T>, options: ChannelOptions = {}) {
    super(kind, options);
    this.#asBytes = ringKind(rawOf(kind));
  }

  rawRx(): RawRx {
    return this.#asBytes.createRx(this.#memory()).end as RawRx;
  }

  rawTx(): RawTx {
    return this.#asBytes.createTx(this.#memory()).end as unknown as RawTx;
  }

  #memory(): RingMemory {
    return new RingMemory(this.region, this.at, this.spec);
  }
}

/** The body of some parts, as a wire would bring it to the other side. */
export function joined({ parts, byteLength }: RawBody): Uint8Array {
  // In the midst of other bytes, as in a frame.
  const frame = new Uint8Array(byteLength + 8).fill(0xaa);
  let at = 3;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame.subarray(3, at);
}

/** The body of some messages, made by a channel of their kind that nobody else sees. */
export function bodyOf<T>(kind: Kind<T>, messages: readonly T[]): Uint8Array {
  const memory = new RawMemory(kind, { capacity: Math.max(1, messages.length), bytes: 2 ** 20 });
  const tx: Tx<T> = memory.tx();
  tx.sendBatch(messages);
  commit(tx);
  return joined(memory.rawRx().peekParts(Infinity, Infinity));
}

/** The messages that a body makes in a channel of that kind. */
export function messagesIn<T>(kind: Kind<T>, count: number, body: Uint8Array): T[] {
  const memory = new RawMemory(kind, { capacity: Math.max(1, count), bytes: 2 ** 20 });
  const tx = memory.rawTx();
  tx.sendBody(count, body);
  commit(tx);
  const rx: Rx<T> = memory.rx();
  return rx.takeBatch();
}
