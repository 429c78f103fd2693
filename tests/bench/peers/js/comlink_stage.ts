/**
 * A stage joined by comlink: a call a message. Up to `capacity` calls (at most 1,024: more is slower) are under way at a
 * time. `slices` passes a transferred Float64Array a call.
 */
import * as Comlink from "comlink";
import { Meter } from "../../meter.ts";
import { numberIn } from "../../words.ts";
import { fill, shapeOf, step, total } from "./shapes.ts";
import { type Begin, onBegin, report } from "./threads.ts";

interface Stage {
  take(message: unknown): unknown;
}

onBegin<MessagePort>((begin) => ({ source, worker, sink })[begin.role](begin));

async function source({ out, words }: Begin<MessagePort>): Promise<void> {
  const next = Comlink.wrap<Stage>(out!);
  const capacity = numberIn(words, "capacity", 1024);
  const slices = words.mode === "slices";
  const unit = slices ? Math.min(65536, Math.max(1, capacity >> 2)) : 1;
  const window = Math.max(1, Math.min(1024, Math.floor(capacity / unit)));
  const { make } = shapeOf(words);
  let n = 0;
  function call(): Promise<unknown> {
    if (!slices) return next.take(make(n++));
    const slots = new Float64Array(unit);
    n = fill(slots, n);
    return next.take(Comlink.transfer(slots, [slots.buffer]));
  }
  await Promise.all(Array.from({ length: window }, async () => {
    for (;;) await call();
  }));
}

function worker({ input, out, words }: Begin<MessagePort>): void {
  const next = Comlink.wrap<Stage>(out!);
  const shape = shapeOf(words);
  const slices = words.mode === "slices";
  Comlink.expose({
    take(message: unknown) {
      if (!slices) return next.take(shape.step(message));
      step(message as Float64Array);
      return next.take(Comlink.transfer(message, [(message as Float64Array<ArrayBuffer>).buffer]));
    },
  }, input!);
}

function sink({ input, words }: Begin<MessagePort>): void {
  const { value } = shapeOf(words);
  const slices = words.mode === "slices";
  const meter = new Meter({
    warm: numberIn(words, "warm", 200),
    measure: numberIn(words, "measure", 400),
  });
  let taken = 0;
  let sum = 0;
  Comlink.expose({
    take(message: unknown): void {
      sum += slices ? total(message as Float64Array) : value(message);
      taken += slices ? (message as Float64Array).length : 1;
      if (slices || (taken & 63) === 0) {
        const rate = meter.look(taken);
        if (rate > 0) report({ rate, check: sum });
      }
    },
  }, input!);
}
