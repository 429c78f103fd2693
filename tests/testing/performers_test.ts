/** What plays an actor: what it does, also when it dies, and what is said of it before anything runs. */
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { strictEqual } from "node:assert";
import { f32, Graph, json, u32, u8 } from "@steady-state/deno";
import { type Actor, defineActor, rx, rxBundle, tx, txBundle } from "@steady-state/deno/actor";
import {
  assertLogged,
  collect,
  delaying,
  echo,
  expecting,
  failing,
  feed,
  hanging,
  idle,
  type Performer,
  simulate,
  type Stage,
} from "@steady-state/deno/testing";
import { relay, sink, source } from "../fixtures/chain_actors.ts";

const FAULTS = { death: 0.02, deathAtStore: 0.03, slow: 0.01 };
const STURDY = {
  intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 50 } },
  showstopper: 1_000_000,
  logLevel: "error",
} as const;

/** SOURCE → RELAY → SINK. */
function chain(hangTimeoutMs = 400): Graph {
  const graph = new Graph("chain", { ...STURDY, hangTimeoutMs });
  const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32, { capacity: 4 }));
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx } })
    .actor("RELAY", relay, { ports: { in: raw!.rx, out: passed!.tx } })
    .actor("SINK", sink, { ports: { in: passed!.rx } });
}

const NUMBERS = Array.from({ length: 30 }, (_, i) => i + 1);

/** The message with which a simulation of {@link chain} fails. */
async function failureOf(script: (stage: Stage) => Promise<void>, options = {}): Promise<string> {
  const error = await assertRejects(() => simulate(chain, options, script), Error);
  return error.message;
}

Deno.test("expecting: what comes as it should passes, whatever dies", async () => {
  const runs = await simulate(chain, { seeds: 30, faults: FAULTS }, async (stage) => {
    stage.perform("SOURCE", source, feed(NUMBERS));
    stage.perform("SINK", sink, expecting([1, (n: number) => n === 2, ...NUMBERS.slice(2)]));
    await stage.finished;
  });
  assert(runs.some(({ faults }) => faults.some(({ worker }) => worker === "SINK")), "SINK dies");
});

Deno.test("expecting: a difference fails the simulation, with place, expected, actual and what the channel holds", async () => {
  const message = await failureOf(async (stage) => {
    stage.perform("SOURCE", source, feed([1, 2, 7, 4, 5]));
    stage.perform("SINK", sink, expecting([1, 2, 3, 4, 5], "in"));
    await stage.finished;
  });
  assertMatch(
    message,
    /: Cannot play actor "SINK" by expecting\(\): message 3 is 7, expected is 3; before it came 1, 2, and port "passed" holds (4|4, 5|nothing more);/,
  );
});

Deno.test("expecting: what is thrown by an assertion of any library is a difference", async () => {
  const script = async (stage: Stage) => {
    stage.perform("SOURCE", source, feed([1, 2]));
    stage.perform("SINK", sink, expecting([1, (n: number) => (strictEqual(n, 3), true)]));
    await stage.finished;
  };
  const error = await assertRejects(() => simulate(chain, {}, script), Error);
  assertMatch(
    error.message,
    /message 2 is 2, and .*strictEqual\(n, 3\).* throws Expected values to be/,
  );
  assert((error.cause as Error).cause instanceof Error);
});

Deno.test("expecting: what comes beyond the last, too late, or not at all fails the simulation", async () => {
  const expects = (sent: number[], performer: ReturnType<typeof expecting<number>>) =>
    failureOf(async (stage) => {
      stage.perform("SOURCE", source, feed(sent));
      stage.perform("SINK", sink, performer);
      await stage.finished;
    });
  assertMatch(await expects([1, 2, 3], expecting([1, 2])), /message 3 is 3, and no more than 2/);
  assertMatch(
    await expects([1, 2], expecting([1, 2, 3])),
    /port "passed" is closed, and message 3 of 3 \(3\) has not come; before it came 1, 2, and port "passed" holds nothing more/,
  );
  const late = await failureOf(async (stage) => {
    stage.perform("SOURCE", source, delaying(feed([1, 2]), "2 s"));
    stage.perform("SINK", sink, expecting([1, 2], { within: "1 s" }));
    await stage.finished;
  });
  assertMatch(late, /fails after 100\d ms of its time: .*message 1 of 2 \(1\) has not come within/);
});

