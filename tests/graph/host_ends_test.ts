import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  customKind,
  Graph,
  type GraphOptions,
  run,
  StopError,
  text,
  u32,
  u8,
  UndeliveredError,
} from "@steady-state/deno";
import { channelTotals } from "../../src/graph/report/mod.ts";
import { leaver, relay, sink, source } from "../fixtures/chain_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, channelIn, faultsOf, Watch, within } from "../fixtures/watch.ts";

/** The host sends numbers to a relay in a worker, and takes them from it. */
function loop({ capacity = 8, ...options }: GraphOptions & { capacity?: number } = {}) {
  const graph = new Graph("loop", { log: () => {}, ...options });
  const fresh = graph.channel("fresh", u32, { capacity });
  const done = graph.channel("done", u32, { capacity });
  graph.actor("RELAY", relay, { ports: { in: fresh.rx, out: done.tx } });
  return { graph, sender: graph.sender(fresh, { maxWaiting: 4 }), receiver: graph.receiver(done) };
}

/** Why a call of an end was refused. */
async function reasonOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => within(promise, "it rejects"), UndeliveredError)).reason;
}

Deno.test("the host sends and takes: what it sends before the start comes as well, and in order", async () => {
  const { graph, sender, receiver } = loop();
  const early = [1, 2, 3].map((n) => sender.send(n));
  await graph.start();
  assertThrows(() => graph.sender([]), TypeError, 'Cannot draw a sender in graph "loop"');
  await within(Promise.all(early), "what was sent before the start");
  await within(sender.send(4), "a send");
  await within(sender.sendBatch([5, 6, 7]), "a batch");
  assertEquals(sender.trySend(8), true);
  const taken = [];
  for (let i = 0; i < 8; i++) taken.push(await within(receiver.take(), "a message"));
  assertEquals(taken, [1, 2, 3, 4, 5, 6, 7, 8]);
  const report = await within(graph.stop(), "the stop");
  assertEquals([report.clean, actorIn(report, "HOST fresh").ports], [true, { out: 8 }]);
  assertEquals(actorIn(report, "HOST done").ports, { in: 8 });
  assertEquals(await receiver.take(), undefined);
});

Deno.test("a loop takes a message once it asks for the next one: what a body throws, or leaves by break, is there again", async () => {
  const { graph, sender, receiver } = loop();
  await graph.start();
  await sender.sendBatch([1, 2, 3, 4, 5]);
  sender.close();
  const seen: number[] = [];
  await assertRejects(
    async () => {
      for await (const n of receiver) {
        seen.push(n);
        if (n === 2) throw new Error("the body fails");
      }
    },
    Error,
    "the body fails",
  );
  for await (const n of receiver) {
    seen.push(n);
    if (n === 3) break;
  }
  assertEquals(await receiver.take(), 3);
  for await (const n of receiver) {
    seen.push(n);
    await receiver.advance();
    break;
  }
  await receiver.advance(); // Nothing is in hand.
  for await (const n of receiver) seen.push(n);
  assertEquals(seen, [1, 2, 2, 3, 4, 5]);
  const report = await within(graph.finished, "the end, without a stop");
  assertEquals([report.clean, channelIn(report, "done").left], [true, 0]);
  for await (const _ of receiver) throw new Error("there is none left");
});

Deno.test("one loop at a time, and none beside take", async () => {
  const { graph, sender, receiver } = loop();
  await graph.start();
  await sender.sendBatch([1, 2]);
  const loop1 = receiver.messages();
  assertEquals(await loop1.next(), { done: false, value: 1 });
  await assertRejects(() => receiver.take(), TypeError, "a loop over it is under way");
  await assertRejects(() => receiver.messages().next(), TypeError, "a loop over it is under way");
  assertEquals(await loop1.next(), { done: false, value: 2 });
  await loop1.return!();
  assertEquals(await loop1.next(), { done: true, value: undefined });
  assertEquals(await receiver.take(), 2);
  await graph.stop();
});

Deno.test("a full channel holds senders back, in order; more than may wait are refused, and told so", async () => {
  const { graph, sender, receiver } = loop({ capacity: 2 });
  const sends = Array.from({ length: 7 }, (_, n) => sender.send(n + 1));
  // Before the start there is nowhere to send to: two are accepted, four wait.
  assertEquals(await reasonOf(sends[6]!), "full");
  assertEquals(sender.trySend(8), false);
  await graph.start();
  const taken = [];
  for (let i = 0; i < 6; i++) taken.push(await within(receiver.take(), "a message"));
  await within(Promise.all(sends.slice(0, 6)), "all that waited");
  assertEquals(taken, [1, 2, 3, 4, 5, 6]);
  await graph.stop();
});

