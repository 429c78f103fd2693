/**
 * What idle threads cost without any of our code: workers that wait by `Atomics.waitAsync` for what never comes. Prints processor time
 * of the whole process in each ten seconds from the start on, as a share of one core.
 * `deno run -A tests/bench/alternatives/bare_idle.ts [workers=100] [garbage=N] [tens=12]`: each worker makes N objects before it waits.
 *
 * @module
 */
import process from "node:process";
import { numberIn, wordsOf } from "../words.ts";

const TEN_SECONDS = 10_000;

/** The worker's program: it leaves garbage, says that it waits, and waits. */
const WAITS = `
self.onmessage = async ({ data: { region, word, garbage } }) => {
  for (let i = 0, junk; i < garbage; i++) junk = { i, of: [i, i, i, i, i] };
  self.postMessage("waits");
  const words = new Int32Array(region);
  for (;;) await Atomics.waitAsync(words, word, 0, 160_000).value;
};`;

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const words = wordsOf(Deno.args);
const workers = numberIn(words, "workers", 100);
const garbage = numberIn(words, "garbage", 0);
const region = new SharedArrayBuffer(workers * 64);
const url = URL.createObjectURL(new Blob([WAITS], { type: "text/javascript" }));
await Promise.all(Array.from({ length: workers }, (_, i) => {
  const worker = new Worker(url, { type: "module" });
  worker.postMessage({ region, word: i * 16, garbage });
  return new Promise((resolve) => worker.onmessage = resolve);
}));
for (let ten = 0; ten < numberIn(words, "tens", 12); ten++) {
  const [from, spent] = [performance.now(), processorMs()];
  await new Promise((resolve) => setTimeout(resolve, TEN_SECONDS));
  const percent = (processorMs() - spent) / (performance.now() - from) * 100;
  console.log(`${ten * 10} s after the start: ${percent.toFixed(3)} % of a core`);
}
Deno.exit(0);
