import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { GraphError } from "@steady-state/deno";
import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";
import { rehearse } from "@steady-state/deno/testing";
import { heartbeat } from "../../examples/02_standard/actors/heartbeat.ts";
import { worker } from "../../examples/02_standard/actors/worker.ts";
import {
  dealer,
  gatherer,
  leaver,
  picky,
  reader,
  timekeeper,
} from "../fixtures/rehearsed_actors.ts";

Deno.test("at a beat, the waiting numbers become words", async () => {
  await using scene = await rehearse(worker);
  scene.numbers.send(1, 3, 5, 15);
  await scene.settle();
  assertEquals(scene.words.taken, [], "no beat, no words");
  scene.beats.send(0);
  assertEquals(await scene.words.take(4), ["1", "Fizz", "Buzz", "FizzBuzz"]);
  scene.crash();
  scene.numbers.send(7);
  scene.numbers.close();
  scene.beats.close();
  const { crashes, clean } = await scene.ended;
  assertEquals([crashes.length, clean], [1, true]);
  assertEquals([scene.words.taken.at(-1), scene.words.isClosed], ["7", true]);
});

Deno.test("a day of heartbeats takes a moment", async () => {
  await using scene = await rehearse(heartbeat, { args: { rateMs: 60_000, beats: 1440 } });
  assertEquals((await scene.beats.take(1440, { within: "2 days" })).length, 1440);
  assert(scene.elapsedMs >= 1439 * 60_000);
});

Deno.test("what does not come is told, with what the actor waits for", async () => {
  await using scene = await rehearse(worker);
  scene.numbers.send(1, 2);
  await assertRejects(
    () => scene.words.take(1, { within: "10 s" }),
    Error,
    'Cannot take 1 from port "words": 0 came within 10 s, send what it needs, give it longer, or take fewer; the actor waits for messages, time or a promise, ' +
      "beats has 0 waiting, numbers has 2 waiting, words has sent 0",
  );
  scene.numbers.close();
  scene.beats.close();
  await scene.ended;
  await assertRejects(
    () => scene.words.take(5),
    Error,
    'Cannot take 5 from port "words": 2 came and the actor has closed it, take fewer',
  );
  assertThrows(
    () => scene.beats.send(1),
    TypeError,
    'Cannot send on port "beats": the test has closed it',
  );
});

Deno.test("a bundle is played lane by lane, and a lane that is not taken from holds the actor up", async () => {
  await using scene = await rehearse(dealer, { girth: 2, capacity: 2 });
  const [first, second] = scene.lanes;
  second!.hold();
  scene.in.send(1, 2, 3, 4, 5, 6, 7, 8);
  await scene.settle();
  assertEquals([first!.taken, second!.taken], [[1, 3, 5], []], "the sixth has no room");
  await assertRejects(() => first!.take(4, { within: "1 s" }), Error, "the actor waits for room");
  second!.hold(false);
  assertEquals(await second!.take(4), [2, 4, 6, 8]);
  scene.stop();
  scene.in.close();
  assertEquals((await scene.ended).state, { dealt: 8 });
});

Deno.test("args and state are as the test has them, and a port may be called like a member of the scene", async () => {
  await using scene = await rehearse(gatherer, {
    args: { says: "total" },
    state: { sum: 100, seen: [100] },
  });
  assertEquals(scene.state, { sum: 100, seen: [100] });
  for (const [lane, player] of scene.lanes.entries()) {
    player.send(lane + 1);
    player.close();
  }
  const { state } = await scene.ended;
  assertEquals([state.sum, [...state.seen].sort()], [103, [1, 100, 2]]);
  assertEquals(scene.ports.state.taken, ["total 103"]);
  await assertRejects(
    () => rehearse(gatherer, { state: { summ: 1 } as never }),
    TypeError,
    'Cannot rehearse with a state that has "summ": the actor has no such cell, it has sum, seen',
  );
});

