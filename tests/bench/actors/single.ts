/** Scalars one by one: one call for each message sent and taken, a wait only where there is nothing to do. */
import { all, defineActor, f64, rx, tx } from "@steady-state/deno/actor";
import { Meter } from "../meter.ts";

/** How many messages a wait asks for; 0 for half the channel. */
function wanted(wait: number, capacity: number): number {
  return wait === 0 ? Math.max(1, capacity >> 1) : Math.min(wait, capacity);
}

/** Sends 0, 1, 2, … */
export const singleSource = defineActor(import.meta, "singleSource", {
  ports: { out: tx(f64) },
  args: { wait: 0, turn: 0 },
  async run(actor) {
    const { ports: { out }, args } = actor;
    const units = wanted(args.wait, out.capacity);
    const room = out.vacant(units);
    const turn = args.turn || units;
    let next = 0;
    while (actor.isRunning(() => out.close())) {
      await actor.wait(room);
      const end = next + turn;
      while (next < end && out.trySend(next)) next++;
    }
  },
});

/** Adds one to each. */
export const singleWorker = defineActor(import.meta, "singleWorker", {
  ports: { input: rx(f64), out: tx(f64) },
  args: { wait: 0, turn: 0 },
  async run(actor) {
    const { ports: { input, out }, args } = actor;
    const units = wanted(args.wait, out.capacity);
    const ready = all(input.avail(units), out.vacant(units));
    const turn = args.turn || Infinity;
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      await actor.wait(ready);
      const messages = Math.min(turn, input.availUnits, out.vacantUnits);
      for (let i = 0; i < messages; i++) out.trySend(input.takeNext() + 1);
    }
  },
});

/** Sums them up; stops the graph once it has measured. */
export const singleSink = defineActor(import.meta, "singleSink", {
  ports: { input: rx(f64) },
  args: { wait: 0, turn: 0, warm: 0, measure: 0 },
  state: { rate: f64, sum: f64 },
  async run(actor) {
    const { ports: { input }, args, state } = actor;
    const ready = input.avail(wanted(args.wait, input.capacity));
    const turn = args.turn || Infinity;
    const meter = new Meter(args);
    let total = 0;
    let sum = 0;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(ready);
      const messages = Math.min(turn, input.availUnits);
      for (let i = 0; i < messages; i++) sum += input.takeNext();
      total += messages;
      if (state.rate === 0 && (state.rate = meter.look(total)) > 0) {
        state.sum = sum;
        actor.stop("measured");
      }
    }
  },
});
