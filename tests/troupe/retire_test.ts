import { assert, assertEquals } from "@std/assert";
import { bytes, Graph, type GraphOptions, type StopReport, u32 } from "@steady-state/deno";
import { alarm, entry, feed, holder, judge } from "../fixtures/retired_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, Watch, within } from "../fixtures/watch.ts";

/** Each channel goes round several times. */
const COUNT = 40;
const PRESENT = "this end belongs to an earlier generation of its actor";

/** How the generation that holds something comes to its end. */
type End = "retired" | "crashed" | "hung" | "between turns";

interface Outcome {
  readonly report: StopReport;
  readonly watch: Watch;
  /** What came of the leftovers; nothing if they went with their worker. */
  readonly leftovers: readonly string[];
  readonly graph: Graph;
}

/** Lets the holder take something in hand and end, and everything go through its successor. */
async function afterHolding(
  how: string,
  end: End,
  { checked = false, ...options }: GraphOptions & { readonly checked?: boolean } = {},
): Promise<Outcome> {
  const watch = new Watch();
  await using graph = new Graph("past", { log: watch.log, ...options });
  const troupe = graph.troupe("ensemble");
  const supervisor = graph.supervisor("S", { strategy: "oneForAll" });
  const [numbers, numbersOut] = ["numbers", "numbers out"].map((name) =>
    graph.channel(name, u32, { capacity: 8, checked })
  ) as [
    ReturnType<typeof graph.channel<number, "u32">>,
    ReturnType<typeof graph.channel<number, "u32">>,
  ];
  const entries = graph.channel("entries", entry, { capacity: 8, checked });
  const entriesOut = graph.channel("entries out", entry, { capacity: 8, checked });
  const frames = graph.channel("frames", bytes, { capacity: 8, checked });
  const lanes = graph.bundle("lanes", u32, { girth: 2, capacity: 8 });
  const lanesOut = graph.bundle("lanes out", u32, { girth: 2, capacity: 8 });
  const holding = graph.channel("holding", u32);
  graph.actor("FEED", feed, {
    ports: { numbers: numbers.tx, entries: entries.tx, frames: frames.tx, lanes: lanes.tx },
    args: { count: COUNT },
  }).actor("HOLDER", holder, {
    troupe,
    supervisor,
    args: { how, end },
    ports: {
      numbers: numbers.rx,
      entries: entries.rx,
      frames: frames.rx,
      lanes: lanes.rx,
      numbersOut: numbersOut.tx,
      entriesOut: entriesOut.tx,
      lanesOut: lanesOut.tx,
      holding: holding.tx,
    },
  }).actor("ALARM", alarm, {
    supervisor,
    args: { crashes: end === "crashed" || end === "hung" ? 0 : 1 },
    ports: { holding: holding.rx },
  }).actor("JUDGE", judge, {
    troupe,
    ports: { numbers: numbersOut.rx, entries: entriesOut.rx, lanes: lanesOut.rx },
  });
  await graph.start();
  const report = await within(graph.finished, `the end of ${how}, ${end}`);
  assertEquals([report.reason, report.clean], ["every actor has ended", true]);
  assertEquals(actorIn(report, "HOLDER").state, { done: COUNT, wrong: 0 });
  assertEquals(actorIn(report, "JUDGE").state, {
    numbers: COUNT,
    entries: COUNT,
    laneOne: COUNT,
    laneTwo: COUNT,
    wrong: 0,
  });
  assertEquals(graph.crashes.map(({ cause }) => cause), [end === "hung" ? "hang" : "throw"]);
  const [leftovers] = watch.data("HOLDER", "leftovers") as [readonly string[]];
  return { report, watch, leftovers, graph };
}

/** Whether the mate had to start again with its worker. */
function lostItsWorker({ report }: Outcome): boolean {
  return actorIn(report, "JUDGE").restarts > 0;
}

for (const how of ["pokeSlices", "peekSlices", "pokeColumns", "peekColumns", "peekBytes"]) {
  for (const end of ["retired", "crashed", "between turns"] as const) {
    Deno.test(`a member that leaves with views by ${how} in hand takes its worker with it: ${end}`, async () => {
      const outcome = await afterHolding(how, end);
      assertEquals([lostItsWorker(outcome), outcome.leftovers], [true, []]);
      const [said] = outcome.watch.texts("warn");
      assertEquals(
        said,
        "HOLDER: had views on channels in hand when it was taken out: its worker is ended, and its mates start again",
      );
    });
  }

  Deno.test(`views by ${how} of a checked channel are copies, and end in place`, async () => {
    const outcome = await afterHolding(how, "retired", { checked: true });
    assertEquals(lostItsWorker(outcome), false);
    assertEquals(outcome.leftovers.length, 1);
  });
}

for (const end of ["retired", "crashed"] as const) {
  Deno.test(`rows of a member that is out show nothing, and write nowhere: ${end}`, async () => {
    const outcome = await afterHolding("rows", end);
    assertEquals(lostItsWorker(outcome), false);
    assertEquals(
      outcome.leftovers,
      ["poked", "peeked"].flatMap((what) => [
        `${what}.n: ${PRESENT}`,
        `${what}.share: 7`,
        `${what}.word: "seven"`,
        `${what} shows: [null,null,""]`,
      ]),
    );
  });
}

for (const end of ["retired", "crashed", "between turns"] as const) {
  Deno.test(`every verb of a channel end refuses a member that is out: ${end}`, async () => {
    const outcome = await afterHolding("ends", end);
    assertEquals(lostItsWorker(outcome), false);
    const others = outcome.leftovers.filter((line) => !line.endsWith(`: ${PRESENT}`));
    assertEquals(others, ["vacantUnits: 0", "vacant: false"]);
    assert(outcome.leftovers.length > 30);
  });

  Deno.test(`whatever an actor can do, one that is out does nothing by it: ${end}`, async () => {
    const outcome = await afterHolding("actor", end);
    assertEquals(lostItsWorker(outcome), false);
    assertEquals(outcome.leftovers, [
      "commit: generation 0 was replaced",
      "isRunning: generation 0 was replaced",
      "state: 1000",
      "heartbeat: undefined",
      "setStatus: undefined",
      "stop: undefined",
      "log: undefined",
      "signal: true",
      "wait 0: undefined",
      "wait 1: undefined",
      "wait 2: undefined",
      "wait 3: undefined",
    ]);
    assert(outcome.watch.data("HOLDER", "last words").length > 0, "a log harms nobody");
    assertEquals(outcome.graph.deadLetters, []);
  });
}

Deno.test("a member that awaits what never comes takes its worker with it, and nobody is blamed", async () => {
  const outcome = await afterHolding("rows", "hung", { hangTimeoutMs: deadline(1000) });
  assertEquals([lostItsWorker(outcome), outcome.leftovers], [true, []]);
  const [said] = outcome.watch.texts("warn").filter((text) => text.includes("come to its end"));
  assertEquals(
    said,
    "HOLDER: did not come to its end within 2000 ms after it was taken out: its worker is ended, " +
      "and its mates start again; let it give actor.signal to what it awaits outside",
  );
});
