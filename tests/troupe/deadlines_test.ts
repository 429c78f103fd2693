import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Deadlines } from "../../src/troupe/deadlines.ts";

Deno.test("Deadlines gives the seats by their times, whatever was set, moved and removed", () => {
  const seats = 9;
  const time = fc.oneof(fc.nat({ max: 20 }), fc.constant(Infinity));
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constant("set" as const), fc.nat({ max: seats - 1 }), time),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constant("pop" as const), fc.constant(0), fc.nat({ max: 20 })),
    },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
      const deadlines = new Deadlines(seats);
      const model = new Map<number, number>();
      for (const [what, seat, time] of steps) {
        if (what === "set") {
          deadlines.set(seat, time);
          if (time === Infinity) model.delete(seat);
          else model.set(seat, time);
        } else {
          const earliest = Math.min(...model.values());
          const popped = deadlines.pop(time);
          if (earliest > time) assertEquals(popped, undefined);
          else {
            // Of several seats with one time, any may come first.
            assertEquals(model.get(popped!), earliest);
            model.delete(popped!);
          }
        }
        assertEquals(deadlines.next, Math.min(Infinity, ...model.values()));
      }
      const rest: number[] = [];
      for (let seat = deadlines.pop(100); seat !== undefined; seat = deadlines.pop(100)) {
        rest.push(model.get(seat)!);
        model.delete(seat);
      }
      assertEquals(rest, [...rest].sort((a, b) => a - b));
      assertEquals(model.size, 0);
    }),
    { numRuns: 500 },
  );
});

Deno.test("Deadlines.pop gives a seat that is due now, and none that is due later", () => {
  const deadlines = new Deadlines(2);
  assertEquals([deadlines.next, deadlines.pop(1e15)], [Infinity, undefined]);
  deadlines.set(1, 10.5);
  assertEquals([deadlines.next, deadlines.pop(10.4)], [10.5, undefined]);
  assertEquals([deadlines.pop(10.5), deadlines.pop(10.5)], [1, undefined]);
  deadlines.set(0, Infinity);
  assertEquals(deadlines.next, Infinity);
});