Deno.test("expecting: a script that ends, or catches what fails, before all has come fails", async () => {
  assertMatch(
    await failureOf(async (stage) => {
      stage.perform("SOURCE", source, idle());
      stage.perform("SINK", sink, expecting([1, 2]));
      await stage.advance("1 s");
    }),
    /Cannot end a simulation: actor "SINK" still expects message 1 of 2 \(1\); await stage.finished/,
  );
  assertMatch(
    await failureOf(async (stage) => {
      stage.perform("SOURCE", source, feed([5]));
      stage.perform("SINK", sink, expecting([6]));
      await stage.finished.catch(() => {});
    }),
    /message 1 is 5, expected is 6/,
  );
});

Deno.test("expecting: values are compared as a channel of that kind carries them", async () => {
  const { sender, taker } = carriers();
  const draw = () => {
    const graph = new Graph("carriers", STURDY);
    const floats = graph.channel("floats", f32);
    const things = graph.channel("things", json<{ a?: undefined; at: number }>());
    return graph.actor("SENDER", sender, { ports: { floats: floats.tx, things: things.tx } })
      .actor("TAKER", taker, { ports: { floats: floats.rx, things: things.rx } });
  };
  for (const port of ["floats", "things"] as const) {
    const value = port === "floats" ? 0.1 : { a: undefined, at: 1 };
    await simulate(draw, {}, async (stage) => {
      stage.perform("SENDER", feed([value], port));
      stage.perform("TAKER", expecting([value], port));
      await stage.until(() => stage.graph.lifecycle === "stopped" || stage.elapsedMs > 10, "1 s");
      stage.stop();
      await stage.finished;
    });
  }
});

function carriers() {
  const things = json<{ a?: undefined; at: number }>();
  const sender = defineActor(import.meta, "sender", {
    ports: { floats: tx(f32), things: tx(things) },
    run() {},
  });
  const taker = defineActor(import.meta, "taker", {
    ports: { floats: rx(f32), things: rx(things) },
    run() {},
  });
  return { sender, taker };
}

/** Many deaths, each in the middle of a step. */
const AT_STORES = { deathAtStore: 0.3 };

/** Sends all of them, and then waits for the end. */
async function sendAndStay(actor: Actor<typeof source.ports>): Promise<void> {
  const { out } = actor.ports;
  while (actor.isRunning()) {
    if (out.sent < NUMBERS.length) await actor.send(out, NUMBERS[out.sent]!);
    else await actor.wait(actor.stopping());
  }
}

Deno.test("collect, expecting: what a turn has taken that did not commit is not counted", async () => {
  await simulate(chain, { seeds: 60, faults: AT_STORES }, async (stage) => {
    stage.perform("SOURCE", source, feed(NUMBERS));
    const heard = stage.perform("SINK", sink, collect());
    await stage.until(() => {
      assertEquals(heard.taken, NUMBERS.slice(0, heard.taken.length));
      return heard.taken.length === NUMBERS.length;
    }, "1 h");
    await stage.finished;
    assertEquals(heard.taken, NUMBERS);
  });
  for (let seed = 1; seed <= 20; seed++) {
    const options = { seeds: [seed], faults: AT_STORES, faultsFor: "100 ms" };
    const message = await failureOf(async (stage) => {
      stage.perform("SOURCE", source, sendAndStay);
      stage.perform("SINK", sink, expecting([...NUMBERS, 31]));
      await stage.advance("1 min");
    }, options);
    assertMatch(message, /actor "SINK" still expects message 31 of 31 \(31\)/);
  }
});

Deno.test("echo: what does not fit where it goes fails the simulation", async () => {
  const message = await failureOf(async (stage) => {
    stage.perform("SOURCE", source, feed([1]));
    stage.perform("RELAY", relay, echo({ from: "in", to: "out", change: (n: number) => n - 2 }));
    await stage.finished;
  });
  assertMatch(
    message,
    /: Cannot play actor "RELAY" by echo\(\): what it makes of 1 does not fit: Cannot send -1 on channel "passed": it is not a u32;/,
  );
});

