/** One end of the round trips. */
import * as Comlink from "comlink";
import { figuresOf, Stopwatch } from "../../stopwatch.ts";
import { numberIn, wordsOf } from "../../words.ts";

interface Task {
  role: "ping" | "pong";
  args: string[];
  words: SharedArrayBuffer;
  port: MessagePort;
}

const scope = globalThis as unknown as {
  onmessage: unknown;
  postMessage(data: unknown): void;
};
// A pending waitAsync does not keep a worker alive.
setInterval(() => {}, 1000);

scope.onmessage = async ({ data: { role, args, words, port } }: MessageEvent<Task>) => {
  const plan = wordsOf(args);
  const all = new Int32Array(words);
  // In cache lines of their own.
  const [there, back] = [all.subarray(32, 33), all.subarray(64, 65)];
  if (role === "pong") {
    if (plan.by === "waitAsync") return await echo(there, back);
    if (plan.by === "comlink") return Comlink.expose({ echo: (n: number) => n }, port);
    port.onmessage = ({ data }) => port.postMessage(data);
    return;
  }
  const rounds = numberIn(plan, "rounds", 1000);
  const pause = numberIn(plan, "pause", 0);
  const watch = new Stopwatch();
  const once = plan.by === "waitAsync"
    ? () => askWords(there, back)
    : plan.by === "comlink"
    ? asker(port)
    : () => askPort(port);
  const warm = numberIn(plan, "warm", Math.ceil(rounds / 10));
  for (let round = 0; round < rounds + warm; round++) {
    if (pause > 0 && round >= warm) await new Promise((resolve) => setTimeout(resolve, pause));
    const begin = performance.now();
    await once();
    if (round >= warm) watch.add(performance.now() - begin);
  }
  scope.postMessage(figuresOf(watch));
};

async function changed(word: Int32Array, seen: number): Promise<void> {
  const waiting = Atomics.waitAsync(word, 0, seen, 10_000);
  if (waiting.async) await waiting.value;
}

async function echo(there: Int32Array, back: Int32Array): Promise<void> {
  for (let round = 0;; round++) {
    while (Atomics.load(there, 0) === round) await changed(there, round);
    Atomics.store(back, 0, round + 1);
    Atomics.notify(back, 0, 1);
  }
}

async function askWords(there: Int32Array, back: Int32Array): Promise<void> {
  const round = Atomics.load(there, 0);
  Atomics.store(there, 0, round + 1);
  Atomics.notify(there, 0, 1);
  while (Atomics.load(back, 0) === round) await changed(back, round);
}

function askPort(port: MessagePort): Promise<unknown> {
  return new Promise((resolve) => {
    port.onmessage = resolve;
    port.postMessage(1);
  });
}

function asker(port: MessagePort): () => Promise<unknown> {
  const far = Comlink.wrap<{ echo(n: number): number }>(port);
  return () => far.echo(1);
}
