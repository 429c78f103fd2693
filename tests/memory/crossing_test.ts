/** Bells whose sleepers are in other processes: what is seen of that from one thread. */
import { assertEquals } from "@std/assert";
import {
  crossBy,
  Doorbell,
  initDoorbell,
  passRing,
  Ringer,
  wakeNobody,
} from "../../src/memory/doorbell.ts";
import {
  DOORBELL_AWAKE,
  DOORBELL_PARKS_STEP,
  DOORBELL_PROCESS_MASK,
  DOORBELL_SLEEPING_WORD,
  doorbellBytes,
  HOST_PROCESS,
} from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { viewsOf } from "../../src/memory/views.ts";
import { parked } from "../contract/workers.ts";

const OTHER = HOST_PROCESS + 1;

/** A doorbell, and a thread of the host's process that wakes others by `wake`. */
function scene(wake: (doorbell: number) => void) {
  const plan = new RegionPlan();
  const at = plan.reserve(doorbellBytes(1));
  const region = plan.allocate();
  initDoorbell(region, at, 1);
  crossBy(region, { process: HOST_PROCESS, wake });
  const doorbell = new Doorbell(region, at, 1);
  doorbell.arm(0);
  const { words } = viewsOf(region);
  const word = at / 4 + DOORBELL_SLEEPING_WORD;
  return {
    at,
    region,
    doorbell,
    ringer: new Ringer(region, { doorbell: at, seats: 1, seat: 0 }),
    get sleeping() {
      return Atomics.load(words, word);
    },
    set sleeping(value: number) {
      Atomics.store(words, word, value);
    },
  };
}

Deno.test("whoever sleeps in another process is woken once a park", () => {
  const woken: number[] = [];
  const bell = scene((doorbell) => woken.push(doorbell));
  bell.sleeping = OTHER + DOORBELL_PARKS_STEP;
  bell.ringer.ring();
  assertEquals([woken, bell.sleeping], [[bell.at], DOORBELL_AWAKE]);
  bell.ringer.ring();
  assertEquals(woken.length, 1);
  bell.sleeping = OTHER + 2 * DOORBELL_PARKS_STEP;
  bell.ringer.ring();
  assertEquals(woken.length, 2);
});

Deno.test("a sleeper that parks again while it is woken is not forgotten", () => {
  const next = OTHER + 2 * DOORBELL_PARKS_STEP;
  const bell = scene(() => bell.sleeping = next);
  bell.sleeping = OTHER + DOORBELL_PARKS_STEP;
  bell.ringer.ring();
  assertEquals(bell.sleeping, next);
});

Deno.test("a ring within a process crosses nothing, and each park has another number", async () => {
  const woken: number[] = [];
  const bell = scene((doorbell) => woken.push(doorbell));
  const seen = new Set<number>();
  for (let park = 0; park < 3; park++) {
    bell.doorbell.answer(() => {});
    const sleep = bell.doorbell.park(5000);
    assertEquals(bell.sleeping & DOORBELL_PROCESS_MASK, HOST_PROCESS);
    seen.add(bell.sleeping);
    bell.ringer.ring();
    assertEquals(await parked(sleep), "ok");
    bell.doorbell.wake();
  }
  assertEquals([seen.size, woken], [3, []]);
});

Deno.test("a ring that has crossed is passed on to who sleeps, and nobody sleeps where a process is gone", async () => {
  const bell = scene(() => {});
  bell.doorbell.answer(() => {});
  const sleep = bell.doorbell.park(5000);
  passRing(bell.region, bell.at);
  assertEquals(await parked(sleep), "ok");
  wakeNobody(bell.region, bell.at);
  assertEquals(bell.sleeping, DOORBELL_AWAKE);
});
