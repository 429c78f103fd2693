/**
 * A stage joined by ringbuf.js. It cannot wait for anything, so a stage that finds nothing to do looks again a few times
 * and then sleeps for a twentieth of a millisecond.
 *
 * `single` pushes and pops one element a call; `slices` writes through `writeCallbackWithOffset` and pops whole blocks.
 */
import { RingBuffer } from "ringbuf.js";
import { Meter } from "../../meter.ts";
import { numberIn } from "../../words.ts";
import { fill, step, total } from "./shapes.ts";
import { type Begin, onBegin, report } from "./threads.ts";

const bed = new Int32Array(new SharedArrayBuffer(4));
const SLEEP_MS = 0.05;
const LOOKS = 100;

onBegin<SharedArrayBuffer>((begin) => {
  const { role, words } = begin;
  ({ source, worker, sink })[role](begin, words.mode === "slices");
});

// deno-lint-ignore no-explicit-any -- its types ask for something that does not exist
const open = (ring: SharedArrayBuffer | undefined) => new RingBuffer(ring!, Float64Array as any);

function waitUntil(holds: () => boolean): void {
  for (;;) {
    for (let i = 0; i < LOOKS; i++) {
      if (holds()) return;
      Atomics.pause();
    }
    Atomics.wait(bed, 0, 0, SLEEP_MS);
  }
}

function source({ out }: Begin<SharedArrayBuffer>, slices: boolean): void {
  const ring = open(out);
  const half = Math.max(1, ring.capacity() >> 1);
  const one = new Float64Array(1);
  let next = 0;
  function write(storage: Float64Array, at: number, count: number, at2: number, count2: number) {
    next = fill(storage.subarray(at, at + count), next);
    next = fill(storage.subarray(at2, at2 + count2), next);
  }
  for (;;) {
    waitUntil(() => ring.available_write() >= half);
    if (slices) {
      (ring as unknown as { writeCallbackWithOffset(n: number, cb: typeof write): number })
        .writeCallbackWithOffset(half, write);
    } else {
      do one[0] = next; while (ring.push(one) === 1 && ++next);
    }
  }
}

function worker({ input, out }: Begin<SharedArrayBuffer>, slices: boolean): void {
  const from = open(input);
  const to = open(out);
  const half = Math.max(1, from.capacity() >> 1);
  const block = new Float64Array(slices ? half : 1);
  for (;;) {
    waitUntil(() => from.available_read() >= half && to.available_write() >= half);
    if (slices) {
      from.pop(block, half);
      step(block);
      to.push(block);
    } else {
      for (let room = to.available_write(); room > 0 && from.pop(block, 1) === 1; room--) {
        block[0]!++;
        to.push(block);
      }
    }
  }
}

function sink({ input, words }: Begin<SharedArrayBuffer>, slices: boolean): void {
  const ring = open(input);
  const half = Math.max(1, ring.capacity() >> 1);
  const block = new Float64Array(slices ? half : 1);
  const meter = new Meter({
    warm: numberIn(words, "warm", 200),
    measure: numberIn(words, "measure", 400),
  });
  let taken = 0;
  let sum = 0;
  for (;;) {
    waitUntil(() => ring.available_read() >= half);
    if (slices) {
      ring.pop(block, half);
      sum += total(block);
      taken += half;
    } else {
      for (let left = 65536; left > 0 && ring.pop(block, 1) === 1; left--) {
        sum += block[0] as number;
        taken++;
      }
    }
    const rate = meter.look(taken);
    if (rate > 0) return report({ rate, check: sum });
  }
}
