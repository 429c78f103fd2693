/** Which input comes first: `any` chooses none, and a bundle serves its lanes in turn. */
import fc from "fast-check";
import { any } from "@steady-state/deno/actor";
import { openChannel, RxBundle, u32 } from "@steady-state/deno/channel";
import { assert, assertEquals } from "@std/assert";

Deno.test("any holds by whichever input has something, and says nothing of an order", () => {
  for (const order of [[0, 1], [1, 0]]) {
    const channels = [openChannel("urgent", u32), openChannel("bulk", u32)];
    const either = any(...order.map((i) => channels[i]!.rx.avail()));
    for (const { tx, commit } of channels) {
      assertEquals(either.met(), false);
      tx.trySend(1);
      commit();
      assertEquals(either.met(), true);
      assertEquals(channels.map(({ rx }) => rx.availUnits).reduce((sum, n) => sum + n), 1);
      for (const { rx, commit } of channels) {
        rx.takeBatch();
        commit();
      }
    }
  }
});

for (const verb of ["readyLane", "tryTake"] as const) {
  Deno.test(`${verb} serves each lane that has messages within as many calls as there are lanes`, () => {
    const fills = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(fills, fc.nat({ max: 50 }), (fill, before) => {
      const lanes = fill.map((_, i) => openChannel(`lane[${i}]`, u32, { capacity: 128 }));
      lanes.forEach(({ tx, commit }, i) => {
        for (let n = 0; n < fill[i]!; n++) tx.trySend(i);
        commit();
      });
      const bundle = new RxBundle(lanes.map(({ rx }) => rx));
      const next = () => verb === "tryTake" ? bundle.tryTake() : bundle.readyLane()?.takeNext();
      for (let n = 0; n < before; n++) next();
      const left = lanes.map(({ rx }) => rx.availUnits);
      const served = new Set(Array.from(lanes, next));
      left.forEach((units, i) => assert(units === 0 || served.has(i), `lane ${i} of ${fill}`));
    }));
  });
}