Deno.test("failing: it throws so often, each time after so many messages, whatever else dies", async () => {
  await simulate(chain, { seeds: 30, faults: FAULTS }, async (stage) => {
    stage.perform("SOURCE", source, failing(feed(NUMBERS), { times: 3, after: 4 }));
    const heard = stage.perform("SINK", sink, failing(collect(), { times: 2, after: 5 }));
    await stage.finished;
    assertEquals(heard.taken, NUMBERS);
    const thrown = stage.graph.crashes.filter(({ error }) => error.message.startsWith("fails"));
    const by = (label: string) => thrown.filter(({ actor }) => actor === label);
    assertEquals([by("SOURCE").length, by("SINK").length], [3, 2]);
    assertEquals(by("SOURCE")[0]!.error.message, "fails after 4 messages, as the test wants it");
  });
});

Deno.test("what happens on a stage is in its log, from the beginning on", async () => {
  await simulate(chain, {}, async (stage) => {
    assertEquals(stage.log, []);
    stage.perform("SOURCE", source, failing(feed([1]), { times: 2 }));
    await stage.finished;
    const crash = {
      level: "error",
      source: "SOURCE",
      text: /^crashed .* fails, as the test/,
    } as const;
    assertLogged(stage.log, [crash, crash]);
    assertThrows(() => assertLogged(stage.log, [crash, crash, crash]), Error, "Cannot find {");
  });
});

Deno.test("failing: each time it counts its messages anew, from those that it has sent or taken for good", async () => {
  await simulate(chain, {}, async (stage) => {
    const begun: number[] = [];
    const noted = async (actor: Actor<typeof source.ports>) => {
      begun.push(actor.ports.out.sent);
      await sendAndStay(actor);
    };
    stage.perform("SOURCE", source, failing(noted, { times: 3, after: 4 }));
    stage.perform("SINK", sink, collect());
    await stage.advance("1 min");
    assertEquals(begun, [0, 4, 8, 12]);
  });
});

Deno.test("failing: what it has in hand is under work, and counts against its message", async () => {
  const draw = () => {
    const graph = new Graph("poisoned", { ...STURDY, showstopper: 3 });
    const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32));
    return graph.actor("SOURCE", source, { ports: { out: raw!.tx } })
      .actor("RELAY", relay, { ports: { in: raw!.rx, out: passed!.tx } })
      .actor("SINK", sink, { ports: { in: passed!.rx } });
  };
  await simulate(draw, {}, async (stage) => {
    stage.perform("SOURCE", source, feed([1, 2, 3]));
    stage.perform("RELAY", relay, failing(echo(), { times: 3, after: 1 }));
    stage.perform("SINK", sink, expecting([2, 3]));
    await stage.finished;
    assertEquals(stage.graph.deadLetters.map(({ message }) => message), [1]);
  });
});

Deno.test("a condition is waited for longer than a hang takes, as both are if nothing is said of them", async () => {
  await simulate(() => chain(60_000), {}, async (stage) => {
    stage.perform("SOURCE", source, feed(NUMBERS));
    stage.perform("RELAY", relay, hanging(echo(), { after: 7 }));
    const got = stage.perform("SINK", sink, collect<number>());
    await stage.until(() => got.taken.length === NUMBERS.length);
    assertEquals(stage.graph.crashes.map(({ cause }) => cause), ["hang"]);
    await stage.finished;
  });
});

Deno.test("hanging: its thread stands still until the hang guard ends it, and nothing is lost", async () => {
  await simulate(chain, { seeds: 20, faults: FAULTS }, async (stage) => {
    stage.perform("SOURCE", source, feed(NUMBERS));
    stage.perform("RELAY", relay, hanging(echo(), { times: 2, after: 7 }));
    stage.perform("SINK", sink, expecting(NUMBERS));
    await stage.finished;
    const hangs = stage.graph.crashes.filter(({ cause }) => cause === "hang");
    assertEquals(hangs.map(({ actor }) => actor), ["RELAY", "RELAY"]);
    assert(stage.elapsedMs > 800, `two hangs of 400 ms took ${stage.elapsedMs} ms`);
  });
});

