import { defineActor, doneMarks, rx, tx } from "@steady-state/deno/actor";
import { ordered, priced } from "../kinds.ts";

/** Asks what each order costs, sixteen at a time. `with` keeps the place in the stream with the message. */
export const pricer = defineActor(import.meta, "pricer", {
  ports: { orders: rx(ordered), priced: tx(priced) },
  state: { marks: doneMarks() },
  args: { prices: "" },
  async run(actor) {
    const { ports: { orders, priced }, args: { prices } } = actor;
    await actor.calls(orders, priced, {
      concurrency: 16,
      timeoutMs: 500,
      order: "any",
      retry: { attempts: 50, firstMs: 20, maxMs: 500 },
    }, async (order, { signal }) => {
      const { item, pieces } = order.message;
      const response = await fetch(`${prices}/${item}`, { signal });
      if (!response.ok) throw response; // its status says whether to ask again
      const { cents } = await response.json(); // half of an answer is an error as any other
      return order.with({ ...order.message, cents: cents * pieces });
    });
  },
});
