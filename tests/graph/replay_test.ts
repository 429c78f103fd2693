/** Holds what is promised of replaying dead letters: to which port, once, and what is said where it cannot be. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  type DeadLetter,
  exportDeadLetters,
  Graph,
  importDeadLetters,
  type StopReport,
  u32,
} from "@steady-state/deno";
import { filler, idler, picky, silent } from "../fixtures/letter_actors.ts";
import { keeper, stayer } from "../fixtures/poison_actors.ts";
import { counter } from "../fixtures/plain_actors.ts";
import { actorIn, until, Watch, within } from "../fixtures/watch.ts";

const QUIET = {
  log: () => {},
  intensity: { restarts: 1000, withinMs: 60_000, backoff: { firstMs: 0, maxMs: 0 } },
};
const NUMBERS = Array.from({ length: 10 }, (_, i) => i);

/** PICKY between sources and KEEPER: it gives up the 4. */
function draw(source: typeof stayer | typeof counter = stayer): Graph {
  const graph = new Graph("letters", QUIET);
  const numbers = graph.channel("numbers", u32, { capacity: 4 });
  const lanes = graph.bundle("lanes", u32, { girth: 2, capacity: 4 });
  const onward = graph.channel("onward", u32, { capacity: 64 });
  return graph.actor("SOURCE", source, { ports: { numbers: numbers.tx }, args: { count: 10 } })
    .actor("SILENT", silent, { ports: { lanes: lanes.tx } })
    .actor("PICKY", picky, {
      ports: { numbers: numbers.rx, lanes: lanes.rx, onward: onward.tx },
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
}

/** Starts it, and returns the letter about the 4 as it comes back from a file. */
async function letterOf(graph: Graph): Promise<DeadLetter> {
  await within(graph.start(), "the start");
  await until(() => graph.deadLetters.length > 0, "the letter");
  const [letter] = importDeadLetters(exportDeadLetters(graph.deadLetters)) as [DeadLetter];
  assertEquals([letter.actor, letter.port, letter.message], ["PICKY", null, 4]);
  return letter;
}

function got(report: StopReport): number[] {
  return (actorIn(report, "KEEPER").state.got as number[]).toSorted((a, b) => a - b);
}

Deno.test("a letter that an actor wrote is replayed to an input: the actor gets the message again, once", async () => {
  await using graph = draw();
  await within(graph.replay(await letterOf(graph), { port: "numbers" }), "the replay");
  const report = await within(graph.stop(), "the end");
  assertEquals(got(report), NUMBERS);
  assertEquals(actorIn(report, "PICKY").state, { given: 1, direct: 10, byLane: 0 });
  assertEquals(graph.deadLetters.length, 1);
});

Deno.test("a letter that an actor wrote is replayed to an output: the message goes on past it, once", async () => {
  await using graph = draw();
  await within(graph.replay(await letterOf(graph), { port: "onward" }), "the replay");
  const report = await within(graph.stop(), "the end");
  assertEquals(got(report), NUMBERS);
  assertEquals(actorIn(report, "PICKY").state, { given: 1, direct: 9, byLane: 0 });
});

Deno.test("a letter is replayed to a lane that is given, also where it came by another port", async () => {
  await using graph = draw();
  const letter = await letterOf(graph);
  await within(graph.replay(letter, { port: "lanes", lane: 1 }), "the replay");
  await within(graph.replay({ ...letter, port: "lanes", lane: 1 }), "the second replay");
  await within(
    graph.replay({ ...letter, port: "lanes", lane: 1 }, { port: "numbers" }),
    "the third replay",
  );
  await within(
    graph.replay({ ...letter, port: "lanes", lane: 0 }, { lane: 1 }),
    "the fourth replay",
  );
  const report = await within(graph.stop(), "the end");
  assertEquals(got(report), [0, 1, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 9]);
  assertEquals(actorIn(report, "PICKY").state, { given: 1, direct: 10, byLane: 3 });
});

for (const port of ["numbers", "onward"]) {
  Deno.test(`a letter that is replayed to ${port} is there once, whoever at either end is killed around it`, async () => {
    await using graph = draw();
    const letter = await letterOf(graph);
    const ends = port === "numbers" ? ["SOURCE", "PICKY"] : ["PICKY", "KEEPER"];
    for (let i = 0; i < 4; i++) {
      const label = ends[i % 2]!;
      if (i < 2) await graph.restart(label);
      const replay = graph.replay(letter, { port });
      if (i >= 2) await graph.restart(label);
      await within(replay, "the replay");
      if (i >= 2) await graph.restart(label);
    }
    const report = await within(graph.stop(), "the end");
    assertEquals(got(report), [0, 1, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 9]);
  });
}

Deno.test("a replay that cannot be is refused with what there is, and changes nothing", async () => {
  await using graph = draw();
  const letter = await letterOf(graph);
  const ports =
    'its ports are "numbers" (takes u32), "lanes" (takes u32, a bundle), "onward" (sends u32)';
  const cases: readonly (readonly [Parameters<Graph["replay"]>, string])[] = [
    [
      [letter],
      `actor "PICKY" wrote it itself, so no port is known, say to which it is to go: replay(letter, { port }); ${ports}`,
    ],
    [[letter, { port: "in" }], `actor "PICKY" has no port "in"; ${ports}`],
    [[{ ...letter, actor: "SILENT" }], 'its ports are "lanes" (sends u32, a bundle)'],
    [
      [letter, { port: "lanes" }],
      'port "lanes" of actor "PICKY" is a bundle and no lane is given, give one: replay(letter, { port, lane }), from 0 to 1',
    ],
    [[letter, { port: "lanes", lane: 2 }], "is a bundle and has no lane 2, give one"],
    [[letter, { port: "lanes", lane: 0.5 }], "is a bundle and has no lane 0.5, give one"],
    [
      [letter, { port: "numbers", lane: 1 }],
      'port "numbers" of actor "PICKY" is no bundle, but lane 1 is given, leave it out',
    ],
    [
      [{ ...letter, actor: "NOBODY" }, { port: "numbers" }],
      'graph "letters" has no actor "NOBODY"',
    ],
    [[letter, { prot: "numbers" } as never], 'there is no option "prot", there are "port", "lane"'],
    [
      [{ ...letter, message: "four" }, { port: "numbers" }],
      'Cannot send "four" on channel "numbers": it is a string, give a number that fits u32',
    ],
    [[{ ...letter, message: -1 }, { port: "onward" }], 'Cannot send -1 on channel "onward"'],
    [
      [{ ...letter, message: () => {} }, { port: "numbers" }],
      "its message cannot be sent to a thread",
    ],
  ];
  for (const [args, why] of cases) {
    const { message } = await assertRejects(
      () => within(graph.replay(...args), "the refusal"),
      TypeError,
      why,
    );
    assertEquals(message.startsWith("Cannot replay a dead letter: "), true, message);
  }
  const report = await within(graph.stop(), "the end");
  assertEquals(got(report), NUMBERS.filter((number) => number !== 4));
  await assertRejects(
    () => graph.replay(letter, { port: "numbers" }),
    TypeError,
    "the graph has stopped",
  );
});

Deno.test("a letter that its sender refuses is not taken for sent, though others behind it are", async () => {
  await using graph = draw();
  const letter = await letterOf(graph);
  const { region, topology: { channels } } = graph.telemetry;
  const words = new Int32Array(region);
  const sent = () => Atomics.load(words, channels[0]!.sentWord);
  await until(() => sent() === 10, "all that the source sends by itself");
  const replays = ["four", 4, -4, 4, 4].map((message) =>
    graph.replay({ ...letter, message }, { port: "numbers" })
  );
  const all = Promise.allSettled(replays);
  await Promise.resolve();
  // Long enough for the sender; then the host finds all at once, what is in the channel and what the sender has said of it.
  const begun = performance.now();
  while (performance.now() < begun + 100);
  const outcomes = (await within(all, "the replays")).map(({ status }) => status);
  assertEquals(outcomes, ["rejected", "fulfilled", "rejected", "fulfilled", "fulfilled"]);
  const report = await within(graph.stop(), "the end");
  assertEquals(got(report).filter((number) => number === 4), [4, 4, 4]);
});

Deno.test("a letter to an actor that is gone is refused, and holds up no other one of its sender", async () => {
  await using graph = new Graph("letters", QUIET);
  const lanes = graph.bundle("lanes", u32, { girth: 2, capacity: 4 });
  graph.actor("FILLER", filler, { ports: { lanes: lanes.tx } })
    .actor("IDLER", idler, { ports: { numbers: lanes.rx[0]! }, restart: "temporary" })
    .actor("KEEPER", keeper, { ports: { numbers: lanes.rx[1]! } });
  await within(graph.start(), "the start");
  const { region, topology: { channels } } = graph.telemetry;
  const words = new Int32Array(region);
  await until(() => Atomics.load(words, channels[0]!.sentWord) === 4, "a full lane");
  const letter: DeadLetter = {
    time: 0,
    actor: "FILLER",
    generation: 0,
    port: "lanes",
    lane: 0,
    number: 0,
    message: 7,
    reason: "made by hand",
    deaths: 0,
    cause: null,
  };
  const refused = (why: string) =>
    assertRejects(() => within(graph.replay(letter), "the refusal"), TypeError, why);
  const waiting = refused("Cannot replay a dead letter: ");
  await graph.restart("IDLER");
  await waiting;
  await refused('actor "IDLER", which takes from it, has ended');
  await within(graph.replay(letter, { lane: 1 }), "the replay");
  const report = await within(graph.stop(), "the end");
  assertEquals(got(report), [7]);
});

Deno.test("a letter whose sender has ended is refused with the reason", async () => {
  const watch = new Watch();
  await using graph = draw(counter);
  watch.on(graph);
  const letter = await letterOf(graph);
  await watch.happened("SOURCE", "ended");
  await assertRejects(
    () => within(graph.replay(letter, { port: "numbers" }), "the refusal"),
    TypeError,
    'Cannot replay a dead letter: actor "SOURCE", which sends on it, has ended',
  );
});