Deno.test("delaying: each turn is held back, between the bounds, and cut by nothing", async () => {
  const [fast] = await simulate(chain, {}, (stage) => played(stage, (performer) => performer));
  assert(fast!.elapsedMs < 100);
  const [slow] = await simulate(
    chain,
    {},
    (stage) => played(stage, (performer) => delaying(performer, "1 s")),
  );
  assert(slow!.elapsedMs >= 30_000 && slow!.elapsedMs < 60_000, `${slow!.elapsedMs} ms`);
  const runs = await simulate(
    chain,
    { seeds: 5 },
    (stage) => played(stage, (performer) => delaying(performer, [500, "1.5 s"])),
  );
  for (const { elapsedMs } of runs) assert(elapsedMs > 20_000 && elapsedMs < 60_000);
  assertEquals(new Set(runs.map(({ elapsedMs }) => elapsedMs)).size, 5, "the dice choose");
  assertThrows(() => delaying(idle(), ["2 s", "1 s"]), RangeError, "the least is more than");

  async function played(stage: Stage, hinder: <F extends (actor: never) => void>(f: F) => F) {
    stage.perform("SOURCE", source, feed(NUMBERS));
    stage.perform("RELAY", relay, hinder(echo()));
    stage.perform("SINK", sink, expecting(NUMBERS));
    await stage.finished;
  }
});

Deno.test("delaying: a turn is held back once, wherever it waits first", async () => {
  const [run] = await simulate(chain, {}, async (stage) => {
    const performer = async (actor: Actor<typeof source.ports>) => {
      const { out } = actor.ports;
      while (out.sent < 10 && actor.isRunning()) {
        await actor.wait(out.vacant());
        await actor.send(out, out.sent);
      }
    };
    stage.perform("SOURCE", source, delaying(performer, "1 s"));
    stage.perform("SINK", sink, expecting(Array.from({ length: 10 }, (_, i) => i)));
    await stage.finished;
  });
  assertEquals(Math.round(run!.elapsedMs / 1000), 10);
});

Deno.test("what hinders a performer can be put around another, and shows what that has taken", async () => {
  await simulate(chain, { seeds: 10, faults: FAULTS }, async (stage) => {
    stage.perform("SOURCE", source, delaying(failing(feed(NUMBERS), { after: 3 }), [1, 20]));
    const all = failing(delaying(hanging(collect<number>(), { after: 2 }), 5), { after: 9 });
    stage.perform("SINK", sink, all);
    await stage.finished;
    assertEquals(all.taken, NUMBERS);
    const causes = stage.graph.crashes.map(({ cause }) => cause);
    assert(causes.includes("hang"), `${causes}`);
  });
});

Deno.test("what is delayed takes and sends in one turn: a death in between loses nothing", async () => {
  await simulate(chain, { seeds: 30, faults: FAULTS }, async (stage) => {
    stage.perform("SOURCE", source, feed(NUMBERS));
    stage.perform(
      "RELAY",
      relay,
      delaying(async (actor) => {
        const { in: input, out } = actor.ports;
        for (let n = await actor.take(input); n !== undefined; n = await actor.take(input)) {
          await actor.send(out, n);
        }
      }, 3),
    );
    stage.perform("SINK", sink, expecting(NUMBERS));
    await stage.finished;
  });
});

const dealer = defineActor(import.meta, "dealer", { ports: { work: txBundle(u32) }, run() {} });
const hand = defineActor(import.meta, "hand", { ports: { in: rx(u32), out: tx(u32) }, run() {} });
const gatherer = defineActor(import.meta, "gatherer", {
  ports: { done: rxBundle(u32) },
  run() {},
});

/** DEALER ⇉ HAND 0, 1, 2 ⇉ GATHERER. */
function fan(): Graph {
  const graph = new Graph("fan", { ...STURDY, hangTimeoutMs: 400 });
  const [work, done] = ["work", "done"].map((name) =>
    graph.bundle(name, u32, { girth: 3, capacity: 4 })
  );
  graph.actor("DEALER", dealer, { ports: { work: work!.tx } });
  for (const instance of [0, 1, 2]) {
    const ports = { in: work!.rx[instance]!, out: done!.tx[instance]! };
    graph.actor("HAND", hand, { instance, ports });
  }
  return graph.actor("GATHERER", gatherer, { ports: { done: done!.rx } });
}

