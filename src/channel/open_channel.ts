import { RegionPlan } from "../memory/region.ts";
import { optionFaults, throwOptionFaults } from "../option_faults.ts";
import { CHANNEL_OPTIONS, channelSize, channelSpec, initChannel } from "./ring/host.ts";
import {
  type ChannelOptions,
  type MessageOf,
  ringKind,
  RingMemory,
  type RxOf,
  type TxOf,
} from "./ring/mod.ts";
import type { KindShape } from "./kind_shape.ts";

/** A channel outside of any graph: both ends in the hands of one owner. */
export interface OpenChannel<K> {
  /** The sending end. */
  readonly tx: TxOf<K>;
  /** The taking end. */
  readonly rx: RxOf<K>;
  /** Publishes what both ends have staged, as a turn's commit does. */
  commit(): void;
}

/**
 * Opens a channel of its own, for tests and for programs that want the ring without the actors. Nobody is woken by it:
 * waiting is what actors do.
 *
 * ```ts
 * import { openChannel, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("numbers", u32, { capacity: 2 });
 * assertEquals([tx.trySend(7), tx.trySend(8), tx.trySend(9)], [true, true, false]);
 * assertEquals(rx.tryTake(), undefined); // not committed yet
 * commit();
 * assertEquals(rx.takeBatch(), [7, 8]);
 * ```
 *
 * @throws {RangeError} if the capacity or the payload size is out of range
 * @throws {TypeError} if there is an option that is not known or of a wrong type, or with several faults, all that there are
 */
export function openChannel<K extends KindShape>(
  name: string,
  kind: K,
  options: ChannelOptions = {},
): OpenChannel<K> {
  throwOptionFaults(`build channel "${name}"`, optionFaults(CHANNEL_OPTIONS, options));
  const spec = channelSpec(name, kind, options);
  const plan = new RegionPlan();
  const at = plan.reserve(channelSize(spec));
  const region = plan.allocate();
  initChannel(region, at, spec);
  const tx = ringKind<MessageOf<K>>(kind).createTx(new RingMemory(region, at, spec));
  const rx = ringKind<MessageOf<K>>(kind).createRx(new RingMemory(region, at, spec));
  return {
    tx: tx.end as unknown as TxOf<K>,
    rx: rx.end as unknown as RxOf<K>,
    commit() {
      tx.publish(tx.staged, tx.ending);
      rx.publish(rx.staged, rx.ending);
      tx.newTurn();
      rx.newTurn();
    },
  };
}
