import { assert, assertEquals } from "@std/assert";
import { ALONE_MS, Probation } from "../../src/supervisor/probation.ts";

Deno.test("Probation lets the suspected in one by one, and all others after the last", () => {
  const probation = new Probation<number>();
  assertEquals(probation.begin([0, 1, 2, 3], [1, 3]), [1]);
  assertEquals(probation.current, 1);
  assertEquals(probation.through(3), [], "it is not its turn");
  assertEquals(probation.through(1), [3]);
  probation.join([4]);
  assertEquals(probation.through(3), [0, 2, 4]);
  assertEquals(probation.current, undefined);
});

Deno.test("Probation keeps nobody out where nobody is suspected, and whoever comes later where somebody is", () => {
  const probation = new Probation<number>();
  assertEquals(probation.begin([0, 1], []), [0, 1]);
  assertEquals(probation.begin([1], [1]), [1]);
  probation.join([0]);
  assertEquals(probation.through(1), [0]);
});

Deno.test("Probation lets everybody in when one takes too long, and begins with another next time", () => {
  const probation = new Probation<number>();
  assertEquals(probation.begin([0, 1, 2], [0, 1]), [0]);
  assertEquals(probation.patienceMs, ALONE_MS);
  assertEquals(probation.late(), [1, 2]);
  assertEquals(probation.begin([0, 1, 2], [0, 1]), [1]);
  assertEquals(probation.patienceMs, ALONE_MS);
  assertEquals(probation.late(), [0, 2]);
  assertEquals(probation.begin([0, 1, 2], [0, 1]), [0]);
  assertEquals(probation.patienceMs, 2 * ALONE_MS, "it gets longer now");
});

Deno.test("Probation begins again with whoever died alone", () => {
  const probation = new Probation<number>();
  for (let deaths = 0; deaths < 3; deaths++) {
    assertEquals(probation.begin([0, 1, 2], [0, 1]), [0]);
    assertEquals(probation.dissolve(), [1, 2]);
  }
});

Deno.test("Probation forgets whoever will not come", () => {
  const probation = new Probation<number>();
  assertEquals(probation.begin([0, 1, 2, 3], [0, 1]), [0]);
  probation.drop(1);
  probation.drop(2);
  assertEquals(probation.through(0), [3]);
});

Deno.test("Probation finds the one that kills among others that come to no result, and lets everybody in each time", () => {
  for (let actors = 2; actors <= 8; actors++) {
    for (let guilty = 0; guilty < actors; guilty++) {
      for (let suspected = 1; suspected < 2 ** actors; suspected += 3) {
        const all = Array.from({ length: actors }, (_, actor) => actor);
        const under = all.filter((actor) => actor === guilty || (suspected >> actor & 1) === 1);
        const probation = new Probation<number>();
        let [shown, deaths] = [0, 0];
        while (shown < 3) {
          const inside = new Set(probation.begin(all, under));
          assert(inside.size > 0);
          // Each is too slow, but the guilty one, which dies as soon as it is in.
          while (!inside.has(guilty)) {
            for (const actor of probation.late()) {
              assert(!inside.has(actor), "it came in twice");
              inside.add(actor);
            }
          }
          const kept = probation.dissolve();
          assertEquals([...inside, ...kept].sort(), all, "somebody is lost");
          if (inside.size === 1) shown++;
          assert(++deaths <= under.length + 3, `${shown} of ${deaths} deaths are shown`);
        }
      }
    }
  }
});
