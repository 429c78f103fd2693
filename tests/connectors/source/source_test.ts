/** The loop around a wire: what is pulled, sent and settled, in which order, and what becomes of it when something dies. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { MisconfiguredError } from "@steady-state/deno/connectors";
import { rehearse } from "@steady-state/deno/testing";
import { texts } from "./scripted_sources.ts";
import { Script, type Scripted } from "./scripted_wire.ts";

let scripts = 0;

/** A script of its own for each test. */
function scripted(...messages: (Scripted | string)[]): Script {
  return new Script(`script ${++scripts}`).add(...messages);
}

/** Origins `s/from` to `s/to`. */
function origins(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, n) => `s/${from + n}`);
}

type Options = Exclude<Parameters<typeof rehearse>[1], undefined>;

function scene(script: Script, args: Partial<typeof texts.args> = {}, options: Options = {}) {
  return rehearse(texts, {
    ...options as object,
    args: { script: script.name, ...args },
  });
}

function taken(scene: { readonly messages: { readonly taken: readonly { origin: string }[] } }) {
  return scene.messages.taken.map(({ origin }) => origin);
}

Deno.test("what is pulled is sent with its origin, and settled once it has left the graph", async () => {
  const script = scripted(...origins(1, 3));
  await using played = await scene(script);
  played.messages.hold();
  await played.advance(500);
  assertEquals(script.settled, []);
  played.messages.hold(false);
  const came = await played.messages.take(3);
  assertEquals(
    came.map(({ origin, message }) => [origin, message]),
    origins(1, 3).map((o) => [o, o]),
  );
  await played.advance(500);
  assertEquals(script.settled, origins(1, 3));
});

Deno.test("the next ones are asked for before those that have come are sent, and come behind them", async () => {
  const script = scripted(...origins(1, 6));
  await using played = await scene(script, { batch: 2 }, { capacity: 8 });
  played.messages.hold();
  const dealtWith: string[] = [];
  script.onPull = () => void dealtWith.push(played.state.page0);
  await played.advance(1000);
  assertEquals(script.asked, [2, 2, 2, 2]);
  assertEquals(dealtWith, ["", "", "0:0 s/1+1", "0:0 s/1+3"]);
  played.messages.hold(false);
  await played.messages.take(6);
  await played.advance(500);
  assertEquals([taken(played), script.settled], [origins(1, 6), origins(1, 6)]);
});

Deno.test("no more is pulled than there is room for, and nothing where there is none", async () => {
  const script = scripted(...origins(1, 9));
  await using played = await scene(script, {}, { capacity: 4 });
  played.messages.hold();
  await played.advance(1000);
  assertEquals(script.asked, [4]);
  played.messages.hold(false);
  await played.messages.take(9);
  await played.advance(500);
  assertEquals([taken(played), script.settled], [origins(1, 9), origins(1, 9)]);
  assert(script.asked.every((max) => max <= 4), `${script.asked}`);
});

Deno.test("no more is pulled at a time than batch says", async () => {
  const script = scripted(...origins(1, 5));
  await using played = await scene(script, { batch: 2 });
  await played.messages.take(5);
  await played.advance(100);
  assertEquals(new Set(script.asked), new Set([2]));
});

Deno.test("no more are in hand that are not settled than maxInFlight says, whatever room there is", async () => {
  const script = scripted(...origins(1, 7));
  await using played = await scene(script, { maxInFlight: 3 });
  played.messages.hold();
  await played.advance(1000);
  assertEquals(script.asked, [3]);
  played.messages.hold(false);
  await played.messages.take(7);
  await played.advance(500);
  assertEquals(script.settled, origins(1, 7));
});

Deno.test("what is handed over again while it is under way is not sent again, and settled by what came last", async () => {
  const script = scripted(...origins(1, 3));
  await using played = await scene(script);
  played.messages.hold();
  await played.advance(100);
  script.again("s/2");
  await played.advance(100);
  assertEquals(played.state.redelivered, 1);
  played.messages.hold(false);
  await played.advance(500);
  assertEquals([taken(played), script.settled], [origins(1, 3), origins(1, 3)]);
});

