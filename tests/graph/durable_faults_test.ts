/** What is said of a durable file that is damaged, gone or not to be had, and what becomes of the state then. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Graph, StopError } from "@steady-state/deno";
import { DurableFile } from "../../src/graph/durable/durable_file.ts";
import { counting } from "../fixtures/durable_actors.ts";
import { actorIn, faultsOf, until, Watch, within } from "../fixtures/watch.ts";

const PAGE = 4096;

async function withFolder(test: (folder: string, file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "durable_" });
  try {
    await test(folder, `${folder}/state.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Rarely enough that what a test does to the file does not fall into the writing of it. */
const EVERY_MS = 200;

function draw(file: string, watch = new Watch()): Graph {
  return new Graph("one", { durable: { file, everyMs: EVERY_MS }, log: watch.log })
    .actor("A", counting, { durable: true });
}

/** Makes a file of many pages. */
async function makeFile(path: string): Promise<void> {
  const file = await DurableFile.open(path);
  const cell = { cell: "c", kind: "text", value: JSON.stringify("x".repeat(300)) };
  const put = Array.from({ length: 200 }, (_, n) => ({ ...cell, actor: `STRANGER ${n}` }));
  file.write({ put, drop: [] });
  file.close();
}

function write(path: string, at: number, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(bytes);
}

function change(file: string, sql: string): void {
  using database = new DatabaseSync(file);
  database.exec(sql);
}

function kept(file: string): Map<string, string> {
  using database = new DatabaseSync(file);
  assertEquals(database.prepare("PRAGMA integrity_check").get(), { integrity_check: "ok" });
  const rows = database.prepare("SELECT * FROM cells").all();
  return new Map(rows.map(({ actor, cell, value }) => [`${actor}.${cell}`, String(value)]));
}

/** The one sentence that is said of the file at the start. */
async function refusal(file: string): Promise<string> {
  const before = await Deno.readFile(file);
  const faults = await faultsOf(draw(file));
  assertEquals(faults.length, 1, faults.join("\n"));
  const after = await Deno.readFile(file);
  assert(
    after.length === before.length && after.every((byte, at) => byte === before[at]),
    "changed",
  );
  assertStringIncludes(faults[0]!, `cannot open durable file "${file}": `);
  assertEquals(faults[0]!.includes("\n"), false);
  return faults[0]!;
}

Deno.test("a page of zeros, wherever it is, is a fault that says what to do", () =>
  withFolder(async (_, file) => {
    await makeFile(file);
    const sound = await Deno.readFile(file);
    for (let at = 0; at < sound.length; at += PAGE) {
      await Deno.writeFile(file, sound);
      write(file, at, new Uint8Array(PAGE));
      assertMatch(await refusal(file), /, restore a copy of it,? or /, `page at ${at}`);
    }
  }));

Deno.test("a file that is cut off, wherever, is a fault that says what to do", () =>
  withFolder(async (_, file) => {
    await makeFile(file);
    const sound = await Deno.readFile(file);
    const { length } = sound;
    for (const left of [2, 50, 100, PAGE, length - PAGE, length - 1]) {
      await Deno.writeFile(file, sound.subarray(0, left));
      assertMatch(await refusal(file), /, restore a copy of it,? or /, `cut off at ${left}`);
    }
  }));

Deno.test("a file whose table is gone, or is another one, is a fault that says what to do", () =>
  withFolder(async (_, file) => {
    await makeFile(file);
    change(file, "DROP TABLE cells");
    assertMatch(await refusal(file), /: its table is gone, restore a copy of it, or move it away/);
    change(file, "CREATE TABLE cells (wine)");
    assertMatch(await refusal(file), /no such column: actor, it is not as this package writes it,/);
  }));

Deno.test("a file, or a folder, that may not be written is a fault that says what to do", () =>
  withFolder(async (folder, file) => {
    await makeFile(file);
    for (const path of [file, folder]) {
      if (!(await chattr("+i", path))) return;
      try {
        assertMatch(await refusal(file), /may be written|is there and writable/);
      } finally {
        await chattr("-i", path);
      }
    }
  }));

