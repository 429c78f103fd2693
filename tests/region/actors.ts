/** Actors of the graph that is killed again and again: what each has seen, in its order, is in its state. */
import {
  type Actor,
  all,
  any,
  bytes,
  call,
  cell,
  customKind,
  defineActor,
  delivery,
  json,
  type Rx,
  rx,
  rxBundle,
  struct,
  text,
  tx,
  txBundle,
  u32,
} from "../../src/actor/mod.ts";

/** Orders that kill whoever works on them, each time. */
export const isPoison = (n: number): boolean => n % 97 === 50;
/** Orders that nobody can work on, and is told so. */
export const isUnfit = (n: number): boolean => n % 101 === 70;
/** The order at which the temporary actor leaves the graph. */
export const LAST_OF_GUEST = 300;
export const LANES = 3;

export const row = struct({ n: u32, half: u32, name: text(24) });
export const price = call(text, u32);
export const origin = delivery(u32);
export const pair = customKind("pair", () => ({
  encode: ({ a, b }: { a: number; b: number }) => Uint8Array.of(...word(a), ...word(b)),
  decode(data: Uint8Array) {
    const view = new DataView(data.buffer, data.byteOffset);
    return { a: view.getUint32(0, true), b: view.getUint32(4, true) };
  },
}));

function word(n: number): number[] {
  return [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24];
}

/** A sum that shows order: what comes twice, is missing or comes out of turn changes it. */
export function sumOf(sum: number, value: string | number): number {
  for (const char of String(value)) sum = Math.imul(sum ^ char.charCodeAt(0), 0x0100_0193) >>> 0;
  return sum;
}

/** Counts up; at the end of all kills it is told how far. */
export const source = defineActor(import.meta, "source", {
  ports: { numbers: tx(u32), origins: tx(origin) },
  args: { more: -1, last: -1, pace: 5 },
  state: { next: u32, last: u32, isSet: u32 },
  async run(actor) {
    const { ports: { numbers, origins }, state, args: { more, last, pace } } = actor;
    if (state.isSet === 0 && (more >= 0 || last >= 0)) {
      state.last = last >= 0 ? last : state.next + more;
      state.isSet = 1;
    }
    while (state.isSet === 0 || state.next < state.last) {
      if (!actor.isRunning(() => numbers.close() && origins.close())) return;
      await actor.wait(all(numbers.vacant(1), origins.vacant(1)));
      for (let n = 0; n < pace && (state.isSet === 0 || state.next < state.last); n++) {
        if (numbers.vacantUnits < 1 || origins.vacantUnits < 1) break;
        numbers.trySend(state.next);
        origins.trySend(origin.from({ origin: `file:${state.next}`, message: state.next * 2 }));
        state.next++;
      }
    }
  },
});

/** Waits for the next message of an input and leaves it there; `undefined` once nothing comes any more. */
async function next<T>(actor: Pick<Actor, "wait">, input: Rx<T>): Promise<T | undefined> {
  while (!input.isClosedAndEmpty) {
    await actor.wait(input.avail(1));
    const message = input.tryPeek();
    if (message !== undefined) return message;
  }
  return undefined;
}

/** What one record takes at most. */
const BYTES = 100;

/** Shares out: a row to one of the lanes, a note for each, and a copy to a guest as long as that is there. */
export const fan = defineActor(import.meta, "fan", {
  ports: {
    numbers: rx(u32),
    rows: txBundle(row),
    notes: tx(json<{ n: number; even: boolean; text: string }>()),
    guests: tx(u32),
  },
  state: { passed: u32 },
  async run(actor) {
    const { ports: { numbers, rows, notes, guests }, state } = actor;
    for (let n = await next(actor, numbers); n !== undefined; n = await next(actor, numbers)) {
      const lane = rows.lanes[n % LANES] as (typeof rows.lanes)[number];
      await actor.wait(all(lane.vacant(1), notes.vacant(1, BYTES)));
      if (n <= LAST_OF_GUEST) await actor.wait(guests.vacant(1));
      numbers.advance(1);
      lane.trySend({ n, half: n >>> 1, name: `row ${n}` });
      notes.trySend({ n, even: n % 2 === 0, text: `note ${n}` });
      if (n <= LAST_OF_GUEST) guests.trySend(n);
      state.passed++;
    }
  },
});

/** Three of these in a troupe. Some rows kill whoever works on them; others are given up in good order. */
export const worker = defineActor(import.meta, "worker", {
  ports: { rows: rx(row), texts: tx(text) },
  state: { done: u32, lost: u32 },
  async run(actor) {
    const { ports: { rows, texts }, state } = actor;
    while (await next(actor, rows) !== undefined) {
      await actor.wait(texts.vacant(1, BYTES));
      // Taken in the turn that works on it: so it is known what was under work.
      const { n, half, name } = rows.takeNext();
      if (isPoison(n)) throw new Error(`poison ${n}`);
      if (isUnfit(n)) {
        state.lost++;
        await actor.deadLetter({ n, name }, `unfit ${n}`);
      } else {
        texts.trySend(`${name} of ${half}`);
        state.done++;
      }
      actor.commit();
    }
  },
});