Deno.test("what is handed over again once it was settled is settled again at once, and not sent again", async () => {
  const script = scripted(...origins(1, 3));
  await using played = await scene(script);
  await played.messages.take(3);
  await played.advance(500);
  played.messages.hold();
  script.again("s/1", "s/3");
  script.add("s/4");
  await played.advance(500);
  assertEquals(script.settled, [...origins(1, 3), "s/1", "s/3"]);
  played.messages.hold(false);
  await played.messages.take(1);
  assertEquals(taken(played), origins(1, 4));
});

Deno.test("a successor knows what its predecessor had under way: nothing is sent twice, and all is settled", async () => {
  const script = scripted(...origins(1, 6));
  await using played = await scene(script);
  played.messages.hold();
  await played.advance(500);
  played.crash();
  await played.advance(2000);
  played.crash();
  await played.advance(2000);
  assertEquals([played.crashes.length, played.state.redelivered], [2, 12]);
  played.messages.hold(false);
  await played.messages.take(6);
  await played.advance(500);
  assertEquals(taken(played), origins(1, 6));
  assertEquals([...new Set(script.settled)], origins(1, 6));
});

Deno.test("a connection that is lost is made anew, and doubles nothing", async () => {
  const script = scripted(...origins(1, 6));
  await using played = await scene(script, {}, { capacity: 4 });
  played.messages.hold();
  await played.advance(500);
  script.onPull = () => {
    script.onPull = () => {};
    throw new Error("ECONNRESET");
  };
  played.messages.hold(false);
  await played.messages.take(6);
  await played.advance(1000);
  assertEquals([taken(played), script.settled], [origins(1, 6), origins(1, 6)]);
  assertEquals(script.events, ["open", "close", "open"]);
  assertEquals(played.state.reconnects, 1);
});

Deno.test("connecting is tried for ever, ever more seldom, and the node says how it stands", async () => {
  const script = scripted("s/1");
  const times: number[] = [];
  script.onOpen = ({ world }) => {
    times.push(world.now());
    throw new Error("connect ECONNREFUSED 127.0.0.1:4222");
  };
  await using played = await scene(script);
  await played.advance("20 min");
  assertMatch(
    played.status,
    /^reconnecting, attempt \d+: connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
  );
  assertEquals([played.crashes.length, played.state.reconnects], [0, times.length]);
  assert(times.length > 40, `${times.length} attempts`);
  times.slice(1).forEach((time, i) => {
    const most = Math.min(100 * 2 ** i, 30_000);
    assert(time - times[i]! <= most + 50, `attempt ${i + 2} after ${time - times[i]!} ms`);
  });
  // By chance, so that a thousand processes do not come back in one moment.
  const late = times.slice(20).map((time, i) => time - times[i + 19]!);
  assert(Math.min(...late) < 10_000 && Math.max(...late) > 15_000, `${late}`);
  assertEquals(script.events.filter((event) => event === "close").length, times.length);
  script.onOpen = () => {};
  await played.messages.take(1);
  assertEquals(played.status, "connected");
});

Deno.test("a stop ends a source that has no connection, and one that is just connecting", async () => {
  const down = scripted();
  down.onOpen = () => {
    throw new Error("ECONNREFUSED");
  };
  await using first = await scene(down);
  await first.advance("1 min");
  const before = first.elapsedMs;
  first.stop();
  assertEquals((await first.ended).clean, true);
  assert(first.elapsedMs - before < 1000, "it waits for its next attempt");

  const slow = scripted();
  let isGivenUp = false;
  slow.onOpen = ({ signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        isGivenUp = true;
        reject(signal.reason);
      })
    );
  await using second = await scene(slow);
  await second.advance(1000);
  second.stop();
  assertEquals([(await second.ended).clean, isGivenUp], [true, true]);
  assert(second.elapsedMs < 3000);
});

