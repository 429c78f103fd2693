/**
 * The peer multithreading: tasks joined by its bounded channels. `blockingSend` and `blockingRecv` are its fastest verbs;
 * `batch` sends arrays of messages, since it keeps every message as JSON.
 */
import { channel, initRuntime, move, spawn } from "multithreading";
import { numberIn, wordsOf } from "../../words.ts";

const words = wordsOf(Deno.args);
// A thread for each stage: they block.
initRuntime({ maxWorkers: 3 });
const unit = words.mode === "single" ? 1 : numberIn(words, "batch", 64);
const capacity = Math.max(2, Math.min(numberIn(words, "capacity", 1024), 65536) / unit);
// Its channel holds all messages in one JSON buffer, of 32 KiB unless told otherwise.
const link = () => channel<unknown>(capacity, { size: 64 * 2 ** 20 });
const shapes = new URL("./shapes.ts", import.meta.url).href;
const meters = new URL("../../meter.ts", import.meta.url).href;

const [tx, rx] = link();
spawn(move(tx, words, unit, shapes), async (tx, words, unit, shapes) => {
  const { make } = (await import(shapes)).shapeOf(words);
  for (let n = 0;;) {
    const message = unit === 1 ? make(n++) : Array.from({ length: unit }, () => make(n++));
    const sent = tx.blockingSend(message);
    if (!sent.ok) throw sent.error;
  }
});

let last = rx;
if (words.actors === 3) {
  const [tx2, rx2] = link();
  spawn(move(rx, tx2, words, unit, shapes), async (rx, tx, words, unit, shapes) => {
    const { step } = (await import(shapes)).shapeOf(words);
    for (;;) {
      const { value } = rx.blockingRecv() as { value: unknown };
      tx.blockingSend(unit === 1 ? step(value) : (value as unknown[]).map(step));
    }
  });
  last = rx2;
}

const times = { warm: numberIn(words, "warm", 200), measure: numberIn(words, "measure", 400) };
const result = await spawn(
  move(last, words, unit, shapes, meters, times),
  async (rx, words, unit, shapes, meters, times) => {
    const { value } = (await import(shapes)).shapeOf(words);
    const { Meter } = await import(meters);
    const meter = new Meter(times);
    let taken = 0;
    let sum = 0;
    for (;;) {
      const received = rx.blockingRecv() as { ok: boolean; value: unknown; error: Error };
      if (!received.ok) throw received.error;
      if (unit === 1) sum += value(received.value);
      else for (const message of received.value as unknown[]) sum += value(message);
      taken += unit;
      if (unit > 1 || (taken & 15) === 0) {
        const rate = meter.look(taken);
        if (rate > 0) return { rate, check: sum };
      }
    }
  },
).join();
if (!result.ok) throw result.error;
console.log(JSON.stringify(result.value));
Deno.exit(0);
