/** Pools, and the host's own ends, of a graph in a file. */
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";

const HERE = fileURLToPath(new URL(".", import.meta.url));

Deno.test("a pool goes on as it was, and what the host has sent is there once, over all processes", async () => {
  const folder = await Deno.makeTempDir();
  // From one to the next the pool may have become another one: of so many members.
  const lives = [
    ["", 4],
    ["grow", 4],
    ["", 6],
    ["shrinking", 4],
    ["shrinking", 4],
    ["grow", 5],
    ["stop", 5],
  ] as const;
  const awake: number[] = [];
  let state: unknown;
  for (const [i, [what, members]] of lives.entries()) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", "--no-lock", "--no-check", `${HERE}/pool_program.ts`],
        ...[`${folder}/graph.region`, `${i * 100}`, what, `${members}`],
      ],
      stderr: "null",
    }).output();
    const said = JSON.parse(new TextDecoder().decode(stdout));
    awake.push(said.awake - 4); // The host's two ends, the dealer and the collector are always there.
    state = said.state;
  }
  // Whether those that were to sleep when their process was killed do is a matter of when; whoever had not gone to sleep is awake.
  assertEquals([awake[0], awake[1], awake[2], awake[3], awake[6]], [1, 1, 3, 3, 3]);
  const count = 100 * lives.length;
  assertEquals(state, { count, sum: count * (count - 1) / 2 });
  await Deno.remove(folder, { recursive: true });
});
