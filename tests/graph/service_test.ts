/** A service over a whole graph: each ask has one answer or one reason, whoever dies, and the reason says what became of the call. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type AskError,
  call,
  Graph,
  GraphError,
  type GraphOptions,
  type Service,
  text,
  u32,
} from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { simulate, type Stage } from "@steady-state/deno/testing";
import {
  admitted,
  desk,
  doubling,
  dropper,
  gate,
  parrot,
  quitter,
  type Task,
} from "../fixtures/call_actors.ts";
import { idler } from "../fixtures/plain_actors.ts";

const STURDY = {
  intensity: { restarts: 10_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } },
  showstopper: 10_000,
  hangTimeoutMs: 5000, // less than a stop may take
};

interface Drawn {
  readonly graph: Graph;
  readonly service: Service<Task, number>;
}

/** The host → GATE ⇉ DESK × 2 ⇉ the host, and from GATE straight back. */
function office(options: GraphOptions = {}): Drawn {
  const graph = new Graph("office", { ...STURDY, ...options });
  const tasks = graph.channel("tasks", doubling, { capacity: 4 });
  const lanes = graph.bundle("admitted", admitted, { girth: 2, capacity: 2, bytes: 256 });
  const answers = graph.bundle("answers", doubling.answers, { girth: 3, capacity: 2 });
  graph.actor("GATE", gate, {
    ports: { tasks: tasks.rx, admitted: lanes.tx, refusals: answers.tx[2]! },
  });
  lanes.rx.forEach((lane, i) =>
    graph.actor("DESK", desk, { instance: i, ports: { tasks: lane, answers: answers.tx[i]! } })
  );
  return { graph, service: graph.service(tasks, answers, { timeoutMs: 600_000 }) };
}

type Answering = typeof dropper;

/** The host → CLERK → the host. */
function booth(clerk: Answering, options: GraphOptions = {}, capacity = 4): Drawn {
  const graph = new Graph("booth", { log: () => {}, ...options });
  const tasks = graph.channel("tasks", doubling, { capacity });
  const answers = graph.channel("answers", doubling.answers, { capacity });
  graph.actor("CLERK", clerk, { ports: { tasks: tasks.rx, answers: answers.tx } });
  return { graph, service: graph.service(tasks, answers, { timeoutMs: 5000 }) };
}

/** How an ask ended: with an answer, or with a reason and a sentence. */
type End = number | readonly [reason: string, text: string];

/** Asks, and keeps how each ask ends, in its place. An end that comes twice is seen. */
class Asked {
  readonly ends: (End | undefined)[] = [];
  ended = 0;

  add(ask: Promise<number>): void {
    const at = this.ends.push(undefined) - 1;
    const end = (how: End) => {
      assertEquals(this.ends[at], undefined);
      this.ends[at] = how;
      this.ended++;
    };
    ask.then(end, (error: AskError) => end([error.reason ?? error.name, error.message]));
  }

  get areOver(): boolean {
    return this.ended === this.ends.length;
  }
}

/** Runs one graph under a seed. */
async function play(
  draw: () => Drawn,
  script: (stage: Stage, service: Service<Task, number>) => Promise<void>,
) {
  let drawn: Drawn;
  await simulate(() => (drawn = draw()).graph, {}, (stage) => script(stage, drawn.service));
}

const task = (n: number, key = "key"): Task => ({ key, n });

function checkEnd(end: End | undefined, n: number, reasons: readonly string[]): void {
  if (typeof end === "number") assertEquals([end, n % 10 === 3], [2 * n, false]);
  else {
    const [reason, text] = end!;
    assert(reasons.includes(reason), text);
    if (reason === "refused") {
      assertMatch(text, new RegExp(`^Call \\S+ was refused: ${n} ends in 3$`));
    }
  }
}

Deno.test("twenty askers each have one answer to each ask, whatever dies at whichever store", async () => {
  const faults = { death: 0.01, deathAtStore: 0.03, hang: 0.001, slow: 0.01 };
  let drawn: Drawn;
  await simulate(() => (drawn = office()).graph, { seeds: 40, faults }, async (stage) => {
    const asked = new Asked();
    const asker = async (who: number) => {
      for (let i = 0; i < 5; i++) {
        const ask = drawn.service.ask(task(5 * who + i, `asker ${who % 7}`));
        asked.add(ask);
        await ask.catch(() => {});
      }
    };
    let done = 0;
    for (let who = 0; who < 20; who++) asker(who).then(() => done++);
    await stage.until(() => done === 20, "1 h");
    assert(asked.areOver);
    // In the order of asking, which is not that of the numbers.
    const all = asked.ends.map((end) =>
      typeof end === "number" ? end / 2 : Number(/(\d+) ends/.exec(end![1])![1])
    );
    assertEquals(all.toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, n) => n));
    assertEquals(drawn.service.totals, { asked: 100, answered: 100, failed: 0, unclaimed: 0 });
    stage.stop();
    await stage.finished.catch(() => {}); // Who dies in the stop may not be let in again: that is not clean.
  });
});

