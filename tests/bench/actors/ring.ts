/** One of a ring of actors: passes on what comes. */
import { defineActor, f64, rx, tx } from "@steady-state/deno/actor";

/** Whoever `begins` puts a token into the ring. */
export const node = defineActor(import.meta, "node", {
  ports: { input: rx(f64), out: tx(f64) },
  args: { begins: false },
  async run(actor) {
    const { ports: { input, out }, args } = actor;
    const messages = input.avail();
    if (args.begins) out.trySend(1);
    // What comes after the stop goes no further: the ring would never drain.
    while (actor.isRunning(() => out.close())) {
      await actor.wait(messages);
      for (let m = input.tryTake(); m !== undefined; m = input.tryTake()) {
        if (!out.isClosed) out.trySend(m);
      }
    }
  },
});
