import { assertEquals } from "@std/assert";
import { channelSize, channelSpec, initChannel } from "../../src/channel/ring/channel_spec.ts";
import { bytes, json, u32, u64 } from "../../src/channel/mod.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { seedOfRun, stressFactor } from "../contract/random.ts";
import { inWorkers } from "../contract/workers.ts";
import type { ChannelTask } from "./channel_stress_worker.ts";

const WORKER = new URL("./channel_stress_worker.ts", import.meta.url);
const KINDS = { u32, u64, bytes, json: json<unknown>() };

for (const kind of ["u32", "u64", "bytes", "json"] as const) {
  Deno.test(`a ${kind} channel between two threads that die now and then carries all messages, whole and in order`, async () => {
    const seed = seedOfRun();
    for (const capacity of [3, 64]) {
      const spec = channelSpec("pipe", KINDS[kind], { capacity, bytes: 64 });
      const plan = new RegionPlan();
      const at = plan.reserve(channelSize(spec));
      const region = plan.allocate();
      initChannel(region, at, spec);
      const task = { kind, region, at, spec, messages: 25_000 * stressFactor() };
      const tasks: ChannelTask[] = [{ ...task, end: "tx", seed }, {
        ...task,
        end: "rx",
        seed: seed + 1,
      }];
      const faults = await inWorkers<string>(WORKER, tasks);
      assertEquals(faults, ["", ""], `capacity ${capacity}, repeat with SEED=${seed}`);
    }
  });
}
