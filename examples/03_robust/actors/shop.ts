import { all, defineActor, f64, text, tx, u32 } from "@steady-state/deno/actor";
import { isPoison, orderOf } from "../orders.ts";

/** Between two deliveries, in milliseconds, unless there is less than one order in that time. */
const BEAT_MS = 20;

/** Takes orders in at a steady rate, as lines of JSON, and keeps its own books. After the last order it closes. */
export const shop = defineActor(import.meta, "shop", {
  ports: { lines: tx(text) },
  args: { orders: 0, rate: 100, poison: 0 },
  // The books commit with the lines that were sent.
  state: { orders: u32, cents: f64 },
  async run(actor) {
    const { ports: { lines }, args, state } = actor;
    const beatMs = Math.max(BEAT_MS, 1000 / args.rate);
    const each = Math.round(args.rate * beatMs / 1000);
    while (!lines.isAbandoned && actor.isRunning(() => lines.close())) {
      if (!(await actor.wait(all(lines.vacant(), actor.periodic(beatMs))))) continue;
      for (let i = 0; i < each; i++) {
        if (args.orders > 0 && state.orders === args.orders) return; // The others drain, and the graph ends.
        const order = orderOf(state.orders);
        const line = JSON.stringify(order);
        const isCutOff = isPoison(order.id, args.poison);
        if (!lines.trySend(isCutOff ? line.slice(0, -9) : line)) break;
        state.orders++;
        if (!isCutOff) state.cents += order.cents;
      }
      actor.setStatus(`${state.orders} orders`);
    }
  },
});
