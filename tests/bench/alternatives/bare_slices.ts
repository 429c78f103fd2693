/**
 * What three threads can pass on at most where each fills, changes or sums half a ring at a time, 1 M numbers unless `capacity=` says
 * otherwise, with the same loops as the benchmark's, and without any of our code: two cursors a ring, and `Atomics.wait`, which blocks
 * the thread. Prints millions of numbers a second. With `spin=` a thread looks so often before it blocks. With `alone=1` each of the
 * three loops runs by itself, in a cache of its own; prints nanoseconds a number.
 *
 * Usage: `deno run -A --no-lock tests/bench/alternatives/bare_slices.ts [capacity=1024] [spin=2000]`
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

/** Nanoseconds that a loop takes for each number of a buffer that fits into a cache. */
function nsEach(loop: (a: Float64Array, b: Float64Array) => unknown): number {
  const size = 2 ** 13;
  const [a, b] = [0, 1].map(() => new Float64Array(new SharedArrayBuffer(size * 8)));
  for (let i = 0; i < 2000; i++) loop(a as Float64Array, b as Float64Array);
  const begin = performance.now();
  const rounds = 20_000;
  for (let i = 0; i < rounds; i++) loop(a as Float64Array, b as Float64Array);
  return (performance.now() - begin) * 1e6 / rounds / size;
}

/** The part of a thread; empty in the program itself. */
const role = new URL(import.meta.url).hash.slice(1);

if (role === "") {
  const words = wordsOf(Deno.args);
  if (numberIn(words, "alone", 0) === 1) {
    const loops = { fill: (a: Float64Array) => fill(a, 0), step, total };
    for (const [name, loop] of Object.entries(loops)) console.log(name, nsEach(loop).toFixed(2));
  } else {
    const capacity = numberIn(words, "capacity", 2 ** 20);
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
    const { first, last } = (event as MessageEvent).data;
    if (role === "source") source(first);
    else if (role === "worker") worker(first, last);
    else sink(last);
  });
}
