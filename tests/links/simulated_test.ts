import { assertEquals } from "@std/assert";
import { collect, feed, simulate } from "../../src/testing/mod.ts";
import { pair } from "./pair.ts";

const SEEDS = Number(Deno.env.get("LINK_SEEDS") ?? 40);
const MESSAGES = Array.from({ length: 200 }, (_, i) => i);

for (const listens of ["egress", "ingress"] as const) {
  for (const acknowledge of ["received", "settled"] as const) {
    Deno.test(`a link loses nothing and doubles nothing, ${listens} listens, ${acknowledge}`, async () => {
      const runs = await simulate(
        () => pair({ listens, ingress: { acknowledge } }),
        {
          seeds: SEEDS,
          swarm: true,
          faults: {
            death: 0.01,
            deathAtStore: 0.02,
            slow: 0.01,
            lateToHost: 0.002,
            linkCut: 0.01,
            linkHalfOpen: 0.01,
            linkSlow: 0.005,
            linkDown: 0.002,
          },
        },
        async (stage) => {
          const taken = collect<number>();
          stage.perform("SENDER", feed(MESSAGES));
          stage.perform("TAKER", taken);
          await stage.finished;
          assertEquals(taken.taken, MESSAGES);
        },
      );
      assertEquals(runs.length, SEEDS);
    });
  }
}
