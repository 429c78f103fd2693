/** What code of a simulation has of the machine: its own time and chance, errands in a settled order, and a refusal of all the rest. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import process from "node:process";
import { Graph, text, u32 } from "@steady-state/deno";
import { rehearse, simulate } from "@steady-state/deno/testing";
import { relay, sink, source } from "../fixtures/chain_actors.ts";
import { currentThread } from "../../src/testing/context.ts";
import {
  errandBoy,
  forgetter,
  intruder,
  lateLoader,
  locksmith,
  mate,
  observer,
  poller,
  quitter,
  USES,
} from "../fixtures/machine_actors.ts";

/** What everybody may find changed if a simulation does not put it back. */
function ofTheMachine(): readonly unknown[] {
  const objects: object[] = [
    globalThis,
    Deno,
    Deno.env,
    Deno.FsFile.prototype,
    Deno.Command.prototype,
    performance,
    Math,
    Temporal.Now,
    AbortSignal,
    Crypto.prototype,
    SubtleCrypto.prototype,
    Blob.prototype,
    Date.prototype,
    process,
  ];
  return objects.map((of) => Object.getOwnPropertyDescriptors(of));
}

async function observed(seed: number): Promise<readonly string[]> {
  await using scene = await rehearse(observer, { seed });
  return await scene.told.take(7);
}

Deno.test("time and chance of every kind are those of the seed", async () => {
  const first = await observed(1);
  assertEquals(await observed(1), first);
  const other = await observed(2);
  assertEquals(other.slice(0, 1), ["false true true"]);
  assert(first[2] !== other[2], "chance is another for another seed");
  const [, order, , dates, performances, marks, temporal] = first;
  assertMatch(order!, /^microtask immediate /);
  assert(Number(performances!.split(" ")[0]) >= 30, "three ticks take their time");
  for (const told of [dates, temporal]) assertMatch(told!, /2026-01-01/);
  assertMatch(performances!, /^\d+(\.\d+)? 1767225600000 \d/);
  assertMatch(marks!, /^\d+(\.\d+)? 0 \d+ \d+$/);
});

Deno.test("all of the machine is as before, after a simulation and after one that fails", async () => {
  // What the runtime loads when it is looked at stays loaded: it is looked at before.
  await observed(1);
  const before = ofTheMachine();
  await observed(1);
  assertEquals(ofTheMachine(), before);
  const graph = () => {
    const graph = new Graph("failing");
    const { tx } = graph.channel("told", text);
    const { rx } = graph.channel("in", u32);
    return graph.actor("A", observer, { ports: { told: tx } }).actor("B", quitter, {
      ports: { in: rx, out: graph.channel("out", u32).tx },
    });
  };
  await assertRejects(() => simulate(graph, {}), Error);
  const fails = () => Promise.reject(new Error("fails"));
  await assertRejects(() => simulate(() => new Graph("failing"), {}, fails), Error);
  assertEquals(ofTheMachine(), before);
});

Deno.test("what the machine does takes no time, and comes in the order in which it was sent for", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "word");
    const told = async (seed: number) => {
      await using scene = await rehearse(errandBoy, { args: { path }, seed });
      return await scene.told.take(8);
    };
    const expected = [
      "digest 0",
      "word 0",
      "x 0",
      "wo 0",
      "2 more 0",
      "NotFound 0",
      "timer 7",
      "hello 10",
    ];
    for (let seed = 1; seed <= 10; seed++) assertEquals(await told(seed), expected);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("who never rests gets what he has sent for all the same, and always at the same moment", async () => {
  for (let run = 0; run < 2; run++) {
    await using scene = await rehearse(poller);
    assertEquals(await scene.told.take(), [0]);
  }
});

Deno.test("what the machine does not bring holds up time, whoever waits for it, and is named with its place", async () => {
  await using scene = await rehearse(locksmith);
  await assertRejects(
    () => scene.advance("1 s"),
    Error,
    `Cannot go on with the simulation: ACTOR awaits navigator.locks.request at ${new URL(
      "../fixtures/machine_actors.ts",
      import.meta.url,
    )}:`,
  );
});

Deno.test("what goes on by itself, or is the whole process's, is refused, with its place", async () => {
  for (const uses of Object.keys(USES)) {
    if (!uses.includes("()")) continue;
    await using scene = await rehearse(intruder, { args: { uses } });
    scene.in.send(1);
    const error = await assertRejects(() => scene.out.take(), Error);
    assertMatch(
      error.message,
      /^Cannot simulate ACTOR: it calls .* at file:.*machine_actors\.ts:\d+, which .*; play that actor, or give it what it calls by an argument$/,
    );
    assert(error.message.includes(`it calls ${uses} at`), error.message);
  }
});

Deno.test("what a test has put in the place of the machine's own is the test's", async () => {
  const { fetch } = globalThis;
  const { WebSocket } = globalThis;
  try {
    globalThis.fetch = () => Promise.resolve(new Response("of the test"));
    (globalThis as { WebSocket: unknown }).WebSocket = class {};
    await using scene = await rehearse(intruder, { args: { uses: "new WebSocket()" } });
    scene.in.send(1);
    assertEquals((await scene.out.take()).length, 1);
  } finally {
    Object.assign(globalThis, { fetch, WebSocket });
  }
});

