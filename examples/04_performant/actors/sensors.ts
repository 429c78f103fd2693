import { defineActor, f64, tx } from "@steady-state/deno/actor";
import { reading } from "../reading.ts";

/** Makes up readings of a thousand sensors, straight in the channel's columns. */
export const sensors = defineActor(import.meta, "sensors", {
  ports: { readings: tx(reading) },
  args: { readings: 0 },
  state: { made: f64 },
  async run(actor) {
    const { ports: { readings }, args, state } = actor;
    const last = args.readings === 0 ? Infinity : args.readings;
    // A quarter of the channel at a time: the reader works on one part while this fills the next.
    const batch = Math.ceil(readings.capacity / 4);
    while (actor.isRunning(() => readings.close()) && state.made < last) {
      if (!(await actor.wait(readings.vacant(Math.min(batch, last - state.made))))) continue;
      const at = actor.clock.now();
      for (const { length, columns } of readings.pokeColumns(Math.min(batch, last - state.made))) {
        const { sensor, celsius } = columns;
        // The values repeat, so small numbers do: the remainder of large ones is slow.
        const first = state.made % 16_000;
        for (let i = 0; i < length; i++) {
          const number = first + i;
          sensor[i] = number % 1000;
          celsius[i] = 20 + number % 16;
        }
        columns.at.fill(at);
        state.made += length;
        readings.advance(length);
      }
    }
  },
});
