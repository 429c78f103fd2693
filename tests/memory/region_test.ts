import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { checkRegion, checkVersion, RegionPlan } from "../../src/memory/region.ts";
import * as layout from "../../src/memory/region_layout.ts";

Deno.test("the region layout has these numbers", () => {
  assertEquals({ ...layout }, {
    REGION_MAGIC: 0x5354_4459,
    REGION_UNDER_WAY: 0x5354_4430,
    REGION_VERSION: 3,
    REGION_MAGIC_WORD: 0,
    REGION_VERSION_WORD: 1,
    REGION_BYTES_F64: 1,
    REGION_PLAN_BYTE: 16,
    REGION_PLAN_BYTES: 32,
    REGION_EPOCH_BYTE: 48,
    REGION_BOOT_BYTE: 64,
    REGION_UUID_BYTES: 16,
    REGION_STANDING_WORD: 20,
    REGION_PROCESSES_WORD: 21,
    REGION_CANARY_WORD: 22,
    REGION_TEXT_WORD: 23,
    REGION_CHECK_WORD: 24,
    REGION_OWNER_WORD: 25,
    REGION_CHECKED_BYTE: 4,
    REGION_CHECKED_END_BYTE: 80,
    STANDING_IN_USE: 0x696e_2075,
    STANDING_ENDED: 0x656e_6465,
    STANDING_CUT_OFF: 0x6375_7420,
    STANDING_CARRIED: 0x6361_7272,
    REGION_HEADER_BYTES: 128,
    STRUCTURE_ALIGN: 128,
    REGION_MAX_BYTES: 4_294_967_296,
  });
});

Deno.test("RegionPlan gives every structure a place of its own, on a pair of cache lines of its own", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 40 }), (sizes) => {
      const plan = new RegionPlan();
      let free = layout.REGION_HEADER_BYTES;
      for (const size of sizes) {
        const at = plan.reserve(size);
        assertEquals(at % layout.STRUCTURE_ALIGN, 0);
        assertEquals(at >= free, true, "it overlaps the structure before");
        free = at + size;
      }
      assertEquals(plan.allocate().byteLength, plan.bytes);
      assertEquals(plan.bytes >= free, true, "the last structure sticks out");
    }),
  );
});

Deno.test("RegionPlan.allocate makes a region of zeros behind its header", () => {
  const plan = new RegionPlan();
  plan.reserve(1000);
  const region = plan.allocate();
  assertEquals([...new Int32Array(region, 0, 2)], [layout.REGION_MAGIC, layout.REGION_VERSION]);
  assertEquals(new Float64Array(region, 0, 2)[layout.REGION_BYTES_F64], region.byteLength);
  const rest = new Uint8Array(region, layout.REGION_HEADER_BYTES);
  assertEquals(rest.every((byte) => byte === 0), true);
  checkRegion(region);
});

Deno.test("RegionPlan.allocate refuses more than a region may hold, before it asks for the memory", () => {
  const plan = new RegionPlan();
  plan.reserve(layout.REGION_MAX_BYTES);
  assertThrows(
    () => plan.allocate(),
    RangeError,
    "4294967424 bytes exceed the limit of 4294967296, lower the capacity",
  );
});

Deno.test("checkRegion refuses a buffer that is no region, and a region of another version", () => {
  assertThrows(
    () => checkRegion(new SharedArrayBuffer(128)),
    TypeError,
    "Cannot attach to the shared memory: it is not a steady-state region",
  );
  const region = new RegionPlan().allocate();
  new Int32Array(region)[layout.REGION_VERSION_WORD] = 7;
  assertThrows(
    () => checkRegion(region),
    TypeError,
    "Cannot attach to the region in shared memory: it has layout version 7, this package reads version 3, use one",
  );
});

Deno.test("checkVersion accepts the version it expects", () => {
  checkVersion("doorbell", 3, 3);
  assertThrows(() => checkVersion("doorbell", 0, 3), TypeError, "layout version 0");
});