Deno.test("a service that never answers counts as one that is not there", async () => {
  const script = scripted("s/1");
  script.onOpen = () => new Promise(() => {});
  await using played = await scene(script);
  await played.advance("31 s");
  assertMatch(played.status, /^reconnecting, attempt 1: no connection after 30 seconds$/);
  script.onOpen = () => {};
  script.onSettle = () => new Promise(() => {});
  await played.messages.take(1);
  const { reconnects } = played.state;
  await played.advance("31 s");
  assertEquals(played.state.reconnects, reconnects + 1);
  script.onSettle = () => {};
  await played.advance("1 min");
  assertEquals([taken(played), script.settled], [["s/1"], ["s/1"]]);
});

Deno.test("what the service is told wrongly has it given up at once, where to try again would not help", async () => {
  const script = scripted("s/1");
  script.onOpen = () => {
    throw new MisconfiguredError("Cannot read stream ORDERS: the server has none of that name");
  };
  await using played = await scene(script);
  await played.advance(100);
  assertMatch(played.crashes[0]!.error.message, /the server has none of that name/);
  assertEquals(played.crashes.map(({ decision }) => decision), ["giveUp"]);
  assertEquals(played.state.reconnects, 0);
});

Deno.test("a wire that cannot be made is a crash, too", async () => {
  const script = scripted("s/1");
  script.onCreate = () => {
    throw new Error("Cannot find module nats");
  };
  await using played = await scene(script);
  await played.advance(100);
  assertMatch(played.crashes[0]!.error.message, /Cannot find module nats/);
});

Deno.test("all that is wrong with the args is told at once, with the label of the actor", async () => {
  const args = { mode: "fast", maxInFlight: 0, batch: 1.5, stopTimeoutMs: -1, journal: "x" };
  await using played = await rehearse(texts, { args: args as never, name: "ORDERS" });
  await played.advance(100);
  assertEquals(
    played.crashes[0]!.error.message.split("\n"),
    [
      'Cannot start source "ORDERS": 6 faults',
      '  - its mode is fast, give "settled", "journal" or "eager"',
      "  - maxInFlight is 0, give a whole number from 1 to 1000000",
      "  - batch is 1.5, give a whole number from 1 to 1000000",
      "  - stopTimeoutMs is -1, give a whole number from 0 to 2147483647",
      '  - its journal is x, and its mode fast keeps none, give the mode "journal", or leave it out',
      "  - its script is not given, name one",
    ],
  );
});

Deno.test("at a stop nothing more is pulled, what was is sent, and the service knows of all before it is left", async () => {
  const script = scripted(...origins(1, 3));
  await using played = await scene(script);
  played.messages.hold();
  await played.advance(100);
  const asked = script.asked.length;
  played.stop();
  await played.advance(100);
  script.add("s/4");
  // The channel is closed, so that whoever gathers messages sends what it has; and the source waits.
  await played.advance(5000);
  assertEquals([script.asked.length, script.settled, script.events], [asked, [], ["open"]]);
  played.messages.hold(false);
  assertEquals((await played.ended).clean, true);
  assertEquals([taken(played), script.settled], [origins(1, 3), origins(1, 3)]);
  assertEquals([script.released, script.events], [[], ["open", "close"]]);
});

Deno.test("a pull that is given up at a stop brings what it has, and that is sent", async () => {
  const script = scripted();
  script.onPull = (_, signal) =>
    new Promise((resolve) =>
      signal.addEventListener("abort", () => {
        script.add("s/1");
        resolve();
      })
    );
  await using played = await scene(script);
  await played.advance(1000);
  played.stop();
  assertEquals((await played.ended).clean, true);
  assertEquals([taken(played), script.settled], [["s/1"], ["s/1"]]);
});

