import { assert, assertEquals } from "@std/assert";
import { linesOf, normalFormOf } from "../../src/codegen/mod.ts";
import type { Design, DesignModule } from "../../src/codegen/mod.ts";
import { badDrawings, designOf, faultsOf, goodDrawings, withoutRemarks } from "./drawings.ts";

const drawings = await goodDrawings();

async function drawn(name: string): Promise<Design> {
  return await designOf(drawings.get(name)!);
}

function moduleOf(design: Design, name: string): DesignModule {
  const module = design.modules.find((module) => module.name === name);
  assert(module !== undefined, `no module ${name}`);
  return module;
}

for (const [name, { text, faults }] of await badDrawings()) {
  Deno.test(`read: what is wrong with ${name} is told, all of it, with what to write`, async () => {
    assert(faults.length > 0, "no faults are written down for it");
    assertEquals(await faultsOf(text), faults);
  });
}

Deno.test("read: every mark says what it says", async () => {
  const design = withoutRemarks(await drawn("marks"));
  assertEquals(linesOf(normalFormOf(design)), [
    "Book 1  book",
    "Book 2  book",
    "Feed  feed",
    "Halter  halter",
    "Ledger  ledger  restart=permanent  hang=5s  durable=true",
    "Halter.halts -> Book 1.halts  halts[0]  u32  1",
    "Halter.halts -> Book 2.halts  halts[1]  u32  1",
    "Feed.quotes -> Book 1.quotes  quotes[0]  Quote  64",
    "Feed.quotes -> Book 2.quotes  quotes[1]  Quote  64",
    "Book 1.trades -> Ledger.trades  trades[0]  Trade  8",
    "Book 2.trades -> Ledger.trades  trades[1]  Trade  8",
  ]);
  assertEquals(design.name, "orders");
  assertEquals(design.documentation, ["Takes orders.\nLoses none."]);
  assertEquals(moduleOf(design, "feed").documentation, ["Reads prices"]);
  assertEquals(moduleOf(design, "halter").documentation, ["Somebody may want it to stop"]);
  assertEquals(moduleOf(design, "halter").driver, {
    when: "any",
    of: [
      { when: "periodic", everyMs: 3_600_000 },
      { when: "other", name: "bellRings" },
      { when: "other", name: "flagFalls" },
    ],
  });
  assertEquals(moduleOf(design, "book"), {
    name: "book",
    exportName: "book",
    documentation: [],
    ports: [
      {
        name: "halts",
        direction: "input",
        type: { name: "u32", isMessage: false },
        isBundle: false,
        consume: "Take",
        isInCycle: false,
      },
      {
        name: "quotes",
        direction: "input",
        type: { name: "Quote", isMessage: true },
        isBundle: false,
        consume: "TakeCopy",
        isInCycle: false,
      },
      {
        name: "trades",
        direction: "output",
        type: { name: "Trade", isMessage: true },
        isBundle: false,
        consume: "Take",
        isInCycle: false,
      },
    ],
    driver: {
      when: "all",
      of: [
        { when: "periodic", everyMs: 2000 },
        {
          when: "any",
          of: [
            { when: "avail", port: "quotes", count: 3, share: 0 },
            { when: "avail", port: "halts", count: 1, share: 0 },
          ],
        },
        { when: "vacant", port: "trades", count: 2, share: 0 },
      ],
    },
    driverIsDrawn: true,
  });
  const ledger = moduleOf(design, "ledger");
  assertEquals(ledger.calls, 4);
  assertEquals(ledger.driver, { when: "avail", port: "trades", count: 1, share: 0.5 });
  assertEquals(ledger.ports.map(({ isBundle, consume }) => [isBundle, consume]), [[
    true,
    "PeekCopy",
  ]]);
  assertEquals(design.actors.find(({ id }) => id === "Ledger"), {
    id: "Ledger",
    name: "Ledger",
    instance: null,
    module: "ledger",
    ends: { trades: [{ channel: "trades", lane: 0 }, { channel: "trades", lane: 1 }] },
    troupe: null,
    supervisor: null,
    restart: "permanent",
    hangMs: 5000,
    durable: true,
  });
  assertEquals(design.messages, [
    {
      name: "Quote",
      fields: [{ name: "price", kind: "f64" }, { name: "at", kind: "u64" }],
      documentation: ["A price & when it was asked"],
    },
    {
      name: "Trade",
      fields: [{ name: "price", kind: "f64" }, { name: "who", kind: "text(16)" }],
      documentation: [],
    },
  ]);
  assertEquals(design.channels.map(({ bytes }) => bytes), [undefined, undefined, 65_536]);
});

Deno.test("read: plain attributes say the same as marks, wherever DOT lets them stand", async () => {
  const [marks, attributes] = [await drawn("marks"), await drawn("attributes")];
  assertEquals(marks.remarks, ["marks such as *2 and *B say nothing, and are passed over"]);
  assertEquals(attributes.remarks, []);
  // The one says OnCapacity and OnEvent in another order, in a default that no actor has in the end.
  assertEquals(withoutRemarks(attributes), withoutRemarks(marks));
});

