import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { ordered, pieceCentsOf, priced } from "../../08_pipeline/kinds.ts";

/** Says what each order costs. */
export const pricer = defineActor(import.meta, "pricer", {
  ports: { orders: rx(ordered), priced: tx(priced) },
  async run(actor) {
    const { orders, priced } = actor.ports;
    for (let order = await actor.take(orders); order; order = await actor.take(orders)) {
      const { item, pieces } = order.message;
      await actor.send(
        priced,
        order.with({ ...order.message, cents: pieces * pieceCentsOf(item) }),
      );
    }
  },
});
