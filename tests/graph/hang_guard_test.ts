import { assertEquals } from "@std/assert";
import type { GraphPlan } from "../../src/graph/plan/mod.ts";
import { HangGuard } from "../../src/graph/workers/mod.ts";
import { PROBE_BYTES } from "../../src/probe/probe_layout.ts";
import { ProbeWriter } from "../../src/probe/write.ts";
import type { World } from "../../src/world.ts";

/** A timer that comes when the test says so, and how often it is to come. */
class OneTimer implements Pick<World, "now" | "every"> {
  periodMs = 0;
  #now = 1_700_000_000_000;
  #call: (() => void) | undefined;

  now(): number {
    return this.#now;
  }

  every(ms: number, call: () => void): () => void {
    this.periodMs = ms;
    this.#call = call;
    return () => {
      if (this.#call === call) this.#call = undefined;
    };
  }

  get isSet(): boolean {
    return this.#call !== undefined;
  }

  /** Lets it come, on time. */
  come(): void {
    this.#now += this.periodMs;
    this.#call?.();
  }
}

const QUIET = {
  ask() {},
  onSuspected() {},
  onHung() {},
  onUnarmed() {},
  onOutside() {},
  generation: () => 0,
  prepare: () => Promise.resolve({ isBeingDebugged: false, missing: undefined }),
};

Deno.test("the hang guard looks once a second while nobody is in a turn, and four times as often otherwise", async () => {
  const region = new SharedArrayBuffer(PROBE_BYTES);
  const probe = new ProbeWriter(region, 0);
  const timer = new OneTimer();
  probe.wait(timer.now(), false);
  const actor = { plan: { index: 0, probe: 0 }, worker: 0, hangTimeoutMs: 60_000 };
  const plan = { region, actors: [actor] } as unknown as GraphPlan;
  const guard = new HangGuard(plan, QUIET, timer as unknown as World);
  await guard.begin();
  const periods = (looks: number) =>
    Array.from({ length: looks }, () => {
      timer.come();
      return timer.periodMs;
    });
  assertEquals(periods(4), [250, 1000, 1000, 1000]);
  probe.busy(timer.now());
  assertEquals(periods(4), [250, 250, 250, 250]);
  probe.wait(timer.now(), false);
  assertEquals(periods(3), [250, 1000, 1000]);
  guard.end();
  assertEquals(timer.isSet, false);
});
