/** The advice of the lens, each on a graph whose trouble is planted, and on the same graph once the advice was taken. */
import { assert, assertMatch } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { culpritsView } from "../../src/telemetry/api/culprits_view.ts";
import { Observer } from "../../src/telemetry/mod.ts";
import type { GraphSample } from "../../src/telemetry/sample/mod.ts";
import { basin, caller, gusher, hog, spring } from "../telemetry/fixtures/stages.ts";

/** A figure of bursts is not told before there are so many samples; and of the rest, what is at the start is of no interest. */
const SAMPLES = 60;
const PATIENCE_MS = 25_000;

/** What is seen of a graph that has run for a while. */
interface Seen {
  readonly advice: readonly string[];
  readonly sample: GraphSample;
  /** Messages taken from the first channel a second, from its first sample to its last. */
  readonly takenRate: number;
}

/** Runs a graph until it is advised what is expected five times in a row, or gives up; then says what is seen. */
async function run(drawn: Graph, expected: (advice: readonly string[]) => boolean): Promise<Seen> {
  await using graph = drawn;
  using observer = new Observer(graph.telemetry);
  const { topology } = observer.source;
  const adviceOf = (sample: GraphSample) => culpritsView(topology, sample).advice.map(textOf);
  const seen = Promise.withResolvers<void>();
  const patience = setTimeout(() => seen.resolve(), PATIENCE_MS);
  let [samples, inARow] = [0, 0];
  let first: GraphSample | undefined;
  observer.onSample((sample) => {
    if (sample.lifecycle !== "running" || ++samples < SAMPLES) return;
    first ??= sample;
    inARow = expected(adviceOf(sample)) ? inARow + 1 : 0;
    if (inARow >= 5 && samples >= 2 * SAMPLES) seen.resolve();
  });
  await graph.start();
  await seen.promise;
  clearTimeout(patience);
  const sample = observer.latest;
  const sumOf = ({ channels }: GraphSample) => channels.reduce((sum, { taken }) => sum + taken, 0);
  const seconds = (sample.time - first!.time) / 1000;
  return {
    advice: adviceOf(sample),
    sample,
    takenRate: (sumOf(sample) - sumOf(first!)) / seconds,
  };
}

const textOf = ({ text }: { text: string }) => text;
/** Whether some advice begins so; and whether none does any more. */
const begins = (start: string) => (advice: readonly string[]) =>
  advice.some((text) => text.startsWith(start));
const isGone = (start: string) => (advice: readonly string[]) => !begins(start)(advice);

function drawing(): Graph {
  return new Graph("advised", { log: () => {}, stopTimeoutMs: 300 });
}

Deno.test("advice: bursts that find no room are given some, and find it", async () => {
  const bursts = (capacity: number) => {
    const graph = drawing();
    const rows = graph.channel("rows", u32, { capacity });
    return graph.actor("SOURCE", gusher, { ports: { out: rows.tx } })
      .actor("SINK", basin, { ports: { in: [rows.rx] }, args: { busyMs: 1 } });
  };
  const before = await run(bursts(32), begins("Give rows capacity"));
  const [advice] = before.advice;
  assertMatch(
    advice ?? "none",
    /^Give rows capacity \d+: it was full \d+% of the last minute, in bursts of up to \d+ messages\.$/,
  );
  const after = await run(
    bursts(Number(/capacity (\d+)/.exec(advice!)![1])),
    isGone("Give rows capacity"),
  );
  assert(isGone("Give rows capacity")(after.advice), after.advice.join());
  const fullness = ({ sample }: Seen) => sample.channels[0]!.full!;
  assert(fullness(after) < fullness(before), `${fullness(after)}, before ${fullness(before)}`);
});

Deno.test("advice: the work of one that is busy all the time is shared out", async () => {
  const sinks = (count: number) => {
    const graph = drawing();
    const lanes = graph.bundle("jobs", u32, { girth: count, capacity: 16 });
    graph.actor("SOURCE", spring, { ports: { out: lanes.tx }, args: { each10ms: 1 } });
    for (let i = 0; i < count; i++) {
      graph.actor(`SINK ${i}`, basin, { ports: { in: [lanes.rx[i]!] }, args: { busyMs: 20 } });
    }
    return graph;
  };
  const before = await run(sinks(1), begins("Share the work of SINK"));
  assertMatch(
    before.advice[0] ?? "none",
    /^Share the work of SINK 0 out, to several of it that take from a bundle, .*: \d+% busy, and jobs\[0\] is (\d+% )?full\.$/,
  );
  const after = await run(sinks(4), isGone("Share the work of SINK"));
  assert(isGone("Share the work of SINK")(after.advice), after.advice.join());
  assert(after.takenRate > before.takenRate, `${after.takenRate}, before ${before.takenRate}`);
});

Deno.test("advice: one that waits outside for one answer after the other is to await several at a time", async () => {
  const calls = (atOnce: number) => {
    const graph = drawing();
    const jobs = graph.channel("jobs", u32, { capacity: 16 });
    return graph.actor("SOURCE", spring, { ports: { out: [jobs.tx] }, args: { each10ms: 1 } })
      .actor("CALLER", caller, { ports: { in: jobs.rx }, args: { atOnce, answerMs: 50 } });
  };
  const before = await run(calls(1), begins("Let CALLER await several"));
  assertMatch(
    before.advice[0] ?? "none",
    /^Let CALLER await several at a time, .*: it waits outside \d+% of the time, and jobs is (\d+% )?full\.$/,
  );
  const after = await run(calls(16), isGone("Let CALLER await several"));
  assert(isGone("Let CALLER await several")(after.advice), after.advice.join());
  assert(after.takenRate > before.takenRate, `${after.takenRate}, before ${before.takenRate}`);
});

Deno.test("advice: one whose troupe leaves it no time is given a worker of its own", async () => {
  const homes = (isAlone: boolean) => {
    const graph = drawing();
    const jobs = graph.channel("jobs", u32, { capacity: 16 });
    const crowd = { troupe: graph.troupe("crowd") };
    return graph.actor("SOURCE", spring, { ports: { out: [jobs.tx] }, args: { each10ms: 2 } })
      .actor("HOG", hog, { args: { busyMs: 60 }, ...crowd })
      .actor("SINK", basin, {
        ports: { in: [jobs.rx] },
        args: { busyMs: 2 },
        ...isAlone ? {} : crowd,
      });
  };
  const before = await run(homes(false), begins("Give SINK a worker"));
  assertMatch(
    before.advice[0] ?? "none",
    /^Give SINK a worker of its own: the actors of troupe crowd want \d+% of one thread together, SINK \d+%, and jobs is (\d+% )?full\.$/,
  );
  const after = await run(homes(true), isGone("Give SINK a worker"));
  assert(isGone("Give SINK a worker")(after.advice), after.advice.join());
  assert(after.takenRate > before.takenRate, `${after.takenRate}, before ${before.takenRate}`);
});
