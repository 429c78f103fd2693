/** The kit under `deno test` as others run it: with sanitizers, side by side, with coverage, and with assertions of any library. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deno, mapped } from "../examples/page_program.ts";

const ACTOR = `
import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";

export const doubler = defineActor(import.meta, "doubler", {
  ports: { numbers: rx(u32), doubles: tx(u32) },
  async run(actor) {
    const { numbers, doubles } = actor.ports;
    for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
      await actor.wait(actor.timeout(60_000));
      await actor.send(doubles, 2 * n);
    }
  },
});
`;

const GRAPH = `
import { Graph, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { doubler } from "./doubler.ts";

export const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
export const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });

export function shop() {
  const graph = new Graph("shop");
  const [numbers, doubles] = ["numbers", "doubles"].map((name) => graph.channel(name, u32));
  return graph.actor("SOURCE", source, { ports: { out: numbers.tx } })
    .actor("DOUBLER", doubler, { ports: { numbers: numbers.rx, doubles: doubles.tx } })
    .actor("SINK", sink, { ports: { in: doubles.rx } });
}
`;

const STRICT = "{ sanitizeOps: true, sanitizeResources: true, sanitizeExit: true }";

const SCENE_TEST = `
import { deepStrictEqual } from "node:assert";
import { rehearse, testMessage } from "@steady-state/deno/testing";
import { doubler } from "./doubler.ts";

Deno.test("a scene", ${STRICT}, async () => {
  await using scene = await rehearse(doubler);
  scene.numbers.send(1, 2);
  deepStrictEqual(await scene.doubles.take(2, { within: "1 h" }), [2, 4]);
  scene.crash();
});
Deno.test("a message", ${STRICT}, async () => {
  deepStrictEqual((await testMessage(doubler, 3)).out, [6]);
});
`;

/** What chai throws is an error with more members; others throw what is none. */
const GRAPH_TEST = `
import { collect, expecting, feed, simulate } from "@steady-state/deno/testing";
import { shop, sink, source } from "./shop.ts";

class AssertionError extends Error {
  showDiff = true;
  actual = [1];
}

const options = { seeds: 3, faults: { death: 0.01, deathAtStore: 0.01 } };
async function play(stage) {
  stage.perform("SOURCE", source, feed([1, 2, 3]));
  const all = stage.perform("SINK", sink, collect());
  await stage.finished;
  return all.taken;
}
Deno.test("a graph", ${STRICT}, async () => {
  await simulate(shop, options, async (stage) => {
    const taken = await play(stage);
    if (\`\${taken}\` !== "2,4,6") throw new AssertionError(\`came \${taken}\`);
  });
});
for (const [name, thrown] of [["chai", new AssertionError("expected 1 to equal 2")], ["tap", "not ok 1"]]) {
  Deno.test(\`a graph that fails with \${name}\`, ${STRICT}, async () => {
    const error = await simulate(shop, options, async (stage) => {
      await play(stage);
      throw thrown;
    }).then(() => undefined, (error) => error);
    if (error?.cause !== thrown) throw new Error(\`its cause is \${error?.cause}\`);
    if (!error.message.includes(thrown.message ?? thrown)) throw new Error(error.message);
  });
}
`;

const FAILING_TEST = `
import { expecting, feed, simulate } from "@steady-state/deno/testing";
import { shop, sink, source } from "./shop.ts";

Deno.test("a graph that is wrong", ${STRICT}, async () => {
  await simulate(shop, {}, async (stage) => {
    stage.perform("SOURCE", source, feed([1, 2]));
    stage.perform("SINK", sink, expecting([2, 5]));
    await stage.finished;
  });
});
`;

async function test(files: Record<string, string>, flags: readonly string[]) {
  const folder = await Deno.makeTempDir();
  try {
    await mapped(folder);
    for (
      const [name, text] of Object.entries({ "doubler.ts": ACTOR, "shop.ts": GRAPH, ...files })
    ) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const text = async (args: readonly string[]) => {
      const { code, stdout, stderr } = await deno(folder, args).output();
      const decoder = new TextDecoder();
      return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
    };
    const tests = await text(["test", "--no-lock", "--no-check", "--trace-leaks", ...flags]);
    const covered = flags.some((flag) => flag.startsWith("--coverage"))
      ? await text(["coverage", "coverage"])
      : undefined;
    return { ...tests, covered };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("tests with the kit leave nothing behind, run side by side, and are covered; whatever assertions throw", async () => {
  const files = { "scene_test.js": SCENE_TEST, "graph_test.js": GRAPH_TEST };
  const { code, said, covered } = await test(files, ["--parallel", "--coverage=coverage"]);
  assertEquals(code, 0, said);
  assertStringIncludes(said, "5 passed");
  // Actors that run in a scene or a simulation are covered as the test itself is: all lines of this one are.
  const line = covered!.said.split("\n").find((line) => line.includes("doubler.ts")) ?? "";
  assertEquals(line.match(/\d+\.\d/g)?.at(-1), "100.0", covered!.said);
});

Deno.test("a test that fails says so, with the seed, and nothing else is wrong with it", async () => {
  const { code, said } = await test({ "failing_test.js": FAILING_TEST }, []);
  assertEquals(code, 1, said);
  assertStringIncludes(said, "Seed 1 fails after");
  assertStringIncludes(said, "message 2 is 4, expected is 5");
  assert(!/[Ll]eak/.test(said), said);
});