/** Leaves the graph by a crash, for good: it is temporary. */
export const guest = defineActor(import.meta, "guest", {
  ports: { guests: rx(u32), echoes: tx(pair) },
  state: { seen: u32, sum: u32 },
  async run(actor) {
    const { ports: { guests, echoes }, state } = actor;
    while (await next(actor, guests) !== undefined) {
      await actor.wait(echoes.vacant(1, BYTES));
      const n = guests.takeNext();
      if (n === LAST_OF_GUEST) throw new Error("the guest leaves");
      state.seen++;
      state.sum = sumOf(state.sum, n);
      echoes.trySend({ a: n, b: n ^ 0x5555 });
      actor.commit();
    }
  },
});

/** Makes bytes of notes. */
export const packer = defineActor(import.meta, "packer", {
  ports: { notes: rx(json<{ n: number; even: boolean; text: string }>()), blobs: tx(bytes) },
  async run(actor) {
    const { notes, blobs } = actor.ports;
    for (let note = await next(actor, notes); note !== undefined; note = await next(actor, notes)) {
      await actor.wait(blobs.vacant(1, BYTES));
      notes.advance(1);
      blobs.trySend(new TextEncoder().encode(`${note.n} ${note.even} ${note.text}`));
    }
  },
});

/** Asks for a price for each blob, one after the other. */
export const asker = defineActor(import.meta, "asker", {
  ports: { blobs: rx(bytes), calls: tx(price) },
  async run(actor) {
    const { blobs, calls } = actor.ports;
    for (let blob = await next(actor, blobs); blob !== undefined; blob = await next(actor, blobs)) {
      await actor.wait(calls.vacant(1, 2 * BYTES));
      blobs.advance(1);
      calls.trySend(price.from({ message: new TextDecoder().decode(blob) }));
    }
  },
});

export const oracle = defineActor(import.meta, "oracle", {
  ports: { calls: rx(price), answers: tx(price.answers) },
  async run(actor) {
    const { calls, answers } = actor.ports;
    for (
      let asked = await next(actor, calls);
      asked !== undefined;
      asked = await next(actor, calls)
    ) {
      await actor.wait(answers.vacant(1, 2 * BYTES));
      calls.advance(1);
      answers.trySend(asked.answer(sumOf(7, asked.message)));
    }
  },
});

/** Takes from all, and keeps of each a sum that shows the order. */
export const sink = defineActor(import.meta, "sink", {
  ports: {
    texts: rxBundle(text),
    answers: rx(price.answers),
    origins: rx(origin),
    echoes: rx(pair),
  },
  state: {
    seen: cell(json<Record<string, { count: number; sum: number }>>(), {}),
    total: u32,
  },
  async run(actor) {
    const { ports: { texts, answers, origins, echoes }, state } = actor;
    const inputs = [...texts.lanes, answers, origins, echoes];
    while (!inputs.every(({ isClosedAndEmpty }) => isClosedAndEmpty)) {
      await actor.wait(
        any(
          ...inputs.filter(({ isClosedAndEmpty }) => !isClosedAndEmpty).map((input) =>
            input.avail(1)
          ),
        ),
      );
      const seen = structuredClone(state.seen);
      const note = (name: string, value: string | number) => {
        const { count, sum } = seen[name] ?? { count: 0, sum: 1 };
        seen[name] = { count: count + 1, sum: sumOf(sum, value) };
        state.total++;
      };
      texts.lanes.forEach((lane, i) =>
        lane.takeBatch(20).forEach((found) => note(`text ${i}`, found))
      );
      for (const answer of answers.takeBatch(20)) note("answer", answer.value as number);
      for (const found of origins.takeBatch(20)) note("origin", `${found.origin} ${found.message}`);
      for (const { a, b } of echoes.takeBatch(20)) note("echo", `${a} ${b}`);
      state.seen = seen;
    }
  },
});

/** As the fan, with a cell more, and in front. */
export const widerFan = defineActor(import.meta, "widerFan", {
  ports: fan.ports,
  state: { memo: cell(text, "none", { maxBytes: 40 }), kept: u32, passed: u32 },
  run: (actor) => fan.run(actor as never),
});

/** As the packer, with cells, where that has none. */
export const notedPacker = defineActor(import.meta, "notedPacker", {
  ports: packer.ports,
  state: { memo: cell(text, "none", { maxBytes: 40 }) },
  run: (actor) => packer.run(actor as never),
});

/** As the sink, with its cells in another order, and more room in one. */
export const widerSink = defineActor(import.meta, "widerSink", {
  ports: sink.ports,
  state: {
    kept: u32,
    total: u32,
    seen: cell(json<Record<string, { count: number; sum: number }>>(), {}, { maxBytes: 100_000 }),
  },
  run: (actor) => sink.run(actor as never),
});

/** Passes on what it takes. */
export const passer = defineActor(import.meta, "passer", {
  ports: { from: rx(bytes), to: tx(bytes) },
  async run(actor) {
    const { from, to } = actor.ports;
    for (let blob = await next(actor, from); blob !== undefined; blob = await next(actor, from)) {
      await actor.wait(to.vacant(1, BYTES));
      from.advance(1);
      to.trySend(blob);
    }
  },
});

/** Sends until a stop, or for as long as somebody else in the graph does: nobody waits for it. */
export const ticker = defineActor(import.meta, "ticker", {
  ports: { ticks: tx(u32) },
  args: { last: 200 },
  async run(actor) {
    const { ports: { ticks }, args: { last } } = actor;
    for (let n = 0; n < last && actor.isRunning(); n++) await actor.send(ticks, n);
  },
});

export const hearer = defineActor(import.meta, "hearer", {
  ports: { ticks: rx(u32) },
  async run(actor) {
    const { ticks } = actor.ports;
    while (await actor.take(ticks) !== undefined);
  },
});
