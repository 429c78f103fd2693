/** Scalars by the slice: filled, transformed and summed in place, nothing is copied. */
import { all, defineActor, f64, rx, tx } from "@steady-state/deno/actor";
import { Meter } from "../meter.ts";

function wanted(wait: number, capacity: number): number {
  return wait === 0 ? Math.max(1, capacity >> 1) : Math.min(wait, capacity);
}

/** Fills a slice with `from`, `from + 1`, …; returns the number after the last. */
function fill(slots: Float64Array, from: number): number {
  let next = from;
  for (let i = 0; i < slots.length; i++) slots[i] = next++;
  return next;
}

function step(from: Float64Array, start: number, to: Float64Array, at: number, count: number) {
  for (let i = 0; i < count; i++) to[at + i] = (from[start + i] as number) + 1;
}

function total(slots: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < slots.length; i++) sum += slots[i] as number;
  return sum;
}

/** Sends 0, 1, 2, … */
export const sliceSource = defineActor(import.meta, "sliceSource", {
  ports: { out: tx(f64) },
  args: { wait: 0, turn: 0 },
  async run(actor) {
    const { ports: { out }, args } = actor;
    const room = out.vacant(wanted(args.wait, out.capacity));
    const turn = args.turn || Infinity;
    let next = 0;
    while (actor.isRunning(() => out.close())) {
      await actor.wait(room);
      if (out.isClosed) continue;
      const from = next;
      for (const slots of out.pokeSlices(turn)) next = fill(slots, next);
      out.advance(next - from);
    }
  },
});

/** Adds one to each. */
export const sliceWorker = defineActor(import.meta, "sliceWorker", {
  ports: { input: rx(f64), out: tx(f64) },
  args: { wait: 0, turn: 0 },
  async run(actor) {
    const { ports: { input, out }, args } = actor;
    const units = wanted(args.wait, out.capacity);
    const ready = all(input.avail(units), out.vacant(units));
    const turn = args.turn || Infinity;
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      await actor.wait(ready);
      const targets = out.pokeSlices(turn);
      let done = 0;
      let target = 0;
      let at = 0;
      for (const source of input.peekSlices(turn)) {
        let start = 0;
        while (start < source.length && target < targets.length) {
          const to = targets[target] as Float64Array;
          const count = Math.min(source.length - start, to.length - at);
          step(source, start, to, at, count);
          start += count;
          at += count;
          done += count;
          if (at === to.length) {
            target++;
            at = 0;
          }
        }
      }
      out.advance(done);
      input.advance(done);
    }
  },
});

/** Sums them up; stops the graph once it has measured. */
export const sliceSink = defineActor(import.meta, "sliceSink", {
  ports: { input: rx(f64) },
  args: { wait: 0, turn: 0, warm: 0, measure: 0 },
  state: { rate: f64, sum: f64 },
  async run(actor) {
    const { ports: { input }, args, state } = actor;
    const messages = input.avail(wanted(args.wait, input.capacity));
    const turn = args.turn || Infinity;
    const meter = new Meter(args);
    let taken = 0;
    let sum = 0;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(messages);
      let count = 0;
      for (const slots of input.peekSlices(turn)) {
        sum += total(slots);
        count += slots.length;
      }
      input.advance(count);
      taken += count;
      if (state.rate === 0 && (state.rate = meter.look(taken)) > 0) {
        state.sum = sum;
        actor.stop("measured");
      }
    }
  },
});