Deno.test("all actors of a name are played at once, or one by its label, and bundles lane by lane", async () => {
  await simulate(fan, { seeds: 30, faults: FAULTS }, async (stage) => {
    stage.perform("DEALER", dealer, feed(NUMBERS));
    stage.perform("HAND", hand, echo());
    stage.perform("HAND 1", hand, echo({ change: (n: number) => 100 + n }));
    const all = stage.perform("GATHERER", gatherer, collect());
    await stage.finished;
    const expected = NUMBERS.map((n, i) => i % 3 === 1 ? 100 + n : n);
    assertEquals([...all.taken].sort((a, b) => a - b), expected.sort((a, b) => a - b));
    assertEquals(all.takenBy("GATHERER"), all.taken);
  });
  await simulate(fan, { seeds: 10, faults: FAULTS }, async (stage) => {
    stage.perform("DEALER", dealer, feed([1, 2], "work[2]"));
    const hands = collect<number>();
    stage.perform("HAND", hand, hands);
    await stage.finished;
    assertEquals([hands.taken, hands.takenBy("HAND 2"), hands.takenBy("HAND 0")], [
      [1, 2],
      [1, 2],
      [],
    ]);
  });
  await simulate(fan, { seeds: 10, faults: FAULTS }, async (stage) => {
    stage.perform("DEALER", dealer, feed(NUMBERS));
    stage.perform("HAND", hand, echo());
    stage.perform("GATHERER", gatherer, expecting([2, 5, 8], "done[1]"));
    await assertRejects(() => stage.finished, Error, "no more than 3 are expected");
    throw new Error("seen");
  }).catch((error) => assertMatch(error.message, /seen/));
});

Deno.test("who plays a permanent actor has done its part when it returns, and crashes not for that", async () => {
  const draw = () => {
    const graph = new Graph("permanent", { logLevel: "error" });
    const { tx: out, rx: input } = graph.channel("numbers", u32);
    return graph.actor("SOURCE", source, { ports: { out }, restart: "permanent" })
      .actor("SINK", sink, { ports: { in: input }, restart: "permanent" });
  };
  await simulate(draw, { seeds: 5 }, async (stage) => {
    stage.perform("SOURCE", source, feed([1, 2]));
    stage.perform("SINK", sink, expecting([1, 2]));
    await stage.advance("10 s");
    assertEquals([stage.graph.crashes, stage.graph.lifecycle], [[], "running"]);
    stage.stop();
    await stage.finished;
  });
});

Deno.test("a performer that is used for several seeds begins anew with each", async () => {
  const heard = collect<number>();
  const expected = expecting<number>([1, 2]);
  let runs = 0;
  await simulate(chain, { seeds: 3 }, async (stage) => {
    stage.perform("SOURCE", source, failing(feed(runs === 1 ? [] : [1, 2])));
    stage.perform("SINK", sink, runs === 1 ? heard : runs === 0 ? heard : expected);
    await stage.finished;
    if (runs < 2) assertEquals(heard.taken, runs === 1 ? [] : [1, 2]);
    runs++;
  });
  assertEquals(runs, 3);
});

Deno.test("who plays what is checked by the compiler where the definition is given", async () => {
  await simulate(chain, {}, async (stage) => {
    // @ts-expect-error texts
    assertThrows(() => stage.perform("SOURCE", source, feed(["a"])), TypeError, "does not fit");
    // @ts-expect-error no such port
    assertThrows(() => stage.perform("SOURCE", source, feed([1], "ouut")), TypeError, '"ouut"');
    // @ts-expect-error nothing is taken there
    assertThrows(() => stage.perform("SOURCE", source, collect()), TypeError);
    // @ts-expect-error texts
    assertThrows(() => stage.perform("SINK", sink, expecting(["a"])), TypeError, "does not fit");
    // @ts-expect-error texts
    stage.perform("RELAY", relay, echo({ change: (n: number) => `${n}` }));
    stage.perform("RELAY", relay, async (actor) => {
      // @ts-expect-error it is a number
      const text: string | undefined = await actor.take(actor.ports.in);
      while (actor.isRunning()) await actor.wait(actor.stopping());
      return void text;
    });
    const heard = stage.perform("SINK", sink, collect("in"));
    const numbers: readonly number[] = heard.taken;
    stage.perform("SOURCE", source, feed(new Set([1]), "out"));
    await stage.advance(100);
    stage.stop();
    await stage.finished.catch(() => {});
    assertEquals(numbers, []);
  });
});

