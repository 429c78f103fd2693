/** Messages that kill their reader, and letters that actors write: with real workers. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type DeadLetter,
  exportDeadLetters,
  Graph,
  type GraphOptions,
  importDeadLetters,
  type StopReport,
  u32,
} from "@steady-state/deno";
import { counter } from "../fixtures/plain_actors.ts";
import {
  critic,
  forker,
  fussy,
  fussyReader,
  fussySource,
  joiner,
  keeper,
  learner,
  pairs,
  stayer,
  taster,
  thinker,
} from "../fixtures/poison_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, MANY_LIVES_MS, until, within } from "../fixtures/watch.ts";

const QUIET: GraphOptions = {
  log: () => {},
  intensity: { restarts: 1000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
};

function numbersBut(count: number, ...missing: number[]): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((n) => !missing.includes(n));
}

function got(report: StopReport): number[] {
  return actorIn(report, "KEEPER").state.got as number[];
}

const POISONS = [0, 17, 18, 63];

/** Threads that hang are ended by the inspector, which is one for a process: they get one of their own. */
const ALONE = Deno.env.get("SHOWSTOPPER") === "hang";

Deno.test({
  name: "a message on which its reader hangs becomes a dead letter too",
  ignore: ALONE,
  async fn() {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--quiet", "--no-lock", "--no-check", "--filter=hang", import.meta.url],
      env: { SHOWSTOPPER: "hang" },
    }).output();
    const said = new TextDecoder().decode(stdout);
    assertMatch(said, /4 passed/);
    assertEquals(code, 0, said);
  },
});

for (const how of ALONE ? ["hang"] : ["throw", "exit", "close", "reject"]) {
  for (const batch of [0, 8]) {
    for (const home of ["solo", "a member of a troupe"]) {
      const manner = batch === 0 ? "looks at one message" : `takes ${batch} messages`;
      Deno.test(`a message that kills its reader by "${how}" becomes a dead letter after three deaths, and no other does: the reader is ${home} and ${manner}`, async () => {
        const letters: DeadLetter[] = [];
        await using graph = new Graph("poison", {
          ...QUIET,
          onDeadLetter: (letter) => letters.push(letter),
        });
        const [numbers, onward] = ["numbers", "onward"].map((name) =>
          graph.channel(name, u32, { capacity: 16 })
        );
        const place = home === "solo" ? {} : { troupe: graph.troupe("ensemble") };
        // It passes this deadline often: so it is as short as can be.
        const limit = how === "hang" ? { hangTimeoutMs: deadline(150) } : {};
        graph
          .actor("COUNTER", counter, { ports: { numbers: numbers!.tx }, args: { count: 64 } })
          .actor("TASTER", taster, {
            ports: { numbers: numbers!.rx, onward: onward!.tx },
            args: { how, poisons: POISONS, batch },
            ...place,
            ...limit,
          })
          .actor("KEEPER", keeper, { ports: { numbers: onward!.rx }, ...place });
        await within(graph.start(), "the start");
        const report = await within(graph.finished, "the end", MANY_LIVES_MS);
        assertEquals(got(report), numbersBut(64, ...POISONS));
        assertEquals(actorIn(report, "TASTER").state.passed, 64 - POISONS.length);
        assertEquals(
          letters.map(({ actor, port, lane, number, message, deaths }) => [
            actor,
            port,
            lane,
            number,
            message,
            deaths,
          ]),
          POISONS.map((n) => ["TASTER", "numbers", null, n, n, 3]),
        );
        assertEquals(graph.deadLetters, letters);
        for (const { cause, reason } of letters) {
          assertEquals(reason, "the actor died 3 times on it");
          assert(cause !== null && cause.message !== "");
        }
        assertEquals(importDeadLetters(exportDeadLetters(letters)), letters);
      });
    }
  }
}

Deno.test("of two inputs, only the message that kills is given up, and nothing of the other is lost", async () => {
  for (const how of ["throw", "exit"]) {
    await using graph = new Graph("fork", QUIET);
    const lanes = graph.bundle("numbers", u32, { girth: 2, capacity: 8 });
    const onward = graph.channel("onward", u32, { capacity: 16 });
    [0, 1].forEach((i) =>
      graph.actor("COUNTER", counter, {
        instance: i,
        ports: { numbers: lanes.tx[i]! },
        args: { count: 40 },
      })
    );
    graph
      .actor("FORKER", forker, {
        ports: { numbers: lanes.rx, onward: onward.tx },
        args: { how, poisons: [5, 6, 39] },
      })
      .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
    await within(graph.start(), "the start");
    const report = await within(graph.finished, "the end", MANY_LIVES_MS);
    const expected = [...numbersBut(40), ...numbersBut(40, 5, 6, 39)].sort((a, b) => a - b);
    assertEquals(got(report).sort((a, b) => a - b), expected, how);
    assertEquals(graph.deadLetters.map(({ lane, number }) => [lane, number]), [
      [1, 5],
      [1, 6],
      [1, 39],
    ], how);
  }
});

