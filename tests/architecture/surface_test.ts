/** Holds the doors together: whoever knows a message kind from one door finds it, under that name, at the others. */
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);
const DOORS = ["mod.ts", "src/actor/mod.ts", "src/channel/mod.ts"];

/** The files below `src/channel/` that are not for every door, with the reason. */
const NOT_KINDS = [
  "open_channel.ts", // A channel without a graph: for `./channel` alone.
  "ring/channel_spec.ts", // How long a channel is: for those that draw one, which actors do not.
];

/** The names that a door exports from each file of the channel room, as `file: name`; types are marked. */
async function channelNames(door: string): Promise<string[]> {
  const url = new URL(door, ROOT);
  const code = (await Deno.readTextFile(url)).replace(/\/\*[\s\S]*?\*\//g, "");
  const room = new URL("src/channel/", ROOT).href;
  const names: string[] = [];
  for (
    const [, type, list, from] of code.matchAll(/^export( type)? \{([^}]*)\} from "([^"]+)"/gm)
  ) {
    const { href } = new URL(from!, url);
    const file = href.slice(room.length);
    if (!href.startsWith(room) || NOT_KINDS.includes(file)) continue;
    for (const name of list!.split(",").map((name) => name.trim()).filter(Boolean)) {
      names.push(
        `${file}: ${type === undefined || name.startsWith("type ") ? name : `type ${name}`}`,
      );
    }
  }
  return names.sort();
}

const expected = await channelNames("src/channel/mod.ts");

Deno.test("the channel door exports the message kinds", () => {
  for (const name of ["u32", "text", "struct", "array", "optional", "oneOf", "type ScalarKind"]) {
    assert(expected.some((entry) => entry.endsWith(`: ${name}`)), name);
  }
});

for (const door of DOORS) {
  Deno.test(`${door} exports the same names of channels as the others`, async () => {
    assertEquals(await channelNames(door), expected);
  });
}
