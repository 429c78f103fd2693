/** Round trips between two solo actors. */
import { defineActor, f64, rx, tx } from "@steady-state/deno/actor";
import { type Figures, figuresOf, Stopwatch } from "../stopwatch.ts";

/** Sends, waits for the echo, and measures how long that took. */
export const ping = defineActor(import.meta, "ping", {
  ports: { out: tx(f64), input: rx(f64) },
  args: { rounds: 1000, warm: 100, pause: 0 },
  state: { p50: f64, p99: f64, p999: f64 },
  async run(actor) {
    const { ports: { out, input }, args, state } = actor;
    const watch = new Stopwatch();
    const echo = input.avail();
    const { rounds, warm, pause } = args;
    for (let round = 0; round < rounds + warm; round++) {
      if (pause > 0 && round >= warm) await actor.wait(actor.timeout(pause));
      const begin = performance.now();
      out.trySend(round);
      await actor.wait(echo);
      if (input.tryTake() !== round) throw new Error("Cannot measure: the echo is another");
      if (round >= warm) watch.add(performance.now() - begin);
    }
    Object.assign(state, figuresOf(watch) satisfies Figures);
    out.close();
    actor.stop("measured");
  },
});

/** Sends back what comes. */
export const pong = defineActor(import.meta, "pong", {
  ports: { input: rx(f64), out: tx(f64) },
  async run(actor) {
    const { ports: { input, out } } = actor;
    const messages = input.avail();
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      await actor.wait(messages);
      for (let m = input.tryTake(); m !== undefined; m = input.tryTake()) out.trySend(m);
    }
  },
});
