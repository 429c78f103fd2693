import { assert, assertEquals } from "@std/assert";
import { channelSize, channelSpec, initChannel } from "../../src/channel/ring/channel_spec.ts";
import { f64, type Kind, text, u32 } from "../../src/channel/mod.ts";
import { initDoorbell } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { cell, initState, stateSpec } from "../../src/state/mod.ts";
import { initJournal, journalBytes } from "../../src/turn/mod.ts";
import { seedOfRun, stressFactor } from "../contract/random.ts";
import { inWorkers } from "../contract/workers.ts";
import type { TurnResult, TurnTask } from "./turn_stress_worker.ts";

const WORKER = new URL("./turn_stress_worker.ts", import.meta.url);

const SCHEMA = { next: u32, sum: f64, last: cell(text, "", { maxBytes: 64 }) };

Deno.test("actors that die again and again in the middle of their turns lose nothing and double nothing", async () => {
  const messages = 15_000 * stressFactor();
  const seed = seedOfRun();
  const actors = [0, 1, 2];
  const plan = new RegionPlan();
  const { cells, bytes } = stateSpec(SCHEMA);
  const bells = actors.map(() => plan.reserve(doorbellBytes(1)));
  const journals = actors.map(() => plan.reserve(journalBytes(4)));
  const states = actors.map(() => plan.reserve(bytes));
  const place = (kind: Kind<never>, capacity: number) => {
    const spec = channelSpec("pipe", kind, { capacity, bytes: 64 });
    return { spec, at: plan.reserve(channelSize(spec)) };
  };
  // Odd capacities, and payload for a few texts only: the rings run full and round all the time.
  const numbers = [5, 16].map((capacity) => place(u32 as unknown as Kind<never>, capacity));
  const texts = [7, 3].map((capacity) => place(text as unknown as Kind<never>, capacity));
  const region = plan.allocate();
  for (const { at, spec } of [...numbers, ...texts]) initChannel(region, at, spec);
  for (const actor of actors) {
    initDoorbell(region, bells[actor]!, 1);
    initJournal(region, journals[actor]!, actor === 1 ? 4 : 2);
    initState(region, states[actor]!);
  }
  const end = (places: typeof numbers, channel: number, peer: number) =>
    places[channel] && bells[peer] !== undefined
      ? { ...places[channel], peer: { doorbell: bells[peer], seats: 1, seat: 0 } }
      : undefined;
  const tasks = actors.map((actor): TurnTask => ({
    region,
    doorbell: bells[actor]!,
    journal: journals[actor]!,
    state: states[actor]!,
    cells,
    numbersIn: end(numbers, actor - 1, actor - 1),
    textsIn: end(texts, actor - 1, actor - 1),
    numbersOut: end(numbers, actor, actor + 1),
    textsOut: end(texts, actor, actor + 1),
    messages,
    seed: seed + actor,
  }));
  const results = await inWorkers<TurnResult>(WORKER, tasks);
  assertEquals(results.map(({ fault }) => fault), ["", "", ""], `repeat with SEED=${seed}`);
  for (const { deaths } of results) assert(deaths > 20, "hardly anybody died: nothing was tested");
});
