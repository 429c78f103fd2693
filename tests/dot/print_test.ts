import { assertEquals, assertStringIncludes } from "@std/assert";
import { instance } from "@viz-js/viz";
import fc from "fast-check";
import { escapeLabel, printDot } from "../../src/dot/mod.ts";

const viz = await instance();

interface Parsed {
  name: string;
  objects?: { name: string; label: string }[];
  edges?: { tail: number; head: number; id?: string }[];
}

// The engine `nop` parses without laying out; that nodes have no position is then no fault.
function parse(dot: string): Parsed {
  const { output, errors } = viz.render(dot, { format: "dot_json", engine: "nop" });
  if (output === undefined) throw new Error(`${errors[0]?.message}\n${dot}`);
  return JSON.parse(output);
}

Deno.test("printDot puts frames around nodes, and one into another, whatever their names are", () => {
  const text = printDot({
    name: "framed",
    nodes: [{ id: "a" }, { id: "b" }],
    clusters: [{
      id: '"}',
      attributes: { label: escapeLabel('x" y') },
      nodes: ["a"],
      clusters: [{ id: "inner", nodes: ["b"], clusters: [] }],
    }],
    edges: [{ from: "a", to: "b" }],
  });
  const { objects = [], edges = [] } = parse(text);
  assertEquals(objects.map(({ name }) => name).toSorted(), [
    "a",
    "b",
    'cluster_"}',
    "cluster_inner",
  ]);
  assertEquals(edges.length, 1);
});

Deno.test("printDot prints one statement a line", () => {
  const text = printDot({
    name: "two",
    comment: "first\nsecond",
    attributes: { rankdir: "LR" },
    nodeDefaults: { shape: "box" },
    nodes: [{ id: "a", attributes: { label: "A" } }, { id: "b" }],
    edges: [{ from: "a", to: "b", attributes: { id: "c0" } }],
  });
  assertEquals(
    text,
    `digraph "two" {
  // first second
  rankdir="LR";
  node [shape="box"];
  "a" [label="A"];
  "b";
  "a" -> "b" [id="c0"];
}
`,
  );
});

Deno.test("printDot keeps parallel edges apart", () => {
  const edge = { from: "a", to: "b" };
  const { edges } = parse(
    printDot({ name: "g", nodes: [{ id: "a" }, { id: "b" }], edges: [edge, edge] }),
  );
  assertEquals(edges?.length, 2);
});

Deno.test("printDot: any names parse to as many nodes and edges, joined as they were", () => {
  const hostile = fc.constantFrom('"', "\\", "\n", "\r", "<", ">", "&", ";", "]", "}", "//", "\\N");
  const name = fc.array(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 4 })), {
    maxLength: 6,
  }).map((parts) => parts.join(""));
  const graph = fc.tuple(name, fc.array(name, { minLength: 1, maxLength: 5 }));
  fc.assert(
    fc.property(
      graph,
      fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 6 }),
      (made, pairs) => {
        const [title, names] = made;
        // A prefix keeps names apart that differ in invisible characters only.
        const ids = names.map((text, index) => `${index}${text}`);
        const ends = pairs.map(([from, to]) => [from % ids.length, to % ids.length] as const);
        const parsed = parse(printDot({
          name: title,
          comment: title,
          nodes: ids.map((id) => ({ id, attributes: { label: escapeLabel(id) } })),
          edges: ends.map(([from, to]) => ({ from: ids[from]!, to: ids[to]! })),
        }));
        assertEquals(parsed.objects?.length, ids.length);
        const joined = (parsed.edges ?? []).map(({ tail, head }) => [tail, head]);
        assertEquals(joined.sort(), ends.map((pair) => [...pair]).sort());
      },
    ),
  );
});

Deno.test("escapeLabel shows in a drawing as it was written", () => {
  const text = String.raw`a\b "c" &lt; <script>`;
  const drawn = viz.renderString(
    printDot({
      name: "g",
      nodes: [{ id: "x", attributes: { label: escapeLabel(text) } }],
      edges: [],
    }),
    { format: "svg" },
  );
  assertStringIncludes(drawn, String.raw`a\b &quot;c&quot; &amp;lt; &lt;script&gt;`);
});
