/** Short storms of asks, each in a process of its own: the inspector, which ends threads that hang, is one for a process. */
import { assert, assertEquals } from "@std/assert";

for (const seed of [1, 2]) {
  Deno.test(`twenty askers have one answer to each ask while actors die in every way, seed ${seed}`, async () => {
    const program = new URL("./ask_storm.ts", import.meta.url).href;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-lock", "--no-check", program, String(seed)],
    }).output();
    const [said, errors] = [stdout, stderr].map((text) => new TextDecoder().decode(text));
    assertEquals(code, 0, errors);
    const { totals, refused, wrong, kinds, struck } = JSON.parse(said!);
    assertEquals(wrong, []);
    assertEquals([totals, refused], [{ asked: 500, answered: 500, failed: 0, unclaimed: 0 }, 50]);
    assert(kinds >= 12 && struck >= 25, `${struck} faults of ${kinds} kinds have struck`);
  });
}
