import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Graph, GraphError, type GraphOptions, type StopReport } from "@steady-state/deno";
import { cell, defineActor, f64, json, text, u32, u64 } from "@steady-state/deno/actor";
import type { StateSchema } from "../../src/state/mod.ts";
import { idler } from "../fixtures/plain_actors.ts";
import { counting, hoarder, sprinter } from "../fixtures/durable_actors.ts";
import { forgetful } from "../fixtures/life_actors.ts";
import { actorIn, faultsOf, until, Watch, within } from "../fixtures/watch.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** Runs a test with the path of a file that is not there yet. */
async function withFile(test: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "durable_" });
  try {
    await test(`${folder}/state.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is in the file, as `actor.cell` to `kind value`. */
function kept(file: string): Record<string, string> {
  using database = new DatabaseSync(file);
  const rows = database.prepare("SELECT * FROM cells ORDER BY actor, cell").all();
  return Object.fromEntries(
    rows.map(({ actor, cell, kind, value }) => [`${actor}.${cell}`, `${kind} ${value}`]),
  );
}

function change(file: string, sql: string): void {
  using database = new DatabaseSync(file);
  database.exec(sql);
}

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

Deno.test("durable state of every kind is there again in the next graph", () =>
  withFile(async (file) => {
    const first = await runOne(hoarder, { durable: file });
    assertEquals(actorIn(first, "A").state, FULL);
    const watch = new Watch();
    const options = { durable: file, log: watch.log, logLevel: "info" } as const;
    const second = await runOne(hoarder, options, { change: false });
    // As the host sees it, and as the actor began with it.
    assertEquals(actorIn(second, "A").state, FULL);
    assertEquals(watch.data("A", "began"), [
      { ...FULL, big: String(FULL.big), negative: String(FULL.negative) },
    ]);
    const third = await runOne(hoarder, { durable: file }, { change: false });
    assertEquals(actorIn(third, "A").state, FULL);
  }));

Deno.test("durable state of every kind is there again in the next process", () =>
  withFile(async (file) => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--no-lock", "--no-check", "--quiet", "--allow-net=127.0.0.1"],
        ...["--allow-read", `--allow-write=${file}`],
        ...[new URL("durable_programs.ts", FIXTURES).href, "hoard", file],
      ],
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const report = await runOne(hoarder, { durable: file }, { change: false });
    assertEquals(actorIn(report, "A").state, FULL);
  }));

Deno.test("a stop leaves one file with the last state, and none of actors that are not durable", () =>
  withFile(async (file) => {
    const graph = new Graph("books", { durable: { file, everyMs: 3_600_000 } })
      .actor("KEPT", counting, { durable: true })
      .actor("KEPT", counting, { durable: true, instance: 2 })
      .actor("LOST", counting);
    await graph.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const report = await graph.stop();
    assertEquals(kept(file), {
      "KEPT.rounds": `u32 ${actorIn(report, "KEPT").state.rounds}`,
      "KEPT 2.rounds": `u32 ${actorIn(report, "KEPT 2").state.rounds}`,
    });
    const folder = [...Deno.readDirSync(file.slice(0, file.lastIndexOf("/")))];
    assertEquals(folder.map(({ name }) => name), ["state.db"]);
  }));

Deno.test("an actor that crashes before its first commit begins with the kept state each time", () =>
  withFile(async (file) => {
    await began(file, forgetful.state);
    change(file, "UPDATE cells SET value = '41' WHERE cell = 'count'");
    const graph = new Graph("one", { durable: file, logLevel: "error", log: () => {} })
      .actor("A", forgetful, { durable: true, restart: "temporary" });
    await graph.start();
    const report = await graph.finished;
    assertEquals(actorIn(report, "A").state, { count: 41, list: [1] });
  }));

interface Dependency {
  readonly specifier: string;
  readonly code?: unknown;
  readonly isDynamic?: boolean;
}

Deno.test("SQLite is loaded when durable state is used, not with the package", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL("../../mod.ts", import.meta.url).href],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { readonly dependencies?: readonly Dependency[] }[];
  };
  const loads = modules.flatMap(({ dependencies = [] }) =>
    dependencies.filter(({ specifier, code }) => specifier === "node:sqlite" && code !== undefined)
  );
  assertEquals(loads.map(({ isDynamic }) => isDynamic), [true]);
});

Deno.test("durable options and actors that make no sense are faults", async () => {
  const graphs: readonly [GraphOptions, Record<string, unknown>, string][] = [
    [{}, { durable: true }, 'actor "A" is durable, but the graph has no file for it, give it one'],
    [{ durable: "x.db" }, {}, "option durable names a file, but no actor is durable, give some"],
    [{ durable: "x.db" }, { durable: 1 }, 'durable of actor "A" is 1, give true or false'],
    [{ durable: "" }, { durable: true }, 'option durable.file is "", give the path of a file'],
    [{ durable: ":memory:" }, { durable: true }, 'option durable.file is ":memory:", give'],
    [{ durable: 5 as never }, { durable: true }, "option durable is 5, give the path of a file"],
    [
      { durable: { file: "x.db", everyMs: 0 } },
      { durable: true },
      "option durable.everyMs is 0, give milliseconds above 0",
    ],
    [
      { durable: { file: "x.db", every: 1 } as never },
      { durable: true },
      'option durable has no "every", it has "file", "everyMs"',
    ],
  ];
  for (const [options, actor, fault] of graphs) {
    const faults = await faultsOf(new Graph("odd", options).actor("A", counting, actor));
    assertEquals(faults.length, 1, JSON.stringify(faults));
    assert(faults[0]!.startsWith(fault), faults[0]);
  }
  const [fault] = await faultsOf(
    new Graph("odd", { durable: "x.db" }).actor("A", idler, { durable: true }),
  );
  assertMatch(fault!, /^actor "A" is durable, but has no state to keep/);
});

Deno.test("a file that cannot be opened is a fault that says what to do", () =>
  withFile(async (file) => {
    const fault = async (path: string) => {
      const faults = await faultsOf(
        new Graph("odd", { durable: path }).actor("A", counting, { durable: true }),
      );
      assertEquals(faults.length, 1);
      return faults[0]!;
    };
    assertMatch(
      await fault(`${file}/deeper.db`),
      /^cannot open durable file ".*": .*its folder is there/,
    );
    await Deno.writeTextFile(file, "Dear diary, ".repeat(1000));
    assertMatch(
      await fault(file),
      /file is not a database, restore a copy of it or name another file$/,
    );
    assertMatch(await Deno.readTextFile(file), /^Dear diary/);
    await Deno.remove(file);
    change(file, "CREATE TABLE wine (year)");
    const before = await Deno.readFile(file);
    assertMatch(await fault(file), /it is the SQLite file of another program, name another file$/);
    assertEquals(await Deno.readFile(file), before);
    await Deno.remove(file);
    await runOne(hoarder, { durable: file });
    change(file, "PRAGMA user_version = 7");
    assertMatch(await fault(file), /it has version 7, this package reads version 1, use the pack/);
  }));

Deno.test("a file that may not be written is a fault that names the permissions", () =>
  withFile(async (file) => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--no-lock", "--no-check", "--quiet", "--allow-read"],
        ...[new URL("durable_programs.ts", FIXTURES).href, "hoard", file],
      ],
      env: { NO_COLOR: "1" },
    }).output();
    assert(!success);
    const said = new TextDecoder().decode(stderr);
    assertMatch(
      said,
      /cannot open durable file ".*write access.*it needs --allow-read and --allow-w/,
    );
  }));

Deno.test("two graphs on one file: the second is refused, and the first goes on", () =>
  withFile(async (file) => {
    const draw = () =>
      new Graph("one", { durable: { file, everyMs: 1 } })
        .actor("A", counting, { durable: true });
    const first = draw();
    await first.start();
    const refused =
      /^cannot open durable file ".*": database is locked, another graph or program has it/;
    assertMatch((await faultsOf(draw()))[0]!, refused);
    const other = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--no-lock", "--no-check", "--quiet", "-A"],
        ...[new URL("durable_programs.ts", FIXTURES).href, "hoard", file],
      ],
    }).output();
    assert(!other.success);
    assertMatch(new TextDecoder().decode(other.stderr), /database is locked, another graph/);
    const report = await first.stop();
    assertEquals(kept(file), { "A.rounds": `u32 ${actorIn(report, "A").state.rounds}` });
    const third = draw();
    await third.start();
    await third.stop();
  }));

/** What the file gives to an actor with that state. */
async function began(file: string, state: StateSchema, watch = new Watch()): Promise<unknown> {
  const definition = defineActor({ url: new URL("durable_actors.ts", FIXTURES).href }, "hoarder", {
    args: { change: false },
    state,
    run() {},
  });
  const report = await runOne(definition, { durable: file, log: watch.log, logLevel: "info" }, {
    change: false,
  });
  return actorIn(report, "A").state;
}

Deno.test("a changed schema: new cells begin anew, gone cells are dropped with a warning", () =>
  withFile(async (file) => {
    const old = { gone: cell(u32, 1), stays: cell(u64, 2n), longer: cell(text, "four") };
    await began(file, old);
    change(file, "UPDATE cells SET value = '99' WHERE cell = 'stays'");
    change(file, "INSERT INTO cells VALUES ('SOMEBODY', 'x', 'u32', '1')");
    const watch = new Watch();
    const state = await began(file, {
      fresh: cell(json<unknown>(), ["new"]),
      stays: cell(u64, 2n),
      longer: cell(text, "", { maxBytes: 6 }),
    }, watch);
    assertEquals(state, { fresh: ["new"], stays: 99n, longer: "four" });
    assertEquals(watch.texts("warn"), [
      `one: cell "gone" of actor "A" in durable file "${file}" is no part of the actor's state any more: dropped`,
    ]);
    assert(
      watch.texts("info").includes(
        `one: durable file "${file}" also keeps "SOMEBODY", no durable actors of this graph: left as they are`,
      ),
    );
    assertEquals(kept(file), {
      "A.fresh": 'json ["new"]',
      "A.longer": 'text "four"',
      "A.stays": "u64 99",
      "SOMEBODY.x": "u32 1",
    });
  }));

