/** Calls and answers in graphs of plain actors: filtered, dealt out by key, kept, reordered, given up and replayed. */
import { assertEquals } from "@std/assert";
import { type Answer, exportDeadLetters, Graph, importDeadLetters } from "@steady-state/deno";
import { defineActor, rx, rxBundle, tx } from "@steady-state/deno/actor";
import { collect, feed, rehearse, simulate } from "@steady-state/deno/testing";
import { admitted, desk, doubling, gate, quitter } from "../fixtures/call_actors.ts";

const asker = defineActor(import.meta, "asker", { ports: { tasks: tx(doubling) }, run() {} });
const listener = defineActor(import.meta, "listener", {
  ports: { answers: rxBundle(doubling.answers) },
  run() {},
});

const STURDY = {
  intensity: { restarts: 10_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } },
  showstopper: 10_000,
  hangTimeoutMs: 5000, // less than a stop may take
};

/** ASKER → GATE ⇉ DESK × 2 ⇉ LISTENER, and from GATE straight to LISTENER. */
function draw(): Graph {
  const graph = new Graph("calls", STURDY);
  const tasks = graph.channel("tasks", doubling, { capacity: 4 });
  const lanes = graph.bundle("admitted", admitted, { girth: 2, capacity: 2, bytes: 256 });
  const answers = graph.bundle("answers", doubling.answers, { girth: 3, capacity: 2 });
  graph.actor("ASKER", asker, { ports: { tasks: tasks.tx } })
    .actor("GATE", gate, {
      ports: { tasks: tasks.rx, admitted: lanes.tx, refusals: answers.tx[2]! },
    });
  lanes.rx.forEach((lane, i) =>
    graph.actor("DESK", desk, { instance: i, ports: { tasks: lane, answers: answers.tx[i]! } })
  );
  return graph.actor("LISTENER", listener, { ports: { answers: answers.rx } });
}

const TASKS = Array.from(
  { length: 24 },
  (_, n) => doubling.from({ id: `asker-${n}`, message: { key: `key ${n % 5}`, n } }),
);

function answerOf(n: number): [id: string, text: string | number | undefined] {
  return [`asker-${n}`, n % 10 === 3 ? `${n} ends in 3` : 2 * n];
}

function byId(answers: readonly Answer<number>[]) {
  return answers.map(({ id, value, refusal }) => [id, refusal ?? value] as const)
    .toSorted(([a], [b]) => Number(a.slice(6)) - Number(b.slice(6)));
}

Deno.test("each call is answered once, by whoever has it, whatever dies at whichever store", async () => {
  const faults = { death: 0.01, deathAtStore: 0.03, hang: 0.001, slow: 0.01 };
  await simulate(draw, { seeds: 40, faults }, async (stage) => {
    stage.perform("ASKER", asker, feed(TASKS));
    const heard = stage.perform("LISTENER", listener, collect("answers"));
    await stage.until(() => heard.taken.length >= TASKS.length, "1 h");
    stage.stop();
    await stage.finished.catch(() => {}); // Who dies in the stop may not be let in again: that is not clean.
    assertEquals(byId(heard.taken), TASKS.map((_, n) => answerOf(n)));
  });
});

Deno.test("an actor that answers a call twice dies of it, and its answer is sent once", async () => {
  const twice = defineActor(import.meta, "twice", {
    ports: { tasks: rx(doubling), answers: tx(doubling.answers) },
    async run(actor) {
      const { tasks, answers } = actor.ports;
      for (let task = await actor.take(tasks); task !== undefined; task = await actor.take(tasks)) {
        await actor.send(answers, task.answer(1));
        await actor.wait(actor.timeout(1));
        await actor.send(answers, task.answer(2));
      }
    },
  });
  await using scene = await rehearse(twice);
  scene.tasks.send(doubling.from({ id: "asker-1", message: { key: "", n: 1 } }));
  assertEquals((await scene.answers.take()).map(({ value }) => value), [1]);
  await scene.advance("10 ms");
  assertEquals(scene.crashes.map(({ error }) => error.message), [
    "Cannot answer call asker-1: this actor has answered it already, send one answer for each call",
  ]);
});

Deno.test("a call is given up, written down, read again and replayed, and then answered", async () => {
  await using scene = await rehearse(quitter);
  scene.tasks.send(doubling.from({ id: "asker-7", message: { key: "", n: 7 } }));
  await scene.settle();
  const [letter] = importDeadLetters(exportDeadLetters(scene.deadLetters));
  assertEquals(letter?.message, { id: "asker-7", message: { key: "", n: 7 } });
  const mended = {
    ...letter!,
    message: { ...letter!.message as object, message: { key: "", n: 20 } },
  };
  await scene.replay(mended, { port: "tasks" });
  assertEquals((await scene.answers.take()).map(({ id, value }) => [id, value]), [["asker-7", 0]]);
});

Deno.test("a call that kills its actor becomes a dead letter that can be exported and replayed", async () => {
  let isMended = false;
  const fragile = defineActor(import.meta, "fragile", {
    ports: { tasks: rx(doubling), answers: tx(doubling.answers) },
    async run(actor) {
      const { tasks, answers } = actor.ports;
      for (let task = await actor.take(tasks); task !== undefined; task = await actor.take(tasks)) {
        if (!isMended) throw new Error("it is broken");
        await actor.send(answers, task.answer(task.message.n));
      }
    },
  });
  await using scene = await rehearse(fragile);
  scene.tasks.send(doubling.from({ id: "asker-7", message: { key: "", n: 7 } }));
  await scene.advance("10 s");
  const [letter] = importDeadLetters(exportDeadLetters(scene.deadLetters));
  assertEquals([letter?.port, letter?.message], ["tasks", {
    id: "asker-7",
    message: { key: "", n: 7 },
  }]);
  isMended = true;
  await scene.replay(letter!);
  assertEquals((await scene.answers.take()).map(({ id, value }) => [id, value]), [["asker-7", 7]]);
});
