import { all, defineActor, f64, rx, tx } from "@steady-state/deno/actor";
import { reading } from "../reading.ts";

/** Turns readings into degrees Fahrenheit, from one channel's memory into the other's: nothing is copied in between. */
export const converter = defineActor(import.meta, "converter", {
  ports: { readings: rx(reading), fahrenheit: tx(f64) },
  async run(actor) {
    const { ports: { readings, fahrenheit } } = actor;
    while (actor.isRunning(() => readings.isClosedAndEmpty && fahrenheit.close())) {
      if (!(await actor.wait(all(readings.avail(), fahrenheit.vacant())))) continue;
      for (;;) {
        // The first part of each: the next round begins where the shorter one ends.
        const [into] = fahrenheit.pokeSlices();
        const [from] = readings.peekColumns(into?.length);
        if (into === undefined || from === undefined) break;
        const { length, columns: { celsius } } = from;
        for (let i = 0; i < length; i++) into[i] = (celsius[i] as number) * 1.8 + 32;
        readings.advance(length);
        fahrenheit.advance(length);
      }
    }
  },
});
