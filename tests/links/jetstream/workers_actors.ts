import { DatabaseSync } from "node:sqlite";
import { defineActor, rx, u32 } from "@steady-state/deno/actor";
import { openTallies } from "./workers_tallies.ts";

/** Notes each number that comes, by itself, in a file that all workers share. */
export const tallying = defineActor(import.meta, "tallying", {
  ports: { numbers: rx(u32) },
  args: { file: "", worker: 0 },
  async run(actor) {
    const { ports: { numbers }, args: { file, worker } } = actor;
    const tallies = openTallies(new DatabaseSync(file));
    try {
      while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
        await actor.wait(numbers.avail());
        // In the file they are before this turn is committed, and the broker knows of it later still.
        const batch = numbers.takeBatch(100);
        if (batch.length > 0) tallies.note(worker, batch);
        // So that a kill finds it in the middle of something.
        await actor.wait(actor.timeout(2));
      }
    } finally {
      tallies.close();
    }
  },
});
