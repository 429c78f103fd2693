import { assertEquals } from "@std/assert";
import { type Cue, packCues, unpackCues } from "../../src/protocol/cues.ts";
import type { EndPlan, WaitStrategy } from "../../src/protocol/mod.ts";
import { seeded } from "../fixtures/random.ts";

const STRATEGIES: readonly WaitStrategy[] = ["park", "spin", "adaptive"];
const INSTANCES = [null, 0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER];

/** Cues as they may come: few kinds of most things, and places anywhere in the largest region. */
function randomCues(random: () => number): Cue[] {
  const below = (limit: number) => Math.floor(random() * limit);
  const place = () => below(2 ** 25) * 128;
  const flag = () => random() < 0.5;
  const cells = [[], [{
    name: "n",
    kind: "u32",
    at: 8,
    stride: 8,
    group: 0,
    maxBytes: 0,
    initial: 7,
  }]];
  let channels = 0;
  const end = (): EndPlan => {
    const channel = ++channels;
    return {
      port: `port ${below(3)}`,
      direction: flag() ? "tx" : "rx",
      channel,
      at: place(),
      spec: {
        name: `channel ${channel}`,
        capacity: 1 + below(2 ** 24),
        slots: 2 ** below(25),
        slotBytes: below(100),
        payloadBytes: below(2 ** 30),
        checked: flag(),
        pooled: flag(),
        overflow: flag() ? "wait" : flag() ? "dropNewest" : { sample: 2 + below(2 ** 31 - 3) },
      },
      peer: { doorbell: place(), seats: 1 + below(10_000), seat: below(10_000) },
    };
  };
  return Array.from({ length: below(20) }, (_, index): Cue => ({
    generation: below(1000),
    suspects: flag() ? [] : [{ end: below(4), until: below(2 ** 32) | 0 }],
    plan: {
      index,
      name: `NAME ${below(3)}`,
      instance: INSTANCES[below(INSTANCES.length)] as number | null,
      label: `NAME ${index}`,
      args: { index, nested: [index] },
      waitStrategy: STRATEGIES[below(3)] as WaitStrategy,
      permanent: flag(),
      inCycle: flag(),
      seat: below(10_000),
      probe: place(),
      journal: place(),
      state: { at: place(), cells: cells[below(2)] as Cue["plan"]["state"]["cells"] },
      ends: Array.from({ length: below(5) }, end),
    },
  }));
}

Deno.test("what a worker is told of generations is what the host means, whatever that is", () => {
  const random = seeded(7);
  for (let round = 0; round < 300; round++) {
    const cues = randomCues(random);
    assertEquals([...unpackCues(structuredClone(packCues(cues)))], cues);
  }
});

Deno.test("both ends of a channel that are in one worker have one object for its measures", () => {
  const random = seeded(3);
  const withEnds = () => randomCues(random).find(({ plan }) => plan.ends.length > 0);
  let cue = withEnds();
  while (cue === undefined) cue = withEnds();
  const [end] = cue.plan.ends as [EndPlan];
  const both = { ...cue, plan: { ...cue.plan, ends: [end, { ...end, port: "other" }] } };
  const [unpacked] = unpackCues(structuredClone(packCues([both])));
  const [one, other] = unpacked?.plan.ends ?? [];
  assertEquals(one?.spec, end.spec);
  assertEquals(one?.spec === other?.spec, true);
});
