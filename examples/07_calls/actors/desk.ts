import { defineActor, tx, u32 } from "@steady-state/deno/actor";
import { centsOf, settledIn } from "../books.ts";
import { order } from "../kinds.ts";

/**
 * Hands out the orders that are neither done nor refused by what is written down. What an earlier process had in its channels is gone with
 * it, so this is where nothing is skipped.
 */
export const desk = defineActor(import.meta, "desk", {
  ports: { orders: tx(order) },
  args: { orders: 0, dir: "" },
  // Commits with the orders that were sent: a generation goes on where the one before was.
  state: { next: u32 },
  async run(actor) {
    const { ports: { orders }, args, state } = actor;
    const settled = await settledIn(args.dir);
    for (; state.next < args.orders; state.next++) {
      const id = state.next;
      if (settled.has(id)) continue;
      if (!(await actor.send(orders, { id, cents: centsOf(id) }))) return;
    }
  },
});
