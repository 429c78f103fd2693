/** What `.ci/release.ts` makes of `deno.json`, as text; and what it refuses. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { checkVersions, releaseConfig } from "../../.ci/release.ts";
import { importsOf, sourceFiles } from "../architecture/imports.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
const config = await read("deno.json");

Deno.test("a release maps @std to JSR, leaves out its hand-written types, and changes nothing else", () => {
  const changes: [from: string, to: string][] = [
    ["npm:deno-std@1.4.0/assert/mod.js", "jsr:@std/assert@1.0.19"],
    ["npm:deno-std@1.4.0/http/etag.js", "jsr:@std/http@1.1.2/etag"],
    [
      "npm:deno-std@1.4.0/http/server_sent_event_stream.js",
      "jsr:@std/http@1.1.2/server-sent-event-stream",
    ],
    [
      '"noUncheckedIndexedAccess": true,\n    "types": [\n      "./src/std.d.ts"\n    ]',
      '"noUncheckedIndexedAccess": true',
    ],
    [
      '      "deno.json"\n    ]\n  }',
      '      "deno.json"\n    ],\n    "exclude": [\n      "src/std.d.ts"\n    ]\n  }',
    ],
  ];
  let expected = config;
  for (const [from, to] of changes) {
    assertEquals(expected.split(from).length, 2, `deno.json has one ${from}`);
    expected = expected.replace(from, to);
  }
  assertEquals(releaseConfig(config), expected);
});

Deno.test("nothing that the package imports is left to the npm build of @std", async () => {
  const { imports } = JSON.parse(releaseConfig(config)) as { imports: Record<string, string> };
  assertEquals(Object.values(imports).filter((target) => target.includes("deno-std")), []);
  const bare = (await Promise.all((await sourceFiles()).map(importsOf))).flat()
    .filter((name) => name.startsWith("@std/"));
  assertEquals([...new Set(bare)].sort(), [
    "@std/http/etag",
    "@std/http/server-sent-event-stream",
  ]);
  for (const name of bare) assertMatch(imports[name]!, /^jsr:@std\/[a-z]+@\d+\.\d+\.\d+\/[a-z-]+$/);
});

function changed(change: (config: { imports: Record<string, string> }) => void): string {
  const copy = JSON.parse(config);
  change(copy);
  return JSON.stringify(copy);
}

Deno.test("a release with a mapping that it does not know is refused, with all such", () => {
  const text = changed(({ imports }) => {
    imports["@std/async/delay"] = "npm:deno-std@1.4.0/async/delay.js";
    imports["left-pad"] = "npm:left-pad@^1.0.0";
    imports["near"] = "./near.ts";
    delete imports["@std/assert"];
  });
  const error = assertThrows(() => releaseConfig(text), TypeError);
  for (const name of ["@std/async/delay", "left-pad", "near", "@std/assert"]) {
    assertMatch(error.message, new RegExp(`"${name}" is `));
  }
});

Deno.test("a release with other types than those of the npm build is refused", () => {
  const text = config.replace('"./src/std.d.ts"', '"./src/std.d.ts",\n"./src/more.d.ts"');
  assertThrows(() => releaseConfig(text), TypeError, "only ./src/std.d.ts can be left out");
  // What is a release already.
  assertThrows(() => releaseConfig(releaseConfig(config)), TypeError, "its types are []");
});

const sound = {
  config: '{ "version": "1.2.3" }',
  source: 'export const VERSION = "1.2.3";\n',
  changelog: "# Changelog\n\n## 1.2.3\n\n- All.\n\n## 1.2.2\n",
  tag: "v1.2.3",
};

Deno.test("a release whose version is one everywhere is let through", () => {
  checkVersions(sound);
  checkVersions({ ...sound, changelog: "## Unreleased\n", tag: undefined });
});

Deno.test("a release whose versions differ is refused, with each that does", () => {
  const faults: [versions: Partial<typeof sound>, says: string][] = [
    [{ source: 'export const VERSION = "1.2.2";' }, "src/package.ts has 1.2.2"],
    [{ source: "" }, "src/package.ts has no VERSION"],
    [{ tag: "1.2.3" }, "the tag is 1.2.3, make it v1.2.3"],
    [{ changelog: "## Unreleased\n\n## 1.2.3\n" }, 'CHANGELOG.md begins with "Unreleased"'],
    [{ changelog: "" }, 'CHANGELOG.md begins with ""'],
  ];
  for (const [versions, says] of faults) {
    assertThrows(() => checkVersions({ ...sound, ...versions }), TypeError, says);
  }
  const all = { config: sound.config, source: "", changelog: "", tag: "v9.0.0" };
  assertMatch(
    assertThrows(() => checkVersions(all), TypeError).message,
    /^Cannot release version 1\.2\.3 of deno\.json: src.*; the tag is v9.*; \.github/,
  );
});

Deno.test("the version of this copy is the one of deno.json", async () => {
  checkVersions({
    config,
    source: await read("src/package.ts"),
    changelog: await read(".github/CHANGELOG.md"),
    tag: undefined,
  });
});
