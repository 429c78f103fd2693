/** Holds `.github/THIRD_PARTY.md` against what `deno.json` maps, in the clone and in a release. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { releaseConfig } from "../../.ci/release.ts";
import { namedInPlace } from "../architecture/imports.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

type Map = Readonly<Record<string, string>>;
interface Config {
  readonly imports: Map;
  readonly scopes: Readonly<Record<string, Map>>;
}

const text = await read("deno.json");
const { scopes } = JSON.parse(text) as Config;
const release = JSON.parse(releaseConfig(text)) as Config;
const [, loaded = "", others = ""] = (await read(".github/THIRD_PARTY.md")).split(/^## /m);

/** `package version` of each target, once. */
function packagesOf(map: Map): string[] {
  const all = Object.values(map).map((target) => {
    const [, name, version] = /^(?:npm|jsr):((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(target)!;
    return `${name} ${version}`;
  });
  return [...new Set(all)].sort();
}

/** `package version` of each client of a service. */
async function clients(): Promise<string[]> {
  return [...new Set((await namedInPlace()).map(({ name, version }) => `${name} ${version}`))];
}

/** `package version` of each row of a table. */
function rowsOf(table: string): string[] {
  return [...table.matchAll(/^\| \[?([^\s\]|]+)[^|]*\| (\d+\.\d+\.\d+)/gm)]
    .map(([, name, version]) => `${name} ${version}`).sort();
}

Deno.test("what the package loads is listed with its version, and nothing else", async () => {
  const { "@std/assert": _, ...imports } = release.imports;
  assertEquals(rowsOf(loaded), [...packagesOf(imports), ...await clients()].sort());
});

Deno.test("what tests and examples load is listed with its version, and nothing else", async () => {
  const maps = [{ assert: release.imports["@std/assert"]! }, ...Object.values(scopes)];
  const isOfPackage = new Set(await clients());
  const own = maps.flatMap(packagesOf).filter((name) => !isOfPackage.has(name));
  assertEquals(rowsOf(others), own.sort());
});

Deno.test("the npm build that a clone loads is told", () => {
  const { imports } = JSON.parse(text) as Config;
  const builds = packagesOf(imports).filter((name) => name.startsWith("deno-std "));
  assertEquals(builds, ["deno-std 1.4.0"]);
  assertStringIncludes(loaded, "`deno-std` 1.4.0");
});
