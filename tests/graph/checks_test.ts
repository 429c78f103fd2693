import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type ActorShape,
  array,
  type Bundle,
  type ChannelOptions,
  Graph,
  GraphError,
  type GraphOptions,
  json,
  type Mesh,
  optional,
  struct,
  text,
  u32,
} from "@steady-state/deno";
import {
  cell,
  defineActor,
  rx,
  rxBundle,
  type StateSchema,
  tx,
  txBundle,
  u32 as number32,
} from "@steady-state/deno/actor";
import { collector, counter, idler, mayfly, writer } from "../fixtures/plain_actors.ts";
import { counting, hasty, window as settledWindow } from "../fixtures/settled_actors.ts";
import { faultsOf, withoutWorkers } from "../fixtures/watch.ts";

// These actors are drawn and never run, so nobody looks for them in this module.
const spreader = defineActor(import.meta, "spreader", {
  ports: { lanes: txBundle(number32) },
  run() {},
});
const gatherer = defineActor(import.meta, "gatherer", {
  ports: { lanes: rxBundle(number32) },
  run() {},
});
const tuned = defineActor(import.meta, "tuned", {
  args: { rateMs: 10, label: "x", list: [1], nothing: null as string | null },
  run() {},
});

/** Expects that starting the graph reports just this fault. */
async function expectFault(graph: Graph, fault: string): Promise<void> {
  await withoutWorkers(async () => assertEquals(await faultsOf(graph), [fault]));
}

/** A graph with nothing wrong in it, to put one fault into. */
function sound(options: GraphOptions = {}): Graph {
  return new Graph("checked", options).actor("IDLER", idler);
}

/** A graph whose one channel has these options. */
function withChannel(options: ChannelOptions): Graph {
  const graph = new Graph("checked");
  const { tx, rx } = graph.channel("numbers", u32, options);
  return graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } });
}

Deno.test("Graph.start refuses a graph without actors", async () => {
  await expectFault(
    new Graph("empty"),
    "the graph has no actors, add some with graph.actor()",
  );
});

Deno.test("Graph.start refuses an actor name used twice, and takes it with instance numbers", async () => {
  await expectFault(
    sound().actor("IDLER", idler),
    'actor "IDLER" is there 2 times, give each a name of its own or an instance number',
  );
  await expectFault(
    new Graph("checked").actor("A", mayfly, { instance: 1 }).actor("A", mayfly, { instance: 1 })
      .actor("A", mayfly, { instance: 2 }),
    'actor "A 1" is there 2 times, give each a name of its own or an instance number',
  );
});

Deno.test("Graph.start refuses an actor without a name", async () => {
  await expectFault(sound().actor("", idler), "an actor has an empty name, give it one");
});

const monster = defineActor(import.meta, "monster", {
  ports: { ["p".repeat(201)]: tx(number32) },
  run() {},
});

Deno.test("Graph.start refuses names that are too long or cannot be seen, all at once", async () => {
  const long = "x".repeat(201);
  const graph = new Graph(`${long}y`);
  const { tx: out, rx: into } = graph.channel("a\nb", u32);
  graph.bundle("", u32, { girth: 2 });
  graph.mesh("\u202eevil", u32, { from: 3, to: 2 });
  const troupe = graph.troupe("tab\there");
  graph.supervisor("\ud800");
  for (const instance of [1, 2]) graph.actor(long, mayfly, { instance, troupe });
  graph.actor("M", monster, { ports: { ["p".repeat(201)]: out } } as never);
  graph.actor("C", collector, { ports: { numbers: into } });
  graph.actor(5 as never, mayfly);
  for (const name of ["A\u200b", "\ufeffA", "soft\u00adhyphen", "  "]) graph.troupe(name);
  const unseen = "has a character that cannot be seen";
  const cut = (letter: string, last = letter) =>
    `"${letter.repeat(20)}…${letter.repeat(19)}${last}"`;
  await withoutWorkers(async () => {
    const faults = await faultsOf(graph);
    assertEquals(faults.filter((fault) => /name|character/.test(fault)), [
      `the name ${cut("x", "y")} of the graph has 202 characters, give it one of at most 200`,
      `the name "a\\nb" of a channel ${unseen}, U+000A, leave it out`,
      "a bundle has an empty name, give it one",
      `the name "\u202eevil" of a mesh ${unseen}, U+202E, leave it out`,
      `the name "tab\\there" of a troupe ${unseen}, U+0009, leave it out`,
      `the name "\\ud800" of a supervisor ${unseen}, U+D800, leave it out`,
      `the name ${cut("x")} of an actor has 201 characters, give it one of at most 200`,
      "the name of an actor is 5, give it a text",
      `the name "A\u200b" of a troupe ${unseen}, U+200B, leave it out`,
      `the name "\ufeffA" of a troupe ${unseen}, U+FEFF, leave it out`,
      `the name "soft\u00adhyphen" of a troupe ${unseen}, U+00AD, leave it out`,
      "a troupe has a name of spaces alone, give it one that is seen",
      `the name ${cut("p")} of a port of actor "M" has 201 characters, give it one of at most 200`,
    ]);
  });
});

