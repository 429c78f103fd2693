import { defineActor, f64, rx, tx, u32 } from "../../src/actor/mod.ts";

/** Counts up to its last number. */
export const counter = defineActor(import.meta, "counter", {
  ports: { numbers: tx(u32) },
  args: { last: 100 },
  state: { next: u32 },
  async run(actor) {
    const { ports: { numbers }, state, args: { last } } = actor;
    while (state.next < last && actor.isRunning(() => numbers.close())) {
      await actor.wait(numbers.vacant(1));
      while (state.next < last && numbers.trySend(state.next)) state.next++;
    }
  },
});

/** Adds up. */
export const eater = defineActor(import.meta, "eater", {
  ports: { numbers: rx(u32) },
  state: { sum: f64 },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
      state.sum += n;
    }
  },
});
