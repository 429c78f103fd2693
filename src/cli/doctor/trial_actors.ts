/** The actors of the graphs that the doctor runs: one says a word, another hears it, and one hangs. */
import { defineActor, rx, tx, u32 } from "../../actor/mod.ts";

/** Says one word. */
export const greeter = defineActor(import.meta, "greeter", {
  ports: { words: tx(u32) },
  async run(actor) {
    const { words } = actor.ports;
    await actor.send(words, 1);
    words.close();
  },
});

/** Hears words until there are no more. */
export const listener = defineActor(import.meta, "listener", {
  ports: { words: rx(u32) },
  async run(actor) {
    const { words } = actor.ports;
    while (await actor.take(words) !== undefined);
  },
});

/** Never comes back. */
export const stuck = defineActor(import.meta, "stuck", {
  run() {
    for (;;);
  },
});
