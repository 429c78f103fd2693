/** What durable options may be, and what is SQLite's alone; `durable_places_test.ts` has what holds wherever state is kept. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Graph, type GraphOptions } from "@steady-state/deno";
import { idler } from "../fixtures/plain_actors.ts";
import { counting, hoarder } from "../fixtures/durable_actors.ts";
import { actorIn, faultsOf, until, within } from "../fixtures/watch.ts";

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

Deno.test("a stop leaves one file with the last state, and none of actors that are not durable", () =>
  withFile(async (file) => {
    const graph = new Graph("books", { durable: { file, everyMs: 3_600_000 } })
      .actor("KEPT", counting, { durable: true })
      .actor("KEPT", counting, { durable: true, instance: 2 })
      .actor("LOST", counting);
    const seen = graph.add("SEEN", counting);
    await graph.start();
    await until(() => seen.state().rounds > 3, "some rounds");
    const report = await graph.stop();
    assertEquals(kept(file), {
      "KEPT.rounds": `u32 ${actorIn(report, "KEPT").state.rounds}`,
      "KEPT 2.rounds": `u32 ${actorIn(report, "KEPT 2").state.rounds}`,
    });
    const folder = [...Deno.readDirSync(file.slice(0, file.lastIndexOf("/")))];
    assertEquals(folder.map(({ name }) => name), ["state.db"]);
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
    [
      {},
      { durable: true },
      'actor "A" is durable, but the graph has no place for its state, give it',
    ],
    [
      { durable: "x.db" },
      {},
      "option durable names a place for state, but no actor is durable, give some",
    ],
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
      'option durable has no "every", it has "file", "folder", "store", "everyMs", "timeoutMs"',
    ],
    [
      { durable: {} },
      { durable: true },
      'option durable names no place, give it one of "file", "folder", "store"',
    ],
    [
      { durable: { file: "x.db", folder: "x" } },
      { durable: true },
      'option durable names 2 places, "file", "folder", leave one of them',
    ],
    [{ durable: { folder: "" } }, { durable: true }, 'option durable.folder is "", give the path'],
    [
      { durable: { file: "x.db", timeoutMs: 1 } },
      { durable: true },
      "option durable.timeoutMs is given for a file, which has no use for it, leave it out",
    ],
    [
      { durable: { store: 5 as never } },
      { durable: true },
      "option durable.store is 5, give an object with name, load and save",
    ],
  ];
  for (const [options, actor, fault] of graphs) {
    const faults = await faultsOf(new Graph("odd", options).actor("A", counting, actor));
    assertEquals(faults.length, 1, JSON.stringify(faults));
    assert(faults[0]!.startsWith(fault), faults[0]);
  }
  const store = { name: "", load: 1, close: 2 } as never;
  const faults = await faultsOf(
    new Graph("odd", { durable: { store, folder: "", everyMs: 0, timeoutMs: -1 } })
      .actor("A", counting, { durable: true }),
  );
  assertEquals(faults, [
    'option durable.folder is "", give the path of a folder',
    'option durable.store.name is "", give the text that the log calls it by',
    "option durable.store.load is 1, give a function",
    "option durable.store.save is undefined, give a function",
    "option durable.store.close is 2, give a function",
    "option durable.everyMs is 0, give milliseconds above 0, at most 2147483647",
    "option durable.timeoutMs is -1, give milliseconds above 0, at most 2147483647",
    'option durable names 2 places, "folder", "store", leave one of them',
  ]);
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
    const graph = new Graph("one", { durable: file, logLevel: "warn" })
      .actor("A", hoarder, { durable: true });
    await graph.start();
    await within(graph.finished, "the end");
    change(file, "PRAGMA user_version = 7");
    assertMatch(await fault(file), /it has version 7, this package reads version 1, use the pack/);
  }));
