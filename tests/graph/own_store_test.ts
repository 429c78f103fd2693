/** How a store that the program brings is called, and what becomes of the graph when it fails, is slow, or says nonsense. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type DurableStore,
  Graph,
  type KeptCell,
  type StateChanges,
  StopError,
  type StoreCall,
} from "@steady-state/deno";
import { counting } from "../fixtures/durable_actors.ts";
import { wavering } from "../fixtures/wavering_actor.ts";
import { actorIn, faultsOf, until, Watch, within } from "../fixtures/watch.ts";

/** A store in memory that does what a test says, and remembers what it was asked. */
class ScriptedStore implements DurableStore {
  readonly name = "scripted";
  readonly calls: string[] = [];
  readonly saves: StateChanges[] = [];
  readonly signals: AbortSignal[] = [];
  cells: readonly KeptCell[] = [];
  /** What a load gives instead. */
  given: unknown;
  /** What a save does before it keeps anything, and behind it. */
  before: (save: number) => void | Promise<void> = () => {};
  behind: (save: number) => void | Promise<void> = () => {};
  atClose: () => void | Promise<void> = () => {};
  #underWay = 0;

  load(): Iterable<KeptCell> {
    this.calls.push("load");
    return this.given as KeptCell[] ?? this.cells;
  }

