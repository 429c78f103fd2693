import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Graph, json, u32 } from "@steady-state/deno";
import { collect, feed, rehearse, simulate, type Stage } from "@steady-state/deno/testing";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { keptIn, scanModule } from "../../src/testing/module_scan.ts";
import { keeper, type Kept } from "../fixtures/keeping/keeper.ts";
import { netUser } from "../fixtures/keeping/net_user.ts";
import { nodeUser } from "../fixtures/keeping/node_user.ts";
import { takerScene, timesLoaded } from "../fixtures/keeping/with_kit.ts";
import { fickle } from "../fixtures/keeping/fickle.ts";

Deno.test("what a module keeps in variables each worker has for itself, and a death takes it along", async () => {
  for (let run = 0; run < 2; run++) {
    await using scene = await rehearse(keeper);
    scene.in.send(1, 2);
    await scene.out.take(2);
    scene.crash();
    await scene.advance("1 min");
    scene.in.send(3);
    scene.in.close();
    await scene.ended;
    assertEquals(scene.out.taken, [
      { count: 1, entries: [1] },
      { count: 2, entries: [1, 2] },
      { count: 1, entries: [3] },
    ]);
  }
});

Deno.test("members of a troupe share an instance, other workers have another", async () => {
  const graph = () => {
    const graph = new Graph("keepers");
    const troupe = graph.troupe("together");
    for (const [instance, home] of [{ troupe }, { troupe }, {}].entries()) {
      const numbers = graph.channel(`numbers ${instance}`, u32);
      const kept = graph.channel(`kept ${instance}`, json<Kept>());
      graph.actor("SOURCE", keeperSource, { instance, ports: { out: numbers.tx } });
      graph.actor("KEEPER", keeper, {
        instance,
        ports: { in: numbers.rx, out: kept.tx },
        ...home,
      });
      graph.actor("SINK", keeperSink, { instance, ports: { in: kept.rx } });
    }
    return graph;
  };
  await simulate(graph, { seeds: 3 }, async (stage) => {
    const sinks = [0, 1, 2].map((instance) => {
      const kept = collect<Kept>();
      stage.perform(`SOURCE ${instance}`, feed([instance, instance]));
      stage.perform(`SINK ${instance}`, kept);
      return kept;
    });
    await stage.finished;
    const counts = sinks.map(({ taken }) => taken.map(({ count }) => count));
    assertEquals(counts.slice(0, 2).flat().sort(), [1, 2, 3, 4]);
    assertEquals(counts[2], [1, 2]);
  });
});

const keeperSource = defineActor(import.meta, "keeperSource", {
  ports: { out: tx(u32) },
  run() {},
});
const keeperSink = defineActor(import.meta, "keeperSink", {
  ports: { in: rx(json<Kept>()) },
  run() {},
});

/** A keeper, between a source and a sink. */
function keepers(): Graph {
  const graph = new Graph("keepers");
  const [numbers, kept] = [graph.channel("numbers", u32), graph.channel("kept", json<Kept>())];
  return graph.actor("SOURCE", keeperSource, { ports: { out: numbers.tx } })
    .actor("KEEPER", keeper, { ports: { in: numbers.rx, out: kept.tx } })
    .actor("SINK", keeperSink, { ports: { in: kept.rx } });
}

Deno.test("a process that is started again has instances of its own, and nothing of the one before goes on", async () => {
  await simulate(keepers, { seeds: 3 }, async (stage) => {
    const play = async (now: Stage) => {
      const kept = collect<Kept>();
      now.perform("SOURCE", feed([7, 7]));
      now.perform("SINK", kept);
      await now.finished;
      assertEquals(kept.taken.map(({ count }) => count), [1, 2]);
    };
    await play(stage);
    await play(await stage.startAgain());
  });
});