Deno.test("Graph.start takes a name of two hundred characters, of whatever alphabet", async () => {
  const graph = new Graph("𝄞".repeat(200)).actor('<b>"x\\ </b>', mayfly).actor("家族 👪", mayfly)
    .actor("👩‍🚀 ❤️ نامه‌ای", mayfly);
  await withoutWorkers(async () => {
    await Promise.resolve(graph.telemetry);
  });
});

Deno.test("Graph.start refuses a channel name used twice", async () => {
  const graph = withChannel({});
  const second = graph.channel("numbers", u32);
  graph.actor("C", counter, { ports: { numbers: second.tx } })
    .actor("D", collector, { ports: { numbers: second.rx } });
  await expectFault(graph, 'channel "numbers" is there 2 times, give each a name of its own');
});

Deno.test("Graph.start refuses a port that is not wired, and says what it takes", async () => {
  const graph = sound().actor("W", writer, { ports: {} as never });
  await expectFault(
    graph,
    'port "words" of actor "W" is not wired, give it the tx end of a text channel',
  );
  await expectFault(
    sound().actor("S", spreader, {} as never),
    'port "lanes" of actor "S" is not wired, give it the tx end of a u32 bundle',
  );
});

Deno.test("Graph.start refuses a port wired to an end that is undefined, such as a lane past the girth", async () => {
  const graph = sound();
  const lanes: Bundle<number, "u32"> = graph.bundle("lanes", u32, { girth: 1 });
  graph.actor("S", spreader, { ports: { lanes: lanes.tx } })
    .actor("G", gatherer, { ports: { lanes: lanes.rx } })
    .actor("C", collector, { ports: { numbers: lanes.rx[1]! } });
  await expectFault(
    graph,
    'port "numbers" of actor "C" is not wired, give it the rx end of a u32 channel',
  );
});

Deno.test("Graph.start refuses a port wired to something that is no end", async () => {
  const graph = withChannel({});
  const other = graph.channel("other", u32);
  graph.actor("C", counter, { ports: { numbers: other.tx } })
    .actor("D", collector, { ports: { numbers: other as never } });
  const faults = await faultsOf(graph);
  assertEquals(faults, [
    'port "numbers" of actor "D" is wired to something that is no end of a channel, give it the rx end of a u32 channel',
    'the rx end of channel "other" is not wired, give it to a port of an actor',
  ]);
});

Deno.test("Graph.start refuses a port that the actor does not have, and lists those it has", async () => {
  const graph = new Graph("checked");
  const numbers = graph.channel("numbers", u32);
  const extra = graph.channel("extra", u32);
  graph.actor("C", counter, { ports: { numbers: numbers.tx, nubmers: extra.tx } as never })
    .actor("D", collector, { ports: { numbers: numbers.rx, toString: extra.rx } as never });
  assertEquals(await faultsOf(graph), [
    'actor "C" has no port "nubmers", it has "numbers"',
    'actor "D" has no port "toString", it has "numbers"',
  ]);
});

Deno.test("Graph.start refuses an end of the wrong direction", async () => {
  const graph = new Graph("checked");
  const { tx, rx } = graph.channel("numbers", u32);
  graph.actor("C", counter, { ports: { numbers: rx as never } })
    .actor("D", collector, { ports: { numbers: tx as never } });
  assertEquals(await faultsOf(graph), [
    'port "numbers" of actor "C" takes a tx end and is wired to the rx end of channel "numbers"',
    'port "numbers" of actor "D" takes a rx end and is wired to the tx end of channel "numbers"',
  ]);
});

Deno.test("Graph.start refuses an end of another kind", async () => {
  const graph = new Graph("checked");
  const { tx, rx } = graph.channel("numbers", u32);
  graph.actor("W", writer, { ports: { words: tx as never } })
    .actor("D", collector, { ports: { numbers: rx } });
  await expectFault(
    graph,
    'port "words" of actor "W" carries text and is wired to the tx end of channel "numbers", which carries u32',
  );
});

Deno.test("Graph.start refuses a bundle on a plain port, and a single end on a bundle's port", async () => {
  const graph = new Graph("checked");
  const lanes = graph.bundle("lanes", u32, { girth: 1 });
  const plain = graph.channel("plain", u32);
  graph.actor("C", counter, { ports: { numbers: lanes.tx as never } })
    .actor("G", gatherer, { ports: { lanes: lanes.rx } })
    .actor("S", spreader, { ports: { lanes: plain.tx as never } })
    .actor("D", collector, { ports: { numbers: plain.rx } });
  assertEquals(await faultsOf(graph), [
    'port "numbers" of actor "C" takes a single end and is wired to a bundle, wire it to one lane',
    'port "lanes" of actor "S" takes a bundle and is wired to a single end, wire it to all lanes',
  ]);
});

Deno.test("Graph.start refuses an empty bundle", async () => {
  await expectFault(
    sound().actor("S", spreader, { ports: { lanes: [] } }),
    'port "lanes" of actor "S" is wired to a bundle without lanes',
  );
});

Deno.test("Graph.start refuses an end that is wired twice, and names both ports", async () => {
  const graph = withChannel({});
  const extra = graph.channel("extra", u32);
  graph.actor("C", counter, { ports: { numbers: extra.tx } })
    .actor("D", collector, { ports: { numbers: extra.rx } })
    .actor("E", collector, { ports: { numbers: extra.rx } });
  await expectFault(
    graph,
    'the rx end of channel "extra" is wired 2 times (port "numbers" of actor "D", port "numbers" of actor "E"), ' +
      "use a bundle for several",
  );
});

