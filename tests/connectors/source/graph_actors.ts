/** A source of a folder, and who takes what it sends; for real workers. */
import { cell, defineActor, delivery, f64, json, rx, u32 } from "@steady-state/deno/actor";
import { defineSource } from "@steady-state/deno/connectors";
import { fileSource } from "./file_wire.ts";

export const filed = defineSource(import.meta, "filed", { wire: fileSource, kind: u32 });

/** Counts what comes, and adds it up; notes what came twice. */
export const tally = defineActor(import.meta, "tally", {
  ports: { numbers: rx(delivery(u32)) },
  state: { count: f64, sum: f64, last: f64, wrong: cell(json<string[]>(), []) },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
      await actor.wait(numbers.avail());
      for (const { origin, message } of numbers.takeBatch()) {
        if (message !== state.last + 1 && state.wrong.length < 10) {
          state.wrong.push(`${origin} after ${state.last}`);
        }
        state.last = message;
        state.count++;
        state.sum += message;
      }
    }
  },
});
