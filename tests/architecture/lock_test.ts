/**
 * Running anything of this package installs all that the lock file names. So it names what the package itself loads, and
 * no more: test tools are pinned to exact versions in the import map, and are used without the lock.
 */
import { assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

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