Deno.test("where one message of each input is worked on together, the one taken last is given up", async () => {
  await using graph = new Graph("join", QUIET);
  const lanes = graph.bundle("numbers", u32, { girth: 2, capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 16 });
  [0, 1].forEach((i) =>
    graph.actor("COUNTER", counter, {
      instance: i,
      ports: { numbers: lanes.tx[i]! },
      args: { count: 20 + i },
    })
  );
  graph
    .actor("JOINER", joiner, {
      ports: { numbers: lanes.rx, onward: onward.tx },
      args: { poisons: [14] },
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  const report = await within(graph.finished, "the end");
  const pairs = numbersBut(20).map((n) => n < 7 ? 2 * n : 2 * n + 1);
  assertEquals(got(report), pairs);
  assertEquals(graph.deadLetters.map(({ lane, number }) => [lane, number]), [[1, 7]]);
});

Deno.test("a message that cannot be read is given up, with the error in its place", async () => {
  await using graph = new Graph("fussy", QUIET);
  const numbers = graph.channel("numbers", fussy, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph
    .actor("SOURCE", fussySource, {
      ports: { out: numbers.tx },
      args: { numbers: [12, 13, 14, 13] },
    })
    .actor("READER", fussyReader, { ports: { numbers: numbers.rx, onward: onward.tx } })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  const report = await within(graph.finished, "the end");
  assertEquals(got(report), [12, 14]);
  assertEquals(graph.deadLetters.map(({ number }) => number), [1, 3]);
  const [letter] = graph.deadLetters;
  assertMatch((letter!.message as { message: string }).message, /thirteen/);
  assertEquals(graph.deadLetters.map(({ unreadable }) => unreadable), [true, true]);
  await assertRejects(() => graph.replay(letter!), TypeError, "message 1 of port");
});

Deno.test("with an endless limit no message is given up, and the supervisor gives up the actor", async () => {
  await using graph = new Graph("poison", {
    log: () => {},
    showstopper: Infinity,
    intensity: { restarts: 6, withinMs: 60_000, backoff: { firstMs: 0, maxMs: 0 } },
  });
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 10 } })
    .actor("TASTER", taster, {
      ports: { numbers: numbers.rx, onward: onward.tx },
      args: { poisons: [3] },
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  const error = await within(graph.finished.catch((error) => error), "the end");
  assertEquals(got(error.report), [0, 1, 2]);
  assertEquals(graph.deadLetters, []);
});

Deno.test("a letter that an actor writes counts once, however often the turn is done again", async () => {
  await using graph = new Graph("critic", QUIET);
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 30 } })
    .actor("CRITIC", critic, {
      ports: { numbers: numbers.rx, onward: onward.tx },
      showstopper: Infinity,
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  const report = await within(graph.finished, "the end");
  assertEquals(actorIn(report, "CRITIC").restarts, 10);
  const even = numbersBut(30).filter((n) => n % 2 === 0);
  assertEquals(got(report), even);
  assertEquals(
    graph.deadLetters.map(({ message }) => message),
    numbersBut(30, ...even).map((number) => ({ number })),
  );
  const [{ actor, port, reason, deaths, cause }] = graph.deadLetters as [DeadLetter];
  assertEquals([actor, port, reason, deaths, cause], ["CRITIC", null, "it is odd", 0, null]);
});

Deno.test("a dead letter is replayed into its channel once, even if the actor that sends it is killed meanwhile", async () => {
  await using graph = new Graph("replay", QUIET);
  const numbers = graph.channel("numbers", u32, { capacity: 4 });
  const onward = graph.channel("onward", u32, { capacity: 64 });
  graph
    .actor("SOURCE", stayer, { ports: { numbers: numbers.tx } })
    .actor("LEARNER", learner, {
      ports: { numbers: numbers.rx, onward: onward.tx },
      args: { poisons: [4] },
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  await until(() => graph.deadLetters.length > 0, "the letter");
  const [letter] = importDeadLetters(exportDeadLetters(graph.deadLetters)) as [DeadLetter];
  const replays = Array.from({ length: 20 }, async (_, i) => {
    if (i % 5 === 0) await graph.restart("SOURCE");
    await graph.replay(letter);
  });
  await within(Promise.all(replays), "the replays");
  const report = await within(graph.stop(), "the end");
  const expected = [...numbersBut(10, 4), ...Array(20).fill(4)].sort((a, b) => a - b);
  assertEquals(got(report).sort((a, b) => a - b), expected);
  assertEquals(graph.deadLetters.length, 1);
});

Deno.test("a dead letter that has nowhere to go is refused with the reason", async () => {
  await using graph = new Graph("replay", QUIET);
  const numbers = graph.channel("numbers", u32, { capacity: 4 });
  const onward = graph.channel("onward", u32, { capacity: 64 });
  graph
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 10 } })
    .actor("LEARNER", learner, {
      ports: { numbers: numbers.rx, onward: onward.tx },
      args: { poisons: [4] },
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await assertRejects(
    () => graph.replay({ actor: "LEARNER" } as DeadLetter),
    TypeError,
    "never started",
  );
  await within(graph.start(), "the start");
  await within(graph.finished, "the end");
  const [letter] = graph.deadLetters as [DeadLetter];
  for (
    const [wrong, why] of [
      [{ ...letter, actor: "NOBODY" }, 'has no actor "NOBODY"'],
      [{ ...letter, port: null }, "so no port is known"],
      [letter, "the graph has stopped"],
    ] as const
  ) {
    await assertRejects(() => within(graph.replay(wrong), "the refusal"), TypeError, why);
  }
});

Deno.test("caution keeps what a condition promises: an actor that waits for two messages gets two", async () => {
  await using graph = new Graph("pairs", QUIET);
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 20 } })
    .actor("PAIRS", pairs, { ports: { numbers: numbers.rx, onward: onward.tx } })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  const report = await within(graph.finished, "the end");
  assertEquals(got(report), numbersBut(10).map((n) => 4 * n + 1));
  assertEquals(graph.deadLetters, []);
});