Deno.test("a send that resolves is committed: with nobody taking, no more resolve than there is room for", async () => {
  const { graph, sender } = loop({ capacity: 2, stopTimeoutMs: 1 });
  await graph.start();
  let resolved = 0;
  const sends = Array.from({ length: 10 }, (_, n) => sender.send(n).then(() => resolved++));
  sends.forEach((send) => send.catch(() => {}));
  const { region, topology: { channels } } = graph.telemetry;
  const words = new Int32Array(region);
  // The relay's input and output, and what it has in hand of neither.
  await within(
    (async () => {
      while (resolved < 4) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        assert(resolved <= Atomics.load(words, channels[0]!.sentWord));
      }
    })(),
    "four are sent",
  );
  assertEquals(resolved, Atomics.load(words, channels[0]!.sentWord));
  await graph.stop().catch(() => {});
});

Deno.test("at a stop, what is accepted is sent, what waits or comes later is not, and each is told", async () => {
  const { graph, sender, receiver } = loop({ capacity: 2 });
  await graph.start();
  // Two fit into each channel, two are accepted, the others wait.
  const told = Array.from(
    { length: 6 },
    (_, n) => sender.send(n + 1).then(() => "sent", (error) => error.reason),
  );
  const stopped = graph.stop();
  told.push(sender.send(7).then(() => "sent", (error) => error.reason));
  assertThrows(() => sender.trySend(8), UndeliveredError, "the graph is stopping");
  assertEquals(sender.isClosed, true);
  const taken: number[] = [];
  for await (const n of receiver) taken.push(n);
  const fates = await within(Promise.all(told), "each is told");
  const sent = fates.flatMap((fate, i) => fate === "sent" ? [i + 1] : []);
  assertEquals(taken, sent);
  assertEquals(new Set(fates), new Set(["sent", "stopping"]));
  assertEquals([fates[0], fates[6]], ["sent", "stopping"]);
  const report = await within(stopped, "the stop");
  assertEquals([report.clean, channelIn(report, "done").left], [true, 0]);
  const late = await assertRejects(() => sender.send(9), UndeliveredError);
  assertEquals(
    [late.reason, late.message],
    [
      "stopping",
      'Cannot send on channel "fresh": graph "loop" has stopped: stop() was called; it was never sent',
    ],
  );
});

Deno.test("a receiver that nobody takes from vetoes the stop, and is named with what to do", async () => {
  const { graph, sender, receiver } = loop({ stopTimeoutMs: deadline(300) });
  await graph.start();
  await sender.send(1);
  const { report } = await assertRejects(() => within(graph.stop(), "the stop"), StopError);
  const { outcome, why } = actorIn(report, "HOST done");
  assertEquals([outcome, why], [
    "unstopped",
    'it vetoes until this is so: code of the host takes what is left in channel "done", loop over its receiver, or call take()',
  ]);
  assertEquals(await reasonOf(receiver.take()), "over");
});

Deno.test("signals give up sends and takes, and what was given up does not happen", async () => {
  const { graph, sender, receiver } = loop({ capacity: 1 });
  const early = new AbortController();
  const kept = sender.send(1);
  const dropped = sender.send(2, { signal: early.signal });
  early.abort("not wanted");
  assertEquals(await dropped.catch((reason) => reason), "not wanted");
  await graph.start();
  await within(kept, "the first");
  assertEquals(await within(receiver.take(), "the first"), 1);
  const controller = new AbortController();
  const { signal } = controller;
  const take = receiver.take({ signal });
  controller.abort("enough");
  assertEquals(await take.catch((reason) => reason), "enough");
  await assertRejects(async () => {
    for await (const _ of receiver.messages({ signal: AbortSignal.timeout(1) })) break;
  }, DOMException);
  await within(sender.send(3), "another");
  assertEquals(await within(receiver.take({ signal: null }), "what no other has taken"), 3);
  await graph.stop();
  assertEquals(await receiver.take({ signal }).catch((reason) => reason), "enough");
});