Deno.test("read: edges of one name are lanes of a bundle, and what is called alike and is not is told apart", async () => {
  const design = await drawn("bundles");
  assertEquals(linesOf(normalFormOf(design)).filter((line) => line.includes("->")), [
    "Work 2.done -> Join.done  done[0]  Done  8",
    "Work 10.done -> Join.done  done[1]  Done  8",
    "Src.jobs -> Work 2.jobs  jobs[0]  Job  32",
    "Src.jobs -> Work 2.jobs  jobs[1]  Job  32",
    "Src.jobs -> Work 10.jobs  jobs[2]  Job  32",
    "Join.joinToShop -> Shop.joinToShop  join_to_shop  JoinToShop  8",
    "Join.joinToShop2 -> Shop.joinToShop2  join_to_shop_2  JoinToShop  8",
    "Join.outLine -> Log.outLine  out_line  Line  8",
    "Join.outOrder -> Shop.outOrder  out_order  Order  8",
  ]);
  assertEquals(design.remarks, [
    "channels called out carry <Line> (line 8) and <Order> (line 9), and are out_line and out_order: write one type, or give them names of their own",
  ]);
  const [jobs] = moduleOf(design, "work").ports.filter(({ direction }) => direction === "input");
  assertEquals(jobs!.isBundle, true);
  assertEquals(design.actors.find(({ id }) => id === "Work10")!.ends.jobs, [
    { channel: "jobs", lane: 2 },
  ]);
});

Deno.test("read: of several capacities the largest one holds, and that is told", async () => {
  const design = await designOf(`digraph D {
    A -> B [label="name::x <X> #8"]; A -> C [label="name::x <X> #32"]; A -> E [name=x];
  }`);
  assertEquals(design.channels.map(({ capacity }) => capacity), [32]);
  assertEquals(design.remarks, [
    "the lanes of x have a capacity of 8 and 32, and all of them get 32",
  ]);
});

Deno.test("read: a type that is not marked is that of the other lanes, or the text, or the name", async () => {
  const typesOf = async (edges: string) =>
    (await designOf(`digraph D { ${edges} }`)).channels.map(({ type }) => type.name);
  assertEquals(await typesOf("A -> B [name=ticks]; A -> C [name=ticks type=u8]"), ["u8"]);
  assertEquals(await typesOf('A -> B [label="name::ticks all of them"]'), ["AllOfThem"]);
  assertEquals(await typesOf("A -> B [name=tick_counts]"), ["TickCounts"]);
  assertEquals(await typesOf('A -> B [label="Status/Errors\\nof all"]'), ["StatusErrors"]);
  assertEquals(await typesOf("A -> B"), ["AToB"]);
});

Deno.test("read: frames are supervisors and troupes if they say so", async () => {
  const design = await drawn("frames");
  assertEquals(design.supervisors, [
    { name: "BACK", strategy: "oneForAll", parent: null },
    { name: "FRONT", strategy: "oneForOne", parent: null },
    { name: "INNER", strategy: "oneForOne", parent: "BACK" },
  ]);
  assertEquals(design.troupes, [{ name: "desk" }]);
  assertEquals(design.actors.map(({ id, troupe, supervisor }) => [id, troupe, supervisor]), [
    ["Audit", null, "INNER"],
    ["Clerk", "desk", "FRONT"],
    ["Log", null, "INNER"],
    ["Painter", null, null],
    ["Parser", "desk", null],
    ["Reader", "desk", null],
    ["Store", null, "BACK"],
  ]);
  assertEquals(design.remarks, [
    'the frame "only for people" is for people only, write troupe=name or supervisor=name in it to make it one',
  ]);
});

Deno.test("read: inputs whose messages come back are known", async () => {
  const design = await drawn("cycles");
  const inputs = design.modules.flatMap(({ name, ports }) =>
    ports.filter(({ direction }) => direction === "input")
      .map((port) => `${name}.${port.name} ${port.isInCycle}`)
  );
  assertEquals(inputs, [
    "out.againIn true",
    "out.seen false",
    "ring1.start false",
    "ring1.tokenIn true",
    "ring2.tokenIn true",
    "ring3.tokenIn true",
  ]);
});

Deno.test("read: a chain of ten thousand actors is no cycle, and a ring of them is one", async () => {
  const { cyclesOf } = await import("../../src/codegen/read/cycles.ts");
  const ids = Array.from({ length: 10_000 }, (_, at) => `${at}`);
  const chain = new Map(ids.map((id, at) => [id, at + 1 < ids.length ? [ids[at + 1]!] : []]));
  assertEquals(new Set(cyclesOf(chain).values()).size, 10_000);
  assertEquals(new Set(cyclesOf(chain.set("9999", ["0"])).values()).size, 1);
});

