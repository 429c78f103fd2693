/** Byte records of one size. */
import { bytes, defineActor, f64, rx, tx } from "@steady-state/deno/actor";
import { Meter } from "../meter.ts";

/** Sends the same bytes again and again. */
export const recordSource = defineActor(import.meta, "recordSource", {
  ports: { out: tx(bytes) },
  args: { size: 1024 },
  async run(actor) {
    const { ports: { out }, args } = actor;
    const record = new Uint8Array(args.size).fill(7);
    const half = Math.max(1, out.capacity >> 1);
    const room = out.vacant(half);
    while (actor.isRunning(() => out.close())) {
      await actor.wait(room);
      for (let sent = 0; sent < half && out.trySend(record); sent++);
    }
  },
});

/** Gets an array of its own for each, and looks at one byte. */
export const recordSink = defineActor(import.meta, "recordSink", {
  ports: { input: rx(bytes) },
  args: { size: 1024, warm: 0, measure: 0 },
  state: { rate: f64, sum: f64 },
  async run(actor) {
    const { ports: { input }, args, state } = actor;
    const messages = input.avail(Math.max(1, input.capacity >> 1));
    const meter = new Meter(args);
    let total = 0;
    let sum = 0;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(messages);
      for (let record = input.tryTake(); record !== undefined; record = input.tryTake()) {
        sum += record[args.size - 1] as number;
        total++;
      }
      if (state.rate === 0 && (state.rate = meter.look(total)) > 0) {
        state.sum = sum;
        actor.stop("measured");
      }
    }
  },
});

/** Looks at one byte of each in place. */
export const placeSink = defineActor(import.meta, "placeSink", {
  ports: { input: rx(bytes) },
  args: { size: 1024, warm: 0, measure: 0 },
  state: { rate: f64, sum: f64 },
  async run(actor) {
    const { ports: { input }, args, state } = actor;
    const messages = input.avail(Math.max(1, input.capacity >> 1));
    const meter = new Meter(args);
    let total = 0;
    let sum = 0;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(messages);
      for (let record = input.peekBytes(); record !== undefined; record = input.peekBytes()) {
        sum += record[args.size - 1] as number;
        input.advance(1);
        total++;
      }
      if (state.rate === 0 && (state.rate = meter.look(total)) > 0) {
        state.sum = sum;
        actor.stop("measured");
      }
    }
  },
});