Deno.test("a message that the channel does not carry is refused to whoever sends it, and the others go on", async () => {
  const graph = new Graph("levels", { log: () => {} });
  const levels = graph.channel("levels", u8);
  const names = graph.channel("names", text, { bytes: 16 });
  const [level, name] = [graph.sender(levels), graph.sender(names)];
  const [out, outNames] = [
    graph.receiver(levels, { label: "LEVELS" }),
    graph.receiver(names, { label: "NAMES" }),
  ];
  assertThrows(() => level.trySend(300), RangeError, 'Cannot send 300 on channel "levels"');
  assertThrows(() => name.trySend("x".repeat(17)), RangeError, "names");
  const sends = [level.send(1), level.send(256), level.send("2" as never), level.send(3)];
  await assertRejects(() => level.send(undefined as never), TypeError, "it is undefined");
  const batch = level.sendBatch([4, 5, 600, 6]);
  await graph.start();
  await assertRejects(() => sends[1]!, RangeError, 'Cannot send 256 on channel "levels"');
  await assertRejects(() => sends[2]!, TypeError, "levels");
  const unfit = await assertRejects(() => batch, UndeliveredError);
  assertEquals([unfit.reason, unfit.sent], ["unfit", 2]);
  assertEquals(
    unfit.message,
    'Cannot send on channel "levels": message 2 of the batch: Cannot send 600 on channel "levels": it is not a u8; those before it are sent',
  );
  level.close();
  name.close();
  const taken: number[] = [];
  for await (const n of out) taken.push(n);
  assertEquals(taken, [1, 3, 4, 5]);
  assertEquals([await outNames.take(), (await graph.finished).clean], [undefined, true]);
  assertEquals(await reasonOf(level.send(7)), "over");
});

Deno.test("batches longer than their channel go through it in parts, with nothing in between", async () => {
  const { graph, sender, receiver } = loop({ capacity: 4 });
  await graph.start();
  const numbers = Array.from({ length: 1000 }, (_, n) => n);
  const sends = [sender.sendBatch(numbers), sender.send(5000), sender.sendBatch([])];
  const taken: number[] = [];
  for await (const n of receiver) {
    if (taken.push(n) === 1001) break;
  }
  await receiver.advance();
  await within(Promise.all(sends), "all of them");
  assertEquals(taken, [...numbers, 5000]);
  assertEquals((await graph.stop()).clean, true);
});

Deno.test("a send that finds room is done at once, and what is sent in one go with it goes together", async () => {
  const { graph, sender, receiver } = loop({ capacity: 256 });
  await graph.start();
  const { region, topology } = graph.telemetry;
  const sent = () => channelTotals(region, topology)[0]!.sent;
  let [atOnce, number] = [0, 0];
  // Now and then the event loop is let run first.
  for (let i = 0; i < 50; i++) {
    await sender.send(number++);
    const [before, promises] = [sent(), [0, 1, 2].map(() => sender.send(number++))];
    const after = sent();
    assert(after === before || after === before + 1, `${after - before} at once`);
    if (after > before) {
      atOnce++;
      await promises[0];
    }
    await Promise.all(promises);
    assertEquals(sent(), number);
  }
  assert(atOnce > 0);
  sender.close();
  assertEquals(await Array.fromAsync(receiver), Array.from({ length: number }, (_, n) => n));
  assertEquals((await graph.finished).clean, true);
});

Deno.test("a reader that is gone ends its sender, and each call is told", async () => {
  const graph = new Graph("short", { log: () => {} });
  const fresh = graph.channel("fresh", u32, { capacity: 2 });
  // It leaves with the first message in hand, and what is left is told in the report.
  graph.actor("LEAVER", leaver, { ports: { in: fresh.rx } });
  const sender = graph.sender(fresh);
  await graph.start();
  await within(sender.send(1), "the first");
  const sends = Array.from(
    { length: 9 },
    (_, n) => sender.send(n + 2).then(() => "sent", (e) => e.reason),
  );
  const report = await within(graph.finished, "the end, by itself");
  const fates = await within(Promise.all(sends), "each is told");
  assert(fates.includes("over") && fates.every((fate) => fate === "sent" || fate === "over"));
  const { sent, left } = channelIn(report, "fresh");
  assertEquals([sent, left], [fates.filter((fate) => fate === "sent").length + 1, sent - 1]);
  const error = await assertRejects(() => sender.send(11), UndeliveredError);
  assertEquals(
    error.message,
    'Cannot send on channel "fresh": its reader is gone; it was never sent',
  );
});

