import { defineActor, rx, tx, u32 } from "../../src/actor/mod.ts";

/** Sends the numbers from 0 to `count`, without it. */
export const source = defineActor(import.meta, "source", {
  ports: { numbers: tx(u32) },
  args: { count: 100 },
  state: { next: u32 },
  async run(actor) {
    const { ports: { numbers }, state, args: { count } } = actor;
    while (actor.isRunning(() => numbers.close()) && state.next < count) {
      await actor.wait(numbers.vacant(1));
      while (state.next < count && numbers.trySend(state.next)) state.next++;
    }
  },
});

/** Sends on what it takes. */
export const relay = defineActor(import.meta, "relay", {
  ports: { numbers: rx(u32), out: tx(u32) },
  state: { taken: u32 },
  async run(actor) {
    const { ports: { numbers, out }, state } = actor;
    for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
      await actor.send(out, n);
      state.taken++;
    }
  },
});

/** Counts what it takes, and what does not follow the number before. */
export const sink = defineActor(import.meta, "sink", {
  ports: { numbers: rx(u32) },
  state: { taken: u32, faults: u32 },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
      if (n !== state.taken) state.faults++;
      state.taken++;
    }
  },
});
