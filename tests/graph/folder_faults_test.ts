/** What is said of a folder with state that others change while the graph runs, and what becomes of the state then. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Graph, StopError } from "@steady-state/deno";
import { counting } from "../fixtures/durable_actors.ts";
import { placeNamed } from "../fixtures/durable_places.ts";
import { actorIn, faultsOf, until, Watch, within } from "../fixtures/watch.ts";

const place = placeNamed("folder");

/** Rarely enough that what a test does to the folder does not fall into the writing of it. */
const EVERY_MS = 200;

async function withFolder(test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "durable_" });
  try {
    await test(`${folder}/state`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function draw(folder: string, watch = new Watch()): Graph {
  return new Graph("one", { durable: { folder, everyMs: EVERY_MS }, log: watch.log })
    .actor("A", counting, { durable: true });
}

const STRANGERS = Array.from({ length: 20 }, (_, n) => ({
  actor: `STRANGER ${n}`,
  cell: "c",
  kind: "text",
  value: JSON.stringify("x".repeat(300)),
}));

function told(watch: Watch, text: string): Promise<void> {
  return until(() => watch.texts().some((one) => one.includes(text)), text);
}

/** Starts a graph on a folder with strangers, does something to the folder, and returns what is logged from `level` on. */
async function meddle(
  path: string,
  meddling: (watch: Watch) => Promise<void>,
): Promise<{ warnings: string[]; errors: string[]; rounds: unknown }> {
  await place.put(path, ...STRANGERS);
  const watch = new Watch();
  const graph = draw(path, watch);
  await graph.start();
  await until(() => isKept(path), "the actor is kept");
  await meddling(watch);
  const report = await within(graph.stop(), "the end");
  assertEquals(report.notKept, null);
  return {
    warnings: watch.texts("warn"),
    errors: watch.texts("error"),
    rounds: actorIn(report, "A").state.rounds,
  };
}

/** Whether the actor's first write is over: a file says what it is to do until it is done. */
function isKept(path: string): boolean {
  const names = new Set([...Deno.readDirSync(path)].map(({ name }) => name));
  return names.has("A.json") && !names.has("commit.json");
}

async function assertWhole(path: string, rounds: unknown): Promise<void> {
  const kept = await place.kept(path);
  assertEquals(kept["A.rounds"], `u32 ${rounds}`);
  assertEquals(Object.keys(kept).length, STRANGERS.length + 1);
}

const WAYS: Readonly<Record<string, [says: string, way: (path: string) => Promise<void>]>> = {
  "is deleted": ["was deleted", (path) => Deno.remove(path, { recursive: true })],
  "is replaced by a copy": ["was replaced by another folder", async (path) => {
    await place.put(`${path}.copy`, ...STRANGERS);
    await Deno.rename(path, `${path}.away`);
    await Deno.rename(`${path}.copy`, path);
  }],
  "loses a file": [
    "was changed by another program",
    (path) => Deno.remove(`${path}/STRANGER_3.json`),
  ],
  "has a file changed": [
    "was changed by another program",
    (path) => Deno.writeTextFile(`${path}/A.json`, '{"actor":"A","write":1,"cells":{}}'),
  ],
  "has a file damaged": [
    "was changed by another program",
    (path) => Deno.writeTextFile(`${path}/STRANGER_3.json`, "Dear diary"),
  ],
  "has a file emptied": [
    "was changed by another program",
    (path) => Deno.truncate(`${path}/A.json`),
  ],
  "loses its index": [
    "was changed by another program",
    (path) => Deno.remove(`${path}/index.json`),
  ],
};

for (const [way, [says, meddling]] of Object.entries(WAYS)) {
  Deno.test(`a folder that ${way} while the graph runs gets all of the state anew`, () =>
    withFolder(async (path) => {
      const { warnings, errors, rounds } = await meddle(path, async (watch) => {
        await meddling(path);
        await told(watch, says);
      });
      assertEquals(errors, []);
      assertEquals(warnings, [
        `one: durable folder "${path}" ${says} while the graph ran: all of the state is in it anew`,
      ]);
      await assertWhole(path, rounds);
    }));
}

Deno.test("where the folder around it vanishes, that is told once; when it is back, so is the state", () =>
  withFolder(async (path) => {
    const around = path.slice(0, path.lastIndexOf("/"));
    const { warnings, errors, rounds } = await meddle(path, async (watch) => {
      await Deno.rename(around, `${around}.away`);
      await told(watch, "cannot keep the state");
      await Deno.mkdir(around);
      await told(watch, "is kept in durable folder");
      await Deno.remove(`${around}.away`, { recursive: true });
    });
    assertEquals(errors.length, 1, errors.join("\n"));
    assertMatch(
      errors[0]!,
      /": it was deleted while the graph ran, and cannot be written anew: .*, see that the folder it is in is there and writable; the graph goes on, and it is tried again every 200 ms$/,
    );
    assertEquals(warnings.length, 1);
    await assertWhole(path, rounds);
  }));

Deno.test("a folder that is another program's by now is left alone; when it is out of the way, the state is kept again", () =>
  withFolder(async (path) => {
    const { errors, rounds } = await meddle(path, async (watch) => {
      await Deno.rename(path, `${path}.away`);
      await Deno.mkdir(path);
      await Deno.writeTextFile(`${path}/diary.txt`, "Dear diary");
      await told(watch, "cannot keep the state");
      assertEquals([...Deno.readDirSync(path)].map(({ name }) => name), ["diary.txt"]);
      await Deno.remove(path, { recursive: true });
      await told(watch, "is kept in durable folder");
    });
    assertEquals(errors.length, 1, errors.join("\n"));
    assertStringIncludes(errors[0]!, 'it has "diary.txt", but no index.json, so it is not');
    await assertWhole(path, rounds);
  }));

Deno.test("a last state that is not in the folder is no clean end, and the error says why", () =>
  withFolder(async (path) => {
    const around = path.slice(0, path.lastIndexOf("/"));
    const graph = draw(path);
    await graph.start();
    await Deno.rename(around, `${around}.away`);
    try {
      const { report } = await assertRejects(() => within(graph.stop(), "the end"), StopError);
      assertStringIncludes(
        report.notKept!,
        `the last state is not in durable folder "${path}": it was deleted while the graph ran, and cannot be written anew: `,
      );
      assertEquals(actorIn(report, "A").outcome, "ended");
    } finally {
      await Deno.rename(`${around}.away`, around);
    }
  }));

Deno.test("a folder that may not be written is a fault that says what to do", () =>
  withFolder(async (path) => {
    await place.put(path, ...STRANGERS);
    const before = await place.kept(path);
    if (!(await chattr("+i", path))) return;
    try {
      const faults = await faultsOf(draw(path));
      assertEquals(faults.length, 1);
      assertMatch(
        faults[0]!,
        /^cannot open durable folder ".*": .*, make it and what is in it writ/,
      );
    } finally {
      await chattr("-i", path);
    }
    assertEquals(await place.kept(path), before);
  }));

/** Makes a folder immutable, also for root. Returns whether that can be here. */
async function chattr(flag: string, path: string): Promise<boolean> {
  try {
    return (await new Deno.Command("chattr", { args: [flag, path], stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

Deno.test("a folder that is new, or empty, is told: the state begins anew", () =>
  withFolder(async (path) => {
    for (const level of ["info", "warn"] as const) {
      if (level === "warn") await Deno.mkdir(path);
      const watch = new Watch();
      const graph = draw(path, watch);
      await graph.start();
      await graph.stop();
      const is = level === "info" ? "new" : "empty";
      assert(
        watch.texts(level).includes(
          `one: durable folder "${path}" is ${is}: every durable actor begins anew`,
        ),
      );
      await Deno.remove(path, { recursive: true });
    }
  }));