Deno.test("timers, dates and chance of the runtime are virtual too, and as before when it is over", async () => {
  const genuine = [setTimeout, Date, performance.now, Math.random];
  const told = async () => {
    await using scene = await rehearse(timekeeper);
    const [message] = await scene.told.take(1, { within: "2 h" });
    return message;
  };
  const first = await told();
  const { chance, ...times } = first!;
  assertEquals(times, {
    date: 3_600_500,
    now: 3_600_500,
    made: 3_600_500,
    year: 2026,
    ticks: 3600,
  });
  assertEquals(await told(), first, "the same seed");
  assert(chance !== undefined && chance >= 0 && chance < 1);
  assertEquals([setTimeout, Date, performance.now, Math.random], genuine);
});

Deno.test("several scenes at once do not get in each other's way", async () => {
  await using one = await rehearse(heartbeat, { args: { rateMs: 1000, beats: 10 } });
  await using other = await rehearse(heartbeat, { args: { rateMs: 500, beats: 10 } });
  const [beats, others] = await Promise.all([one.beats.take(10), other.beats.take(10)]);
  assertEquals([beats.length, others.length], [10, 10]);
  assertEquals([one.elapsedMs > 9000, other.elapsedMs < 9000], [true, true]);
});

Deno.test("crashes, dead letters and the log are there to be read", async () => {
  await using scene = await rehearse(picky);
  scene.in.send(2, 3, 13, 4);
  scene.in.close();
  const { clean, crashes, state } = await scene.ended;
  assertEquals([clean, state], [true, { even: 2 }]);
  assertEquals(crashes.map(({ error }) => error.message), Array(3).fill("cannot bear 13"));
  assertEquals(scene.deadLetters.map(({ message, reason }) => [message, reason.slice(0, 8)]), [
    [3, "odd"],
    [13, "the acto"],
  ]);
  const said = scene.log.map(({ text }) => text).filter((text) => text.startsWith("had"));
  assertEquals(said, ["had 2", "had 3", "had 4"]);
});

Deno.test("an actor that ends its own thread dies, and the process does not", async () => {
  await using scene = await rehearse(leaver);
  for (const n of [1, 13, 13, 2]) {
    scene.in.send(n);
    await scene.advance("1 s");
  }
  scene.in.close();
  const { clean, crashes } = await scene.ended;
  assertEquals([clean, scene.out.taken], [true, [1, 13, 13, 2]]);
  assertEquals(crashes.map(({ cause }) => cause), ["exit", "exit"]);
});

Deno.test("what is awaited outside is waited for, and never jumped over", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "hello");
    await using scene = await rehearse(reader, { args: { path } });
    assertEquals(await scene.out.take(1, { within: 1 }), [5]);
    assert(scene.elapsedMs < 1);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("an actor that awaits something for ever outside is named", async () => {
  await using scene = await rehearse(reader, { args: { forever: true } });
  await assertRejects(
    () => scene.advance("1 s"),
    Error,
    "Cannot go on with the simulation: ACTOR awaits something that the simulation knows nothing of, for 5000 ms of the machine's time",
  );
});

Deno.test("what the test has done is seen before a scene settles, or time goes by", async () => {
  await using scene = await rehearse(picky);
  await scene.settle();
  scene.in.send(2);
  await scene.settle();
  assertEquals([scene.state, scene.elapsedMs], [{ even: 1 }, 0]);
});

Deno.test("a message that does not fit is refused where it is sent", async () => {
  await using scene = await rehearse(picky);
  assertThrows(() => scene.in.send(2, -1), RangeError, "Cannot send -1 on channel");
  scene.in.send(4);
  scene.in.close();
  assertEquals((await scene.ended).state, { even: 1 });
});