Deno.test("a message that cannot be read becomes a dead letter, and no other is lost with it", async () => {
  const picky = customKind<number, "picky">("picky", () => ({
    encode: (n) => new Uint8Array([n]),
    decode([n]) {
      if (n === 2) throw new Error("it cannot be read");
      return n!;
    },
  }));
  const intensity = { restarts: 100, withinMs: 1000, backoff: { firstMs: 1, maxMs: 1 } };
  const graph = new Graph("picky", { log: () => {}, intensity });
  const fresh = graph.channel("fresh", picky);
  const [sender, receiver] = [graph.sender(fresh, { label: "IN" }), graph.receiver(fresh)];
  await graph.start();
  await sender.sendBatch([1, 2, 3]);
  // Asked for in one tick, so that the first is taken in the turn that the second kills.
  const takes = [receiver.take(), receiver.take()];
  assertEquals(await within(Promise.all(takes), "those that can be read"), [1, 3]);
  assertEquals(graph.deadLetters.map(({ actor }) => actor), ["HOST fresh"]);
  assertEquals((await graph.stop()).clean, true);
});

Deno.test("a graph that is never started because its run fails before rejects what waits for it", async () => {
  const { graph, sender, receiver } = loop();
  const calls = [sender.send(1), receiver.take()];
  const given = { telemetry: false, signal: AbortSignal.abort("not today") } as const;
  assertEquals(await run(graph, given).catch((reason) => reason), "not today");
  for (const call of calls) assertEquals(await reasonOf(call), "over");
});

Deno.test("the host has the lanes of a bundle, all or one by one", async () => {
  const graph = new Graph("lanes", { log: () => {} });
  const work = graph.bundle("work", u32, { girth: 3, capacity: 4 });
  const done = graph.bundle("done", u32, { girth: 3, capacity: 4 });
  for (let i = 0; i < 3; i++) {
    const ports = { in: work.rx[i]!, out: done.tx[i]! };
    graph.actor("RELAY", relay, { ports, instance: i });
  }
  const dealer = graph.sender(work);
  const receivers = done.rx.map((lane) => graph.receiver(lane));
  assertEquals([dealer.label, ...receivers.map(({ label }) => label)], [
    "HOST work",
    "HOST done[0]",
    "HOST done[1]",
    "HOST done[2]",
  ]);
  await graph.start();
  await dealer.sendBatch([1, 2, 3, 4, 5, 6]);
  dealer.close();
  const taken = await within(
    Promise.all(receivers.map((receiver) => Array.fromAsync(receiver))),
    "all of them",
  );
  assertEquals(taken, [[1, 4], [2, 5], [3, 6]]);
  assertEquals((await graph.finished).clean, true);
});

Deno.test("a receiver of a bundle takes what is in any lane", async () => {
  const graph = new Graph("fan", { log: () => {} });
  const work = graph.bundle("work", u32, { girth: 2, capacity: 4 });
  const senders = work.tx.map((lane) => graph.sender(lane));
  const receiver = graph.receiver(work);
  await graph.start();
  await Promise.all(senders.map((sender, i) => sender.sendBatch([i, i + 10])));
  for (const sender of senders) sender.close();
  const taken = await within(Array.fromAsync(receiver), "all of them");
  assertEquals(taken.toSorted((a, b) => a - b), [0, 1, 10, 11]);
});

Deno.test("what is wrong with ends of the host is told with all other faults, and their calls are rejected", async () => {
  const other = new Graph("other").channel("elsewhere", u32);
  const graph = new Graph("faulty", { log: () => {} });
  const fresh = graph.channel("fresh", u32);
  graph.actor("SOURCE", source, { ports: { out: fresh.tx } });
  graph.actor("SINK", sink, { ports: { in: fresh.rx } });
  const taken = graph.sender(fresh, { maxWaiting: -1, lable: "X" } as never);
  const nowhere = graph.receiver(undefined as never);
  graph.receiver(other, { label: 7 as never });
  graph.sender(fresh.rx as never, { label: "TURNED" });
  const early = [taken.send(1), nowhere.take()];
  for (const call of early) call.catch(() => {});
  assertEquals(await faultsOf(graph), [
    'a sender has no option "lable", there are "label", "maxWaiting", "followed"',
    "maxWaiting of a sender is -1, give a whole number from 0 to 16777216",
    'receiver "HOST nothing" is given undefined, give it a channel or a bundle of this graph, or an end of one',
    "label of a receiver is 7, give a text",
    'port "out" of actor "TURNED" takes a tx end and is wired to the rx end of channel "fresh"',
    'port "in" of actor "HOST elsewhere" is wired to the rx end of channel "elsewhere" of another graph, use one of this',
    'the tx end of channel "fresh" is wired 2 times (port "out" of actor "SOURCE", port "out" of actor "HOST fresh"), use a bundle for several',
    'the rx end of channel "fresh" is wired 2 times (port "in" of actor "SINK", port "out" of actor "TURNED"), use a bundle for several',
  ]);
  for (const call of early) assertEquals(await reasonOf(call), "over");
  assertThrows(() => taken.trySend(2), UndeliveredError, 'graph "faulty" did not come up');
});

