import { defineActor, rx, u32 } from "@steady-state/deno/actor";

/** Takes one message, and ends. */
export const taster = defineActor(import.meta, "taster", {
  ports: { orders: rx(u32) },
  async run(actor) {
    await actor.take(actor.ports.orders);
  },
});
