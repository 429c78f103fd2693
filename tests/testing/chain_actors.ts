/** Actors for chains: a source that counts up, relays, and a sink that adds up. Nothing may be lost or doubled on the way. */
import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";

/** Sends 1, 2, 3, … up to `count`. */
export const source = defineActor(import.meta, "source", {
  ports: { out: tx(u32) },
  args: { count: 100 },
  state: { last: u32 },
  async run(actor) {
    const { ports: { out }, args, state } = actor;
    while (state.last < args.count && actor.isRunning(() => out.close())) {
      await actor.wait(out.vacant());
      while (state.last < args.count && out.trySend(state.last + 1)) state.last++;
    }
  },
});

/** Passes on what comes, by batches. */
export const relay = defineActor(import.meta, "relay", {
  ports: { in: rx(u32), out: tx(u32) },
  async run(actor) {
    const { ports: { in: input, out } } = actor;
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      await actor.wait(input.avail());
      for (const number of input.takeBatch(out.vacantUnits)) out.trySend(number);
      if (out.isFull) await actor.wait(out.vacant());
    }
  },
});

/** Adds up what comes, and counts what is out of order. */
export const sink = defineActor(import.meta, "sink", {
  ports: { in: rx(u32) },
  state: { sum: u32, count: u32, last: u32, disorder: u32 },
  async run(actor) {
    const { ports: { in: input }, state } = actor;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(input.avail());
      for (const number of input.takeBatch()) {
        state.sum += number;
        state.count++;
        if (number !== state.last + 1) state.disorder++;
        state.last = number;
      }
    }
  },
});
