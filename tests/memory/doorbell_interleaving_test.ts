import { assert, assertEquals } from "@std/assert";
import { Doorbell, initDoorbell, Ringer } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { everyInterleaving } from "../contract/interleaving.ts";
import { parked } from "../contract/workers.ts";

/** An actor that waits for something, and a peer that brings it about. */
class Scene {
  readonly doorbell: Doorbell;
  readonly #ringer: Ringer;
  #published = false;
  #saw = false;
  #park: Promise<unknown> | undefined;

  constructor() {
    const plan = new RegionPlan();
    const doorbell = plan.reserve(doorbellBytes(1));
    const region = plan.allocate();
    initDoorbell(region, doorbell, 1);
    this.doorbell = new Doorbell(region, doorbell, 1);
    this.#ringer = new Ringer(region, { doorbell, seats: 1, seat: 0 });
  }

  /** What the actor's thread does when the actor begins to wait. */
  wait(): void {
    this.arm();
    this.sleep();
  }

  arm(): void {
    this.doorbell.arm(0);
    this.look();
  }

  sleep(): void {
    if (this.#saw) return;
    this.doorbell.answer(() => this.look());
    if (!this.#saw) this.#park = this.doorbell.park(2000);
  }

  look(): void {
    this.#saw ||= this.#published;
  }

  publish(): void {
    this.#published = true;
    this.#ringer.ring();
  }

  async checkAwake(): Promise<void> {
    if (this.#saw) return;
    assert(await parked(this.#park) !== "timed-out", "it sleeps on, though it was rung");
    this.doorbell.wake();
    this.doorbell.answer(() => this.look());
    assertEquals(this.#saw, true, "it woke, and was not told to look");
  }
}

Deno.test("a ring is noticed at whatever moment of going to sleep it comes", async () => {
  await everyInterleaving(async (play) => {
    const scene = new Scene();
    play(() => scene.wait(), () => scene.publish());
    await scene.checkAwake();
  });
});

Deno.test("a ring is noticed at whatever moment of ringing the actor goes to sleep", async () => {
  await everyInterleaving(async (play) => {
    const scene = new Scene();
    play(() => scene.publish(), () => scene.wait());
    await scene.checkAwake();
  });
});

Deno.test("a ring is noticed at whatever moment of ringing the worker of a waiting actor goes to sleep", async () => {
  await everyInterleaving(async (play) => {
    const scene = new Scene();
    scene.arm();
    play(() => scene.publish(), () => scene.sleep());
    await scene.checkAwake();
  });
});

Deno.test("a ring is noticed at whatever moment the worker of a waiting actor goes to sleep", async () => {
  await everyInterleaving(async (play) => {
    const scene = new Scene();
    scene.arm();
    play(() => scene.sleep(), () => scene.publish());
    await scene.checkAwake();
  });
});
