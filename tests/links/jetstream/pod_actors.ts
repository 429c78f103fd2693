import {
  bool,
  bytes,
  cell,
  defineActor,
  delivery,
  f64,
  rx,
  rxBundle,
  text,
  tx,
  txBundle,
  u32,
} from "@steady-state/deno/actor";

/** Sends the numbers from one up to another, and closes its channel. */
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

/** Adds numbers up, and notes whether they come in order; as many as `most`, and then no more. */
export const summing = defineActor(import.meta, "summing", {
  ports: { numbers: rx(u32) },
  args: { most: Infinity },
  state: { count: f64, sum: f64, last: f64, isWrong: bool },
  async run(actor) {
    const { ports: { numbers }, state, args: { most } } = actor;
    while (actor.isRunning(() => numbers.isClosedAndEmpty || state.count >= most)) {
      if (state.count >= most) {
        await actor.wait(actor.stopping());
        continue;
      }
      await actor.wait(numbers.avail());
      for (const number of numbers.takeBatch(most - state.count)) {
        if (state.count > 0 && number !== state.last + 1) state.isWrong = true;
        state.last = number;
        state.sum += number;
        state.count++;
      }
    }
  },
});

/** Sends `lane:number` on each lane of a bundle. */
export const dealing = defineActor(import.meta, "dealing", {
  ports: { words: txBundle(text) },
  args: { count: 0 },
  async run(actor) {
    const { words } = actor.ports;
    for (let n = 0; n < actor.args.count; n++) {
      for (const [i, lane] of words.lanes.entries()) await actor.send(lane, `${i}:${n}`);
    }
  },
});

/** Checks what comes on the lanes of a bundle: each in its order, and no other's. */
export const sorting = defineActor(import.meta, "sorting", {
  ports: { words: rxBundle(text) },
  state: { count: u32, isWrong: bool },
  async run(actor) {
    const { ports: { words }, state } = actor;
    const next = words.lanes.map(() => 0);
    while (actor.isRunning(() => words.isClosedAndEmpty)) {
      await actor.wait(words.avail());
      for (const [i, lane] of words.lanes.entries()) {
        for (const word of lane.takeBatch()) {
          if (word !== `${i}:${next[i]}`) state.isWrong = true;
          next[i] = (next[i] as number) + 1;
          state.count++;
        }
      }
    }
  },
});

/** Sends deliveries as a source does that was killed and has some handed over again: two messages of each origin, from one to another. */
export const delivering = defineActor(import.meta, "delivering", {
  ports: { letters: tx(delivery(text)) },
  args: { from: 0, to: 0 },
  state: { sent: u32 },
  async run(actor) {
    const { ports: { letters }, args: { from, to }, state } = actor;
    while (state.sent < 2 * (to - from)) {
      const n = from + Math.floor(state.sent / 2);
      await actor.send(letters, {
        origin: `box/${n}`,
        message: `${n} ${state.sent % 2 === 0 ? "first" : "second"}`,
      });
      state.sent++;
    }
  },
});

/** Checks that of each origin two messages come, one after the other. */
export const receiving = defineActor(import.meta, "receiving", {
  ports: { letters: rx(delivery(text)) },
  state: { count: u32, wrong: u32 },
  async run(actor) {
    const { ports: { letters }, state } = actor;
    for (let one = await actor.take(letters); one; one = await actor.take(letters)) {
      const n = Math.floor(state.count / 2);
      const which = state.count % 2 === 0 ? "first" : "second";
      if (one.origin !== `box/${n}` || one.message !== `${n} ${which}`) state.wrong++;
      state.count++;
    }
  },
});

/** Sends blobs of these sizes. */
export const heaving = defineActor(import.meta, "heaving", {
  ports: { blobs: tx(bytes) },
  args: { sizes: [0] as readonly number[] },
  async run(actor) {
    for (const size of actor.args.sizes) {
      await actor.send(actor.ports.blobs, new Uint8Array(size).fill(size & 0xff));
    }
  },
});

/** Notes the sizes of blobs, and whether they are what was sent. */
export const weighing = defineActor(import.meta, "weighing", {
  ports: { blobs: rx(bytes) },
  state: { sizes: cell(text, ""), isWrong: bool },
  async run(actor) {
    const { ports: { blobs }, state } = actor;
    for (let blob = await actor.take(blobs); blob; blob = await actor.take(blobs)) {
      const { length } = blob;
      if (!blob.every((byte) => byte === (length & 0xff))) state.isWrong = true;
      state.sizes = `${state.sizes}${length} `;
    }
  },
});