/** Makes a file immutable, also for root. Returns whether that can be here. */
async function chattr(flag: string, path: string): Promise<boolean> {
  try {
    return (await new Deno.Command("chattr", { args: [flag, path], stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

Deno.test("a file that is new, or empty, is told: the state begins anew", () =>
  withFolder(async (_, file) => {
    for (const level of ["info", "warn"] as const) {
      const watch = new Watch();
      const graph = draw(file, watch);
      await graph.start();
      await graph.stop();
      const is = level === "info" ? "new" : "empty";
      assertEquals(watch.texts(level), [
        `one: durable file "${file}" is ${is}: every durable actor begins anew`,
      ]);
      await Deno.truncate(file);
    }
  }));

/** Starts a graph on a file with strangers, does something to the file, and returns what is logged from `level` on. */
async function meddle(
  file: string,
  meddling: (watch: Watch) => Promise<void>,
): Promise<{ warnings: string[]; errors: string[]; rounds: unknown }> {
  await makeFile(file);
  const watch = new Watch();
  const graph = draw(file, watch);
  await graph.start();
  await meddling(watch);
  const report = await within(graph.stop(), "the end");
  assertEquals(report.notKept, null);
  return {
    warnings: watch.texts("warn"),
    errors: watch.texts("error"),
    rounds: actorIn(report, "A").state.rounds,
  };
}

function told(watch: Watch, text: string): Promise<void> {
  return until(() => watch.texts().some((one) => one.includes(text)), text);
}

const WAYS: Readonly<Record<string, [says: string, way: (file: string) => Promise<void>]>> = {
  deleted: ["was deleted", (file) => Deno.remove(file)],
  "deleted with all that belongs to it": ["was deleted", async (file) => {
    await Deno.remove(file);
    await Deno.remove(`${file}-wal`);
  }],
  "replaced by a copy": ["was replaced by another file", async (file) => {
    await makeFile(`${file}.copy`);
    await Deno.rename(`${file}.copy`, file);
  }],
  "overwritten by a copy": ["was changed by another program", async (file) => {
    await makeFile(`${file}.copy`);
    await Deno.writeFile(file, await Deno.readFile(`${file}.copy`));
    await Deno.remove(`${file}.copy`);
  }],
  emptied: ["was changed by another program", (file) => Deno.truncate(file)],
};

for (const [way, [says, meddling]] of Object.entries(WAYS)) {
  Deno.test(`a file that is ${way} while the graph runs gets all of the state anew`, () =>
    withFolder(async (_, file) => {
      const { warnings, errors, rounds } = await meddle(file, async (watch) => {
        await meddling(file);
        await told(watch, says);
      });
      assertEquals(errors, []);
      assertEquals(warnings, [
        `one: durable file "${file}" ${says} while the graph ran: all of the state is in it anew`,
      ]);
      const state = kept(file);
      assertEquals(state.get("A.rounds"), String(rounds));
      assertEquals(state.size, 201);
    }));
}

Deno.test("a folder that vanishes while the graph runs is told once; when it is back, so is the file", () =>
  withFolder(async (folder, file) => {
    const { warnings, errors, rounds } = await meddle(file, async (watch) => {
      await Deno.rename(folder, `${folder}.away`);
      await told(watch, "cannot keep the state");
      await Deno.mkdir(folder);
      await told(watch, "is kept in durable file");
      await Deno.remove(`${folder}.away`, { recursive: true });
    });
    assertEquals(errors, [
      `one: cannot keep the state in durable file "${file}": it was deleted while the graph ran, and cannot be written anew: ` +
      `unable to open database file: ${file}, see that its folder is there and writable; the graph goes on, and it is tried ` +
      `again every ${EVERY_MS} ms`,
    ]);
    assertEquals(warnings.length, 1);
    assertEquals(kept(file).get("A.rounds"), String(rounds));
    assertEquals(kept(file).size, 201);
  }));

Deno.test("a file that is another program's by now is left alone; when it is out of the way, the state is kept again", () =>
  withFolder(async (_, file) => {
    const diary = "Dear diary, ".repeat(1000);
    const { errors, rounds } = await meddle(file, async (watch) => {
      await Deno.writeTextFile(`${file}.diary`, diary);
      await Deno.rename(`${file}.diary`, file);
      await told(watch, "cannot keep the state");
      assertEquals(await Deno.readTextFile(file), diary);
      await Deno.remove(file);
      await told(watch, "is kept in durable file");
    });
    assertEquals(errors.length, 1, errors.join("\n"));
    assertMatch(errors[0]!, /it was replaced by another file .* not a database, restore a copy of/);
    assertEquals(kept(file).get("A.rounds"), String(rounds));
  }));

Deno.test("a last state that is not in the file is no clean end, and the error says why", () =>
  withFolder(async (folder, file) => {
    const watch = new Watch();
    const graph = draw(file, watch);
    await graph.start();
    await Deno.rename(folder, `${folder}.away`);
    try {
      const error = await assertRejects(() => within(graph.stop(), "the end"), StopError);
      const why =
        `the last state is not in durable file "${file}": it was deleted while the graph ran, and cannot be written anew: `;
      assertStringIncludes(error.message, `  - ${why}`);
      assertStringIncludes(error.report.notKept!, why);
      assertEquals(error.report.clean, false);
      assertEquals(actorIn(error.report, "A").outcome, "ended");
      assert(
        watch.texts("error").at(-1)!.startsWith(
          `one: the last state is not in durable file "${file}"`,
        ),
      );
    } finally {
      await Deno.rename(`${folder}.away`, folder);
    }
  }));

Deno.test("the write-ahead log of a file takes no more room than one write", () =>
  withFolder(async (_, path) => {
    const file = await DurableFile.open(path);
    const value = JSON.stringify("x".repeat(100_000));
    for (let n = 0; n < 100; n++) {
      file.write({ put: [{ actor: `A${n % 3}`, cell: "c", kind: "text", value }], drop: [] });
      assertEquals((await Deno.stat(`${path}-wal`)).size, 0);
    }
    file.close();
    assert((await Deno.stat(path)).size < 1_000_000);
  }));
