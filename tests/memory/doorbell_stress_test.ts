import { assertEquals } from "@std/assert";
import { initDoorbell } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { seedOfRun, stressFactor } from "../contract/random.ts";
import { inWorkers } from "../contract/workers.ts";
import type { StressResult, StressTask } from "./doorbell_stress_worker.ts";

const WORKER = new URL("./doorbell_stress_worker.ts", import.meta.url);

async function stress(
  { ringers, rounds, parks }: Pick<StressTask, "ringers" | "rounds" | "parks">,
): Promise<void> {
  const plan = new RegionPlan();
  const doorbell = plan.reserve(doorbellBytes(ringers));
  const published = plan.reserve(ringers * 4);
  const seen = plan.reserve(ringers * 4);
  const region = plan.allocate();
  initDoorbell(region, doorbell, ringers);
  const seed = seedOfRun();
  const task = { region, doorbell, published, seen, ringers, parks };
  const tasks: StressTask[] = [{ ...task, role: "sleeper", seat: 0, rounds, seed }];
  for (let seat = 0; seat < ringers; seat++) {
    tasks.push({ ...task, role: "ringer", seat, rounds, seed: seed + seat + 1 });
  }
  const results = await inWorkers<StressResult>(WORKER, tasks);
  const lost = results.reduce((sum, result) => sum + result.lost, 0);
  assertEquals(lost, 0, `a wake-up was lost, repeat with SEED=${seed}`);
  if (parks) {
    assertEquals(results[0]!.slept > 0, true, "the sleeper never slept: nothing was tested");
  }
}

Deno.test("a worker that parks is woken by every ring, from one thread", async () => {
  await stress({ ringers: 1, rounds: 12_000 * stressFactor(), parks: true });
});

Deno.test("a worker that parks is woken by every ring, from several threads", async () => {
  await stress({ ringers: 3, rounds: 10_000 * stressFactor(), parks: true });
});

Deno.test("an actor that waits is rung for every message, from one thread", async () => {
  await stress({ ringers: 1, rounds: 60_000 * stressFactor(), parks: false });
});
