/** Actors beside which the host's own sends are measured. */
import { defineActor, json, rx, tx, u32 } from "@steady-state/deno/actor";

/** Sends so many numbers, one a turn, or as many a turn as fit, and says how long it took. */
export const pacer = defineActor(import.meta, "pacer", {
  ports: { out: tx(u32), took: tx(json<number>()) },
  args: { count: 0, rounds: 0, inTurns: true },
  async run(actor) {
    const { ports: { out, took }, args: { count, rounds, inTurns } } = actor;
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      if (inTurns) {
        for (let i = 0; i < count; i++) {
          await actor.wait(out.vacant());
          out.trySend(i);
        }
      } else {
        for (let i = 0; i < count; i++) await actor.send(out, i);
      }
      actor.commit();
      await actor.send(took, 1e6 * (performance.now() - begun) / count);
      await actor.wait(out.drained());
    }
  },
});

/** Takes all that comes. */
export const drain = defineActor(import.meta, "drain", {
  ports: { in: rx(u32) },
  state: { count: u32 },
  async run(actor) {
    const { ports: { in: input }, state } = actor;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(input.avail());
      state.count += input.takeBatch().length;
    }
  },
});
