import { bool, defineActor, f64, rx, tx, u32 } from "@steady-state/deno/actor";

/** Sends the numbers from one up to another. */
export const counting = defineActor(import.meta, "counting", {
  ports: { numbers: tx(u32) },
  args: { from: 0, to: 0 },
  state: { sent: u32 },
  async run(actor) {
    const { ports: { numbers }, args: { from, to }, state } = actor;
    while (from + state.sent < to && actor.isRunning(() => true)) {
      await actor.wait(numbers.vacant());
      while (from + state.sent < to && numbers.trySend(from + state.sent)) state.sent++;
    }
  },
});

/** Adds numbers up, and notes whether they come in order. */
export const summing = defineActor(import.meta, "summing", {
  ports: { numbers: rx(u32) },
  state: { count: f64, sum: f64, last: f64, isWrong: bool },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
      await actor.wait(numbers.avail());
      for (const number of numbers.takeBatch()) {
        if (state.count > 0 && number !== state.last + 1) state.isWrong = true;
        state.last = number;
        state.sum += number;
        state.count++;
      }
    }
  },
});
