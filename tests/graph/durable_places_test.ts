/** What holds of durable state wherever it is kept: from graph to graph, from process to process, and from version to version. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Graph, GraphError, type GraphOptions, type StopReport } from "@steady-state/deno";
import { cell, defineActor, f64, json, text, u32, u64 } from "@steady-state/deno/actor";
import type { StateSchema } from "../../src/state/mod.ts";
import { counting, hoarder, sprinter } from "../fixtures/durable_actors.ts";
import { type TestPlace, testPlaces } from "../fixtures/durable_places.ts";
import { forgetful } from "../fixtures/life_actors.ts";
import { actorIn, faultsOf, until, Watch, within } from "../fixtures/watch.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** Runs a graph with one durable actor to its end. */
async function runOne(
  definition: Parameters<Graph["actor"]>[1],
  options: GraphOptions,
  args: Record<string, unknown> = {},
): Promise<StopReport> {
  const graph = new Graph("one", { logLevel: "warn", ...options })
    .actor("A", definition, { durable: true, args });
  await within(graph.start(), "the start");
  return await within(graph.finished, "the end");
}

const FULL = {
  tiny: -128,
  small: 0xffff_ffff,
  single: 0.1,
  real: 5e-324,
  nothing: -0,
  endless: -Infinity,
  none: NaN,
  big: 2n ** 64n - 1n,
  negative: -(2n ** 63n),
  yes: true,
  no: false,
  words: "Grünkohl \0 \ud800 \"'; DROP TABLE cells; \u2028 🥬",
  tree: { "": null, ["__proto__"]: 1, deep: [[], { a: [true, 1.5, "x"] }] },
  untouched: 7,
};

testPlaces("durable state of every kind is there again in the next graph", async (place, path) => {
  const first = await runOne(hoarder, { durable: place.options(path) });
  assertEquals(actorIn(first, "A").state, FULL);
  const watch = new Watch();
  const options = { durable: place.options(path), log: watch.log, logLevel: "info" } as const;
  const second = await runOne(hoarder, options, { change: false });
  // As the host sees it, and as the actor began with it.
  assertEquals(actorIn(second, "A").state, FULL);
  assertEquals(watch.data("A", "began"), [
    { ...FULL, big: String(FULL.big), negative: String(FULL.negative) },
  ]);
  const third = await runOne(hoarder, { durable: place.options(path) }, { change: false });
  assertEquals(actorIn(third, "A").state, FULL);
});

/** Runs the hoarder in a process of its own, with these permissions. */
function hoardIn(
  place: TestPlace,
  path: string,
  ...permissions: string[]
): Promise<Deno.CommandOutput> {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-lock", "--no-check", "--quiet", ...permissions],
      ...[new URL("durable_programs.ts", FIXTURES).href, "hoard", place.name, path],
    ],
    env: { NO_COLOR: "1" },
  }).output();
}

function said({ stderr }: Deno.CommandOutput): string {
  return new TextDecoder().decode(stderr);
}

testPlaces(
  "durable state of every kind is there again in the next process",
  async (place, path) => {
    // What the guide to permissions says; the store of the tests has two files more.
    const write = place.name === "store" ? `${path},${path}.new,${path}.lock` : path;
    const other = await hoardIn(
      place,
      path,
      "--allow-net=127.0.0.1",
      `--allow-read=${write},${fileURLToPath(new URL("../..", import.meta.url))}`,
      `--allow-write=${write}`,
    );
    assert(other.success, said(other));
    const report = await runOne(hoarder, { durable: place.options(path) }, { change: false });
    assertEquals(actorIn(report, "A").state, FULL);
  },
);

testPlaces("what may not be written is a fault that names the permissions", async (place, path) => {
  const other = await hoardIn(place, path, "--allow-read");
  assert(!other.success);
  assertMatch(
    said(other),
    /cannot open durable .*write access.*it needs --allow-read and --allow-w/,
  );
}, { places: ["file", "folder"] });

testPlaces(
  "a stop keeps the last state, and none of actors that are not durable",
  async (place, path) => {
    const graph = new Graph("books", { durable: { ...place.options(path), everyMs: 3_600_000 } })
      .actor("KEPT", counting, { durable: true })
      .actor("KEPT", counting, { durable: true, instance: 2 })
      .actor("LOST", counting);
    const seen = graph.add("SEEN", counting, { durable: true });
    await graph.start();
    await until(() => seen.state().rounds > 3, "some rounds");
    const report = await graph.stop();
    assertEquals(
      await place.kept(path),
      Object.fromEntries(
        ["KEPT", "KEPT 2", "SEEN"].map((
          label,
        ) => [`${label}.rounds`, `u32 ${actorIn(report, label).state.rounds}`]),
      ),
    );
  },
);

testPlaces(
  "an actor that crashes before its first commit begins with the kept state each time",
  async (place, path) => {
    await began(place, path, forgetful.state);
    await place.put(path, { actor: "A", cell: "count", kind: "u32", value: "41" });
    const graph = new Graph("one", {
      durable: place.options(path),
      logLevel: "error",
      log: () => {},
    }).actor("A", forgetful, { durable: true, restart: "temporary" });
    await graph.start();
    const report = await graph.finished;
    assertEquals(actorIn(report, "A").state, { count: 41, list: [1] });
  },
);

