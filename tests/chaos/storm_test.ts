/**
 * Short storms, with seeds that never change; `deno task chaos` runs long ones. Each in a process of its own: the inspector, which
 * ends threads that hang, is one for a process.
 */
import { assert, assertEquals } from "@std/assert";

interface Storms {
  readonly storms: readonly {
    readonly name: string;
    readonly lost: number;
    readonly doubled: number;
    readonly differences: readonly string[];
    readonly injected: Readonly<Record<string, number>>;
    readonly times: readonly unknown[];
  }[];
}

for (const seed of [1, 2, 3]) {
  Deno.test(`storms of every kind of fault lose nothing and double nothing, seed ${seed}`, async () => {
    const file = await Deno.makeTempFile({ suffix: ".json" });
    const program = new URL("./main.ts", import.meta.url).href;
    const options = ["--seed", String(seed), "--faults", "3", "--json", file];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-lock", "--no-check", program, ...options],
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    const { storms } = JSON.parse(await Deno.readTextFile(file)) as Storms;
    assert(storms.length > 10);
    for (const { name, lost, doubled, differences, injected, times } of storms) {
      assertEquals([lost, doubled, differences], [0, 0, []], name);
      for (const [kind, count] of Object.entries(injected)) {
        assert(count > 0, `no fault of kind "${kind}" struck in storm "${name}"`);
      }
      assert(times.length > 0, name);
    }
    await Deno.remove(file);
  });
}
