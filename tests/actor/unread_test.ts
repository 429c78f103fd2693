/** What is said of an actor that sends where nobody takes, or ends in the middle of a send. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";
import { rehearse } from "@steady-state/deno/testing";

/** Passes on, and never looks at what `send` returns. */
const porter = defineActor(import.meta, "porter", {
  ports: { input: rx(u32), output: tx(u32) },
  async run(actor) {
    const { input, output } = actor.ports;
    for (let n = await actor.take(input); n !== undefined; n = await actor.take(input)) {
      await actor.send(output, n);
    }
  },
});

/** Goes on as long as it is allowed to, and sends as much as there is room for. */
const source = defineActor(import.meta, "source", {
  ports: { output: tx(u32) },
  async run(actor) {
    const { output } = actor.ports;
    while (actor.isRunning(() => output.close())) {
      await actor.wait(output.vacant());
      output.trySend(1);
    }
  },
});

/** Forgets to await its sends. */
const hasty = defineActor(import.meta, "hasty", {
  ports: { output: tx(u32) },
  run(actor) {
    for (let n = 0; n < 100; n++) actor.send(actor.ports.output, n).catch(() => {});
    return Promise.resolve();
  },
});

const UNREAD = /^nobody takes from channel "output" any more/;

Deno.test("an actor that sends where nobody takes any more is told of in the log, once", async () => {
  await using scene = await rehearse(porter);
  scene.output.abandon();
  scene.input.send(1, 2, 3);
  await scene.advance("1 s");
  assertEquals(scene.log.filter(({ text }) => UNREAD.test(text)).map(({ level }) => level), [
    "warn",
  ]);
});

Deno.test("so is a source that goes on waiting for room", async () => {
  await using scene = await rehearse(source);
  scene.output.abandon();
  await scene.advance("10 s");
  assertEquals(scene.log.filter(({ text }) => UNREAD.test(text)).length, 1);
});

Deno.test("run may not return while a send waits for room", async () => {
  await using scene = await rehearse(hasty);
  await scene.advance("1 s");
  assertStringIncludes(
    scene.crashes[0]?.error.message ?? "",
    'Cannot end actor "ACTOR": run has returned, and a send still waits for room, await each send',
  );
});
