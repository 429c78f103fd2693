/**
 * Holds that whatever can be called or built has an example. That they run is held where the documentation is tested, which passes
 * over those that are not to be run: so one that is to be ignored does not count.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { type DocumentedName, DOORS, namesOf } from "./doors.ts";

/** Types have examples where they help; their names do nothing by themselves. */
const VALUES = ["function", "class", "variable"];

/** The examples that run: the text between fences which say `ts` and no more. */
const EXAMPLE = /^```ts$\n([^]*?)^```$/gm;

function examplesOf({ declarations }: DocumentedName): string[] {
  return declarations.flatMap(({ jsDoc }) =>
    [...(jsDoc?.doc ?? "").matchAll(EXAMPLE)].map(([, code]) => code as string)
  );
}

function isValue({ declarations }: DocumentedName): boolean {
  return declarations.some(({ kind }) => VALUES.includes(kind));
}

for (const [, module] of DOORS) {
  Deno.test(`whatever ${module} exports beside types has an example that runs`, async () => {
    const values = (await namesOf(module)).filter(isValue);
    const without = values.filter((value) => examplesOf(value).length === 0);
    assertEquals(without.map(({ name }) => name), []);
    for (const value of values) {
      for (const code of examplesOf(value)) {
        assertMatch(code, new RegExp(`\\b${value.name}\\b`), `it is not used in its example`);
        assertMatch(code, /\bassert\w*\(/, `the example of ${value.name} asserts nothing`);
        assertMatch(
          code,
          /^import .* from "@steady-state\/deno(\/\w+)*";$/m,
          `the example of ${value.name} does not say where it comes from`,
        );
      }
    }
  });
}

Deno.test("no example is passed over: each is checked, and run", async () => {
  const passedOver: string[] = [];
  for await (const path of sourceFiles(new URL("../../src/", import.meta.url))) {
    const text = await Deno.readTextFile(path);
    for (const [fence] of text.matchAll(/```(ts|js)\b.+$/gm)) passedOver.push(`${path}: ${fence}`);
  }
  assertEquals(passedOver, []);
});

async function* sourceFiles(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sourceFiles(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}
