/** What of a project depends on what of its drawing, and what is said where. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { handOf } from "../../../src/codegen/compare/mod.ts";
import { remarksOf } from "../../../src/codegen/mod.ts";
import { renderDrawing } from "../../../src/cli/create/render_drawing.ts";
import { designOf, filesOf } from "./made_project.ts";

async function textsOf(dot: string): Promise<Map<string, string>> {
  return new Map(filesOf(await designOf(dot), dot).map(({ path, text }) => [path, text]));
}

const LINE = (driver: string, more = "") =>
  `digraph line {
  Source [label="AtLeastEvery(1sec)"];
  Work [label="mod::work ${driver}"];
  Sink [label="mod::sink"];
  Source -> Work [label="name::lines <text> #8"];
  Work -> Sink [label="name::words <Word> #8"];
  ${more}
}`;

Deno.test("rendering: files that are overwritten say so, with the hash of the rest; the others do not", async () => {
  const dot = LINE("OnEvent(lines:1)");
  const files = filesOf(await designOf(dot), dot);
  const hands = await Promise.all(files.map(({ text }) => handOf(text)));
  assertEquals(
    files.map(({ path, how }, at) => [path, how, hands[at]]),
    files.map(({ path }) => {
      const isGenerated = path.startsWith("generated/");
      return [path, isGenerated ? "generated" : "once", isGenerated ? "made" : "unsigned"];
    }),
  );
  assertEquals(files.map(({ path }) => path), files.map(({ path }) => path).toSorted());
  assertEquals(files.find(({ path }) => path === "graph.dot")?.text, dot);
});

Deno.test("rendering: another driver, a port more and a longer channel leave the actor's file as it is", async () => {
  const before = await textsOf(LINE("OnEvent(lines:1)"));
  const after = await textsOf(
    LINE("AtLeastEvery(5 min) || OnEvent(lines:3)", 'Work -> Sink [label="name::more <u32> #99"];'),
  );
  assert(before.get("generated/work.ts") !== after.get("generated/work.ts"));
  assert(before.get("generated/graph.ts") !== after.get("generated/graph.ts"));
  for (const path of ["actors/work.ts", "actors/sink.ts", "main.ts", "messages.ts", "deno.json"]) {
    assertEquals(after.get(path), before.get(path), path);
  }
});

Deno.test("rendering: drivers are joined by what the drawing says, and the rest is worked off in the end", async () => {
  const due = async (driver: string) => {
    const text = (await textsOf(LINE(driver))).get("generated/work.ts")!;
    return /return orRest\(([^]*?)\);\n\}/.exec(text)![1]!.replace(/\s+/g, " ").replace(/,? ?$/, "")
      .trim();
  };
  assertEquals(
    await due("AtLeastEvery(5 min) && OnEvent(lines:3) && OnCapacity(words:2)"),
    "actor, any(actor.periodic(300_000), all(avail(ports.lines, 3), room(actor, ports.words, 2))), ports.lines",
  );
  assertStringIncludes(await due("AtMostEvery(1 sec) && OnEvent(lines:3)"), "all(");
  assertStringIncludes(
    await due("OnCapacity(words:1)"),
    "all(avail(ports.lines, 1), room(actor, ports.words, 1))",
  );
});

Deno.test("rendering: an input that comes back in a circle does not hold a stop up, unless it is asked to", async () => {
  const texts = await textsOf(
    await Deno.readTextFile(
      new URL("../../fixtures/projects/rounds.dot", import.meta.url),
    ),
  );
  const merger = texts.get("generated/merger.ts")!;
  const [, accept] = /function accept\([^]*?\n\}/.exec(merger)
    ? merger.split("function accept(")
    : [];
  assertStringIncludes(accept!, "onceDrained({ fresh: ports.fresh }, ports.jobs)");
  assertStringIncludes(
    merger.split("function acceptAtRest(")[1]!,
    "onceDrained({ back: ports.back, fresh: ports.fresh }, ports.jobs)",
  );
  assert(!texts.get("generated/done.ts")!.includes("acceptAtRest"));
  assertStringIncludes(merger.replace(/\s+\*\s+/g, " "), "what is in the circle at a stop is lost");
  assertStringIncludes(texts.get("README.md")!, "acceptAtRest");
  assert(!(await textsOf(LINE(""))).get("README.md")!.includes("acceptAtRest"));
});

Deno.test("rendering: a durable actor's project may write its file, and no other may write anything", async () => {
  const plain = (await textsOf(LINE(""))).get("deno.json")!;
  const durable = (await textsOf(LINE("").replace('mod::sink"', 'mod::sink" durable=true')))
    .get("deno.json")!;
  assert(!plain.includes("--allow-write"));
  assertStringIncludes(durable, "--allow-write=state.db ");
});

Deno.test("rendering: where actors make calls the project may reach any host, and no other may", async () => {
  const plain = await textsOf(LINE(""));
  const calling = await textsOf(LINE("").replace('mod::work "', 'mod::work calls=2"'));
  assertStringIncludes(plain.get("deno.json")!, "--allow-net=127.0.0.1 ");
  assert(!plain.get("README.md")!.includes("--allow-net"));
  assertStringIncludes(calling.get("deno.json")!, "--allow-net ");
  assertStringIncludes(calling.get("README.md")!, "--allow-net=api.example.com,127.0.0.1");
});

Deno.test("rendering: calls that cannot be made as drawn are told by whoever makes the project", async () => {
  const driven = LINE("calls=2 OnEvent(lines:2)");
  assertEquals(remarksOf(await designOf(driven)), [
    "mod::work: graph.dot has both calls and a driver for it; calls begin as soon as jobs come, so the driver is left out",
  ]);
  const wide = LINE("calls=2", 'Work -> Sink [label="name::more <u32> #9"];');
  assertEquals(remarksOf(await designOf(wide)), [
    "mod::work: graph.dot has calls for it, which takes one input and one output at most, no bundles; it has 1 input and 2 outputs: so it goes by turns",
  ]);
  assertEquals(remarksOf(await designOf(LINE("calls=2"))), []);
  const { remarks } = await renderDrawing(driven, { imports: {} });
  assertEquals(remarks.slice(-1), remarksOf(await designOf(driven)));
});
