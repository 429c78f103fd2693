/**
 * Holds the public names: the lists in `names/`, one for each door of the package, are what users may rely on. A name that comes or goes
 * changes its list, so it is seen in every review.
 */
import { assertEquals } from "@std/assert";
import { DOORS, namesOf } from "./doors.ts";

/** What a door exports, each name with what it is. */
async function linesOf(module: string): Promise<string[]> {
  return (await namesOf(module)).map(({ name, declarations }) =>
    `${name} ${[...new Set(declarations.map(({ kind }) => kind))].sort().join(" ")}`
  ).sort();
}

async function listOf(name: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`names/${name}.txt`, import.meta.url));
  return text.split("\n").filter((line) => line !== "");
}

for (const [name, module] of DOORS) {
  Deno.test(`the public names of ${module} are those of its list`, async () => {
    assertEquals(await linesOf(module), await listOf(name));
  });
}

Deno.test("whoever knows a message kind from one door finds it, under that name, at the others", async () => {
  const [main, actor, channel] = await Promise.all(["main", "actor", "channel"].map(listOf));
  // A channel without a graph is for `./channel` alone, how long a channel is for those that draw one.
  const kinds = channel!.filter((name) =>
    !/^(openChannel|OpenChannel|ChannelOptions|OverflowRule) /.test(name)
  );
  for (const door of [main!, actor!]) {
    assertEquals(kinds.filter((name) => !door.includes(name)), []);
  }
});

Deno.test("no public name hides a global one", async () => {
  const lists = await Promise.all(DOORS.map(([name]) => listOf(name)));
  const names = lists.flat().map((line) => line.split(" ")[0] as string);
  assertEquals(names.filter((name) => name in globalThis), []);
});
