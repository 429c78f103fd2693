/**
 * Running anything of this package installs all that the lock file names. So it names what the package itself loads, and
 * no more: test tools are pinned to exact versions in the import map, and are used without the lock.
 */
import { assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { namedInPlace } from "./imports.ts";

Deno.test("the lock file names what the package loads, and nothing else", async () => {
  const lock: { npm: Record<string, unknown> } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)),
  );
  const names = Object.keys(lock.npm).map((entry) => entry.slice(0, entry.lastIndexOf("@")));
  assertEquals(names.sort(), ["@viz-js/viz", "deno-std", "hono", "node-diff3", "typebox", "uplot"]);
});

Deno.test("every package is pinned to an exact version", () => {
  const maps = [config.imports, ...Object.values(config.scopes)];
  for (const target of maps.flatMap((map) => Object.values(map))) {
    assertMatch(target, /^npm:(@[^/]+\/)?[^@]+@\d+\.\d+\.\d+(\/|$)/);
  }
});

/**
 * Whatever the import map maps is installed by everything that is run in a clone, and a project that has the package from a clone would
 * have to map it, too. So clients of services are named where they are loaded.
 */
Deno.test("clients of services are named where they are loaded, each with one exact version, and tests use that", async () => {
  const found = await namedInPlace();
  const rooms = ["connectors/", "nats/", "links/"];
  assertEquals(found.filter(({ file }) => !rooms.some((room) => file.startsWith(room))), []);
  const versions = new Map(found.map(({ name, version }) => [name, version]));
  assertEquals(found.filter(({ name, version }) => versions.get(name) !== version), []);
  for (const version of versions.values()) assertMatch(version, /^\d+\.\d+\.\d+$/);
  assertEquals([...versions.keys()].filter((name) => name in config.imports), []);
  const mapped = new Map(Object.entries(config.scopes["./tests/"]));
  for (const [name, version] of versions) {
    assertEquals(mapped.get(name) ?? `npm:${name}@${version}`, `npm:${name}@${version}`);
  }
});
