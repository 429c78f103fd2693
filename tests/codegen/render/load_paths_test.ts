/** What a project's load test measures and asserts: times only along a chain, else as many messages as must arrive. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { designOf, filesOf, MadeProject } from "./made_project.ts";

/** What stands in the load test of a drawing: who measures, and how many have to come to which lanes. */
async function loadOf(dot: string) {
  const text = filesOf(await designOf(dot), dot).find(({ path }) => path === "load_test.ts")!.text;
  const [, measuring = null] = /perform\("(.*)", measure\(sent\)\)/.exec(text) ?? [];
  const [, last = null] = /const last = (\[.*\]);/.exec(text) ?? [];
  const [, taken = null] = /deepStrictEqual\(taken, (\d+)\)/.exec(text) ?? [];
  return { measuring, last: last && JSON.parse(last), taken: taken && Number(taken) };
}

Deno.test("load: a chain is timed, also where it has side branches or comes from the first lane of a bundle", async () => {
  const chain = { last: null, taken: null };
  assertEquals(await loadOf("digraph t { A -> B -> C; }"), { measuring: "C", ...chain });
  assertEquals(await loadOf("digraph t { A -> B -> C; B -> D; B -> E -> D; }"), {
    measuring: "C",
    ...chain,
  });
  const lanes = `digraph t { B1 -> C; B2 -> D;
    A -> B1 [label="name::x <u32>"]; A -> B2 [label="name::x <u32>"]; }`;
  assertEquals((await loadOf(lanes)).measuring, "C");
});

Deno.test("load: behind lanes that share messages nothing is timed, and as many are counted as must come", async () => {
  const shared = `digraph t {
    A -> B [label="name::in <u32>"];
    B -> C1 [label="name::jobs <u32>"]; B -> C2 [label="name::jobs <u32>"];
    C1 [label="mod::c"]; C2 [label="mod::c"];
  }`;
  assertEquals(await loadOf(shared), {
    measuring: null,
    last: ["jobs[0]", "jobs[1]"],
    taken: 3000,
  });
  const joined = `digraph t { A -> B; B -> C; B -> D; C -> E; D -> E; }`;
  assertEquals((await loadOf(joined)).taken, 6000);
});

Deno.test("load: where messages go round in a circle nothing is timed or counted", async () => {
  const round = "digraph t { A -> B; B -> C; C -> B; C -> D; }";
  assertEquals(await loadOf(round), { measuring: null, last: null, taken: null });
});

Deno.test("load: the test of a graph that shares its messages out and joins them again passes", async () => {
  const dot = `digraph t {
    A -> B [label="name::in <u32>"];
    B -> C1 [label="name::jobs <u32>"]; B -> C2 [label="name::jobs <u32>"];
    C1 [label="mod::c"]; C2 [label="mod::c"];
    C1 -> D [label="name::done <u32>"]; C2 -> D [label="name::done <u32>"];
  }`;
  await using project = await MadeProject.of(dot);
  const { ok, text } = await project.deno("task", "load");
  assert(ok, text);
  assertStringIncludes(text, "3000 messages came to the ends of the graph; none of them was timed");
  await project.change("generated/c.ts", "ports.done.trySend(", "void (");
  const broken = await project.deno("task", "load");
  assert(!broken.ok, broken.text);
  assertMatch(broken.text, /3000/);
});
