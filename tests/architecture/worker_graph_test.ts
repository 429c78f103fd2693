/** A worker's start-up time is the number of modules it loads, times the number of actors: the number is held here. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { modulesOf, WORKER_PATH, workerText } from "../../.ci/worker_modules.ts";

const ROOT = new URL("../../", import.meta.url);
const HOST_ROOMS = ["graph", "supervisor", "execution", "hosted", "telemetry", "dot"];
const MOST_MODULES = 108;

/** An actor that is defined in the main program loads the main door in its worker, too. */
const MAIN_DOOR = "mod.ts";
const MOST_MODULES_OF_MAIN_DOOR = 262;

for (
  const entry of [WORKER_PATH, "src/actor/mod.ts", "src/channel/mod.ts", "src/connectors/mod.ts"]
) {
  Deno.test(`${entry} loads no host room and no package`, async () => {
    const modules = await modulesOf(entry);
    const strangers = modules.filter((module) =>
      !module.startsWith("src/") || HOST_ROOMS.some((room) => module.startsWith(`src/${room}/`))
    );
    assertEquals(strangers, []);
  });
}

Deno.test("the module measured here is the one that workers load", async () => {
  const spawner = await Deno.readTextFile(new URL("src/graph/workers/worker_spawner.ts", ROOT));
  assertMatch(spawner, /new URL\(`\.\.\/\.\.\/troupe\/worker\.js#/);
  assert((await modulesOf(WORKER_PATH)).includes("src/troupe/entry.ts"));
});

Deno.test("a worker's module names all that it loads of the package", async () => {
  const written = await Deno.readTextFile(new URL(WORKER_PATH, ROOT));
  assertEquals(written, await workerText(), "run `deno task worker-modules`");
});

Deno.test("a worker and an actor's module load few modules", async () => {
  const modules = [
    ...new Set([...await modulesOf(WORKER_PATH), ...await modulesOf("src/actor/mod.ts")]),
  ];
  assert(modules.length <= MOST_MODULES, `${modules.length} modules: ${modules.join(", ")}`);
});

Deno.test("the main door loads neither telemetry nor any package before it is used", async () => {
  const modules = await modulesOf(MAIN_DOOR);
  const strangers = modules.filter((module) =>
    module.startsWith("src/telemetry/") || module.startsWith("static/") ||
    !(module.startsWith("src/") || module.startsWith("node:") || module === MAIN_DOOR)
  );
  assertEquals(strangers, []);
  assert(
    modules.length <= MOST_MODULES_OF_MAIN_DOOR,
    `${modules.length} modules: ${modules.join(", ")}`,
  );
});

/** What the doctor needs to know how the page is served, and threads are ended; and how a word of NATS is read. */
const SEEN_AT_ONCE = [
  "src/telemetry/http/listen.ts",
  "src/telemetry/http/port.ts",
  "src/execution/inspector_link.ts",
  "src/execution/bounded.ts",
  "src/telemetry/announce/nats_meeting.ts",
];

Deno.test("the command line loads neither a graph nor a package before the doctor is asked", async () => {
  const strangers = (await modulesOf("src/cli/main.ts")).filter((module) =>
    /^(src\/(actor|channel|execution|graph|telemetry)|static)\//.test(module) ||
    !(module.startsWith("src/") || module.startsWith("node:"))
  );
  assertEquals(strangers.sort(), SEEN_AT_ONCE.toSorted());
});