Deno.test("asks that time out, are let go or meet a stop end once each, with the right answer or a reason", async () => {
  const faults = { death: 0.01, deathAtStore: 0.03, slow: 0.03, lateToWorker: 0.005, stop: 0.0005 };
  let drawn: Drawn;
  await simulate(
    () => (drawn = office()).graph,
    { seeds: 40, faults, within: "2 h" },
    async (stage) => {
      const asked = new Asked();
      const controllers = Array.from({ length: 60 }, () => new AbortController());
      for (const [n, { signal }] of controllers.entries()) {
        const timeoutMs = [50, 500, 600_000][n % 3]!;
        asked.add(drawn.service.ask(task(n), { timeoutMs, signal }));
      }
      await stage.advance("20 ms");
      for (let n = 0; n < 60; n += 7) {
        controllers[n]!.abort(
          new DOMException("let go", "AbortError"),
        );
      }
      await stage.advance("1 s");
      stage.stop();
      await stage.finished.catch(() => {}); // Who dies in a stop may not be let in again: that is not clean.
      assert(asked.areOver, "every ask is settled once the graph has stopped");
      asked.ends.forEach((end, n) =>
        checkEnd(end, n, ["refused", "timeout", "stopped", "AbortError", "lost"])
      );
      const { asked: begun, answered, failed } = drawn.service.totals;
      assertEquals([begun, answered + failed, drawn.service.waiting], [60, 60, 0]);
    },
  );
});

Deno.test("twenty askers have their answers from real threads that are really ended", async () => {
  let drawn: Drawn;
  await simulate(
    () => (drawn = office()).graph,
    { real: true, faults: { death: 0.01 } },
    async (stage) => {
      const asked = new Asked();
      for (let n = 0; n < 100; n++) asked.add(drawn.service.ask(task(n, `key ${n % 7}`)));
      await stage.until(() => asked.areOver, "2 min");
      asked.ends.forEach((end, n) => checkEnd(end, n, ["refused"]));
      stage.stop();
      await stage.finished;
    },
  );
});

Deno.test("an ask that times out names the actor that took its call last, or the channel that it is in", async () => {
  await play(() => booth(dropper), async (stage, service) => {
    const asked = new Asked();
    asked.add(service.ask(task(1)));
    await stage.until(() => asked.areOver);
    assertMatch(
      (asked.ends[0] as [string, string])[1],
      /^Call \w+-0 has no answer: there was no answer within 5000 ms: actor "CLERK" took it from channel "tasks", and nothing shows that it was passed on$/,
    );
    stage.stop();
    await stage.finished;
  });
  const idle = defineActor(import.meta, "idle", {
    ports: { tasks: rx(doubling), answers: tx(doubling.answers) },
    async run(actor) {
      await actor.wait(actor.stopping());
    },
  });
  await play(() => booth(idle, {}, 2), async (stage, service) => {
    const asked = new Asked();
    for (let n = 0; n < 7; n++) asked.add(service.ask(task(n)));
    await stage.until(() => asked.areOver);
    const texts = asked.ends.map((end) => (end as [string, string])[1].replace(/^.*5000 ms: /, ""));
    const inside = (before: number) =>
      `it is in channel "tasks" with ${before} before it, and actor "CLERK" takes from there`;
    assertEquals(texts.slice(0, 2), [inside(0), inside(1)]);
    for (const text of texts.slice(2)) assertMatch(text, /^it was never sent/);
    stage.stop();
    await stage.finished.catch(() => {});
  });
});

Deno.test("a call that is given up, or kills its actor, rejects its asker as a dead letter, with why", async () => {
  await play(() => booth(quitter), async (stage, service) => {
    const asked = new Asked();
    for (const n of [7, 20]) asked.add(service.ask(task(n)));
    await stage.until(() => asked.areOver);
    assertEquals(asked.ends[1], 0);
    const [reason, text] = asked.ends[0] as [string, string];
    assertEquals([reason, text.replace(/^Call \S+ /, "")], [
      "deadLetter",
      'has no answer: actor "CLERK" has it as a dead letter: 7 is none of mine',
    ]);
    stage.stop();
    await stage.finished;
  });
  const fragile = defineActor(import.meta, "fragile", {
    ports: { tasks: rx(doubling), answers: tx(doubling.answers) },
    async run(actor) {
      if (await actor.take(actor.ports.tasks) !== undefined) throw new Error("it is broken");
    },
  });
  await play(() => booth(fragile), async (stage, service) => {
    const asked = new Asked();
    asked.add(service.ask(task(7)));
    await stage.until(() => asked.areOver);
    assertMatch(
      (asked.ends[0] as [string, string])[1],
      /dead letter: the actor died 3 times on it$/,
    );
    stage.stop();
    await stage.finished;
  });
});