Deno.test("state can be set between two turns, and in no other moment", async () => {
  await using scene = await rehearse(dealer, { capacity: 1 });
  await scene.settle();
  scene.setState({ dealt: 7 });
  assertEquals(scene.state, { dealt: 7 });
  assertThrows(() => scene.setState({ dealt: -1 }), RangeError, 'cell "dealt" is -1');
  assertThrows(
    () => scene.setState({ daelt: 1 } as never),
    TypeError,
    'Cannot set a state that has "daelt": the actor has no such cell, it has dealt',
  );
  scene.lanes[1]!.hold();
  scene.in.send(1, 2, 3, 4, 5);
  await scene.settle();
  assertEquals([scene.state, scene.lanes[1]!.taken, scene.crashes], [{ dealt: 9 }, [], []]);
  assertThrows(
    () => scene.setState({ dealt: 0 }),
    TypeError,
    "Cannot set the state: the actor waits for room, in has 3 waiting",
  );
  scene.lanes[1]!.hold(false);
  await scene.settle();
  scene.crash();
  assertThrows(() => scene.setState({ dealt: 0 }), TypeError, "the actor is not at work");
  scene.in.close();
  assertEquals((await scene.ended).state, { dealt: 12 });
});

Deno.test("state that is set survives a death, as all that was committed", async () => {
  await using scene = await rehearse(dealer);
  await scene.settle();
  scene.setState({ dealt: 3 });
  scene.crash();
  await scene.advance("1 s");
  assertEquals(scene.state, { dealt: 3 });
  scene.in.send(5);
  assertEquals(await scene.lanes[1]!.take(), [5], "the fourth goes to the second lane");
});

Deno.test("a hang, a reader that is gone, a letter that comes back, its name and its status are played", async () => {
  await using scene = await rehearse(picky, { name: "PICKER", instance: 3 });
  scene.in.send(3);
  await scene.settle();
  const [letter] = scene.deadLetters;
  assertEquals(letter!.actor, "PICKER 3");
  await scene.replay(letter!, { port: "in" });
  await scene.settle();
  assertEquals(scene.deadLetters.map(({ message }) => message), [3, 3]);
  await assertRejects(() => scene.replay(letter!), TypeError, "port");
  scene.hang();
  scene.in.send(4);
  await scene.advance("2 min");
  assertEquals([scene.crashes.map(({ cause }) => cause), scene.state], [["hang"], { even: 1 }]);
  await using other = await rehearse(heartbeat, { args: { rateMs: 1000 } });
  await other.advance("1.5 s");
  assertEquals(other.status, "beat 1");
  other.beats.abandon();
  await other.advance("10 s");
  assertEquals([other.beats.taken, other.status], [[0], "beat 1"]);
});

Deno.test("options of a rehearsal that are wrong are refused, all at once", async () => {
  const error = await assertRejects(
    () => rehearse(picky, { seed: -1, capcity: 5 } as never),
    TypeError,
  );
  assertEquals(error.message.split("\n").map((line) => line.trim()), [
    "Cannot rehearse: 2 faults",
    '- there is no option "capcity", there are "seed", "args", "state", "capacity", "girth", "name", "instance", "freshModules", "stepLimit"',
    "- option seed is -1, give a whole number from 0 to 9007199254740991",
  ]);
  await assertRejects(() => rehearse(picky, { capacity: 0 }), GraphError, "capacity");
});

Deno.test("an actor that no graph could have is refused, with all that is wrong with it", async () => {
  const broken = defineActor(import.meta, "broken", { ports: { out: tx(u32) }, run() {} });
  await assertRejects(
    () => rehearse({ ...broken, ports: { out: { direction: "tx", bundle: false } as never } }),
    GraphError,
    "Cannot start graph",
  );
});

Deno.test("what a crash has made of the actor is told to whoever waits for what it sends", async () => {
  const wrong = defineActor(import.meta, "wrong", {
    ports: { jobs: rx(u32), results: tx(u32) },
    async run(actor) {
      const { jobs, results } = actor.ports;
      await actor.calls(jobs, results, { concurrency: 65 }, (n) => Promise.resolve(n));
    },
  });
  await using scene = await rehearse(wrong);
  const error = await assertRejects(() => scene.results.take(), Error);
  assertEquals(
    error.message,
    'Cannot take 1 from port "results": 0 came before its end; the actor has crashed and is gone for good: RangeError: ' +
      'Cannot make calls in actor "ACTOR": option concurrency is 65, give a whole number from 1 to 64, the capacity of channel "jobs", ' +
      "jobs has 0 waiting, results has sent 0",
  );
});

