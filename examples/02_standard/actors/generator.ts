import { defineActor, tx, u32 } from "@steady-state/deno/actor";

/** Emits 0, 1, 2, … as fast as the channel takes them. */
export const generator = defineActor(import.meta, "generator", {
  ports: { numbers: tx(u32) },
  state: { next: u32 },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    while (actor.isRunning(() => numbers.close())) {
      await actor.wait(numbers.vacant());
      while (numbers.trySend(state.next)) state.next++;
    }
  },
});