Deno.test("a changed schema: cells of another kind, and values too long, are faults, all at once", () =>
  withFile(async (file) => {
    await began(file, { number: cell(u32, 1), words: cell(text, "longer"), gone: u32, bad: u32 });
    change(file, "UPDATE cells SET value = 'seven' WHERE cell = 'bad'");
    const before = kept(file);
    const { message, faults } = await began(file, {
      number: cell(f64, 1),
      words: cell(text, "", { maxBytes: 7 }),
      bad: u32,
    }).then(() => new GraphError("none", []), (error) => error as GraphError);
    const where = (cell: string) => `cell "${cell}" of actor "A" in durable file "${file}"`;
    const advice = "or give the cell another name to begin anew";
    assertEquals([...faults].sort(), [
      `${where("bad")} is "seven", which is not a u32, correct it in the file ${advice}`,
      `${where("number")} is a u32, the actor's is a f64, make them the same ${advice}`,
      `${where("words")} takes 8 bytes, raise its maxBytes of 7 ${advice}`,
    ]);
    assertMatch(message, /^Cannot start graph "one": 3 faults/);
    // A start that failed changes nothing, and lets go of the file.
    assertEquals(kept(file), before);
  }));

Deno.test("an actor that does not come up leaves the file as it was", () =>
  withFile(async (file) => {
    await began(file, { number: cell(u32, 5), gone: cell(u32, 6) });
    const definition = defineActor({ url: import.meta.resolve("./absent.ts") }, "x", {
      state: { number: u32 },
      run() {},
    });
    const graph = new Graph("one", { durable: file, log: () => {} })
      .actor("A", definition, { durable: true });
    assertMatch((await faultsOf(graph))[0]!, /did not come up/);
    assertEquals(kept(file), { "A.number": "u32 5", "A.gone": "u32 6" });
  }));

Deno.test("what is kept while the graph runs is of one turn", () =>
  withFile(async (file) => {
    const graph = new Graph("sprint", { durable: { file, everyMs: 1 } })
      .actor("SPRINTER", sprinter, { durable: true });
    await graph.start();
    await until(hasBeenWritten(file), "the file is written again and again");
    const report = await graph.stop();
    const { turns, double } = actorIn(report, "SPRINTER").state as {
      turns: number;
      double: bigint;
    };
    assertEquals(double, BigInt(turns) * 2n);
    assertEquals(kept(file)["SPRINTER.turns"], `u32 ${turns}`);
  }));

/** Tells whether some writes have been made. The file is looked at only: to read it would take its lock away. */
function hasBeenWritten(file: string): () => boolean {
  const times = new Set<number>();
  return () => {
    times.add(Deno.statSync(file).mtime!.getTime());
    return times.size > 20;
  };
}
