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

/** Writes down what comes, a line each, and then takes it; nothing while it is not open. */
export const noting = defineActor(import.meta, "noting", {
  ports: { numbers: rx(delivery(u32)) },
  args: { path: "", open: 1 },
  async run(actor) {
    const { ports: { numbers }, args } = actor;
    while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
      if (args.open === 0) {
        await actor.wait(actor.stopping());
        continue;
      }
      await actor.wait(numbers.avail());
      const lines = [];
      for (let n = 0; n < numbers.availUnits; n++) lines.push(`${numbers.tryPeek(n)?.message}\n`);
      Deno.writeTextFileSync(args.path, lines.join(""), { append: true });
      numbers.advance(lines.length);
    }
  },
});