Deno.test("an actor that crashes again and again is told with its last crash, and one that hangs as such", async () => {
  const clumsy = defineActor(import.meta, "clumsy", {
    ports: { jobs: rx(u32), results: tx(u32) },
    async run(actor) {
      const { jobs, results } = actor.ports;
      if (actor.generation < 2) throw new RangeError(`clumsy in life ${actor.generation}`);
      for (let n = await actor.take(jobs); n !== undefined; n = await actor.take(jobs)) {
        await actor.send(results, n);
      }
    },
  });
  await using scene = await rehearse(clumsy);
  await assertRejects(
    () => scene.results.take(1, { within: "10 s" }),
    Error,
    "the actor waits for messages, time or a promise, and has crashed 2 times, the last time with RangeError: clumsy in life 1",
  );
  scene.hang();
  await assertRejects(
    () => scene.results.take(1, { within: "10 s" }),
    Error,
    "the actor hangs: its thread stands still, and has crashed 2 times",
  );
});

Deno.test("an actor whose peers are gone is told with them", async () => {
  const porter = defineActor(import.meta, "porter", {
    ports: { jobs: rx(u32), extras: rx(u32), results: tx(u32) },
    async run(actor) {
      const { jobs, results } = actor.ports;
      await actor.wait(actor.timeout(86_400_000));
      for (let n = await actor.take(jobs); n !== undefined; n = await actor.take(jobs)) {
        await actor.send(results, n);
      }
    },
  });
  await using scene = await rehearse(porter);
  scene.extras.close();
  scene.results.hold();
  await assertRejects(
    () => scene.results.take(1, { within: "1 s" }),
    Error,
    "the actor waits for messages, time or a promise (nothing more comes on extras), jobs has 0",
  );
});

Deno.test("an actor that waits in vain for ever is named, whatever is waited for", async () => {
  const deaf = defineActor(import.meta, "deaf", {
    ports: { jobs: rx(u32) },
    async run(actor) {
      for (;;) await actor.take(actor.ports.jobs);
    },
  });
  const scene = await rehearse(deaf);
  scene.jobs.close();
  await assertRejects(
    () => scene.ended,
    Error,
    "Cannot go on with the simulation: ACTOR has waited 10000 times in a row for what can never be",
  );
  await scene[Symbol.asyncDispose]();
});

Deno.test("time goes by, and no further than it is to, though an actor never comes to rest", async () => {
  const greedy = defineActor(import.meta, "greedy", {
    ports: { jobs: rx(u32) },
    async run(actor) {
      while (actor.isRunning()) await actor.wait(actor.ports.jobs.avail());
    },
  });
  await using scene = await rehearse(greedy);
  scene.jobs.send(1);
  await scene.advance("2 s");
  assert(scene.elapsedMs >= 2000 && scene.elapsedMs < 2100, `${scene.elapsedMs}`);
});

Deno.test("an actor that never comes to rest is named, where its end is waited for", async () => {
  const greedy = defineActor(import.meta, "greedy", {
    ports: { jobs: rx(u32) },
    async run(actor) {
      for (;;) await actor.wait(actor.ports.jobs.avail());
    },
  });
  const scene = await rehearse(greedy);
  scene.jobs.send(1);
  await assertRejects(
    () => scene.ended,
    Error,
    "steps nobody has come to rest, so no time goes by; those who go on and on are ACTOR:",
  );
  await scene[Symbol.asyncDispose]();
});

Deno.test("other args are told between two turns, as by a handle", async () => {
  await using scene = await rehearse(heartbeat, { args: { rateMs: 60_000, beats: 100 } });
  await scene.beats.take(1);
  await scene.tell({ rateMs: 10 });
  await scene.advance("2 min");
  const before = scene.elapsedMs;
  await scene.beats.take(50);
  assert(scene.elapsedMs - before < 60_000, `${scene.elapsedMs - before}`);
  await assertRejects(() => scene.tell({ rate: 10 } as never), Error, "rate");
});
