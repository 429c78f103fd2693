/** What restarts leave behind: no thread, no lock, no memory to speak of. */
import { assert, assertEquals } from "@std/assert";

const MAX_GROWTH_MIB = 64;

/** The cells: the one that crashes shares its worker or not; its sibling starts again with it or not. */
const CELLS = [
  { who: "a solo actor", times: 500, home: "solo", strategy: "oneForOne" },
  { who: "a member of a troupe, and siblings", times: 150, home: "troupe", strategy: "oneForAll" },
  { who: "a member of a troupe", times: 500, home: "troupe", strategy: "oneForOne" },
] as const;

for (const { who, times, home, strategy } of CELLS) {
  Deno.test({
    name: `${times} restarts in a row of ${who} leak no thread and no lock`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      const program = new URL("./leak_program.ts", import.meta.url).href;
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-lock", "--no-check", program, home, strategy, String(times)],
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const { grownMiB, moreLocks, clean, restarts } = JSON.parse(
        new TextDecoder().decode(stdout),
      );
      console.log(`    memory grew by ${grownMiB.toFixed(1)} MiB`);
      assert(grownMiB < MAX_GROWTH_MIB, `memory grew by ${grownMiB} MiB`);
      // Each look may have come while two workers were on their way in or out, with two locks each.
      assert(moreLocks <= 4, `${moreLocks} locks more than before`);
      assertEquals(clean, true);
      const others = strategy === "oneForAll" ? [times, times] : [0];
      assertEquals(restarts, [times, ...others]);
    },
  });
}
