/** What is wrong with calls is told at once, all of it, by who makes them. */
import { type CrashReport, json, u32 } from "@steady-state/deno";
import { defineActor, doneMarks, rx, rxBundle, tx } from "@steady-state/deno/actor";
import { rehearse } from "@steady-state/deno/testing";
import { assertEquals, assertThrows } from "@std/assert";

/** What `actor.calls` is given, as somebody without a compiler would. */
type Wrong = (ports: Record<string, unknown>) => readonly unknown[];
let given: Wrong = () => [];

const ports = { jobs: rx(u32), lanes: rxBundle(u32), results: tx(json<unknown>()) };
// deno-lint-ignore ban-types
const wrongly = async (actor: { readonly ports: object; readonly calls: Function }) => {
  await actor.calls(...given(actor.ports as Record<string, unknown>));
};
const plain = defineActor(import.meta, "plain", { ports, run: wrongly });
const marking = defineActor(import.meta, "marking", {
  ports,
  state: { few: doneMarks(2) },
  run: wrongly,
});

/** What it says of it. */
async function saying(by: Wrong, definition: typeof plain | typeof marking = plain) {
  given = by;
  await using scene = await rehearse(definition as typeof plain, { capacity: 16 });
  await scene.settle();
  const [{ cause, error, decision }, ...more] = scene.crashes as [CrashReport, ...CrashReport[]];
  // It would do so each time.
  assertEquals([cause, decision, more], ["throw", "giveUp", []]);
  return `${error.name}: ${error.message}`;
}

const nothing = () => undefined;

Deno.test("all that is wrong with the options of calls is told at once", async () => {
  const options = {
    concurency: 3,
    concurrency: 0,
    timeoutMs: -1,
    retry: { attempts: 1.5, firstMs: 100, maxMs: 10, classify: "retry" },
    rate: { perSecond: 0 },
    order: "random",
    key: 7,
    window: "all",
    atStop: "stop",
  };
  const text = await saying(({ jobs, results }) => [jobs, results, options, nothing]);
  const faults = [
    'TypeError: Cannot make calls in actor "ACTOR": 11 faults',
    '  - there is no option "concurency", there are "concurrency", "timeoutMs", "retry", "rate", "order", "key", "window", "atStop"',
    "  - option concurrency is 0, give a whole number from 1 to 16777216",
    "  - option timeoutMs is -1, give milliseconds above 0, at most 2147483647, or Infinity",
    "  - option retry.attempts is 1.5, give a whole number from 1 to 1000000, or Infinity",
    '  - option retry.classify is "retry", give a function',
    "  - option retry has a firstMs of 100 and a maxMs of 10, give a maxMs that is no shorter",
    "  - option rate.perSecond is 0, give a number above 0",
    '  - option order is "random", give "strict", "any" or { perKey: (job) => … }',
    "  - option key is 7, give a function",
    '  - option window is "all", give a whole number from 1 to 16777216',
    '  - option atStop is "stop", give "drain" or "finish"',
  ];
  assertEquals(text.split("\n"), faults);
});

Deno.test("what is called, and with what, is checked with them", async () => {
  const text = await saying(({ results, lanes }) => [results, lanes, 5, "fetch"]);
  assertEquals(text.split("\n"), [
    'TypeError: Cannot make calls in actor "ACTOR": 4 faults',
    '  - its jobs are channel "results", which is none of its inputs, give a port that takes, or one lane of a bundle',
    "  - its results are RxBundle { lanes: [Array] }, give a port that sends, or leave it out",
    "  - what is to be called is fetch, give a function of a job",
    "  - its options are 5, give an object",
  ]);
});

Deno.test("more calls than the channel holds jobs, or than can be marked, are refused", async () => {
  const many = { concurrency: 17, window: 20 };
  assertEquals(
    (await saying(({ jobs }) => [jobs, many, nothing])).split("\n").slice(1),
    [
      '  - option concurrency is 17, give a whole number from 1 to 16, the capacity of channel "jobs"',
      '  - option window is 20, give a whole number from 1 to 16, the capacity of channel "jobs"',
    ],
  );
  assertEquals(
    await saying(({ jobs }) => [jobs, { concurrency: 3, order: "any" }, nothing], marking),
    'RangeError: Cannot make calls in actor "ACTOR": option concurrency is 3, give a whole number from 1 to 2, ' +
      "what its state has room for, or give doneMarks() more",
  );
  assertEquals(
    await saying(({ jobs }) => [jobs, { concurrency: 3, window: 2 }, nothing]),
    'RangeError: Cannot make calls in actor "ACTOR": option window is 2 and concurrency 3, give a window that is no smaller',
  );
});

Deno.test("results that overtake need a cell for marks", async () => {
  assertEquals(
    await saying(({ jobs }) => [jobs, { order: { perKey: String } }, nothing]),
    'TypeError: Cannot make calls in actor "ACTOR": with an order other than "strict" results overtake jobs that are not done, ' +
      "and its state has no cell free to mark them in, declare one: state: { marks: doneMarks() }",
  );
});

Deno.test("marks are for a number of jobs", () => {
  for (const most of [0, 1.5, 65_537, "8" as unknown as number]) {
    assertThrows(
      () => doneMarks(most),
      RangeError,
      `room for ${most} messages, give a whole number`,
    );
  }
});
