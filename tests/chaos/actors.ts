/** The actors of a storm: each comes past the points of its fate in every turn. */
import {
  all,
  cell,
  defineActor,
  f64,
  json,
  rx,
  rxBundle,
  struct,
  text,
  tx,
  txBundle,
  u32,
} from "@steady-state/deno/actor";
import { Doom } from "./doom.ts";

/** How many keys the orders have. */
export const KEYS = 16;

/** What goes in: `seq` counts the orders of its key. */
export const order = struct({ id: u32, key: u32, seq: u32, amount: f64 });

/** What it is on its way through the workers. */
export interface Task {
  readonly id: number;
  readonly key: number;
  readonly seq: number;
  readonly amount: number;
}

/** What comes of it. */
export const result = struct({ id: u32, key: u32, seq: u32, value: f64, by: text(16) });

/** What a worker makes of an amount. */
export function valueOf(amount: number): number {
  return amount * 2 + 1;
}

/** Order number `id` of a storm. */
export function orderOf(id: number): { id: number; key: number; seq: number; amount: number } {
  return { id, key: id % KEYS, seq: Math.floor(id / KEYS), amount: (id * 7919) % 1000 / 4 };
}

const noFate = new SharedArrayBuffer(8 * (5 + 2000));

/** Sends the orders, one to eight a turn. */
export const source = defineActor(import.meta, "source", {
  ports: { orders: tx(order) },
  args: { count: 1000, fate: noFate },
  state: { next: u32 },
  async run(actor) {
    const { ports: { orders }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => orders.vacantUnits);
    while (actor.isRunning(() => orders.close()) && state.next < args.count) {
      await doom.at("after commit");
      if (!(await actor.wait(orders.vacant()))) continue;
      await doom.at("before take");
      const batch = 1 + state.next % 8;
      for (let i = 0; i < batch && state.next < args.count; i++) {
        if (!orders.trySend(orderOf(state.next))) break;
        state.next++;
        await doom.at("after take");
        await doom.at("after send");
      }
    }
    await doom.at("before end");
  },
});

/** Deals the orders out by key, as JSON. */
export const router = defineActor(import.meta, "router", {
  ports: { orders: rx(order), tasks: txBundle(json<Task>()) },
  args: { fate: noFate },
  state: { routed: u32 },
  async run(actor) {
    const { ports: { orders, tasks }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => orders.availUnits);
    const ready = all(orders.avail(), tasks.vacant(1, tasks.girth));
    while (actor.isRunning(() => orders.isClosedAndEmpty && tasks.close())) {
      await doom.at("after commit");
      if (!(await actor.wait(ready))) continue;
      await doom.at("before take");
      for (;;) {
        const next = orders.tryPeek();
        if (next === undefined) break;
        if (!tasks.laneFor(next.key).trySend(next)) break;
        await doom.at("after send");
        orders.advance(1);
        state.routed++;
        await doom.at("after take");
      }
    }
    await doom.at("before end");
  },
});

/** Works on tasks. Takes first and sends later, several in a turn. */
export const worker = defineActor(import.meta, "worker", {
  ports: { tasks: rx(json<Task>()), results: tx(result) },
  args: { fate: noFate },
  state: { done: u32, sum: f64 },
  async run(actor) {
    const { ports: { tasks, results }, args, state, label } = actor;
    const doom = new Doom(actor, args.fate, () => results.isFull);
    const ready = all(tasks.avail(), results.vacant());
    while (actor.isRunning(() => tasks.isClosedAndEmpty && results.close())) {
      await doom.at("after commit");
      if (!(await actor.wait(ready))) continue;
      await doom.at("before take");
      const batch = tasks.takeBatch(Math.min(5, results.vacantUnits));
      await doom.at("after take");
      for (const { id, key, seq, amount } of batch) {
        const value = valueOf(amount);
        results.trySend({ id, key, seq, value, by: label });
        state.done++;
        state.sum += value;
        await doom.at("after send");
      }
    }
    await doom.at("before end");
  },
});

