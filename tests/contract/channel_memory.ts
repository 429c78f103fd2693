import {
  CHANNEL_HEAD_HIGH_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_HEADER_BYTES,
  CHANNEL_TAIL_HIGH_WORD,
  CHANNEL_TAIL_WORD,
} from "../../src/channel/ring/channel_layout.ts";
import {
  type ChannelOptions,
  channelSize,
  type ChannelSpec,
  channelSpec,
  initChannel,
} from "../../src/channel/ring/channel_spec.ts";
import { type Kind, ringKind } from "../../src/channel/ring/kind.ts";
import { RingMemory } from "../../src/channel/ring/ring_memory.ts";
import type { RxControl } from "../../src/channel/ring/rx_control.ts";
import type { TxControl } from "../../src/channel/ring/tx_control.ts";
import { controlIfOurs } from "../../src/channel/ring/end.ts";
import type { Rx } from "../../src/channel/rx.ts";
import type { Tx } from "../../src/channel/tx.ts";
import { Ringer, type SeatAddress } from "../../src/memory/doorbell.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { storeCount } from "../../src/wide_count.ts";

/** A channel's memory, from which new ends can be built as often as one likes: each is a new life of an actor. */
export class ChannelMemory<T> {
  readonly region: SharedArrayBuffer;
  readonly spec: ChannelSpec;
  readonly words: Int32Array;
  readonly at: number;
  readonly #kind: Kind<T>;

  constructor(kind: Kind<T>, options: ChannelOptions = {}) {
    const plan = new RegionPlan();
    this.#kind = kind;
    this.spec = channelSpec("numbers", kind, options);
    this.at = plan.reserve(channelSize(this.spec));
    this.region = plan.allocate();
    initChannel(this.region, this.at, this.spec);
    this.words = new Int32Array(this.region, this.at, CHANNEL_HEADER_BYTES / 4);
  }

  /** As if so many messages had gone through before. */
  startAt(count: number): this {
    storeCount(this.words, CHANNEL_HEAD_WORD, CHANNEL_HEAD_HIGH_WORD, count);
    storeCount(this.words, CHANNEL_TAIL_WORD, CHANNEL_TAIL_HIGH_WORD, count);
    return this;
  }

  tx(peer?: SeatAddress): Tx<T> {
    return this.txControl(peer).end;
  }

  txControl(peer?: SeatAddress): TxControl<T> {
    return ringKind(this.#kind).createTx(this.#memory(peer));
  }

  rx(peer?: SeatAddress): Rx<T> {
    return ringKind(this.#kind).createRx(this.#memory(peer)).end;
  }

  #memory(peer?: SeatAddress): RingMemory {
    const ringer = peer === undefined ? null : new Ringer(this.region, peer);
    return new RingMemory(this.region, this.at, this.spec, ringer);
  }
}

/** What an end's turn has in hand of it. */
export function controlOf<T>(end: Rx<T>): RxControl<T>;
export function controlOf<T>(end: Tx<T>): TxControl<T>;
export function controlOf(end: Tx<never> | Rx<unknown>): TxControl<never> | RxControl;
export function controlOf(end: Tx<never> | Rx<unknown>): TxControl<never> | RxControl {
  const control = controlIfOurs(end);
  if (control === undefined) throw new TypeError("it is no end of this package");
  return control as RxControl;
}

/** Publishes what an end has staged, as a turn's commit does. */
export function commit(end: Tx<never> | Rx<unknown>): void {
  const control = controlOf(end);
  control.publish(control.staged, control.ending);
}

/** Ends the turns of some ends: each publishes what it has staged, and the next turns see it. */
export function nextTurns(...ends: readonly (Tx<never> | Rx<unknown>)[]): void {
  ends.forEach(commit);
  for (const end of ends) controlOf(end).look();
}