Deno.test("work has its cost in a module of the worker's own, too", async () => {
  await simulate(keepers, { latency: 0, cost: { KEEPER: 1000 } }, async (stage) => {
    const kept = collect<Kept>();
    stage.perform("SOURCE", feed([1, 2, 3]));
    stage.perform("SINK", kept);
    await stage.finished;
    assertEquals([kept.taken.length, stage.elapsedMs >= 3000], [3, true]);
  });
});

Deno.test("modules are the test's own where that is wanted", async () => {
  const counts: number[] = [];
  for (let run = 0; run < 2; run++) {
    await using scene = await rehearse(keeper, { freshModules: false });
    scene.in.send(7);
    counts.push(...(await scene.out.take()).map(({ count }) => count));
  }
  assertEquals(counts, [1, 2]);
});

Deno.test("an actor of the test's own module is taken as it is: loaded once more, the test would run once more", async () => {
  await using scene = await rehearse(keeperSink);
  scene.in.close();
  assertEquals((await scene.ended).clean, true);
  await using other = await takerScene();
  other.in.close();
  assertEquals([(await other.ended).clean, timesLoaded()], [true, 1]);
});

Deno.test("Node's timers, files and chance are the simulation's in modules that import them", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "word");
    const told = async () => {
      await using scene = await rehearse(nodeUser, { args: { path } });
      return await scene.told.take(8, { within: "2 h" });
    };
    const first = await told();
    assertEquals(first.slice(0, -1), [
      "pause 30000",
      "beat 30500",
      "timers 30570",
      "word 30570",
      "word 30570",
      "word 30570",
      "promisified 30571",
    ]);
    assertMatch(first.at(-1)!, /^[\da-f-]{36} [\da-f]{8} \d+ [\da-f]{8}$/);
    assertEquals(await told(), first);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("Node's modules whose doings no simulation sees are told of, once", async () => {
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (text: string) => void warnings.push(text);
  try {
    for (let run = 0; run < 2; run++) {
      await using scene = await rehearse(netUser);
      assertEquals(await scene.out.take(), [6]);
    }
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings.length, 1);
  assertMatch(warnings[0]!, /: file:.*net_user\.ts imports node:net; play actors that use it/);
});

Deno.test("a module that a worker cannot load is told of as in life", async () => {
  const error = await assertRejects(() => rehearse(fickle), Error);
  assertMatch(error.message, /its module cannot be loaded twice/);
  await using scene = await rehearse(fickle, { freshModules: false });
  scene.in.close();
  assertEquals((await scene.ended).clean, true);
});

Deno.test("lines that several instances of a module run count as lines of that module", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["test", "-A", "--no-lock", "--no-check", "--quiet", `--coverage=${dir}`],
        "tests/fixtures/keeping/covered.ts",
      ],
      cwd: new URL("../..", import.meta.url),
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const lcov = await Deno.readTextFile(`${dir}/lcov.info`);
    const [, record] = /SF:[^\n]*keeping[^\n]keeper\.ts\n([^]*?)end_of_record/.exec(lcov) ?? [];
    assert(record !== undefined, lcov);
    const [, counted] = /FNDA:(\d+),run/.exec(record) ?? [];
    assertEquals(counted, "3", "one test, two instances, three generations");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("where modules cannot be read, that is told", async () => {
  const run = async (...flags: string[]) => {
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    const keeper = new URL("../fixtures/keeping/keeper.ts", import.meta.url);
    await Deno.writeTextFile(
      path,
      `import { rehearse } from "@steady-state/deno/testing";
      import { keeper } from ${JSON.stringify(keeper)};
      for (let run = 0; run < 2; run++) {
        await using scene = await rehearse(keeper, ${
        flags.length > 0 ? "{}" : "{ freshModules: false }"
      });
        scene.in.send(1);
        console.log((await scene.out.take())[0].count);
      }`,
    );
    try {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-prompt",
          "--no-check",
          "--no-lock",
          "--quiet",
          "--config=deno.json",
          ...flags,
          path,
        ],
        cwd: new URL("../..", import.meta.url),
        env: { NO_COLOR: "1" },
      }).output();
      return [stdout, stderr].map((text) => new TextDecoder().decode(text));
    } finally {
      await Deno.remove(path);
    }
  };
  const [counts, warnings] = await run("--deny-read");
  assertEquals(counts, "1\n2\n");
  assertMatch(
    warnings!,
    /^A simulation cannot read file:.*keeper\.ts, so .* run with --allow-read.*\n$/,
  );
  assertEquals(await run("--allow-read"), ["1\n1\n", ""]);
  assertEquals(await run(), ["1\n2\n", ""]);
});

