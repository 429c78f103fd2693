import { defineActor, f64, rx, struct, tx } from "@steady-state/deno/actor";

/** 64 bytes. */
export const record = struct({ a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, g: f64, h: f64 });
/** Bytes of a record. */
export const RECORD_BYTES = 64;
/** Round trips before those that are measured: what runs for long is compiled as well as it can be. */
export const WARM = 10_000;
/** Records that are sent at once. */
export const BATCH = 1024;

/** Sends records, a batch a turn, written in place. */
export const source = defineActor(import.meta, "source", {
  ports: { records: tx(record) },
  args: { count: 0 },
  async run(actor) {
    const { ports: { records }, args: { count } } = actor;
    for (let sent = 0; sent < count;) {
      await actor.wait(records.vacant(BATCH));
      for (const { length, columns } of records.pokeColumns(Math.min(BATCH, count - sent))) {
        for (let i = 0; i < length; i++) columns.a[i] = sent + i;
        records.advance(length);
        sent += length;
      }
    }
  },
});

/** Takes records where they lie; then sends how long it took from the first to the last, in milliseconds. Each must come once, in order. */
export const sink = defineActor(import.meta, "sink", {
  ports: { records: rx(record), time: tx(f64) },
  args: { count: 0 },
  async run(actor) {
    const { ports: { records, time }, args: { count } } = actor;
    let next = 0;
    let begun = 0;
    while (next < count) {
      await actor.wait(records.avail());
      if (next === 0) begun = performance.now();
      for (const { length, columns } of records.peekColumns()) {
        for (let i = 0; i < length; i++) {
          if (columns.a[i] !== next + i) throw new Error(`${columns.a[i]} came for ${next + i}`);
        }
        records.advance(length);
        next += length;
      }
    }
    await actor.send(time, performance.now() - begun);
  },
});

/** Sends a record and waits for it to come back, again and again; then sends the median of the times that took, in milliseconds. */
export const asker = defineActor(import.meta, "asker", {
  ports: { there: tx(record), back: rx(record), time: tx(f64) },
  args: { rounds: 0, warm: 0 },
  async run(actor) {
    const { ports: { there, back, time }, args: { rounds, warm } } = actor;
    const message = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8 };
    const times = new Float64Array(rounds);
    for (let round = -warm; round < rounds; round++) {
      const begun = performance.now();
      await actor.send(there, message);
      await actor.wait(back.avail());
      back.takeNext();
      if (round >= 0) times[round] = performance.now() - begun;
    }
    await actor.send(time, times.sort()[rounds >> 1] as number);
    // Both aqueducts are to end in good order: who leaves before the other's last word is waited for.
    there.close();
    await actor.wait(back.closedAndEmpty());
  },
});

/** Sends back what comes. */
export const echo = defineActor(import.meta, "echo", {
  ports: { there: rx(record), back: tx(record) },
  async run(actor) {
    const { there, back } = actor.ports;
    for (;;) {
      const message = await actor.take(there);
      if (message === undefined) return;
      await actor.send(back, message);
    }
  },
});