Deno.test("a call in a channel whose reader is gone for good rejects its asker, and names both", async () => {
  const mayfly = defineActor(import.meta, "mayfly", {
    ports: { tasks: rx(doubling), answers: tx(doubling.answers) },
    async run(actor) {
      const first = await actor.take(actor.ports.tasks);
      await actor.wait(actor.timeout(10));
      if (first !== undefined) await actor.send(actor.ports.answers, first.answer(0));
    },
  });
  const draw = (): Drawn => {
    const graph = new Graph("booth", { log: () => {} });
    const tasks = graph.channel("tasks", doubling);
    const answers = graph.bundle("answers", doubling.answers, { girth: 2 });
    // Somebody who could still answer: so the answers are not over.
    const other = defineActor(import.meta, "other", {
      ports: { answers: tx(doubling.answers) },
      run: (actor) => idler.run(actor as never),
    });
    graph.actor("MAYFLY", mayfly, { ports: { tasks: tasks.rx, answers: answers.tx[0]! } })
      .actor("OTHER", other, { ports: { answers: answers.tx[1]! } });
    return { graph, service: graph.service(tasks, answers, { timeoutMs: 600_000 }) };
  };
  await play(draw, async (stage, service) => {
    const asked = new Asked();
    for (const n of [1, 2]) asked.add(service.ask(task(n)));
    await stage.until(() => asked.areOver);
    assertEquals(asked.ends[0], 0);
    const [reason, text] = asked.ends[1] as [string, string];
    assertEquals([reason, text.replace(/^Call \S+ /, "")], [
      "lost",
      'has no answer: it is in channel "tasks", and actor "MAYFLY", which took from there, is gone for good',
    ]);
    stage.stop();
    await stage.finished.catch(() => {});
  });
});

for (const restart of ["transient", "temporary"] as const) {
  Deno.test(`whose call is in the lane of an actor that is gone for good hears that it is lost, whatever becomes of the graph: ${restart}`, async () => {
    // It takes one call, and dies of it: those behind it have no reader any more, and nobody else answers.
    const mortal = defineActor(import.meta, "mortal", {
      ports: { tasks: rx(doubling), answers: tx(doubling.answers) },
      async run(actor) {
        const { tasks } = actor.ports;
        await actor.wait(tasks.avail(3));
        tasks.tryTake();
        actor.commit();
        throw new Error("no more");
      },
    });
    const draw = (): Drawn => {
      const graph = new Graph("booth", {
        log: () => {},
        intensity: { restarts: 0, withinMs: 1000 },
      });
      const tasks = graph.channel("tasks", doubling, { capacity: 4 });
      const answers = graph.channel("answers", doubling.answers);
      graph.actor("CLERK", mortal, { ports: { tasks: tasks.rx, answers: answers.tx }, restart });
      return { graph, service: graph.service(tasks, answers, { timeoutMs: 600_000 }) };
    };
    await play(draw, async (stage, service) => {
      const asked = new Asked();
      for (const n of [1, 2, 3]) asked.add(service.ask(task(n)));
      await stage.until(() => asked.areOver);
      const reasons = asked.ends.map((end) => (end as [string, string])[0]);
      // The one that was taken is in no channel: what becomes of it is the graph's fate.
      assertEquals(reasons, [restart === "temporary" ? "lost" : "stopped", "lost", "lost"]);
      await stage.finished.catch(() => {});
    });
  });
}

Deno.test("a second answer is dropped, counted and told, and the first is the one", async () => {
  const lines: string[] = [];
  await play(
    () => booth(parrot, { log: ({ text }) => void lines.push(text) }),
    async (stage, service) => {
      const asked = new Asked();
      for (let n = 0; n < 3; n++) asked.add(service.ask(task(n)));
      await stage.until(() => service.totals.unclaimed === 3);
      assertEquals(asked.ends, [0, 2, 4]);
      await stage.advance("2 s");
      assertEquals(stage.log.filter(({ text }) => text.includes("dropped")).length, 1);
      stage.stop();
      await stage.finished;
    },
  );
});

Deno.test("at a stop, asks on their way are answered, and later ones are rejected", async () => {
  await play(office, async (stage, service) => {
    const asked = new Asked();
    for (const n of [1, 2]) asked.add(service.ask(task(n)));
    await stage.until(() => service.waiting === 2);
    stage.stop();
    await stage.until(() => asked.areOver);
    assertEquals(asked.ends, [2, 4]);
    await stage.finished;
    const late = await service.ask(task(3)).catch((error: AskError) => error);
    assertEquals((late as AskError).reason, "stopped");
  });
});

