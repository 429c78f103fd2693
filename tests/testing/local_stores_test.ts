import { assertEquals, assertThrows } from "@std/assert";
import { u32 } from "@steady-state/deno";
import {
  CHANNEL_CLOSED_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_TAIL_WORD,
} from "../../src/channel/ring/channel_layout.ts";
import { ringKind, RingMemory } from "../../src/channel/ring/mod.ts";
import { channelSpec, initChannel } from "../../src/channel/ring/host.ts";
import { channelSize } from "../../src/channel/ring/channel_spec.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { viewsOf } from "../../src/memory/views.ts";
import { Dice } from "../../src/testing/dice.ts";
import { fatefulWords } from "../../src/testing/fateful_stores.ts";
import { Faults } from "../../src/testing/faults.ts";

/** A channel within a thread that dies at its store number `measure`. */
function doomed(measure: number) {
  const spec = channelSpec("numbers", u32, { capacity: 4 });
  const plan = new RegionPlan();
  const at = plan.reserve(channelSize(spec));
  const region = plan.allocate();
  initChannel(region, at, spec);
  const { words } = viewsOf(region);
  const memory = new RingMemory(region, at, spec, null, undefined, fatefulWords(words));
  const kind = ringKind<number>(u32);
  const [tx, rx] = [kind.createTx(memory), kind.createRx(memory)];
  const list = [{ step: 1, kind: "deathAtStore", worker: "both", measure, elapsedMs: 0 }] as const;
  const faults = new Faults(new Dice(1), {}, list);
  let deaths = 0;
  const worker = { plan: { name: "both" }, die: () => deaths++ };
  faults.begin();
  faults.before(worker as never, { elapsedMs: () => 0 } as never);
  const word = (offset: number) => words[at / 4 + offset];
  return { faults, tx, rx, word, deaths: () => deaths };
}

Deno.test("a thread dies at any store of a channel within it, though those go without Atomics", () => {
  const cursors = [CHANNEL_HEAD_WORD, CHANNEL_CLOSED_WORD, CHANNEL_TAIL_WORD];
  const stored: (readonly (number | undefined)[])[] = [];
  for (let store = 0; store < 3; store++) {
    const { faults, tx, rx, word, deaths } = doomed(store);
    assertThrows(
      () => {
        tx.publish(1, true);
        rx.publish(1, false);
      },
      Error,
      "The thread ended here",
    );
    faults.after();
    assertEquals([deaths(), faults.done.map(({ measure }) => measure)], [1, [store]]);
    stored.push(cursors.map(word));
  }
  assertEquals(stored, [[0, 0, 0], [1, 0, 0], [1, 1, 0]]);
});
