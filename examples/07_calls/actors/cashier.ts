import { defineActor, doneMarks, rx, tx } from "@steady-state/deno/actor";
import { keyOf } from "../books.ts";
import { order, receipt } from "../kinds.ts";

/**
 * Has the bank charge each order, sixteen at a time. That a charge may be asked for again, by this process or the next, is why the bank is
 * told the order's own key.
 */
export const cashier = defineActor(import.meta, "cashier", {
  ports: { orders: rx(order), receipts: tx(receipt) },
  // Receipts come as the bank answers: one that hangs holds up nobody.
  state: { marks: doneMarks() },
  args: { url: "", timeoutMs: 1000 },
  async run(actor) {
    const { ports: { orders, receipts }, args: { url, timeoutMs } } = actor;
    await actor.calls(orders, receipts, {
      concurrency: 16,
      timeoutMs,
      order: "any",
      retry: { attempts: 50, firstMs: 50, maxMs: 2000 },
      key: ({ id }) => keyOf(id),
    }, async ({ id, cents }, { effectId, signal }) => {
      const response = await fetch(url, {
        method: "POST",
        headers: { "idempotency-key": effectId },
        body: JSON.stringify({ id, cents }),
        signal,
      });
      if (!response.ok) throw response; // its status says whether to ask again, its Retry-After when
      const { charge } = await response.json(); // half of an answer is an error as any other
      return { id, charge };
    });
  },
});