Deno.test("Graph.start refuses a channel whose end goes nowhere", async () => {
  const graph = new Graph("checked");
  const { tx } = graph.channel("numbers", u32);
  graph.actor("C", counter, { ports: { numbers: tx } });
  await expectFault(
    graph,
    'the rx end of channel "numbers" is not wired, give it to a port of an actor',
  );
  const lanes = new Graph("checked");
  const { tx: [first] } = lanes.bundle("lanes", u32, { girth: 1 });
  lanes.actor("C", counter, { ports: { numbers: first! } });
  await expectFault(
    lanes,
    'the rx end of channel "lanes[0]" is not wired, give it to a port of an actor',
  );
});

Deno.test("Graph.start refuses an end of another graph", async () => {
  const stranger = new Graph("stranger").channel("numbers", u32);
  await expectFault(
    sound().actor("C", counter, { ports: { numbers: stranger.tx } }),
    'port "numbers" of actor "C" is wired to the tx end of channel "numbers" of another graph, use one of this',
  );
});

for (const capacity of [0, -1, NaN, 1.5, 2 ** 24 + 1, Infinity]) {
  Deno.test(`Graph.start refuses the capacity ${capacity}`, async () => {
    await expectFault(
      withChannel({ capacity }),
      `capacity of channel "numbers" is ${capacity}, give a whole number from 1 to 16777216`,
    );
  });
}

for (const bytes of [0, -1, NaN, 1.5, 2 ** 30 + 1]) {
  Deno.test(`Graph.start refuses a payload of ${bytes} bytes`, async () => {
    await expectFault(
      withChannel({ bytes }),
      `bytes of channel "numbers" is ${bytes}, give a whole number of bytes from 1 to 1073741824`,
    );
  });
}

for (const girth of [0, -1, NaN, 1.5, 10_001]) {
  Deno.test(`Graph.start refuses the girth ${girth}`, async () => {
    const graph = sound();
    const lanes = graph.bundle("lanes", u32, { girth });
    graph.actor("S", spreader, { ports: { lanes: lanes.tx } })
      .actor("G", gatherer, { ports: { lanes: lanes.rx } });
    await expectFault(
      graph,
      `girth of bundle "lanes" is ${girth}, give a whole number from 1 to 10000`,
    );
  });
}

Deno.test("Graph.start tells faulty options of a bundle and of a mesh once, not for each lane", async () => {
  const graph = new Graph("checked");
  const lanes = graph.bundle("lanes", u32, { girth: 2, capacity: 0 });
  wireMesh(graph, graph.mesh("m", u32, { from: 2, to: 2, checked: 1 as never }));
  graph.actor("S", spreader, { ports: { lanes: lanes.tx } })
    .actor("G", gatherer, { ports: { lanes: lanes.rx } });
  assertEquals(await faultsOf(graph), [
    'capacity of bundle "lanes" is 0, give a whole number from 1 to 16777216',
    'checked of mesh "m" is 1, give true or false',
  ]);
});

Deno.test("Graph.start refuses channels that together need more memory than there may be", async () => {
  const graph = new Graph("checked");
  const lanes = graph.bundle("lanes", text, { girth: 64, bytes: 2 ** 30 });
  lanes.tx.forEach((words, i) => graph.actor("W", writer, { ports: { words }, instance: i }));
  graph.actor(
    "R",
    defineActor(import.meta, "many", { ports: { words: rxBundle(text) }, run() {} }),
    {
      ports: { words: lanes.rx },
    },
  );
  await withoutWorkers(async () => {
    const [fault] = await faultsOf(graph);
    assertMatch(fault!, /shared memory of the graph: \d+ bytes exceed the limit/);
  });
});

Deno.test("Graph.start refuses an arg that the actor does not have, and lists those it has", async () => {
  await expectFault(
    sound().actor("T", tuned, { args: { rate: 5 } as never }),
    'actor "T" has no arg "rate", it has "rateMs", "label", "list", "nothing"',
  );
  await expectFault(
    sound().actor("M", mayfly, { args: { toString: 5 } as never }),
    'actor "M" has no arg "toString", it has none',
  );
});

Deno.test("Graph.start refuses an arg of another type, and shows its value", async () => {
  await expectFault(
    sound().actor("T", tuned, { args: { rateMs: "fast" as never } }),
    'arg "rateMs" of actor "T" is "fast", a string, give a number',
  );
  await expectFault(
    sound().actor("T", tuned, { args: { label: Object.create(null) as never } }),
    'arg "label" of actor "T" is [Object: null prototype] {}, an object, give a string',
  );
});

Deno.test("Graph.start takes any type for an arg whose default is null", async () => {
  await using graph = sound().actor("M", mayfly);
  const nullable = sound().actor("T", tuned, { args: { nothing: "something" } });
  nullable.actor("IDLER", idler);
  assertEquals((await faultsOf(nullable)).length, 1); // only the name
  await graph.start();
});

Deno.test("Graph.start refuses an arg that cannot be copied to a worker", async () => {
  await expectFault(
    sound().actor("T", tuned, { args: { list: [() => 1] as never } }),
    'arg "list" of actor "T" cannot be copied to its worker, give plain data',
  );
});