Deno.test("environment and directory are put back when a simulation is over", async () => {
  const cwd = Deno.cwd();
  for (let run = 0; run < 2; run++) {
    await using scene = await rehearse(intruder, { args: { uses: "settings" } });
    scene.in.send(0, 1);
    const [before, after] = await scene.out.take(2);
    assertEquals([before, after], [
      { name: null, cwd },
      { name: "of the actor", cwd: "/" },
    ]);
  }
  assertEquals([Deno.env.get("STEADY_STATE_TEST"), Deno.cwd()], [undefined, cwd]);
});

Deno.test("what an actor posts by itself is told of once, as in a worker", async () => {
  await using scene = await rehearse(intruder, { args: { uses: "postMessage" } });
  scene.in.send(1);
  await scene.out.take();
  await scene.advance(10);
  const warnings = scene.log.filter(({ level }) => level === "warn");
  assertEquals(warnings.length, 1);
  assertMatch(warnings[0]!.text, /calls postMessage, which nobody reads/);
  assertEquals("postMessage" in globalThis && "postMessage" in self && self.postMessage, undefined);
});

Deno.test("an actor that ends its own thread dies, in whatever way and wherever it does", async () => {
  await using scene = await rehearse(quitter);
  for (let way = 0; way < 7; way++) {
    scene.in.send(13);
    await scene.advance("1 s");
  }
  scene.in.close();
  const { clean, crashes } = await scene.ended;
  assertEquals(crashes.map(({ cause }) => cause), Array(6).fill("exit"));
  assertEquals(clean, true);
});

Deno.test("what an actor has left behind does not bring its mates down, as in a worker", async () => {
  const graph = () => {
    const graph = new Graph("mates");
    const troupe = graph.troupe("together");
    for (const [label, definition] of Object.entries({ FORGETTER: forgetter, MATE: mate })) {
      const { tx, rx } = graph.channel(label, u32);
      graph.actor(label, definition, { ports: { out: tx }, troupe });
      graph.actor(`OF ${label}`, sink, { ports: { in: rx } });
    }
    return graph;
  };
  await simulate(graph, { seeds: 5 }, async (stage) => {
    await stage.finished;
    assertEquals(stage.graph.crashes, []);
    assertEquals(stage.state("OF MATE").count, 1);
  });
});

Deno.test("an actor may load a module, in its own time", async () => {
  await using scene = await rehearse(lateLoader);
  assertEquals(await scene.told.take(), [`0 ${Date.UTC(2026, 0, 1)}`]);
});

Deno.test("a test after one with an actor that loads a module is nobody's code but its own", async () => {
  assert(Date.now() > Date.UTC(2026, 1, 1), "the machine's time");
  assertEquals(currentThread(), undefined);
  const { state } = await Deno.permissions.query({ name: "env" });
  assertEquals(typeof state, "string");
});

/** A chain whose figures come out right only if what was drawn by chance, and when, is what the seed says. */
function chain(): Graph {
  const graph = new Graph("chain", {
    intensity: { restarts: 10_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 50 } },
    hangTimeoutMs: 400,
    showstopper: 1_000_000,
    logLevel: "error",
  });
  const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32, { capacity: 4 }));
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx }, args: { count: 100 } })
    .actor("RELAY", relay, { ports: { in: raw!.rx, out: passed!.tx } })
    .actor("SINK", sink, { ports: { in: passed!.rx } });
}

Deno.test("simulations and scenes side by side are each what they are alone", async () => {
  const faults = { death: 0.01, deathAtStore: 0.05, uncaught: 0.005, hang: 0.001 };
  const seeds = [1, 2, 3, 4, 5];
  const alone = [
    await simulate(chain, { seeds, faults }),
    await simulate(chain, { seeds: [...seeds].reverse(), faults }),
  ];
  const first = await observed(3);
  const kinds = new Set(alone.flat().flatMap(({ faults }) => faults.map(({ kind }) => kind)));
  assert(kinds.has("deathAtStore") && kinds.has("uncaught"));
  const [one, other, ...told] = await Promise.all([
    simulate(chain, { seeds, faults }),
    simulate(chain, { seeds: [...seeds].reverse(), faults }),
    observed(3),
    observed(3),
  ]);
  assertEquals([one, other], alone);
  assertEquals(told, [first, first]);
});

Deno.test("what the test itself does while a simulation runs is not the simulation's", async () => {
  const thrown: unknown[] = [];
  const onError = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    thrown.push(event.reason);
  };
  addEventListener("unhandledrejection", onError);
  try {
    await using scene = await rehearse(quitter);
    const year = (async () => {
      for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => setTimeout(resolve));
        Promise.reject("of the test");
      }
      return Date.now();
    })();
    scene.in.send(...Array(1000).fill(1));
    await scene.advance("1 h");
    assert(await year > Date.UTC(2026, 1, 1), "the machine's time");
    while (thrown.length < 20) await new Promise((resolve) => setTimeout(resolve));
    assertEquals([new Set(thrown), scene.crashes], [new Set(["of the test"]), []]);
  } finally {
    removeEventListener("unhandledrejection", onError);
  }
});
