import { DatabaseSync } from "node:sqlite";
import { defineActor, f64, rx, u32 } from "@steady-state/deno/actor";
import { openResults } from "./endurance_results.ts";

/** Adds up what comes, in a file: what has come of a batch is there with how far it goes, or neither is. */
export const booking = defineActor(import.meta, "booking", {
  ports: { numbers: rx(u32) },
  args: { file: "" },
  async run(actor) {
    const { ports: { numbers }, args: { file } } = actor;
    const results = openResults(new DatabaseSync(file));
    try {
      while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
        await actor.wait(numbers.avail());
        const batch = numbers.takeBatch(100);
        // In the file it may have been before this turn is committed: then it comes again.
        if (batch.length > 0) results.book(batch);
        // So that a kill finds it in the middle of something.
        await actor.wait(actor.timeout(2));
      }
    } finally {
      results.close();
    }
  },
});

/** Adds up what comes, in state that is durable: the last number is of the same turn as the sum. */
export const keeping = defineActor(import.meta, "keeping", {
  ports: { numbers: rx(u32) },
  state: { count: f64, sum: f64, wrong: f64 },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
      await actor.wait(numbers.avail());
      for (const number of numbers.takeBatch(100)) {
        if (number < state.count) continue; // it came before
        if (number > state.count) state.wrong++;
        state.sum += number;
        state.count++;
      }
      // So that a kill finds it in the middle of something.
      await actor.wait(actor.timeout(2));
    }
  },
});
