/**
 * What a hop costs at least where actors are async functions that wait by promises: a token goes round a ring in one thread, without any
 * of our code. Prints processor time for each hop, in nanoseconds. What is added by its words is what the product does besides:
 *
 * - `clock=1`: one look at the clock for each hop, and the time booked to the actor.
 * - `commits=1`: the cursors of two channels in a record, a commit point by `Atomics`, and the cursors in place.
 * - `objects=40`: so many objects of each actor are read and written in each hop, a cache line each. They are not next to each other: a
 *   collector moves objects by generations of all actors, not actor by actor.
 * - `calls=1`: no async functions: an actor is a function that is called when its turn has come, by whoever runs the thread.
 *
 * Usage: `deno run -A --no-lock tests/bench/alternatives/bare_ring.ts count=10000 clock=1 commits=1 objects=40`
 */
import { numberIn, wordsOf } from "../words.ts";

const words = wordsOf(Deno.args);
const count = numberIn(words, "count", 100);
const objects = numberIn(words, "objects", 0);
const looks = numberIn(words, "clock", 0) === 1;
const commits = numberIn(words, "commits", 0) === 1;
const calls = numberIn(words, "calls", 0) === 1;
const measureMs = numberIn(words, "measure", 1000);

/** So many hops, about half a millisecond, until the event loop has its turn. */
const HOPS_A_SLICE = 1024;
const BEGIN = performance.timeOrigin;

/** One of the objects that belong to an actor: a line of memory, with what V8 adds. */
class Line {
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  e = 0;
}

/** Two channels and a journal take so many words: 16 for each of four lines. */
const WORDS_EACH = 64;
const region = new Int32Array(new SharedArrayBuffer(count * WORDS_EACH * 4));

class Actor {
  readonly base: number;
  readonly lines: Line[] = [];
  next: Actor = this;
  resolve: () => void = () => {};
  since = 0;
  busy = 0;
  turn = 0;

  constructor(index: number) {
    this.base = index * WORDS_EACH;
  }

  wait(): Promise<void> {
    return new Promise((resolve) => this.resolve = resolve);
  }

  /** Two cursors move on, all or nothing. */
  commit(): void {
    const { base } = this;
    const turn = ++this.turn;
    region[base] = turn;
    region[base + 1] = turn;
    Atomics.store(region, base + 2, turn);
    region[base + 16] = turn;
    region[base + 32] = turn;
  }

  touch(): void {
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) (lines[i] as Line).a++;
  }

  book(): void {
    const now = BEGIN + performance.now();
    this.busy += now - this.since;
    this.since = this.next.since = now;
  }
}

const actors = Array.from({ length: count }, (_, i) => new Actor(i));
actors.forEach((actor, i) => actor.next = actors[(i + 1) % count] as Actor);
for (let i = 0; i < objects; i++) for (const actor of actors) actor.lines.push(new Line());

let hops = 0;

function pass({ next }: Actor): void {
  if (++hops % HOPS_A_SLICE !== 0) return next.resolve();
  setTimeout(next.resolve);
}

function turn(actor: Actor): void {
  if (objects > 0) actor.touch();
  if (commits) actor.commit();
  if (looks) actor.book();
}

async function play(actor: Actor): Promise<never> {
  for (;;) {
    await actor.wait();
    turn(actor);
    pass(actor);
  }
}

/** Calls one actor after the other, and lets the event loop have its turn as often as with async functions. */
function callAll(actor: Actor): void {
  do {
    turn(actor);
    actor = actor.next;
  } while (++hops % HOPS_A_SLICE !== 0);
  setTimeout(() => callAll(actor));
}

/** Time that this thread has had a processor, in nanoseconds. */
function processorNs(): number {
  return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ")[0]);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const first = actors[0] as Actor;
if (calls) callAll(first);
else {
  for (const actor of actors) play(actor);
  await sleep(0);
  first.resolve();
}
await sleep(measureMs / 2);
const [before, spent] = [hops, processorNs()];
await sleep(measureMs);
console.log(Math.round((processorNs() - spent) / (hops - before)));
Deno.exit(0);