Deno.test("Graph.start refuses a default arg that cannot be copied to a worker", async () => {
  const callback = defineActor(import.meta, "callback", { args: { call: () => 1 }, run() {} });
  await expectFault(
    sound().actor("C", callback),
    'arg "call" of actor "C" cannot be copied to its worker, give plain data',
  );
});

Deno.test("Graph.start refuses faulty state", async () => {
  const state: StateSchema = {
    wide: cell(number32, -1),
    // deno-lint-ignore no-explicit-any -- a kind that no cell can have
    odd: { name: "bytes" } as any,
  };
  await withoutWorkers(async () =>
    assertEquals(
      await faultsOf(sound().actor("S", defineActor(import.meta, "s", { state, run() {} }))),
      [
        'Cannot build the state of actor "S": cell "wide" starts with -1, which is not a u32',
        'Cannot build the state of actor "S": cell "odd" is of kind bytes, use a scalar kind, text or json',
      ],
    )
  );
});

Deno.test("Graph.start refuses a definition that is none", async () => {
  await expectFault(
    sound().actor("N", undefined as never),
    `actor "N" has undefined for a definition, ${DEFINITION_HINT}`,
  );
  await expectFault(
    sound().actor("N", {} as never),
    `actor "N" has another object for a definition, ${DEFINITION_HINT}`,
  );
  await expectFault(
    sound().actor("N", (() => {}) as never),
    `actor "N" has a function for a definition, ${DEFINITION_HINT}`,
  );
});

const IMPORT_HINT =
  "if it should be one, look for a misspelt import, or for modules that import each other in a circle";
const DEFINITION_HINT = `give it one made by defineActor; ${IMPORT_HINT}`;
const KIND_HINT = `take one from this package; ${IMPORT_HINT}`;

Deno.test("Graph.start refuses kinds, ends and cells that are undefined", async () => {
  const channel = new Graph("g");
  const { tx: out, rx: taken } = channel.channel<number, "u32">("c", undefined as never);
  channel.actor("COUNTER", counter, { ports: { numbers: out } })
    .actor("COLLECTOR", collector, { ports: { numbers: taken } });
  await expectFault(channel, `channel "c" cannot use undefined as a message kind: ${KIND_HINT}`);
  await expectFault(
    new Graph("g").actor("C", counter, { ports: { numbers: undefined } } as never),
    'port "numbers" of actor "C" is not wired, give it the tx end of a u32 channel',
  );
  for (const numbers of [undefined, { direction: "tx", bundle: false, kind: undefined }]) {
    await expectFault(
      new Graph("g").actor("C", { ...counter, ports: { numbers } } as never),
      `port "numbers" of actor "C" cannot use undefined as a message kind: ${KIND_HINT}`,
    );
  }
  for (const n of [undefined, cell(undefined as never, 1)]) {
    await expectFault(
      new Graph("g").actor("S", { ...idler, state: { n } } as never),
      'Cannot build the state of actor "S": cell "n" is undefined, use a scalar kind, text or json; ' +
        IMPORT_HINT,
    );
  }
});

Deno.test("what an actor and a struct are made of is refused at the call if it is undefined", () => {
  const none = undefined as never;
  const kind = `undefined as a message kind: ${KIND_HINT}`;
  assertThrows(() => tx(none), TypeError, `Cannot declare a port that sends ${kind}`);
  assertThrows(() => rxBundle(none), TypeError, `Cannot declare a port that takes ${kind}`);
  const field = `Cannot make a struct: field "a" is undefined, ${KIND_HINT}`;
  assertThrows(() => struct({ a: none }), TypeError, field);
  assertThrows(() => struct({ a: array(none, 2) }), TypeError, field);
  assertThrows(() => struct({ a: optional(none) }), TypeError, field);
  const actor = 'Cannot define actor "x": ';
  assertThrows(() => defineActor(none, "x", { run() {} }), TypeError, `${actor}its first argument`);
  assertThrows(() => defineActor(import.meta, "x", none), TypeError, `${actor}it has no run`);
  assertThrows(() => defineActor(import.meta, "x", {} as never), TypeError, "it has no run");
});

Deno.test("defineActor refuses all that is wrong with a body at the call, with its line", () => {
  const known = '"ports", "state", "args", "followed", "holds", "figures", "argFaults", "run"';
  const one = assertThrows(
    () => defineActor(import.meta, "x", { port: {}, run() {} } as never),
    TypeError,
  );
  assertEquals(one.message, `Cannot define actor "x": its body has no "port", it has ${known}`);
  assertStringIncludes(one.stack!, import.meta.url);
  const body = { toString: 1, stat: 2, ports: 5, state: [], args: null, followed: "yes" };
  const all = assertThrows(() => defineActor({} as never, "x", body as never), TypeError);
  assertEquals(all.message.split("\n"), [
    'Cannot define actor "x": 8 faults',
    "  - its first argument is no import.meta, give the one of its module",
    `  - its body has no "toString", it has ${known}`,
    `  - its body has no "stat", it has ${known}`,
    "  - its ports are 5, give an object",
    "  - its state is [], give an object",
    "  - its args are null, give an object",
    "  - its followed is yes, give true or false",
    "  - it has no run, give it one",
  ]);
});

