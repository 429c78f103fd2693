/**
 * What an order is, before and after it has a price.
 *
 * @module
 */
import { delivery, type DeliveryKind, json } from "@steady-state/deno/channel";

/** An order as the shop has put it into the stream. */
export interface Order {
  readonly id: number;
  readonly item: string;
  readonly pieces: number;
}

/** An order as it goes into the table. */
export interface PricedOrder extends Order {
  readonly cents: number;
}

/** Orders on their way, each with the place in the stream that it comes from. */
export const ordered: DeliveryKind<Order, "json"> = delivery(json<Order>());

/** The same with what they cost. */
export const priced: DeliveryKind<PricedOrder, "json"> = delivery(json<PricedOrder>());

const ITEMS = ["tea", "coffee", "cocoa", "lemonade", "water"];

/** The order with that number, as the shop makes it: the same in every process. */
export function orderOf(id: number): Order {
  return { id, item: ITEMS[(id * 7) % ITEMS.length]!, pieces: 1 + (id * 7919) % 9 };
}

/** What a piece of it costs. */
export function pieceCentsOf(item: string): number {
  return 100 + 10 * item.length;
}