Deno.test("a module's text shows what it imports, and whether it may keep something", () => {
  const keeps = (text: string) =>
    keptIn([scanModule(text, (specifier) => specifier.startsWith("plain"))]) !== undefined;
  const keeping = [
    "let a = 1;",
    "export let a: number;",
    "var a",
    "const a = [];\nfunction f() { a.push(1); }",
    "const a: number[] = [1]\nexport function f() { a[0]++; }",
    "export const a = { b: { c: 1 } };\nf(() => a.b.c = 2);",
    "const a = new Map<string, number>();\na.set('b', 1);",
    "const a = 1, b = [];\nb!.length = 0;",
    "const a = {}; delete a.b;",
    "const a = {}; Object.assign(a, { b: 1 });",
    "const { a } = make();\na();",
    "const a = make();\nfunction f() { return a.next(); }",
    "const a = await make();\na();",
    "const a = (await make());\na.b();",
    "const a = new Counter();\na.up();",
    "class A { static count = 0; }",
    "export default { a: 1 };",
    "const a = /x/g;\na.test('x');",
    "const a = `${'`'}`; let b;",
    "namespace A { let b = 1; }",
    "const broken = '",
    "function f( {",
  ];
  for (const text of keeping) assertEquals(keeps(text), true, text);
  const plain = [
    "",
    "// let a\n/* var b */ const c = 'let d';",
    "const a = 1;\nconst b = a + 1\nexport const c = -b;",
    "const a = `${((x) => { let y = x; return y; })(1)}`;",
    "const a = (x: number): number => { let y = x; return y; };",
    "const a = async () => {};\nconst b = function () { let c; };",
    "const a = x => x",
    "const a = <T>(x: T) => x;",
    "const a = [1, 2] as const;\nconst b = { c: [] } as const;",
    "const a: readonly number[] = [1];\nconst b: ReadonlyMap<string, number> = new Map();",
    "const a = Object.freeze({ b: 1 });",
    "const a = { b: 1 };\nexport const c = (d) => a[d] === 1 && a.b == 2;",
    "const a = new Set(['b']);\nfunction f() { return a.has('b'); }",
    "const a = new TextEncoder();\nfunction f() { return a.encode('b'); }",
    "const a = make();\nexport const b = a.c;",
    "const a = make();\nexport const b = () => a.c.map(String);",
    "import { defineActor, rx } from 'plain';\nconst p = rx(1);\nexport const a = defineActor(import.meta, 'a', { run() { let b = 1; } });",
    "class A { static of() { let a; } static readonly B = 1; static get c() { return 1; } #d = 1; }",
    "export function f() { for (let i = 0; i < 1; i++) { var a = i / 2 / 3; } }",
    "const a = /[/'\"`]/i; const b = 'c';",
    "interface A { let: number }\ntype B = { var: string };",
    "export const enum A { B = 1 }",
    "const a = other.name\nfunction f() { g(); }",
  ];
  for (const text of plain) assertEquals(keeps(text), false, text);
  const { imports } = scanModule(
    `import a, { b } from "a"; import "b"; import type { C } from "c"; export * from "d";
    import * as e from 'e'
    export { f } from "f"; export type { G } from "g"; const h = () => import("h"); const i = "import 'i'";
    import { type J, k } from "j"; export const l = { from: "l" }; import m from "m" with { type: "json" };
    export default function n(): void { /* import "n" */ }`,
    () => false,
  );
  assertEquals(imports, ["a", "b", "d", "e", "f", "h", "j", "m"]);
});