Deno.test("cell refuses an option that there is not at the call, with its line", () => {
  const error = assertThrows(() => cell(text, "", { maxbytes: 9 } as never), TypeError);
  assertEquals(
    error.message,
    'Cannot make a cell: there is no option "maxbytes", there are "maxBytes"',
  );
  assertStringIncludes(error.stack!, import.meta.url);
  for (const none of [null, 9, [9]]) {
    assertThrows(
      () => cell(text, "", none as never),
      TypeError,
      `Cannot make a cell: its options are ${
        none === null ? "null" : Deno.inspect(none)
      }, give { maxBytes }`,
    );
  }
  assertEquals(cell(text, "", { maxBytes: undefined } as never).maxBytes, 65_536);
});

for (const ms of [0, -1, NaN, Infinity, 2 ** 31]) {
  Deno.test(`Graph.start refuses times of ${ms} ms`, async () => {
    const graph = sound({
      startTimeoutMs: ms,
      stopTimeoutMs: ms,
      intensity: { restarts: 1, withinMs: ms },
    });
    await withoutWorkers(async () =>
      assertEquals(
        await faultsOf(graph),
        ["startTimeoutMs", "stopTimeoutMs", "intensity.withinMs"].map((name) =>
          `option ${name} is ${ms}, give milliseconds above 0, at most 2147483647`
        ),
      )
    );
  });
}

for (const restarts of [-1, 0.5, NaN]) {
  Deno.test(`Graph.start refuses an intensity of ${restarts} restarts`, async () => {
    await expectFault(
      sound({ intensity: { restarts, withinMs: 1000 } }),
      `option intensity.restarts is ${restarts}, give a whole number from 0`,
    );
  });
}

for (
  const [firstMs, maxMs, fault] of [
    [-1, 10, ".firstMs is -1, give milliseconds from 0 to 2147483647"],
    [NaN, 1, ".firstMs is NaN, give milliseconds from 0 to 2147483647"],
    [0, 2 ** 31, ".maxMs is 2147483648, give milliseconds from 0 to 2147483647"],
    [10, 5, " is from 10 to 5 ms, give a maxMs from its firstMs up"],
  ] as const
) {
  Deno.test(`Graph.start refuses a backoff of ${firstMs} to ${maxMs} ms`, async () => {
    await expectFault(
      sound({ intensity: { restarts: 1, withinMs: 1000, backoff: { firstMs, maxMs } } }),
      `option intensity.backoff${fault}`,
    );
  });
}

const BACKOFF = { firstMs: 1, maxMs: 2 };

for (
  const [what, options, fault] of [
    [
      "keys of an intensity",
      { intensity: { restart: 1, restarts: 1, withinMs: 1 } },
      'option intensity has no "restart", it has "restarts", "withinMs", "backoff"',
    ],
    [
      "keys of a backoff",
      { intensity: { restarts: 1, withinMs: 1, backoff: { ...BACKOFF, first: 1 } } },
      'option intensity.backoff has no "first", it has "firstMs", "maxMs", "jitter"',
    ],
    [
      "a jitter",
      { intensity: { restarts: 1, withinMs: 1, backoff: { ...BACKOFF, jitter: "some" } } },
      'option intensity.backoff.jitter is "some", give "none" or "full"',
    ],
    [
      "an intensity",
      { intensity: 5 },
      "option intensity is 5, give { restarts, withinMs, backoff }",
    ],
    [
      "a backoff",
      { intensity: { restarts: 1, withinMs: 1, backoff: 7 } },
      "option intensity.backoff is 7, give { firstMs, maxMs, jitter }",
    ],
    [
      "a strategy",
      { strategy: "allForOne" },
      'option strategy is "allForOne", give "oneForOne", "oneForAll" or "restForOne"',
    ],
  ] as const
) {
  Deno.test(`Graph.start refuses ${what} that there is not, of the graph and of a supervisor`, async () => {
    await expectFault(sound(options as never), fault);
    const graph = sound();
    graph.supervisor("FEED", options as never);
    await expectFault(
      graph,
      fault.replace(/^option (\S+)/, '$1 of supervisor "FEED"'),
    );
  });
}

Deno.test("Graph.start refuses an onCrash that is no function", async () => {
  await expectFault(
    sound({ onCrash: "mail me" as never }),
    'option onCrash is "mail me", give a function',
  );
});

Deno.test("Graph.start refuses a restart type that there is not, and a stop timeout that is none", async () => {
  await expectFault(
    sound().actor("S", mayfly, { restart: "always" as never }),
    'restart of actor "S" is "always", give "permanent", "transient" or "temporary"',
  );
  await expectFault(
    sound().actor("S", mayfly, { stopTimeoutMs: 0 }),
    'stopTimeoutMs of actor "S" is 0, give milliseconds above 0, at most 2147483647',
  );
});

Deno.test("Graph.start refuses supervisors of another graph, of one name, without a name, with options there are not", async () => {
  const other = new Graph("other").supervisor("ELSEWHERE");
  const graph = sound();
  graph.actor("S", mayfly, { supervisor: other });
  graph.supervisor("LOST", { supervisor: other });
  graph.supervisor("TWICE");
  graph.supervisor("TWICE");
  graph.supervisor("checked");
  graph.supervisor("", { strategies: "oneForAll" } as never);
  await withoutWorkers(async () =>
    assertEquals(await faultsOf(graph), [
      "a supervisor has an empty name, give it one",
      'supervisor "" has no option "strategies", there are "supervisor", "strategy", "intensity"',
      'supervisor "checked" is there 2 times, give each a name of its own',
      'supervisor "TWICE" is there 2 times, give each a name of its own',
      'supervisor "LOST" belongs to supervisor "ELSEWHERE", which is none of this graph, use one made by graph.supervisor()',
      'actor "S" belongs to supervisor "ELSEWHERE", which is none of this graph, use one made by graph.supervisor()',
    ])
  );
});

