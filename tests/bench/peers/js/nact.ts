/**
 * The peer nact, an actor library that runs all its actors in one thread. Its mailboxes have no bound, so the source
 * sends `capacity` messages and goes on when the sink has had half of them.
 */
import { dispatch, type Ref, spawn, start } from "nact";
import { Meter } from "../../meter.ts";
import { finish, numberIn, wordsOf } from "../../words.ts";
import { shapeOf } from "./shapes.ts";

const words = wordsOf(Deno.args);
const { make, step, value } = shapeOf(words);
const credit = Math.min(numberIn(words, "capacity", 1024), 65536);
const half = Math.max(1, credit >> 1);
const meter = new Meter({
  warm: numberIn(words, "warm", 200),
  measure: numberIn(words, "measure", 400),
});
const system = start();
let taken = 0;
let sum = 0;

const sink: Ref<unknown> = spawn(system, (_state: unknown, message: unknown) => {
  sum += value(message);
  if (++taken % half === 0) dispatch(source, half);
  if ((taken & 255) === 0) {
    const rate = meter.look(taken);
    if (rate > 0) finish({ rate, check: sum });
  }
}, "sink");
const worker: Ref<unknown> = spawn(system, (_state: unknown, message: unknown) => {
  dispatch(sink, step(message));
}, "worker");
const first = words.actors === 3 ? worker : sink;
let next = 0;
const source: Ref<number> = spawn(system, (_state: unknown, grant: number) => {
  for (let i = 0; i < grant; i++) dispatch(first, make(next++));
}, "source");
dispatch(source, credit);
setInterval(() => {}, 1000);
