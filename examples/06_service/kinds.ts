/**
 * What is asked and answered, as both sides need it: the graph to lay the channels out, the actors for their ports.
 *
 * @module
 */
import { call, json } from "@steady-state/deno/channel";

/** What a customer wants. */
export interface Order {
  readonly customer: string;
  readonly item: string;
  readonly cups: number;
}

/** An order that can be made. */
export interface Ticket extends Order {
  readonly cents: number;
}

/** What the customer gets. */
export interface Receipt extends Ticket {
  /** Counted by whoever made it. */
  readonly number: number;
  readonly barista: number;
}

/** An order, as it is asked for. */
export const purchase = call(json<Order>(), json<Receipt>());
/** The same, once the door has let it in: answered alike, so a purchase is forwarded as a brew. */
export const brew = call(json<Ticket>(), json<Receipt>());
