/**
 * Holds the public names: the lists in `names/`, one for each door of the package, are what users may rely on. A name that comes or goes
 * changes its list, so it is seen in every review.
 */
import { assertEquals } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

interface Documentation {
  readonly nodes: Readonly<Record<string, { readonly symbols: readonly DocumentedSymbol[] }>>;
}

interface DocumentedSymbol {
  readonly name: string;
  readonly declarations: readonly { readonly kind: string }[];
}

/** What a door exports, each name with what it is. */
async function namesOf(door: string): Promise<string[]> {
  const url = new URL(door, ROOT);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", url.pathname],
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as Documentation;
  return Object.values(nodes).flatMap(({ symbols }) =>
    symbols.map(({ name, declarations }) =>
      `${name} ${[...new Set(declarations.map(({ kind }) => kind))].sort().join(" ")}`
    )
  ).sort();
}

function listed(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

for (const [name, door] of Object.entries(manifest.exports)) {
  const list = new URL(`names/${name === "." ? "main" : name.slice(2)}.txt`, import.meta.url);
  Deno.test(`the public names of ${door} are those of its list`, async () => {
    assertEquals(await namesOf(door), listed(await Deno.readTextFile(list)));
  });
}

Deno.test("whoever knows a message kind from one door finds it, under that name, at the others", async () => {
  const [main, actor, channel] = await Promise.all(
    ["main", "actor", "channel"].map(async (name) =>
      listed(await Deno.readTextFile(new URL(`names/${name}.txt`, import.meta.url)))
    ),
  );
  // A channel without a graph is for `./channel` alone, how long a channel is for those that draw one.
  const kinds = channel!.filter((name) => !/^(openChannel|OpenChannel|ChannelOptions) /.test(name));
  for (const door of [main!, actor!]) {
    assertEquals(kinds.filter((name) => !door.includes(name)), []);
  }
});
