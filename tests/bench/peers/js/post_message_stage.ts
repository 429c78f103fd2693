/**
 * A stage joined by ports. A port has no bound, so stages grant credit: the sender may be `capacity` messages ahead, and
 * the taker says so when half of that is used up.
 *
 * `mode`: `single` posts each message; `batch` posts arrays of `batch` messages; `slices` transfers Float64Arrays, which
 * go back to the source to be used again.
 */
import { Meter } from "../../meter.ts";
import { numberIn } from "../../words.ts";
import { fill, shapeOf, step, total } from "./shapes.ts";
import { type Begin, onBegin, report } from "./threads.ts";

onBegin<MessagePort>((begin) => {
  const { role } = begin;
  if (begin.words.mode === "slices") {
    ({ source: fillSlices, worker: stepSlices, sink: sumSlices })[role](begin);
  } else ({ source, worker, sink })[role](begin);
});

function sizes({ words }: Begin<MessagePort>): { unit: number; credit: number } {
  const capacity = numberIn(words, "capacity", 1024);
  const unit = words.mode === "single"
    ? 1
    : Math.min(numberIn(words, "batch", 4096), Math.max(1, capacity >> 1));
  return { unit, credit: Math.max(2, Math.floor(capacity / unit)) };
}

function source(begin: Begin<MessagePort>): void {
  const { make } = shapeOf(begin.words);
  const out = begin.out!;
  const { unit, credit } = sizes(begin);
  let left = credit;
  let next = 0;
  function pump(): void {
    for (; left > 0; left--) {
      if (unit === 1) out.postMessage(make(next++));
      else out.postMessage(Array.from({ length: unit }, () => make(next++)));
    }
  }
  out.onmessage = ({ data }: MessageEvent<number>) => {
    left += data;
    pump();
  };
  pump();
}

/** Grants credit in halves. */
function granter(port: MessagePort, credit: number): () => void {
  const half = Math.max(1, credit >> 1);
  let used = 0;
  return () => {
    if (++used < half) return;
    port.postMessage(used);
    used = 0;
  };
}

function worker(begin: Begin<MessagePort>): void {
  const shape = shapeOf(begin.words);
  const { unit, credit } = sizes(begin);
  const input = begin.input!;
  const out = begin.out!;
  const grant = granter(input, credit);
  const waiting: unknown[] = [];
  let left = credit;
  function forward(message: unknown): void {
    out.postMessage(message);
    left--;
    grant();
  }
  out.onmessage = ({ data }: MessageEvent<number>) => {
    left += data;
    while (left > 0 && waiting.length > 0) forward(waiting.shift());
  };
  input.onmessage = ({ data }) => {
    const message = unit === 1 ? shape.step(data) : (data as unknown[]).map(shape.step);
    if (left > 0) forward(message);
    else waiting.push(message);
  };
}

function sink(begin: Begin<MessagePort>): void {
  const { value } = shapeOf(begin.words);
  const { unit, credit } = sizes(begin);
  const input = begin.input!;
  const grant = granter(input, credit);
  const meter = new Meter({
    warm: numberIn(begin.words, "warm", 200),
    measure: numberIn(begin.words, "measure", 400),
  });
  let taken = 0;
  let sum = 0;
  input.onmessage = ({ data }) => {
    if (unit === 1) sum += value(data);
    else for (const message of data) sum += value(message);
    taken += unit;
    grant();
    if (unit > 1 || (taken & 63) === 0) {
      const rate = meter.look(taken);
      if (rate > 0) report({ rate, check: sum });
    }
  };
}

function fillSlices(begin: Begin<MessagePort>): void {
  const out = begin.out!;
  const { unit, credit } = sizes(begin);
  let next = 0;
  function post(slots: Float64Array<ArrayBuffer>): void {
    next = fill(slots, next);
    out.postMessage(slots, [slots.buffer]);
  }
  out.onmessage = ({ data }) => post(data);
  for (let i = 0; i < credit; i++) post(new Float64Array(unit));
}

function stepSlices(begin: Begin<MessagePort>): void {
  const input = begin.input!;
  const out = begin.out!;
  input.onmessage = ({ data }) => {
    step(data);
    out.postMessage(data, [data.buffer]);
  };
  out.onmessage = ({ data }) => input.postMessage(data, [data.buffer]);
}

function sumSlices(begin: Begin<MessagePort>): void {
  const input = begin.input!;
  const meter = new Meter({
    warm: numberIn(begin.words, "warm", 200),
    measure: numberIn(begin.words, "measure", 400),
  });
  let taken = 0;
  let sum = 0;
  input.onmessage = ({ data }) => {
    sum += total(data);
    taken += data.length;
    input.postMessage(data, [data.buffer]);
    const rate = meter.look(taken);
    if (rate > 0) report({ rate, check: sum });
  };
}
