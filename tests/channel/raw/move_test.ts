/** Whatever is sent on one channel comes out of the other, moved as bytes by raw ends, in whatever pieces and wherever in the rings it lies. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { KIND_CASES } from "../../contract/kind_cases.ts";
import { nextTurns } from "../../contract/channel_memory.ts";
import { joined, RawMemory } from "../../contract/raw_memory.ts";

/** What a run does next: so many messages are sent, looked at in one body of so many bytes, staged, and taken. */
const steps = fc.array(
  fc.record({
    send: fc.nat({ max: 6 }),
    bodies: fc.nat({ max: 3 }),
    max: fc.integer({ min: 1, max: 9 }),
    maxBytes: fc.nat({ max: 200 }),
    deliver: fc.nat({ max: 4 }),
    take: fc.nat({ max: 6 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const BEGINNINGS = [0, 1, 5, 2 ** 31 - 3, 2 ** 32 - 3, 2 ** 33 + 7];

for (const { kind, messages, seen = (message: unknown) => message } of KIND_CASES) {
  Deno.test(`raw ends move messages of ${kind.name.slice(0, 40)} unchanged`, () => {
    fc.assert(
      fc.property(
        fc.array(messages, { maxLength: 40, size: "max" }),
        steps,
        fc.constantFrom(...BEGINNINGS),
        fc.constantFrom(...BEGINNINGS),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (sent, steps, beginning, otherBeginning, capacity, otherCapacity, checked) => {
          const here = new RawMemory(kind, { capacity, bytes: 1024, checked }).startAt(beginning);
          const there = new RawMemory(kind, { capacity: otherCapacity, bytes: 1024, checked })
            .startAt(otherBeginning);
          const [tx, rawRx, rawTx, rx] = [here.tx(), here.rawRx(), there.rawTx(), there.rx()];
          const arrived: unknown[] = [];
          /** Bodies on their way: not acknowledged, so not taken. */
          const way: { count: number; body: Uint8Array; done: number }[] = [];
          let next = 0;
          let ahead = 0;
          for (let i = 0; arrived.length < sent.length; i++) {
            const step = steps[i % steps.length]!;
            // Each round of the steps does something, whatever they are.
            const least = i % steps.length === 0 ? 1 : 0;
            const most = least === 1 ? Infinity : step.maxBytes;
            next += tx.sendBatch(
              sent,
              next,
              Math.min(sent.length, next + Math.max(least, step.send)),
            );
            nextTurns(tx, rawRx);
            for (let n = Math.max(least, step.bodies); n > 0; n--) {
              const body = rawRx.peekParts(step.max, most, ahead);
              assertEquals(body.count <= step.max, true);
              assertEquals(body.byteLength <= most, true);
              if (body.count === 0) break;
              way.push({ count: body.count, body: joined(body), done: 0 });
              ahead += body.count;
            }
            for (let n = Math.max(least, step.deliver); n > 0 && way.length > 0; n--) {
              const first = way[0]!;
              first.done += rawTx.sendBody(first.count, first.body, first.done);
              if (first.done < first.count) break;
              way.shift();
              rawRx.advance(first.count);
              ahead -= first.count;
            }
            nextTurns(rawTx, rawRx, rx, tx);
            arrived.push(...rx.takeBatch(Math.max(least, step.take)));
            nextTurns(rx, rawTx);
          }
          assertEquals(arrived.map(seen), sent.map(seen));
          assertEquals([rawRx.taken - beginning, rawTx.sent - otherBeginning], [
            sent.length,
            sent.length,
          ]);
        },
      ),
      { numRuns: 100 },
    );
  });
}