Deno.test("a message that does not fit is the error of its asker alone", async () => {
  await play(office, async (stage, service) => {
    const asked = new Asked();
    asked.add(service.ask({ key: "key", n: 1n } as never));
    asked.add(service.ask(task(2)));
    asked.add(service.ask(task(3, "x".repeat(100_000))));
    asked.add(service.ask(task(4)));
    await stage.until(() => asked.areOver);
    const names = asked.ends.map((end) => typeof end === "number" ? end : end![0]);
    assertEquals(names, ["TypeError", 4, "RangeError", 8]);
    assertMatch((asked.ends[0] as [string, string])[1], /^Cannot send on channel "tasks": /);
    stage.stop();
    await stage.finished;
  });
});

Deno.test("a service may send its requests over a bundle, and be given the very ends", async () => {
  const draw = (): Drawn => {
    const graph = new Graph("booths", { log: () => {} });
    const tasks = graph.bundle("tasks", doubling, { girth: 3, capacity: 1 });
    const answers = graph.bundle("answers", doubling.answers, { girth: 3, capacity: 1 });
    tasks.rx.forEach((lane, i) =>
      graph.actor("CLERK", parrot, {
        instance: i,
        ports: { tasks: lane, answers: answers.tx[i]! },
      })
    );
    return { graph, service: graph.service(tasks.tx, answers.rx) };
  };
  await play(draw, async (stage, service) => {
    const asks = Array.from({ length: 30 }, (_, n) => service.ask(task(n)));
    assertEquals(
      await stage.settled(Promise.all(asks)),
      Array.from({ length: 30 }, (_, n) => 2 * n),
    );
    stage.stop();
    const { actors } = await stage.finished;
    const clerks = actors.filter(({ label }) => label.startsWith("CLERK"));
    assertEquals(clerks.map(({ outcome }) => outcome), ["ended", "ended", "ended"]);
  });
});

Deno.test("a graph that does not come up rejects whoever asked before", async () => {
  const { graph, service } = booth(dropper);
  graph.channel("nobody's", u32);
  const ask = service.ask(task(1)).catch((error: AskError) => error);
  await assertRejects(() => graph.start(), GraphError);
  const { reason, message } = await ask as AskError;
  assertEquals(reason, "stopped");
  assertMatch(message, /graph "booth" did not come up/);
  assertEquals(
    (await service.ask(task(2)).catch((error: AskError) => error) as AskError).reason,
    "stopped",
  );
});

Deno.test("what a service cannot be drawn with is told at the start, with all other faults", async () => {
  const faultsOf = async (draw: (graph: Graph) => void) => {
    const graph = new Graph("faulty");
    draw(graph);
    const error = await assertRejects(() => graph.start(), Error);
    return error.message;
  };
  const plain = await faultsOf((graph) => {
    const lines = graph.channel("lines", text);
    const answers = graph.channel("answers", doubling.answers);
    graph.service(lines as never, answers, { timeoutMs: 0, retries: 2 } as never);
  });
  assertMatch(plain, /service "HOST lines" sends its requests as text, give it a channel of calls/);
  assertMatch(plain, /there is no option "retries"|a service has no option "retries"/);
  assertMatch(plain, /option timeoutMs of a service is 0|timeoutMs of a service is 0/);
  const crossed = await faultsOf((graph) => {
    const tasks = graph.channel("tasks", doubling);
    const words = graph.channel("words", text);
    graph.service(tasks, words as never);
  });
  assertMatch(crossed, /takes its answers as text, its requests are answered by answer\(u32\)/);
  const twice = await faultsOf((graph) => {
    const tasks = graph.channel("tasks", doubling);
    const answers = graph.channel("answers", doubling.answers);
    graph.service(tasks, answers);
    graph.service(tasks, answers);
  });
  assertMatch(twice, /tx end of channel "tasks" is wired 2 times/);
});

Deno.test("the compiler sees what is asked and answered, and lets no other answers in", async () => {
  const graph = new Graph("typed");
  const tasks = graph.channel("tasks", doubling);
  const answers = graph.channel("answers", doubling.answers);
  const words = graph.channel("words", call(text, text).answers);
  // @ts-expect-error: these are texts, and numbers are waited for
  graph.service(tasks, words);
  // @ts-expect-error: no calls
  graph.service(graph.channel("lines", text), answers);
  const service: Service<Task, number> = graph.service(tasks, answers);
  // @ts-expect-error: it is no task
  service.ask("tea").catch(() => {});
  await assertRejects(() => graph.start(), GraphError);
});