Deno.test("Graph.start refuses a troupe of another graph, and what is no troupe", async () => {
  const graph = sound();
  graph.actor("A", mayfly, { troupe: new Graph("other").troupe("ensemble") })
    .actor("B", mayfly, { troupe: "ensemble" as never })
    .actor("C", mayfly, { troupe: graph.troupe("ensemble") });
  const none = "which is none of this graph, use one made by graph.troupe()";
  await withoutWorkers(async () =>
    assertEquals(await faultsOf(graph), [
      `actor "A" belongs to troupe "ensemble", ${none}`,
      `actor "B" belongs to troupe undefined, ${none}`,
    ])
  );
});

Deno.test("Graph.supervisor draws nothing any more once the graph is laid out", () => {
  const graph = sound();
  graph.telemetry;
  assertThrows(
    () => graph.supervisor("LATE"),
    TypeError,
    'Cannot draw a supervisor in graph "checked": it is laid out already',
  );
});

Deno.test("Graph.start refuses a wait strategy that there is not, and spinning in a troupe", async () => {
  const strange = await faultsOf(sound().actor("S", mayfly, { waitStrategy: "doze" as never }));
  assertEquals(strange.length, 1);
  assertMatch(strange[0]!, /^waitStrategy of actor "S" is "doze", give /);
  const graph = sound();
  graph.actor("S", mayfly, { waitStrategy: "spin", troupe: graph.troupe("ensemble") });
  const spinning = await faultsOf(graph);
  assertEquals(spinning.length, 1);
  assertMatch(spinning[0]!, /actor "S".*troupe/);
});

for (const count of [0, 1.5, 10_001]) {
  Deno.test(`Graph.start refuses a mesh of ${count} senders or takers`, async () => {
    const senders = new Graph("checked");
    wireMesh(senders, senders.mesh("m", u32, { from: count, to: 1 }));
    await expectFault(
      senders,
      `from of mesh "m" is ${count}, give a whole number from 1 to 10000`,
    );
    const takers = new Graph("checked");
    wireMesh(takers, takers.mesh("m", u32, { from: 1, to: count }));
    await expectFault(
      takers,
      `to of mesh "m" is ${count}, give a whole number from 1 to 10000`,
    );
  });
}

function wireMesh(graph: Graph, { tx, rx }: Mesh<number, "u32">): void {
  tx.forEach((lanes, instance) => graph.actor("S", spreader, { ports: { lanes }, instance }));
  rx.forEach((lanes, instance) => graph.actor("G", gatherer, { ports: { lanes }, instance }));
}

Deno.test("Graph.mesh joins each sender to each taker", () => {
  const graph = new Graph("checked");
  const mesh = graph.mesh("m", u32, { from: 2, to: 3, capacity: 8 });
  wireMesh(graph, mesh);
  const { actors, channels } = graph.telemetry.topology;
  assertEquals(
    channels.map(({ from, to }) =>
      [actors[from], actors[to]].map((a) => `${a!.name}${a!.instance}`)
    )
      .map((ends) => ends.join(" to ")),
    ["S0 to G0", "S0 to G1", "S0 to G2", "S1 to G0", "S1 to G1", "S1 to G2"],
  );
  assertEquals(mesh.rx[2]!.map(({ label }) => label), ["m 0[2]", "m 1[2]"]);
});

Deno.test("Graph.start refuses a log level that there is not", async () => {
  await expectFault(
    sound({ logLevel: "loud" as never }),
    'option logLevel is "loud", give "debug", "info", "warn" or "error"',
  );
});

Deno.test("Graph.start refuses options that there are not", async () => {
  await expectFault(
    sound({ stopTimeout: 5 } as never),
    'there is no option "stopTimeout", there are "workers", "args", "startTimeoutMs", "restartTimeoutMs", "stopTimeoutMs", "signal", "strategy", "intensity", "onCrash", "onDeadLetter", "onAlert", "alerts", "shown", "onZombie", "hangTimeoutMs", "showstopper", "durable", "region", "logLevel", "log"',
  );
});