Deno.test("two ends of the host that are called the same are told apart by their labels", async () => {
  const graph = new Graph("both");
  const loop = graph.channel("loop", u32);
  graph.sender(loop);
  graph.receiver(loop);
  assertEquals(await faultsOf(graph), [
    'actor "HOST loop" is there 2 times, give each a name of its own by option label',
  ]);
});

Deno.test("a graph whose actors do not come up rejects what waits for its start", async () => {
  const graph = new Graph("broken", { log: () => {} });
  const fresh = graph.channel("fresh", u32);
  const missing = { ...sink, exportName: "noSuchExport" };
  graph.actor("SINK", missing, { ports: { in: fresh.rx } });
  const early = graph.sender(fresh).send(1);
  early.catch(() => {});
  await assertRejects(() => graph.start(), Error);
  assertEquals(await reasonOf(early), "over");
});

Deno.test("ends of the host are nodes of the graph, share the host's thread, and survive being started again", async () => {
  const watch = new Watch();
  const { graph, sender, receiver } = loop({ log: watch.log, logLevel: "debug" });
  watch.on(graph);
  const { topology } = graph.telemetry;
  assertEquals(topology.actors.map(({ name, troupe }) => [name, troupe]), [
    ["RELAY", null],
    ["HOST fresh", "host"],
    ["HOST done", "host"],
  ]);
  await graph.start();
  const numbers = Array.from({ length: 300 }, (_, n) => n);
  const taken: number[] = [];
  const taking = (async () => {
    for await (const n of receiver) taken.push(n);
  })();
  for (const n of numbers) {
    await within(sender.send(n), "a send");
    if (n % 100 === 50) {
      const restarted = graph.restart("HOST fresh");
      const more = sender.send(1000 + n);
      await within(restarted, "a restart");
      await within(more, "a send across a restart");
    }
  }
  const report = await within(graph.stop(), "the stop");
  await taking;
  assertEquals(taken.filter((n) => n < 1000), numbers);
  assertEquals(taken.filter((n) => n >= 1000), [1050, 1150, 1250]);
  assertEquals([report.clean, actorIn(report, "HOST done").restarts], [true, 3]);
});

Deno.test("a program that does nothing but send and await lets its timers run", async () => {
  const graph = new Graph("busy", { log: () => {} });
  const numbers = graph.channel("numbers", u32, { capacity: 1024 });
  const [sender, receiver] = [graph.sender(numbers, { label: "IN" }), graph.receiver(numbers)];
  await graph.start();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const begun = performance.now();
  for (let n = 0; ticks < 3; n++) {
    await sender.send(n);
    assertEquals(await receiver.take(), n);
    if (performance.now() - begun > 60_000) break;
  }
  clearInterval(timer);
  assert(ticks >= 3, "no timer came in a minute");
  await graph.stop();
});

Deno.test("what an end does while it is being ended never happened, and its next life does it", async () => {
  const { graph, sender, receiver } = loop({ capacity: 3 });
  await graph.start();
  const messages = receiver.messages();
  // From the call on nothing of this generation counts, and it goes on for a moment.
  const restart = () => graph.restart("HOST fresh");
  const taken: unknown[] = [];
  let restarting = restart();
  const batch = sender.sendBatch([1, 2, 3, 4, 5, 6, 7, 8]);
  for (let n = 1; n <= 8; n++) {
    const { value } = await within(messages.next(), `message ${n}`);
    taken.push(value);
    await within(restarting, "a restart");
    restarting = restart();
  }
  await within(batch, "the batch");
  await within(restarting, "the last restart");
  await messages.return!();
  await receiver.advance();
  const report = await graph.stop();
  assertEquals(taken, [1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals([report.clean, channelIn(report, "done").left], [true, 0]);
});