/** Joins the results again: values to one, lines to another. */
export const merger = defineActor(import.meta, "merger", {
  ports: { results: rxBundle(result), values: tx(f64), lines: tx(text) },
  args: { fate: noFate },
  state: { merged: u32 },
  async run(actor) {
    const { ports: { results, values, lines }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => results.isClosedAndEmpty);
    const ready = all(results.avail(), lines.vacant());
    while (
      actor.isRunning(() => results.isClosedAndEmpty && values.close() && lines.close())
    ) {
      await doom.at("after commit");
      if (!(await actor.wait(ready))) continue;
      await doom.at("before take");
      const next = results.tryTake();
      if (next === undefined) continue;
      await doom.at("after take");
      // Waits for room in the middle of the turn, which goes on after it.
      if (!(await actor.send(values, next.value))) return;
      await doom.at("after send");
      const { id, key, seq, value, by } = next;
      lines.trySend(`${id} ${key} ${seq} ${value} ${by}`);
      state.merged++;
    }
    await doom.at("before end");
  },
});

/** Adds the values up. */
export const meter = defineActor(import.meta, "meter", {
  ports: { values: rx(f64) },
  args: { fate: noFate },
  state: { count: u32, sum: f64 },
  async run(actor) {
    const { ports: { values }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => values.availUnits);
    const room = new Float64Array(8);
    while (actor.isRunning(() => values.isClosedAndEmpty)) {
      await doom.at("after commit");
      if (!(await actor.wait(values.avail()))) continue;
      await doom.at("before take");
      const count = values.takeInto(room);
      await doom.at("after take");
      state.count += count;
      for (let i = 0; i < count; i++) state.sum += room[i] as number;
      await doom.at("after send");
    }
    await doom.at("before end");
  },
});

/** Checks every line against the one that must come next for its key, and passes its number on. */
export const ledger = defineActor(import.meta, "ledger", {
  ports: { lines: rx(text), ids: tx(u32) },
  args: { fate: noFate },
  state: {
    lost: u32,
    doubled: u32,
    next: cell(json<number[]>(), Array(KEYS).fill(0)),
    sum: f64,
  },
  async run(actor) {
    const { ports: { lines, ids }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => lines.isEmpty);
    while (actor.isRunning(() => lines.isClosedAndEmpty && ids.close())) {
      await doom.at("after commit");
      if (!(await actor.wait(all(lines.avail(), ids.vacant())))) continue;
      await doom.at("before take");
      for (let room = ids.vacantUnits; room > 0; room--) {
        const line = lines.tryTake();
        if (line === undefined) break;
        await doom.at("after take");
        const [id, key, seq, value] = line.split(" ").map(Number) as [
          number,
          number,
          number,
          number,
        ];
        const expected = state.next[key] as number;
        if (seq < expected) state.doubled++;
        else state.lost += seq - expected;
        state.next[key] = Math.max(expected, seq + 1);
        state.sum += value;
        ids.trySend(id);
        await doom.at("after send");
      }
    }
    await doom.at("before end");
  },
});

/** Adds the numbers up. */
export const sink = defineActor(import.meta, "sink", {
  ports: { ids: rx(u32) },
  args: { fate: noFate },
  state: { count: u32, sum: f64, xor: u32 },
  async run(actor) {
    const { ports: { ids }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => ids.availUnits);
    while (actor.isRunning(() => ids.isClosedAndEmpty)) {
      await doom.at("after commit");
      if (!(await actor.wait(ids.avail()))) continue;
      await doom.at("before take");
      for (;;) {
        const id = ids.tryTake();
        if (id === undefined) break;
        state.count++;
        state.sum += id;
        state.xor = (state.xor ^ id) >>> 0;
        await doom.at("after take");
      }
      await doom.at("after send");
    }
    await doom.at("before end");
  },
});