Deno.test("Graph.start refuses options that channels, bundles, meshes and actors do not have, all at once", async () => {
  const graph = new Graph("checked");
  const numbers = graph.channel("numbers", u32, { capcity: 7 } as never);
  const lanes = graph.bundle("lanes", u32, { girth: 2, byte: 1 } as never);
  const mesh = graph.mesh("m", u32, { from: 2, to: 2, girth: 3 } as never);
  wireMesh(graph, mesh);
  graph.actor("A", counter, { ports: { numbers: numbers.tx }, trope: 1 } as never)
    .actor("B", collector, { ports: { numbers: numbers.rx }, instance: 5, toString: 1 } as never)
    .actor("L", spreader, { ports: { lanes: lanes.tx } })
    .actor("L", gatherer, { ports: { lanes: lanes.rx }, instance: 1 });
  const ofActors =
    '"ports", "args", "instance", "troupe", "alone", "waitStrategy", "supervisor", "restart", "stopTimeoutMs", "hangTimeoutMs", "showstopper", "durable", "alerts", "shown"';
  await withoutWorkers(async () =>
    assertEquals(await faultsOf(graph), [
      'channel "numbers" has no option "capcity", there are "capacity", "bytes", "checked", "overflow", "alerts", "saturation", "shown", "sidecar", "partner"',
      'bundle "lanes" has no option "byte", there are "girth", "capacity", "bytes", "checked", "overflow", "alerts", "saturation", "shown", "sidecar", "partner"',
      'mesh "m" has no option "girth", there are "from", "to", "capacity", "bytes", "checked", "overflow", "alerts", "saturation", "shown", "sidecar", "partner"',
      `actor "A" has no option "trope", there are ${ofActors}`,
      `actor "B 5" has no option "toString", there are ${ofActors}`,
    ])
  );
});

Deno.test("Graph.start refuses what can be no options, of a graph and of all that is drawn, all at once", async () => {
  const graph = new Graph("checked", null as never);
  graph.channel("c", u32, null as never);
  graph.bundle("b", u32, undefined as never);
  graph.mesh("m", u32, 5 as never);
  graph.supervisor("S", [] as never);
  graph.actor("A", mayfly, "fast" as never);
  const faults = await withoutWorkers(() => faultsOf(graph));
  assertEquals(faults.slice(0, 6), [
    "its options are null, give an object",
    'options of channel "c" are null, give an object',
    'options of bundle "b" are undefined, give an object',
    'options of mesh "m" are 5, give an object',
    'options of supervisor "S" are [], give an object',
    'options of actor "A" are "fast", give an object',
  ]);
});

