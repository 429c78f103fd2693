/**
 * Messages from outside, which keep where they come from.
 *
 * @module
 */
import { checkBodyKind, RECORD_SHAPE, recordRx, RecordTxControl } from "../record/mod.ts";
import type { Kind, RingKind } from "../ring/mod.ts";
import type { Tx } from "../tx.ts";
import { type Delivery, type KeptDelivery, TakenDelivery } from "./delivery.ts";
import { DeliveryCodec, DeliveryReader, DeliveryTx } from "./delivery_ring.ts";

export type { Delivery, KeptDelivery, SendableOf } from "./delivery.ts";

/** A kind of deliveries, made by {@link delivery}. */
export interface DeliveryKind<M, N extends string = string>
  extends Kind<Delivery<M>, `delivery(${N})`> {
  /** Never set: it makes the type of the sending end part of the kind's type, which takes plain data as well. */
  readonly sends?: Tx<KeptDelivery<M>>;

  /** A delivery made of plain data: by hand, in a test, or of what was kept of one. */
  from(kept: KeptDelivery<M>): Delivery<M>;
}

/**
 * The kind of channels of messages from outside, each with its origin: what sources send and sinks take. `message` is the kind of the
 * message itself: a scalar, `struct`, `text`, `bytes`, `json`, or one of your own.
 *
 * ```ts
 * import { delivery, json, openChannel } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const orders = openChannel("orders", delivery(json<{ cents: number }>()));
 * orders.tx.trySend({ origin: "orders/3/5512", message: { cents: 250 } });
 * orders.commit();
 *
 * const order = orders.rx.takeNext();
 * assertEquals(order.origin, "orders/3/5512");
 * assertEquals(order.with(order.message.cents * 2).origin, "orders/3/5512");
 * ```
 *
 * The origin counts as part of the message where a channel's `bytes` are concerned.
 *
 * @throws {TypeError} if it is no kind, or of a copy of this package that does not fit this one
 */
export function delivery<M, N extends string>(message: Kind<M, N>): DeliveryKind<M, N> {
  checkBodyKind("deliveries", message);
  const kind: RingKind<Delivery<M>, `delivery(${N})`> = {
    ...RECORD_SHAPE,
    name: `delivery(${message.name})`,
    composition: { of: "delivery", message },
    createTx(memory) {
      const control = new RecordTxControl<Delivery<M>>(memory);
      const codec = new DeliveryCodec<M>(message, memory.spec);
      return control.of(new DeliveryTx(control, codec, memory.spec));
    },
    createRx: (memory) =>
      recordRx(memory, new DeliveryReader<M>(memory, new DeliveryCodec(message, memory.spec))),
  };
  return Object.assign(kind, {
    from: ({ origin, message }: KeptDelivery<M>): Delivery<M> => new TakenDelivery(origin, message),
  }) as DeliveryKind<M, N>;
}
