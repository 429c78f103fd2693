/** Messages with fields: a struct one by one as objects, by cursor or as columns; a small JSON object. */
import {
  bool,
  defineActor,
  f64,
  json,
  type Rx,
  rx,
  struct,
  text,
  type Tx,
  tx,
  u32,
} from "@steady-state/deno/actor";
import { Meter } from "../meter.ts";
import { makeReading, makeSample, type Reading, readingSum, sampleSum } from "../messages.ts";

/** The struct of the case: five fields. */
export const sample = struct({ id: u32, value: f64, ok: bool, at: f64, name: text(16) });

const sinkArgs = { warm: 0, measure: 0 };

interface Running {
  isRunning(accept: () => boolean): boolean;
  wait(condition: ReturnType<Tx<unknown>["vacant"]>): Promise<boolean>;
  stop(reason: string): void;
}

/** Half the ring a turn: a turn that fills it all leaves the other side with nothing to do meanwhile. */
async function sendEach<T>(actor: Running, out: Tx<T>, make: (n: number) => T): Promise<void> {
  const half = Math.max(1, out.capacity >> 1);
  const room = out.vacant(half);
  let next = 0;
  while (actor.isRunning(() => out.close())) {
    await actor.wait(room);
    for (const end = next + half; next < end && out.trySend(make(next)); next++);
  }
}

async function takeEach<T>(
  actor: Running,
  input: Rx<T>,
  value: (message: T) => number,
  times: typeof sinkArgs,
  state: { rate: number; sum: number },
): Promise<void> {
  const messages = input.avail(Math.max(1, input.capacity >> 1));
  const meter = new Meter(times);
  let total = 0;
  let sum = 0;
  while (actor.isRunning(() => input.isClosedAndEmpty)) {
    await actor.wait(messages);
    for (let m = input.tryTake(); m !== undefined; m = input.tryTake()) {
      sum += value(m);
      total++;
    }
    if (state.rate === 0 && (state.rate = meter.look(total)) > 0) {
      state.sum = sum;
      actor.stop("measured");
    }
  }
}

/** Sends one object a message. */
export const structSource = defineActor(import.meta, "structSource", {
  ports: { out: tx(sample) },
  run: (actor) => sendEach(actor, actor.ports.out, makeSample),
});

/** Takes one object a message. */
export const structSink = defineActor(import.meta, "structSink", {
  ports: { input: rx(sample) },
  args: sinkArgs,
  state: { rate: f64, sum: f64 },
  run: (actor) => takeEach(actor, actor.ports.input, sampleSum, actor.args, actor.state),
});

/** Fills each message in place, by the cursor. */
export const rowSource = defineActor(import.meta, "rowSource", {
  ports: { out: tx(sample) },
  async run(actor) {
    const { out } = actor.ports;
    const half = Math.max(1, out.capacity >> 1);
    const room = out.vacant(half);
    let next = 0;
    while (actor.isRunning(() => out.close())) {
      await actor.wait(room);
      if (out.isClosed) continue;
      for (const end = next + half; next < end;) {
        const row = out.pokeRow();
        if (row === undefined) break;
        row.id = next >>> 0;
        row.value = next * 0.5;
        row.ok = (next & 1) === 0;
        row.at = next;
        row.name = "sensor-a";
        out.advance(1);
        next++;
      }
    }
  },
});

/** Reads each message in place, by the cursor. */
export const rowSink = defineActor(import.meta, "rowSink", {
  ports: { input: rx(sample) },
  args: sinkArgs,
  state: { rate: f64, sum: f64 },
  async run(actor) {
    const { ports: { input }, args, state } = actor;
    const messages = input.avail(Math.max(1, input.capacity >> 1));
    const meter = new Meter(args);
    let total = 0;
    let sum = 0;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(messages);
      for (let row = input.takeRow(); row !== undefined; row = input.takeRow()) {
        sum += sampleSum(row);
        total++;
      }
      if (state.rate === 0 && (state.rate = meter.look(total)) > 0) {
        state.sum = sum;
        actor.stop("measured");
      }
    }
  },
});

