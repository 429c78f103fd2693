/** The two actors of a link, in a simulation whose network fails: nothing is lost, and nothing doubled. */
import { assert, assertEquals } from "@std/assert";
import { SCENARIOS } from "./scenarios.ts";

/** More of them by hand: `LINK_SEEDS=1000 deno test -A --no-lock tests/links/simulated_test.ts`. */
const SEEDS = Array.from({ length: Number(Deno.env.get("LINK_SEEDS") ?? 40) }, (_, i) => i + 1);

for (const { name, run } of SCENARIOS) {
  Deno.test(`a link brings each message once, in order: ${name}`, async () => {
    const runs = await run(SEEDS);
    assertEquals(runs.length, SEEDS.length);
    const kinds = new Set(runs.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    for (const kind of ["linkCut", "linkHalfOpen", "linkSlow", "linkDown", "death"] as const) {
      assert(kinds.has(kind), `no run has had ${kind}`);
    }
  });
}
