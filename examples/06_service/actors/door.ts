import { defineActor, rx, tx, txBundle } from "@steady-state/deno/actor";
import { brew, type Order, purchase } from "../kinds.ts";

/** What there is, and for how many cents. */
const MENU: ReadonlyMap<string, number> = new Map([["tea", 250], ["coffee", 300], ["cocoa", 350]]);

/** Why an order is none that can be made; `undefined` if it is. */
function faultOf({ customer, item, cups }: Order): string | undefined {
  if (typeof customer !== "string" || customer === "") {
    return "an order has a customer, give a name";
  }
  if (!MENU.has(item)) return `there is no ${item}, there are ${[...MENU.keys()].join(", ")}`;
  if (!Number.isInteger(cups) || cups < 1 || cups > 10) return `${cups} cups, ask for 1 to 10`;
  return undefined;
}

/** Refuses what cannot be made, and shares the rest out: all orders of a customer go to the same barista. */
export const door = defineActor(import.meta, "door", {
  ports: { orders: rx(purchase), brews: txBundle(brew), refusals: tx(purchase.answers) },
  async run(actor) {
    const { orders, brews, refusals } = actor.ports;
    for (
      let order = await actor.take(orders);
      order !== undefined;
      order = await actor.take(orders)
    ) {
      const { message } = order;
      const fault = faultOf(message);
      if (fault !== undefined) await actor.send(refusals, order.refuse(fault));
      else {
        const cents = MENU.get(message.item)! * message.cups;
        await actor.send(brews.laneFor(message.customer), order.forward({ ...message, cents }));
      }
    }
  },
});