Deno.test("a client that throws because its pull was given up keeps nobody from being settled", async () => {
  const script = scripted("s/1");
  await using played = await scene(script);
  played.messages.hold();
  await played.advance(100);
  script.onPull = (_, signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  script.again("s/1");
  await played.advance(500);
  played.stop();
  await played.advance(500);
  played.messages.hold(false);
  assertEquals((await played.ended).clean, true);
  assertEquals([script.settled, script.events], [["s/1"], ["open", "close"]]);
});

Deno.test("a stop waits no longer than stopTimeoutMs, and gives back what is not settled", async () => {
  const script = scripted(...origins(1, 6));
  await using played = await scene(script, { stopTimeoutMs: 3000 }, { capacity: 4 });
  played.messages.hold();
  await played.advance(500);
  played.stop();
  await played.advance(2500);
  assertEquals([script.released, script.events], [[], ["open"]]);
  await played.advance(1000);
  assertEquals([script.settled, script.released], [[], origins(1, 4)]);
  assertEquals(script.events, ["open", "close"]);
  assert(played.log.some(({ text }) => /4 messages are not settled after 3000 ms/.test(text)));
});

Deno.test("a pull that does not come back at a stop does not hold it up, and what was sent is settled all the same", async () => {
  const script = scripted("s/1");
  await using played = await scene(script);
  await played.messages.take(1);
  played.messages.hold();
  const back = Promise.withResolvers<void>();
  script.onPull = () => back.promise;
  script.add("s/2");
  await played.advance(1000);
  const before = played.elapsedMs;
  played.stop();
  await played.advance(3000);
  // It comes all the same, when nobody waits for it any more.
  script.add("s/3");
  back.resolve();
  await played.advance(500);
  played.messages.hold(false);
  assertEquals((await played.ended).clean, true);
  assert(played.elapsedMs - before < 5000);
  assertEquals([taken(played), script.settled], [["s/1", "s/2"], ["s/1", "s/2"]]);
});

Deno.test("a service that has no more ends the source once all of it is settled", async () => {
  const script = scripted(...origins(1, 5));
  script.isFinite = true;
  await using played = await scene(script, {}, { capacity: 2 });
  assertEquals((await played.ended).clean, true);
  assertEquals([taken(played), script.settled], [origins(1, 5), origins(1, 5)]);
  assertEquals(script.events, ["open", "close"]);
});

Deno.test("a source whose reader has ended ends, and what was taken is settled", async () => {
  const script = scripted(...origins(1, 2));
  await using played = await scene(script);
  await played.messages.take(2);
  await played.advance(200);
  played.messages.abandon();
  script.add("s/3");
  await played.ended;
  assertEquals([script.settled, script.released], [origins(1, 2), ["s/3"]]);
  assertEquals(script.events, ["open", "close"]);
});

Deno.test("a partition that is to be given up is settled first, and late settles of a lost one are dropped", async () => {
  const script = scripted(
    { origin: "a/1", partition: "a" },
    { origin: "b/1", partition: "b" },
    { origin: "a/2", partition: "a" },
    { origin: "b/2", partition: "b" },
  );
  await using played = await scene(script);
  played.messages.hold();
  await played.advance(100);
  let isGivenUp = false;
  script.act(() => {
    script.opening!.giveUp("a").then(() => isGivenUp = true);
    script.opening!.lost("b");
  });
  await played.advance(500);
  assertEquals(isGivenUp, false);
  played.messages.hold(false);
  await played.advance(500);
  assertEquals([isGivenUp, script.settled], [true, ["a/1", "a/2"]]);
  // What comes back to it is known: it has left the graph.
  script.again("b/1", "b/2");
  await played.advance(500);
  assertEquals([taken(played).length, script.settled.slice(2)], [4, ["b/1", "b/2"]]);
});

Deno.test("a partition is given up after ten seconds, whatever is not settled, and nothing of it is told later", async () => {
  const script = scripted({ origin: "a/1", partition: "a" });
  await using played = await scene(script);
  played.messages.hold();
  await played.advance(100);
  let isGivenUp = false;
  script.act(() => script.opening!.giveUp("a").then(() => isGivenUp = true));
  await played.advance(9000);
  assertEquals(isGivenUp, false);
  await played.advance(2000);
  assertEquals(isGivenUp, true);
  played.messages.hold(false);
  await played.advance(1000);
  assertEquals([taken(played), script.settled], [["a/1"], []]);
});

Deno.test("a client that gives up its partitions as it leaves waits for nobody", async () => {
  const script = scripted("s/1");
  script.onClose = () => script.opening!.giveUp("p");
  await using played = await scene(script, { stopTimeoutMs: 1000 });
  played.messages.hold();
  await played.advance(500);
  const before = played.elapsedMs;
  played.stop();
  await played.advance(1500);
  assertEquals([script.released, script.events], [["s/1"], ["open", "close"]]);
  played.messages.hold(false);
  assertEquals((await played.ended).clean, true);
  assert(played.elapsedMs - before < 2500, `${played.elapsedMs - before}`);
});

Deno.test("of a partition that was taken away nothing is sent that waits for room, and nothing told that waits for its turn", async () => {
  // Three fill the channel's bytes.
  const long = (origin: string, partition: string) => ({
    origin,
    partition,
    text: "x".repeat(5000),
  });
  const crowded = scripted(...origins(1, 6).map((origin, n) => long(origin, n < 4 ? "a" : "b")));
  await using first = await scene(crowded);
  first.messages.hold();
  await first.advance(500);
  crowded.opening!.lost("b");
  first.messages.hold(false);
  await first.advance(1000);
  assertEquals([taken(first), crowded.settled], [origins(1, 4), origins(1, 4)]);

  const slow = scripted("s/1");
  const told = Promise.withResolvers<void>();
  slow.onSettle = () => told.promise;
  await using second = await scene(slow);
  await second.messages.take(1);
  await second.advance(500);
  slow.onSettle = () => {};
  slow.add({ origin: "b/1", partition: "b" }, { origin: "s/2" });
  await second.messages.take(2);
  await second.advance(500);
  slow.opening!.lost("b");
  told.resolve();
  await second.advance(500);
  assertEquals(slow.settled, ["s/1", "s/2"]);
});

Deno.test("in mode eager the service is told once messages are in the channel, and the log says what that costs", async () => {
  const script = scripted(...origins(1, 3));
  await using played = await scene(script, { mode: "eager" });
  played.messages.hold();
  await played.advance(100);
  assertEquals([taken(played), script.settled], [[], origins(1, 3)]);
  played.crash();
  await played.advance(2000);
  const warnings = played.log.filter(({ text }) => /mode eager: scripted is told/.test(text));
  assertEquals(warnings.length, 1);
});

for (
  const [forgets, mode, expected] of [[true, "settled", 1], [false, "settled", 0], [
    true,
    "eager",
    0,
  ]] as const
) {
  const service = forgets ? "cannot hand over again" : "hands over again";
  Deno.test(`in mode ${mode} with a service that ${service} the log says ${expected} times what a death costs`, async () => {
    await using played = await scene(scripted("s/1"), { mode, forgets });
    await played.messages.take(1);
    played.crash();
    await played.advance(2000);
    const warnings = played.log.filter(({ level, text }) =>
      level === "warn" && /scripted cannot hand over again.*mode journal is for that/.test(text)
    );
    assertEquals(warnings.length, expected);
  });
}

Deno.test("the node shows what the service still has, and what came again", async () => {
  const script = scripted("s/1");
  script.lag = 120;
  await using played = await scene(script);
  await played.messages.take(1);
  await played.advance(2000);
  script.add("s/2");
  script.again("s/1");
  await played.advance("10 s");
  script.add("s/3");
  await played.messages.take(2);
  await played.advance("2 s");
  assertEquals(played.status, "connected, lag 120, 1 came again");
  assertEquals(played.state.lag, 120);
});