Deno.test("Graph.start refuses values that options of an actor do not have, each told once", async () => {
  const graph = sound({ hangTimeoutMs: 0, showstopper: 0.5 });
  const wrong = { instance: -1, durable: 1, hangTimeoutMs: "1", showstopper: 0, alerts: 5 };
  graph.actor("A", mayfly, wrong as never).actor("B", mayfly);
  await withoutWorkers(async () =>
    assertEquals(await faultsOf(graph), [
      "option hangTimeoutMs is 0, give milliseconds above 0, or Infinity",
      "option showstopper is 0.5, give a whole number from 1, or Infinity",
      `instance of actor "A -1" is -1, give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
      'hangTimeoutMs of actor "A -1" is "1", give milliseconds above 0, or Infinity',
      'showstopper of actor "A -1" is 0, give a whole number from 1, or Infinity',
      'durable of actor "A -1" is 1, give true or false',
      'alerts of actor "A -1" is 5, give an array of rules made by alertRule()',
    ])
  );
});

Deno.test("an option of a graph or of what is drawn that is undefined is left out", () => {
  const graph = new Graph("checked", { stopTimeoutMs: undefined, log: undefined } as never);
  const jobs = graph.channel("jobs", u32, { capacity: undefined } as never);
  graph.actor("A", counter, { ports: { numbers: jobs.tx }, restart: undefined } as never)
    .actor("B", collector, { ports: { numbers: jobs.rx }, stopTimeoutMs: undefined } as never);
  assertEquals(graph.telemetry.topology.channels[0]!.capacity, 64);
});

Deno.test("Graph.start reports all faults of a graph at once, and the message has each on a line", async () => {
  const graph = new Graph("ruin", { stopTimeoutMs: -1 });
  graph.bundle("lanes", u32, { girth: 0 });
  const numbers = graph.channel("numbers", u32, { capacity: 0 });
  graph.actor("A", counter, { ports: { numbers: numbers.tx }, args: { count: "x" as never } })
    .actor("A", tuned, { args: { rateMs: true as never } });
  const error = await assertRejects(() => graph.start(), GraphError);
  assertEquals(error.faults.length, 9, error.message);
  assertEquals(
    error.message,
    'Cannot start graph "ruin": 9 faults\n' +
      error.faults.map((fault) => `  - ${fault}`).join("\n"),
  );
  assertEquals(graph.lifecycle, "building");
});

Deno.test("Graph.telemetry reports the faults too", () => {
  assertThrows(() => new Graph("empty").telemetry, GraphError, "no actors");
});

Deno.test("Graph may be mended and started after its faults were reported", async () => {
  const graph = new Graph("mended");
  assertEquals((await faultsOf(graph)).length, 1);
  await using mended = graph.actor("M", mayfly);
  await mended.start();
  assertEquals((await mended.finished).clean, true);
});

Deno.test("Graph refuses drawing once it is laid out", () => {
  const graph = sound();
  graph.telemetry;
  assertThrows(
    () => graph.actor("LATE", idler),
    TypeError,
    'Cannot draw an actor in graph "checked": it is laid out already',
  );
  assertThrows(() => graph.channel("late", u32), TypeError, "Cannot draw a channel");
  assertThrows(() => graph.troupe("late"), TypeError, "Cannot draw a troupe");
  assertThrows(() => graph.bundle("late", u32, { girth: 2 }), TypeError, "Cannot draw");
});

/** Never called: what `deno check` must refuse. Each line marked so would compile if the types let it pass. */
export function miswired(graph: Graph): void {
  const numbers = graph.channel("numbers", u32);
  const words = graph.channel("words", text);
  const notes = graph.channel("notes", json<{ readonly n: number }>());
  const lanes = graph.bundle("lanes", u32, { girth: 2 });
  const sender = defineActor(import.meta, "sender", {
    ports: { notes: tx(json<{ text: string }>()), words: tx(text) },
    args: { rateMs: 5 },
    run({ ports, state }) {
      // @ts-expect-error -- a number on a text port
      ports.words.trySend(5);
      // @ts-expect-error -- a tx end has nothing to take
      ports.words.tryTake();
      // @ts-expect-error -- no such state
      state.count = 1;
    },
  });

  graph.actor("W", writer, { ports: { words: words.tx } });
  // @ts-expect-error -- a u32 channel on a text port
  graph.actor("W", writer, { ports: { words: numbers.tx } });
  // @ts-expect-error -- the taking end on a port that sends
  graph.actor("W", writer, { ports: { words: words.rx } });
  // @ts-expect-error -- no such port
  graph.actor("W", writer, { ports: { words: words.tx, other: words.tx } });
  // @ts-expect-error -- a port is left out
  graph.actor("W", writer, { ports: {} });
  // @ts-expect-error -- the ports are left out
  graph.actor("W", writer, { instance: 1 });
  // @ts-expect-error -- the ports are undefined
  graph.actor("W", writer, { ports: undefined });
  // @ts-expect-error -- the options are left out
  graph.actor("W", writer);
  graph.actor("T", tuned);
  graph.actor("T", tuned, { instance: 1, args: { rateMs: 5 } });
  // A definition whose ports are not known here is checked at the start.
  graph.actor("W", writer as ActorShape);
  // @ts-expect-error -- no such option of an actor
  graph.actor("W", writer, { ports: { words: words.tx }, trope: 1 });
  // @ts-expect-error -- no such option of a channel
  graph.channel("c", u32, { capcity: 7 });
  // @ts-expect-error -- json of another type
  graph.actor("S", sender, { ports: { words: words.tx, notes: notes.tx } });
  // @ts-expect-error -- a bundle on a plain port
  graph.actor("C", counter, { ports: { numbers: lanes.tx } });
  // @ts-expect-error -- a single end on a bundle's port
  graph.actor("S", spreader, { ports: { lanes: numbers.tx } });
  // @ts-expect-error -- an arg of another type
  graph.actor("T", tuned, { args: { rateMs: "fast" } });
  // @ts-expect-error -- no such arg
  graph.actor("T", tuned, { args: { rate: 5 } });
  // @ts-expect-error -- the girth is missing
  graph.bundle("lanes", u32, {});
  // @ts-expect-error -- no such option
  new Graph("g", { stopTimeout: 5 });
}

// The same at the definition's side: ports know their message types.
export const typed = defineActor(import.meta, "typed", {
  ports: { numbers: rx(number32) },
  state: { sum: number32 },
  run({ ports: { numbers }, state }) {
    const number: number | undefined = numbers.tryTake();
    state.sum += number ?? 0;
    // @ts-expect-error -- messages are numbers
    const word: string | undefined = numbers.tryTake();
    return void word;
  },
});

Deno.test("a definition that is known at run time only is wired without casts, and checked at the start", async () => {
  const [unknownWriter, unknownSpreader]: ActorShape[] = [writer, spreader];
  const graph = new Graph("late");
  const words = graph.channel("words", u32);
  const lanes = graph.bundle("lanes", u32, { girth: 2 });
  graph.actor("W", unknownWriter!, { ports: { words: words.tx } })
    .actor("C", collector, { ports: { numbers: words.rx } })
    .actor("S", unknownSpreader!, { ports: { lanes: lanes.tx } })
    .actor("G", gatherer, { ports: { lanes: lanes.rx } });
  await expectFault(
    graph,
    'port "words" of actor "W" carries text and is wired to the tx end of channel "words", which carries u32',
  );
});

Deno.test("what an actor says of the messages that it keeps is held against its ports and its state", async () => {
  const drawn = (holds: unknown) => {
    const graph = new Graph("g");
    const [fresh, sums] = [graph.channel("fresh", u32), graph.channel("sums", u32)];
    graph.actor("SOURCE", hasty, { ports: { out: fresh.tx } });
    const definition = { ...settledWindow, holds } as typeof settledWindow;
    graph.actor("W", definition, { ports: { in: fresh.rx, sums: sums.tx } });
    return graph.actor("SINK", counting, { ports: { in: sums.rx } });
  };
  const cases: [unknown, string][] = [
    [5, "is 5, give an object"],
    [{ on: "done" }, 'has "on", which is no port, give the name of an input'],
    [
      { sums: "done" },
      'has port "sums", which is an output, give the name of an input',
    ],
    [{ in: "gone" }, 'has gone for port "in", give the name of a cell of its state'],
    [{ in: 7 }, 'has 7 for port "in", give the name of a cell of its state'],
    [{ in: "kept" }, 'has cell "kept" for port "in", which is a u32, give one of f64 or u64'],
  ];
  for (const [holds, fault] of cases) {
    await expectFault(drawn(holds), `"holds" of actor "W" ${fault}`);
  }
});
