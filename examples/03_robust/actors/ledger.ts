import { defineActor, f64, rx, u32 } from "@steady-state/deno/actor";
import { order } from "../kinds.ts";

/** Adds up what was done. In the end its sums must be those of the shop. */
export const ledger = defineActor(import.meta, "ledger", {
  ports: { parcels: rx(order) },
  state: { orders: u32, cents: f64 },
  async run(actor) {
    const { ports: { parcels }, state } = actor;
    while (actor.isRunning(() => parcels.isClosedAndEmpty)) {
      await actor.wait(parcels.avail());
      for (const { cents } of parcels.takeBatch()) {
        state.orders++;
        state.cents += cents;
      }
      actor.setStatus(`${state.orders} orders done`);
    }
  },
});