/** "sensor-a" as the words of memory that it is. */
const NAME = wordsOfText(new TextEncoder().encode("sensor-a"));

function wordsOfText({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length / 4);
}

/** Fills columns. */
export const columnSource = defineActor(import.meta, "columnSource", {
  ports: { out: tx(sample) },
  async run(actor) {
    const { out } = actor.ports;
    const half = Math.max(1, out.capacity >> 1);
    const room = out.vacant(half);
    let next = 0;
    while (actor.isRunning(() => out.close())) {
      await actor.wait(room);
      if (out.isClosed) continue;
      let sent = 0;
      for (const { length, columns } of out.pokeColumns(half)) {
        const id = columns.id as Uint32Array;
        const value = columns.value as Float64Array;
        const ok = columns.ok as Uint8Array;
        const at = columns.at as Float64Array;
        const nameLength = columns["name.length"] as Uint16Array;
        const name = wordsOfText(columns.name as Uint8Array);
        fillColumns(next, length, id, value, ok, at, name, nameLength);
        next += length;
        sent += length;
      }
      out.advance(sent);
    }
  },
});

function fillColumns(
  from: number,
  length: number,
  id: Uint32Array,
  value: Float64Array,
  ok: Uint8Array,
  at: Float64Array,
  name: Uint32Array,
  nameLength: Uint16Array,
): void {
  const first = NAME[0] as number;
  const second = NAME[1] as number;
  for (let i = 0; i < length; i++) {
    const n = from + i;
    id[i] = n;
    value[i] = n * 0.5;
    ok[i] = (n & 1) ^ 1;
    at[i] = n;
    name[i * 4] = first;
    name[i * 4 + 1] = second;
    nameLength[i] = 8;
  }
}

/** Sums columns. */
export const columnSink = defineActor(import.meta, "columnSink", {
  ports: { input: rx(sample) },
  args: sinkArgs,
  state: { rate: f64, sum: f64 },
  async run(actor) {
    const { ports: { input }, args, state } = actor;
    const messages = input.avail(Math.max(1, input.capacity >> 1));
    const meter = new Meter(args);
    let total = 0;
    let sum = 0;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(messages);
      let count = 0;
      for (const { length, columns } of input.peekColumns()) {
        sum += sumColumns(
          length,
          columns.id as Uint32Array,
          columns.value as Float64Array,
          columns.ok as Uint8Array,
          columns.at as Float64Array,
          columns["name.length"] as Uint16Array,
        );
        count += length;
      }
      input.advance(count);
      total += count;
      if (state.rate === 0 && (state.rate = meter.look(total)) > 0) {
        state.sum = sum;
        actor.stop("measured");
      }
    }
  },
});

function sumColumns(
  length: number,
  id: Uint32Array,
  value: Float64Array,
  ok: Uint8Array,
  at: Float64Array,
  nameLength: Uint16Array,
): number {
  // A sum for each column: one for all is a chain of additions, of which each waits for the one before.
  let ids = 0;
  let values = 0;
  let times = 0;
  let small = 0;
  for (let i = 0; i < length; i++) {
    ids += id[i] as number;
    values += value[i] as number;
    times += at[i] as number;
    small += (ok[i] as number) + (nameLength[i] as number);
  }
  return ids + values + times + small;
}

/** Sends JSON objects. */
export const jsonSource = defineActor(import.meta, "jsonSource", {
  ports: { out: tx(json<Reading>()) },
  run: (actor) => sendEach(actor, actor.ports.out, makeReading),
});

/** Takes JSON objects. */
export const jsonSink = defineActor(import.meta, "jsonSink", {
  ports: { input: rx(json<Reading>()) },
  args: sinkArgs,
  state: { rate: f64, sum: f64 },
  run: (actor) => takeEach(actor, actor.ports.input, readingSum, actor.args, actor.state),
});
