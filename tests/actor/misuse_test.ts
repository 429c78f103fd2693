import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Graph, u32, type UndeliveredError } from "@steady-state/deno";
import { defineActor, rx } from "@steady-state/deno/actor";
import { rehearse } from "@steady-state/deno/testing";
import { faultsOf } from "../fixtures/watch.ts";

const hasty = defineActor(import.meta, "hasty", {
  ports: { numbers: rx(u32) },
  async run(actor) {
    const { numbers } = actor.ports;
    while (
      actor.isRunning((async () => await Promise.resolve(numbers.isClosedAndEmpty)) as never)
    ) {
      await actor.wait(numbers.avail());
      numbers.takeBatch();
    }
  },
});

Deno.test("a vote that is a promise is no vote, and no actor ends by it with messages left", async () => {
  await using scene = await rehearse(hasty);
  scene.stop();
  await scene.settle();
  assertMatch(
    scene.crashes[0]!.error.message,
    /accept whether to end: it has returned Promise .*give true or false/,
  );
});

const strange: Record<string, readonly [unknown, RegExp]> = {
  "no limits": [null, /its limits are null, give \{ messages, withinMs \}/],
  "a limit that there is not": [
    { messages: 2, withinMs: 5, bytes: 7 },
    /it has no "bytes", it has "messages", "withinMs", give/,
  ],
};

for (const [what, [limits, said]] of Object.entries(strange)) {
  const waiting = defineActor(import.meta, "waiting", {
    ports: { numbers: rx(u32) },
    async run(actor) {
      await actor.wait(actor.batch(actor.ports.numbers, limits as never));
    },
  });

  Deno.test(`a batch with ${what} is refused`, async () => {
    await using scene = await rehearse(waiting);
    await scene.settle();
    assertMatch(scene.crashes[0]!.error.message, said);
  });
}

const idle = defineActor(import.meta, "idle", { args: { rate: 1 }, run() {} });

Deno.test("args of an actor that are no object are a fault of the graph", async () => {
  for (const args of [null, 5, "fast", ["fast"]] as never[]) {
    const faults = await faultsOf(new Graph("shop").actor("IDLE", idle, { args }));
    assertMatch(faults[0]!, /args of actor "IDLE" is .*, give an object with args by name/);
  }
});

Deno.test("a signal that is none is refused wherever code of the host waits, and nothing is sent", async () => {
  const graph = new Graph("echo", { log: () => {} });
  const numbers = graph.channel("numbers", u32);
  const [input, output] = [graph.sender(numbers), graph.receiver(numbers, { label: "OUT" })];
  await graph.start();
  const signal = 5 as never;
  const waits = [
    input.send(1, { signal }),
    input.sendBatch([1], { signal }),
    output.take({ signal }),
  ];
  for (const wait of waits) {
    await assertRejects(() => wait, TypeError, "its signal is 5, give an AbortSignal");
  }
  await assertRejects(
    () => graph.replay(null as never),
    TypeError,
    "it is null, give a letter of graph.deadLetters",
  );
  input.close();
  assertEquals(await output.take(), undefined);
  await graph.finished;
  const late = await input.send(1).catch((error: UndeliveredError) => error.reason);
  assertEquals(late, "over");
});
