import { assertEquals } from "@std/assert";

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

/** The hashes of the runs of these seeds, in a process of their own, after so many others. */
async function hashesOf(seeds: readonly number[], before: number): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-lock",
      "--no-check",
      "tests/testing/determinism_program.ts",
      seeds.join(),
      String(before),
    ],
    cwd: new URL("../..", import.meta.url),
  }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("runs of all kinds are the same for the same seed in any process, whatever ran there before and beside", async () => {
  // Side by side, so that each is held up by the other.
  const [one, other] = await Promise.all([
    hashesOf(SEEDS, 0),
    hashesOf(SEEDS.toReversed(), 6),
  ]);
  assertEquals(one, other);
  const hashes = new Set(Object.values(JSON.parse(one)));
  assertEquals(hashes.size, SEEDS.length, "runs of different seeds differ");
});