Deno.test("read: ids that are no names become some, and stay what actors are called", async () => {
  const design = await drawn("names");
  assertEquals(design.name, 'a "graph"');
  assertEquals(linesOf(normalFormOf(design)).filter((line) => !line.includes("->")), [
    "3d view  n3dView",
    "7  n7",
    "C:\\temp  cTemp",
    "Zähler 3  zähler3",
    "a\\  a",
    "class  classActor",
    "con  conActor",
    "constructor  constructor",
    "function  functionActor",
    "graph 1  graphActor",
    "import  importActor",
    "order-book v2  orderBookV2",
    "test  testActor",
    "u 32  u32Actor",
    "数据 流  数据流",
  ]);
  assertEquals(design.documentation, ["is no actor"]);
  const words = [
    ...design.modules.flatMap((
      { exportName, ports },
    ) => [exportName, ...ports.map(({ name }) => name)]),
    ...design.messages.map(({ name }) => name),
  ];
  for (const word of words) {
    assert(/^\p{ID_Start}\p{ID_Continue}*$/u.test(word), `${word} is no name in code`);
  }
  // None of them is a word of the language: a function could have them all as parameters.
  for (const { exportName } of design.modules) new Function(exportName, '"use strict"');
});

Deno.test("read: ports may have names of their own, and lanes numbers", async () => {
  const design = await drawn("ports");
  assertEquals(linesOf(normalFormOf(design)), [
    "Archive  archive",
    "Deal  deal",
    "Hand 1  pokerHand",
    "Hand 2  pokerHand",
    "Log  log",
    "Deal.out -> Hand 2.cards  cards[0]  u8  8",
    "Deal.out -> Hand 1.cards  cards[1]  u8  8",
    "Deal.log -> Log.lines  deals  u8  8",
    "Log.only -> Archive.only  only[0]  u8  8",
    "Hand 1.plays -> Log.lines  plays[0]  u8  8",
    "Hand 2.plays -> Log.lines  plays[1]  u8  8",
  ]);
  const [lines] = moduleOf(design, "log").ports;
  assertEquals([lines!.name, lines!.isBundle], ["lines", true]);
});

Deno.test("read: a number at the end of an id is that of an actor among others, unless it is said to be none", async () => {
  const design = await designOf(`digraph D {
    Work3 -> "order-book v2" -> Stage1 -> A [name=x type=u8];
    Stage1 [instance=none]; A [instance=7];
  }`);
  assertEquals(design.actors.map(({ name, instance }) => [name, instance]), [
    ["A", 7],
    ["Stage1", null],
    ["Work", 3],
    ["order-book v2", null],
  ]);
});

Deno.test("read: what is in strings, comments and HTML is no second graph", async () => {
  const design = await designOf(`digraph D { // } digraph X {
    /* } graph Y { */ A -> B [label="} digraph Z {", name=x, type=u8];
    # is an id's part no more: a comment only at the start of a line
B [label=<<b>} digraph</b>> mod=b];
  }
# digraph W {}
`.replace("    # is", "# is"));
  assertEquals(design.actors.map(({ id }) => id), ["A", "B"]);
  assertEquals(moduleOf(design, "b").documentation, ["} digraph"]);
});

Deno.test("read: any text whatever is read, or has faults", async () => {
  const { default: fc } = await import("fast-check");
  const pieces = fc.constantFrom(
    "digraph",
    "graph",
    "strict",
    "subgraph",
    "{",
    "}",
    "[",
    "]",
    "->",
    "--",
    "=",
    ";",
    '"',
    "\\",
    "<",
    ">",
    "A",
    "B1",
    "label",
    "name",
    "mod::",
    "OnEvent(",
    "x:1",
    ")",
    "&&",
    "||",
    "#",
    "\n",
    "//",
    "/*",
    "*/",
    "__d",
    "<T>",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), fc.boolean(), async (words, isFramed) => {
      const text = isFramed ? `digraph D { ${words.join(" ")} }` : words.join(" ");
      const faults = await faultsOf(text);
      assert(faults.every((fault) => fault.length > 0), text);
    }),
    { numRuns: 300 },
  );
});

Deno.test("read: what is nested without end is refused, and the next drawing is read", async () => {
  const deep = `digraph D { ${"{".repeat(100_000)} A ${"}".repeat(100_000)} }`;
  assertEquals((await faultsOf(deep)).length, 1);
  assertEquals(await faultsOf("digraph D { A -> B }"), []);
});

Deno.test("read: labels with empty lines, and actors with many edges to themselves, are read time and again", async () => {
  const loops = "A -> A [name=x type=u8];".repeat(20);
  const text =
    `digraph D { A [label="\\nfirst\\n\\nlast\\n"]; B [xlabel="\\nx"]; A -> B; ${loops} }`;
  for (let time = 0; time < 10; time++) {
    const design = await designOf(text);
    assertEquals(moduleOf(design, "a").documentation, ["first\nlast"]);
  }
});

Deno.test("read: a port is read in the most careful way that any of its lanes asks for, and that is told", async () => {
  const design = await designOf(`digraph D {
    A -> C [label="name::x <u8> >>Take"]; B -> C [label="name::x <u8> >>PeekCopy"];
  }`);
  assertEquals(moduleOf(design, "c").ports.map(({ consume }) => consume), ["PeekCopy"]);
  assertEquals(design.remarks, [
    "the lanes at the port x of mod::c are read by Take and PeekCopy, and all of them by PeekCopy",
  ]);
});