  async save(changes: StateChanges, { signal }: StoreCall): Promise<void> {
    const number = this.saves.push(changes);
    this.signals.push(signal);
    this.calls.push(++this.#underWay === 1 ? "save" : "save beside another");
    try {
      await this.before(number);
      this.cells = changes.all;
      await this.behind(number);
    } finally {
      this.#underWay--;
    }
  }

  async close(): Promise<void> {
    this.calls.push("close");
    await this.atClose();
  }
}

function draw(store: DurableStore, watch = new Watch(), timeoutMs = 10_000): Graph {
  return new Graph("one", { durable: { store, everyMs: 1, timeoutMs }, log: watch.log })
    .actor("A", counting, { durable: true });
}

function valueIn(cells: readonly KeptCell[], name: string): number {
  return Number(cells.find(({ cell }) => cell === name)?.value);
}

Deno.test("load comes first and once, saves come one by one, and close comes last", async () => {
  const store = new ScriptedStore();
  // Each takes longer than the time between two.
  store.before = () => new Promise((resolve) => setTimeout(resolve, 3));
  const watch = new Watch();
  const graph = draw(store, watch);
  await graph.start();
  await until(() => store.saves.length > 10, "some saves");
  const report = await within(graph.stop(), "the end");
  const { calls } = store;
  assertEquals([calls[0], calls.at(-1)], ["load", "close"]);
  assertEquals(new Set(calls.slice(1, -1)), new Set(["save"]));
  assertEquals(valueIn(store.cells, "rounds"), actorIn(report, "A").state.rounds);
  assertEquals([report.clean, report.notKept], [true, null]);
  assertEquals(watch.texts("info").filter((text) => text.includes("durable")), [
    'one: durable store "scripted" keeps nothing yet: every durable actor begins anew',
  ]);
});

Deno.test("one object serves one graph at a time, and another when that is over", async () => {
  const store = new ScriptedStore();
  const first = draw(store);
  await first.start();
  assertEquals(await faultsOf(draw(store)), [
    'cannot open durable store "scripted": another graph of this process has it open, stop that or give another',
  ]);
  const { rounds } = actorIn(await first.stop(), "A").state as { rounds: number };
  const next = draw(store);
  await next.start();
  const report = await next.stop();
  assert((actorIn(report, "A").state.rounds as number) >= rounds);
  assertEquals(store.calls.filter((call) => call !== "save"), ["load", "close", "load", "close"]);
});

Deno.test("a save that throws may have happened: all cells of the actor are put once more", async () => {
  const store = new ScriptedStore();
  const watch = new Watch();
  const graph = new Graph("one", { durable: { store, everyMs: 1 }, log: watch.log })
    .actor("A", wavering, { durable: true });
  // They are kept, and nobody learns it: as where the answer to a request is lost.
  store.behind = (save) => {
    if (save > 1 && save < 9) throw new Error("the line is down");
  };
  await graph.start();
  await until(() => store.saves.length > 12, "some saves");
  await within(graph.stop(), "the end");
  for (const [i, { put }] of store.saves.entries()) {
    if (i < 2 || i > 8) continue;
    assertEquals(put.map(({ cell }) => cell), ["step", "value"], `save ${i + 1}`);
  }
  // What is put later is one cell alone again.
  assert(store.saves.slice(9).some(({ put }) => put.length === 1));
  const errors = watch.texts("error");
  assertEquals(errors, [
    'one: cannot keep the state in durable store "scripted": its save has thrown Error: the line is down; the graph goes on, ' +
    "and it is tried again every 1 ms",
  ]);
  assert(watch.texts("info").includes('one: the state is kept in durable store "scripted" again'));
});

Deno.test("a save that does not come back is told, and no other begins before it is over", async () => {
  const store = new ScriptedStore();
  const back = Promise.withResolvers<void>();
  store.before = (save) => save === 2 ? back.promise : undefined;
  const watch = new Watch();
  const graph = draw(store, watch, 20);
  await graph.start();
  const told = (text: string) => watch.texts().some((one) => one.includes(text));
  await until(() => told("a write has taken longer than 20 ms"), "it is told");
  assertMatch(
    watch.texts("error")[0]!,
    /^one: cannot keep the state in durable store "scripted": a write has taken longer than 20 ms, see what holds it up, or raise durable.timeoutMs; the graph goes on, and the next write begins when this one is over$/,
  );
  assertEquals([store.signals[0]!.aborted, store.signals[1]!.aborted], [false, true]);
  assertEquals((store.signals[1]!.reason as DOMException).name, "TimeoutError");
  const rounds = graph.state("A").rounds as number;
  await until(() => (graph.state("A").rounds as number) > rounds + 20, "the graph goes on");
  assertEquals(store.saves.length, 2);
  back.resolve();
  await until(() => told('is kept in durable store "scripted" again'), "it is over");
  const report = await within(graph.stop(), "the end");
  assertEquals(valueIn(store.cells, "rounds"), actorIn(report, "A").state.rounds);
  assertEquals([report.clean, store.calls.includes("save beside another")], [true, false]);
});

Deno.test("a save that never comes back does not hold up the stop, which is not clean then", async () => {
  for (const hanging of [1, 3]) {
    const store = new ScriptedStore();
    store.before = (save) => save >= hanging ? new Promise(() => {}) : undefined;
    const graph = draw(store, new Watch(), 20);
    await graph.start();
    await until(() => store.saves.length === hanging, "it hangs");
    const { report } = await assertRejects(() => within(graph.stop(), "the end"), StopError);
    assertEquals(report.clean, false);
    assertEquals(
      report.notKept,
      'the last state is not in durable store "scripted": a write has taken longer than 20 ms, see what holds it up, or raise ' +
        "durable.timeoutMs",
    );
    assertEquals(store.saves.length, hanging);
    assertEquals(store.calls.at(-1), "close");
  }
});

Deno.test("a save that is under way at the stop is waited for, and the last one comes behind it", async () => {
  const store = new ScriptedStore();
  const back = Promise.withResolvers<void>();
  store.before = (save) => save === 2 ? back.promise : undefined;
  const watch = new Watch();
  const graph = draw(store, watch);
  watch.on(graph);
  await graph.start();
  await until(() => store.saves.length === 2, "it is under way");
  const rounds = valueIn(store.saves[1]!.put, "rounds");
  await until(() => (graph.state("A").rounds as number) > rounds, "there is more to keep");
  const end = graph.stop();
  await watch.happened("A", "ended");
  // Long enough for whoever does not wait.
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(store.calls.slice(1), ["save", "save"]);
  back.resolve();
  const report = await within(end, "the end");
  assertEquals([report.clean, report.notKept], [true, null]);
  assertEquals(store.calls.slice(1), ["save", "save", "save", "close"]);
  assertEquals(valueIn(store.cells, "rounds"), actorIn(report, "A").state.rounds);
});

Deno.test("a last save that throws makes the end unclean, and one that did before does not", async () => {
  const store = new ScriptedStore();
  let isDown = true;
  store.before = () => {
    // What is thrown may be anything.
    if (isDown) return Promise.reject("no route");
  };
  const watch = new Watch();
  const graph = draw(store, watch);
  await graph.start();
  await until(() => watch.texts("error").length > 0, "it is told");
  isDown = false;
  assertEquals((await within(graph.stop(), "the end")).notKept, null);
  isDown = true;
  const next = draw(store);
  await next.start();
  const { report } = await assertRejects(() => within(next.stop(), "the end"), StopError);
  assertEquals(
    report.notKept,
    'the last state is not in durable store "scripted": its save has thrown no route',
  );
});

Deno.test("a load that throws, gives nonsense or does not come back is a fault, and the store is closed", async () => {
  const some = { actor: "A", cell: "rounds", kind: "u32", value: "1" };
  const opens = (why: string) => `cannot open durable store "scripted": ${why}`;
  const cases: readonly (readonly [unknown, readonly string[]])[] = [
    [5, [
      "its load has given 5, have it give the cells that were saved, [] if there are none",
    ]],
    [[some, some, { ...some, value: 1 }, null], [
      'its load has given what is no cell (2 is { actor: "A", cell: "rounds", kind: "u32", value: 1 }, 3 is null), have it give ' +
      "back each as it was saved, with four texts: actor, cell, kind, value",
      'its load has given cell "rounds" of actor "A" more than once, have a save take the place of what is there',
    ]],
  ];
  for (const [given, faults] of cases) {
    const store = new ScriptedStore();
    store.given = given;
    assertEquals(await faultsOf(draw(store)), faults.map(opens));
    assertEquals(store.calls, ["load", "close"]);
  }
  const thrower = new ScriptedStore();
  thrower.load = () => {
    throw new TypeError("no such bucket");
  };
  assertEquals(await faultsOf(draw(thrower)), [
    opens("its load has thrown TypeError: no such bucket"),
  ]);
  assertEquals(thrower.calls, ["close"]);
  let signal: AbortSignal | undefined;
  const late = Promise.withResolvers<KeptCell[]>();
  const sleeper = new ScriptedStore();
  const store: DurableStore = {
    name: "scripted",
    load(call) {
      signal = call.signal;
      return late.promise;
    },
    save: () => {},
    close: () => sleeper.close(),
  };
  assertEquals(await faultsOf(draw(store, new Watch(), 20)), [
    opens("it has taken longer than 20 ms, see what holds it up, or raise durable.timeoutMs"),
  ]);
  assertEquals([signal?.aborted, sleeper.calls], [true, []]);
  late.resolve([]);
  await until(() => sleeper.calls.length === 1, "what comes too late is let go of");
});

Deno.test("a close that fails, or does not come back, is told, and the end is clean all the same", async () => {
  for (
    const [atClose, says] of [
      [() => Promise.reject(new Error("it was closed")), "it was closed"],
      [() => new Promise<void>(() => {}), "its closing has taken longer than 20 ms, see what"],
    ] as const
  ) {
    const store = new ScriptedStore();
    store.atClose = atClose;
    const watch = new Watch();
    const graph = draw(store, watch, 20);
    await graph.start();
    const { clean, notKept } = await within(graph.stop(), "the end");
    assertEquals([clean, notKept], [true, null]);
    assert(
      watch.texts("warn")[0]!.startsWith(
        `one: durable store "scripted" is not closed, what it has open may stay so: ${says}`,
      ),
      watch.texts("warn")[0],
    );
  }
});