Deno.test("what does not fit is refused before anything runs, all at once, with the port's name", async () => {
  const bytes = defineActor(import.meta, "bytes", { ports: { a: tx(u8), b: tx(u8) }, run() {} });
  const draw = () => {
    const graph = new Graph("bytes", STURDY);
    const [a, b] = ["a", "b"].map((name) => graph.channel(name, u8));
    const taker = defineActor(import.meta, "taker", { ports: { a: rx(u8), b: rx(u8) }, run() {} });
    return graph.actor("BYTES", bytes, { ports: { a: a!.tx, b: b!.tx } })
      .actor("TAKER", taker, { ports: { a: a!.rx, b: b!.rx } });
  };
  await simulate(draw, {}, async (stage) => {
    const why = (performer: Performer) =>
      assertThrows(() => stage.perform("BYTES", performer as never), TypeError).message
        .replace('Cannot play actor "BYTES": ', "");
    assertEquals(
      why(feed([1, 300, -1], "a")),
      [
        "2 faults",
        '  - message 2 of feed() does not fit port "a": Cannot send 300 on channel "a": it is not a u8',
        '  - message 3 of feed() does not fit port "a": Cannot send -1 on channel "a": it is not a u8',
      ].join("\n"),
    );
    assertEquals(
      why(feed([1])),
      'feed() does not say on which of its ports, name one that sends: "a", "b"',
    );
    assertEquals(
      why(feed([1], "c")),
      'feed() is for port "c", which it does not have, name one that sends: "a", "b"',
    );
    assertEquals(
      why(failing(collect("a"))),
      'collect() is for a port that takes, and "a" sends, it has no port that takes',
    );
    assertEquals(
      why(feed([1], "a[0]")),
      'feed() is for port "a[0]", and "a" is no bundle, leave the lane out',
    );
    assertEquals(
      why(5 as never),
      "its performer is no function, give one such as feed([1, 2]) or collect()",
    );
    assertThrows(
      () => stage.perform("BYTES", source, feed([1], "out")),
      TypeError,
      'it is drawn with "bytes" of ',
    );
    assertThrows(
      () => stage.perform("BITES", idle()),
      TypeError,
      'graph "bytes" has no actor of that label, it has "BYTES", "TAKER"',
    );
    await stage.advance(1);
  });
  await assertRejects(
    () => simulate(fan, {}, (stage) => void stage.perform("GATHERER", expecting([1], "done"))),
    Error,
    'port "done" is a bundle, whose lanes come in any order, name one as in "done[0]"',
  );
  await assertRejects(
    () =>
      simulate(fan, {}, async (stage) => {
        stage.perform("DEALER", feed([1], "work[3]"));
        await stage.finished;
      }),
    Error,
    'feed() is for lane 3 of port "work", which has 3, give one from 0 to 2',
  );
  assertThrows(
    () => failing(idle(), { times: -1, afetr: 2 } as never),
    TypeError,
    "Cannot have a performer fail: 2 faults",
  );
});

Deno.test("actors that are kept are played by nobody, and each other one must be", async () => {
  await assertRejects(
    () =>
      simulate(chain, { keep: ["RELAY"] }, async (stage) => {
        assertEquals(stage.unplayed, ["SOURCE", "SINK"]);
        stage.perform("SOURCE", feed([1]));
        await stage.finished;
      }),
    Error,
    'Cannot simulate graph "chain": nobody plays "SINK", and option keep does not name it, play each with stage.perform()',
  );
  await simulate(chain, { keep: ["RELAY"] }, async (stage) => {
    assertThrows(
      () => stage.perform("RELAY", echo()),
      TypeError,
      'Cannot play actor "RELAY": option keep names "RELAY", so it runs as it is, take it out of keep',
    );
    stage.perform("SOURCE", feed(NUMBERS));
    for (const label of stage.unplayed) stage.perform(label, expecting(NUMBERS));
    await stage.finished;
  });
  await simulate(fan, { keep: ["HAND 1", "HAND"] }, async (stage) => {
    assertEquals(stage.unplayed, ["DEALER", "GATHERER"]);
    for (const label of stage.unplayed) stage.perform(label, idle());
    await stage.advance(1);
  });
  await assertRejects(
    () => simulate(chain, { keep: ["REALY"] }),
    TypeError,
    'Cannot keep actor "REALY": graph "chain" has no actor of that label, it has "SOURCE"',
  );
});