Deno.test("an actor that is restarted by hand blames no message, however often", async () => {
  await using graph = new Graph("asked", QUIET);
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 4 } })
    .actor("THINKER", thinker, {
      ports: { numbers: numbers.rx, onward: onward.tx },
      args: { ms: 300 },
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await graph.restart("THINKER");
  }
  const report = await within(graph.finished, "the end");
  assertEquals(got(report), [0, 1, 2, 3]);
  assertEquals(graph.deadLetters, []);
});

Deno.test("onDeadLetter hears of a letter that an actor wrote, though nobody reads the list", async () => {
  const letters: DeadLetter[] = [];
  await using graph = new Graph("critic", {
    ...QUIET,
    onDeadLetter: (letter) => letters.push(letter),
  });
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 4 } })
    .actor("CRITIC", critic, { ports: { numbers: numbers.rx, onward: onward.tx } })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  await within(graph.finished, "the end");
  assertEquals(letters.map(({ message }) => message), [{ number: 1 }, { number: 3 }]);
});

Deno.test("a dead letter is not doubled when the actor that sends it is killed right after", async () => {
  for (let round = 0; round < 3; round++) {
    await using graph = new Graph("replay", QUIET);
    const numbers = graph.channel("numbers", u32, { capacity: 16 });
    const onward = graph.channel("onward", u32, { capacity: 64 });
    graph
      .actor("SOURCE", stayer, { ports: { numbers: numbers.tx } })
      .actor("LEARNER", learner, {
        ports: { numbers: numbers.rx, onward: onward.tx },
        args: { poisons: [4] },
      })
      .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
    await within(graph.start(), "the start");
    await until(() => graph.deadLetters.length > 0, "the letter");
    const replay = graph.replay(graph.deadLetters[0]!);
    await graph.restart("SOURCE");
    await within(replay, "the replay");
    const report = await within(graph.stop(), "the end");
    assertEquals(got(report).filter((number) => number === 4).length, 1);
  }
});

Deno.test("a crash's report has the message under work, where there was just one", async () => {
  const messages: unknown[] = [];
  await using graph = new Graph("poison", {
    ...QUIET,
    onCrash: (report) => messages.push(report.message),
  });
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 10 } })
    .actor("TASTER", taster, {
      ports: { numbers: numbers.rx, onward: onward.tx },
      args: { poisons: [6], batch: 0 },
    })
    .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  await within(graph.finished, "the end");
  assertEquals(messages, [6, 6, 6], JSON.stringify(graph.crashes));
});
