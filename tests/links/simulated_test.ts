/** The two actors of a link, in a simulation whose network fails: nothing is lost, and nothing doubled. */
import { assert, assertEquals } from "@std/assert";
import { collect, type FaultRates, feed, simulate } from "../../src/testing/mod.ts";
import { bundlePair, pair, type PairOptions, textPair } from "./pair.ts";

/** By hand: `LINK_SEEDS=1000 deno test -A --no-lock tests/links/simulated_test.ts`. */
const SEEDS = Number(Deno.env.get("LINK_SEEDS") ?? 25);

const FAULTS: FaultRates = {
  death: 0.01,
  deathAtStore: 0.02,
  hang: 0.001,
  slow: 0.01,
  uncaught: 0.002,
  lateToHost: 0.002,
  clockStep: 0.002,
  linkCut: 0.01,
  linkHalfOpen: 0.01,
  linkSlow: 0.005,
  linkDown: 0.002,
};

const OPTIONS = { seeds: SEEDS, swarm: true, faults: FAULTS } as const;
const MESSAGES = Array.from({ length: 200 }, (_, i) => i);

const listeners = ["egress", "ingress"] as const;
const levels = ["received", "settled"] as const;
const cases: PairOptions[] = listeners.flatMap((listens) =>
  levels.map((acknowledge) => ({ listens, ingress: { acknowledge } }))
);

for (const options of cases) {
  const { listens, ingress } = options;
  const name = `${listens} listens, ${ingress?.acknowledge}`;

  Deno.test(`a link brings each message once, in order: ${name}`, async () => {
    const kinds = new Set<string>();
    await simulate(() => pair(options), OPTIONS, async (stage) => {
      const taken = collect<number>();
      stage.perform("SENDER", feed(MESSAGES));
      stage.perform("TAKER", taken);
      await stage.finished;
      assertEquals(taken.taken, MESSAGES);
    }).then((runs) => runs.forEach(({ faults }) => faults.forEach(({ kind }) => kinds.add(kind))));
    for (const kind of ["linkCut", "linkHalfOpen", "linkSlow", "linkDown", "death"]) {
      assert(kinds.has(kind), `no run has had ${kind}`);
    }
  });
}

Deno.test("a link brings texts of any length, through rings that hold few of them", async () => {
  const words = Array.from({ length: 150 }, (_, i) => "abcdefgh".repeat(i % 9).slice(0, i % 65));
  for (const listens of listeners) {
    await simulate(() => textPair({ listens }), OPTIONS, async (stage) => {
      const taken = collect<string>();
      stage.perform("SENDER", feed(words));
      stage.perform("TAKER", taken);
      await stage.finished;
      assertEquals(taken.taken, words);
    });
  }
});

Deno.test("a link of a bundle goes on in each lane for itself", async () => {
  const numbers = Array.from({ length: 60 }, (_, i) => i);
  for (const listens of listeners) {
    await simulate(() => bundlePair({ listens }, 3), OPTIONS, async (stage) => {
      const taken = collect<number>();
      stage.perform("SENDER", feed(numbers));
      stage.perform("TAKER", taken);
      await stage.finished;
      assertEquals(taken.taken, numbers.map((n) => 3 * n));
    });
  }
});
