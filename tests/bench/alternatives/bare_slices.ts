/**
 * What three threads can pass on at most where each fills, changes or sums half a ring at a time, 1 M numbers unless `capacity=` says
 * otherwise, with the same loops as the benchmark's, and without any of our code: two cursors a ring, and `Atomics.wait`, which blocks
 * the thread. Prints millions of numbers a second. With `spin=` a thread looks so often before it blocks. With `alone=` so many threads
 * do the three loops, each thread in buffers of its own and for itself, of `capacity` numbers each; prints nanoseconds a number, and what
 * two cores that never wait for anything would then pass on.
 *
 * Usage: `deno run -A --no-lock tests/bench/alternatives/bare_slices.ts [capacity=1024] [spin=2000] [alone=2]`
 */
import { numberIn, wordsOf } from "../words.ts";

/** The cursors stand in cache lines of their own. */
const SENT = 0;
const TAKEN = 32;

interface Ring {
  readonly cursors: Int32Array;
  readonly slots: Float64Array;
  /** How often a thread looks before it blocks. */
  readonly spin: number;
}

function newRing(capacity: number, spin: number): Ring {
  return {
    cursors: new Int32Array(new SharedArrayBuffer(256)),
    slots: new Float64Array(new SharedArrayBuffer(capacity * 8)),
    spin,
  };
}

function fill(slots: Float64Array, from: number): number {
  let next = from;
  for (let i = 0; i < slots.length; i++) slots[i] = next++;
  return next;
}

function step(from: Float64Array, to: Float64Array): void {
  for (let i = 0; i < from.length; i++) to[i] = (from[i] as number) + 1;
}

function total(slots: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < slots.length; i++) sum += slots[i] as number;
  return sum;
}

function half({ slots }: Ring, number: number): Float64Array {
  const size = slots.length / 2;
  const at = number % 2 * size;
  return slots.subarray(at, at + size);
}

/** Blocks until that many halves were sent, or taken. */
function waitFor(ring: Ring, cursor: number, halves: number): void {
  for (let looks = 0;; looks++) {
    const seen = Atomics.load(ring.cursors, cursor);
    if (seen >= halves) return;
    if (looks >= ring.spin) Atomics.wait(ring.cursors, cursor, seen);
  }
}

function move(ring: Ring, cursor: number): void {
  Atomics.add(ring.cursors, cursor, 1);
  Atomics.notify(ring.cursors, cursor);
}

function source(out: Ring): never {
  let next = 0;
  for (let turn = 0;; turn++) {
    waitFor(out, TAKEN, turn - 1);
    next = fill(half(out, turn), next);
    move(out, SENT);
  }
}

function worker(input: Ring, out: Ring): never {
  for (let turn = 0;; turn++) {
    waitFor(input, SENT, turn + 1);
    waitFor(out, TAKEN, turn - 1);
    step(half(input, turn), half(out, turn));
    move(input, TAKEN);
    move(out, SENT);
  }
}

function sink(input: Ring): never {
  let sum = 0;
  for (let turn = 0;; turn++) {
    waitFor(input, SENT, turn + 1);
    sum += total(half(input, turn));
    move(input, TAKEN);
    if (Number.isNaN(sum)) throw new Error("Cannot sum up: it is no number");
  }
}

/** The three loops, each by itself. */
const LOOPS: Readonly<Record<string, (a: Float64Array, b: Float64Array) => unknown>> = {
  fill: (a) => fill(a, 0),
  step,
  total,
};

/** How many numbers each loop does. */
const ALONE = 2 ** 28;

/** Nanoseconds that each of the loops takes for a number of a buffer of so many. */
function nsEach(size: number): number[] {
  const [a, b] = [0, 1].map(() => new Float64Array(new SharedArrayBuffer(size * 8)));
  return Object.values(LOOPS).map((loop) => {
    const rounds = Math.ceil(ALONE / size);
    // The first ones are not measured: the engine makes its code fast then.
    for (let i = 0; i < Math.max(20, rounds / 10); i++) loop(a as Float64Array, b as Float64Array);
    const begin = performance.now();
    for (let i = 0; i < rounds; i++) loop(a as Float64Array, b as Float64Array);
    return (performance.now() - begin) * 1e6 / rounds / size;
  });
}

/** Prints what `threads` that do the loops side by side take for them, on average. */
async function printAlone(threads: number, size: number): Promise<void> {
  const all = await Promise.all(
    Array.from({ length: threads }, () =>
      new Promise<number[]>((resolve) => {
        const thread = new Worker(`${import.meta.url}#alone`, { type: "module" });
        thread.onmessage = ({ data }) => resolve(data);
        thread.postMessage({ size });
      })),
  );
  const ns = Object.keys(LOOPS).map((_, i) =>
    all.reduce((sum, one) => sum + (one[i] as number), 0) / threads
  );
  const each = Object.keys(LOOPS).map((name, i) => `${name} ${(ns[i] as number).toFixed(2)}`);
  const rate = 2 * 1000 / ns.reduce((sum, one) => sum + one);
  console.log(`${each.join(", ")} ns: two cores pass on ${Math.round(rate)} M/s at most`);
}

/** The part of a thread; empty in the program itself. */
const role = new URL(import.meta.url).hash.slice(1);

if (role === "") {
  const words = wordsOf(Deno.args);
  const capacity = numberIn(words, "capacity", 2 ** 20);
  const alone = numberIn(words, "alone", 0);
  if (alone > 0) {
    await printAlone(alone, capacity);
    Deno.exit(0);
  } else {
    const spin = numberIn(words, "spin", 0);
    const [first, last] = [newRing(capacity, spin), newRing(capacity, spin)];
    for (const part of ["source", "worker", "sink"]) {
      const thread = new Worker(`${import.meta.url}#${part}`, { type: "module", name: part });
      thread.postMessage({ first, last });
    }
    const taken = () => Atomics.load(last.cursors, TAKEN) * capacity / 2;
    const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await sleep(1000);
    const [from, begin] = [taken(), performance.now()];
    await sleep(numberIn(words, "measure", 2000));
    console.log(Math.round((taken() - from) / (performance.now() - begin) / 1000));
    Deno.exit(0);
  }
} else {
  addEventListener("message", (event) => {
    const { first, last, size } = (event as MessageEvent).data;
    if (role === "alone") (self as unknown as Worker).postMessage(nsEach(size));
    else if (role === "source") source(first);
    else if (role === "worker") worker(first, last);
    else sink(last);
  });
}
