/**
 * One thread of the doorbell's stress test: the sleeper, or one of those who ring.
 *
 * Ringer `r` raises PUBLISHED[r] and rings seat `r`, then waits until the sleeper has raised SEEN[r] to the same number.
 * So each ring counts: if one is lost, everything stands still until the sleeper's time is out.
 */
import { Doorbell, Ringer } from "../../src/memory/doorbell.ts";
import { Random } from "../contract/random.ts";
import { doTask, giveWay } from "../contract/workers.ts";

export interface StressTask {
  readonly role: "sleeper" | "ringer";
  readonly region: SharedArrayBuffer;
  readonly doorbell: number;
  /** Byte offsets of the two counters of each ringer. */
  readonly published: number;
  readonly seen: number;
  readonly ringers: number;
  /** The ringer's seat. */
  readonly seat: number;
  readonly rounds: number;
  /** Whether the sleeper parks; it spins until the doorbell was rung otherwise. */
  readonly parks: boolean;
  readonly seed: number;
}

/** What a thread of the test has found. */
export interface StressResult {
  /** Wake-ups that did not come though they were due. */
  readonly lost: number;
  /** How often the sleeper really slept. */
  readonly slept: number;
}

const PATIENCE_MS = 5000;

doTask((task: StressTask) => task.role === "sleeper" ? sleep(task) : ring(task));

async function sleep(task: StressTask): Promise<StressResult> {
  const { region, ringers, rounds, parks } = task;
  const published = new Int32Array(region, task.published, ringers);
  const seen = new Int32Array(region, task.seen, ringers);
  const doorbell = new Doorbell(region, task.doorbell, ringers);
  const random = new Random(task.seed);
  let left = ringers * rounds;
  let lost = 0;
  let slept = 0;

  function look(seat: number): void {
    doorbell.arm(seat);
    const now = Atomics.load(published, seat);
    if (now === seen[seat]) return;
    doorbell.disarm(seat);
    left--;
    Atomics.store(seen, seat, now);
    Atomics.notify(seen, seat);
    look(seat);
  }

  function overdue(): boolean {
    return published.some((_, seat) => Atomics.load(published, seat) !== seen[seat]);
  }

  for (let seat = 0; seat < ringers; seat++) look(seat);
  while (left > 0 && lost === 0) {
    for (let i = random.below(parks ? 20 : 3); i > 0; i--) Atomics.pause();
    if (parks) {
      const park = doorbell.park(PATIENCE_MS);
      if (park !== undefined) {
        slept++;
        if (await park === "timed-out" && overdue()) lost++;
      }
      doorbell.wake();
    } else {
      const patience = performance.now() + PATIENCE_MS;
      for (let spins = 1; !doorbell.rung && left > 0; spins++) {
        if (spins % 10_000 !== 0) continue;
        giveWay();
        if (performance.now() < patience) continue;
        if (overdue()) lost++;
        break;
      }
    }
    doorbell.answer(look);
  }
  return { lost, slept };
}

function ring(task: StressTask): StressResult {
  const { region, ringers, rounds, seat, parks } = task;
  const published = new Int32Array(region, task.published, ringers);
  const seen = new Int32Array(region, task.seen, ringers);
  const ringer = new Ringer(region, { doorbell: task.doorbell, seats: ringers, seat });
  const random = new Random(task.seed);
  for (let round = 1; round <= rounds; round++) {
    Atomics.store(published, seat, round);
    ringer.ring();
    const patience = performance.now() + 2 * PATIENCE_MS;
    for (let spins = 1; Atomics.load(seen, seat) !== round; spins++) {
      const waits = parks && spins > 100;
      if (waits) Atomics.wait(seen, seat, round - 1, 1000);
      if (!waits && spins % 10_000 !== 0) continue;
      if (!waits) giveWay();
      if (performance.now() > patience) return { lost: 1, slept: 0 };
    }
    // Now and then late, so that the sleeper gets to every point of going to sleep.
    if (random.below(4) === 0) {
      for (let i = random.below(parks ? 400 : 20); i > 0; i--) Atomics.pause();
    }
  }
  return { lost: 0, slept: 0 };
}