testPlaces(
  "two graphs on one place: the second is refused, and the first goes on",
  async (place, path) => {
    const draw = () =>
      new Graph("one", { durable: { ...place.options(path), everyMs: 1 } })
        .actor("A", counting, { durable: true });
    const first = draw();
    await first.start();
    const refused = /^cannot open durable .*": .*is locked/;
    assertMatch((await faultsOf(draw()))[0]!, refused);
    const other = await hoardIn(place, path, "-A");
    assert(!other.success);
    assertMatch(said(other), /cannot open durable .*": .*is locked/);
    const report = await first.stop();
    assertEquals(await place.kept(path), {
      "A.rounds": `u32 ${actorIn(report, "A").state.rounds}`,
    });
    const third = draw();
    await third.start();
    await third.stop();
  },
);

/** What is given to an actor with that state. */
async function began(
  place: TestPlace,
  path: string,
  state: StateSchema,
  watch = new Watch(),
): Promise<unknown> {
  const definition = defineActor({ url: new URL("durable_actors.ts", FIXTURES).href }, "hoarder", {
    args: { change: false },
    state,
    run() {},
  });
  const options = { durable: place.options(path), log: watch.log, logLevel: "info" } as const;
  const report = await runOne(definition, options, { change: false });
  return actorIn(report, "A").state;
}

testPlaces(
  "a changed schema: new cells begin anew, gone cells are dropped with a warning",
  async (place, path) => {
    const old = { gone: cell(u32, 1), stays: cell(u64, 2n), longer: cell(text, "four") };
    await began(place, path, old);
    await place.put(
      path,
      { actor: "A", cell: "stays", kind: "u64", value: "99" },
      { actor: "SOMEBODY", cell: "x", kind: "u32", value: "1" },
    );
    const watch = new Watch();
    const state = await began(place, path, {
      fresh: cell(json<unknown>(), ["new"]),
      stays: cell(u64, 2n),
      longer: cell(text, "", { maxBytes: 6 }),
    }, watch);
    assertEquals(state, { fresh: ["new"], stays: 99n, longer: "four" });
    assertEquals(watch.texts("warn"), [
      `one: cell "gone" of actor "A" in ${
        place.title(path)
      } is no part of the actor's state any more: dropped`,
    ]);
    assert(
      watch.texts("info").includes(
        `one: ${
          place.title(path)
        } also keeps "SOMEBODY", no durable actors of this graph: left as they are`,
      ),
    );
    assertEquals(await place.kept(path), {
      "A.fresh": 'json ["new"]',
      "A.longer": 'text "four"',
      "A.stays": "u64 99",
      "SOMEBODY.x": "u32 1",
    });
  },
);

testPlaces(
  "a changed schema: cells of another kind, and values too long, are faults, all at once",
  async (place, path) => {
    await began(place, path, {
      number: cell(u32, 1),
      words: cell(text, "longer"),
      gone: u32,
      bad: u32,
    });
    await place.put(path, { actor: "A", cell: "bad", kind: "u32", value: "seven" });
    const before = await place.kept(path);
    const { message, faults } = await began(place, path, {
      number: cell(f64, 1),
      words: cell(text, "", { maxBytes: 7 }),
      bad: u32,
    }).then(() => new GraphError("none", []), (error) => error as GraphError);
    const where = (cell: string) => `cell "${cell}" of actor "A" in ${place.title(path)}`;
    const advice = "or give the cell another name to begin anew";
    assertEquals([...faults].sort(), [
      `${where("bad")} is "seven", which is not a u32, correct it there ${advice}`,
      `${where("number")} is a u32, the actor's is a f64, make them the same ${advice}`,
      `${where("words")} takes 8 bytes, raise its maxBytes of 7 ${advice}`,
    ]);
    assertMatch(message, /^Cannot start graph "one": 3 faults/);
    // A start that failed changes nothing, and lets go of it.
    assertEquals(await place.kept(path), before);
  },
);

testPlaces("an actor that does not come up leaves what is kept as it was", async (place, path) => {
  await began(place, path, { number: cell(u32, 5), gone: cell(u32, 6) });
  const definition = defineActor({ url: import.meta.resolve("./absent.ts") }, "x", {
    state: { number: u32 },
    run() {},
  });
  const graph = new Graph("one", { durable: place.options(path), log: () => {} })
    .actor("A", definition, { durable: true });
  assertMatch((await faultsOf(graph))[0]!, /did not come up/);
  assertEquals(await place.kept(path), { "A.number": "u32 5", "A.gone": "u32 6" });
});

testPlaces("what is kept while the graph runs is of one turn", async (place, path) => {
  const graph = new Graph("sprint", { durable: { ...place.options(path), everyMs: 1 } })
    .actor("SPRINTER", sprinter, { durable: true });
  await graph.start();
  const seen = place.name === "folder" ? `${path}/SPRINTER.json` : path;
  await until(hasBeenWritten(seen), "it is written again and again");
  const report = await graph.stop();
  const { turns, double } = actorIn(report, "SPRINTER").state as { turns: number; double: bigint };
  assertEquals(double, BigInt(turns) * 2n);
  assertEquals((await place.kept(path))["SPRINTER.turns"], `u32 ${turns}`);
});

/** Tells whether some writes have been made. The file is looked at only: to read an SQLite file would take its lock away. */
function hasBeenWritten(file: string): () => boolean {
  const times = new Set<number>();
  return () => {
    try {
      times.add(Deno.statSync(file).mtime!.getTime());
    } catch {
      // It is not there yet.
    }
    return times.size > 20;
  };
}
