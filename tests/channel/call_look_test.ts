/** What is seen of calls in a channel from outside: all that is in it, in order, and the one that was taken last. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Call, call, type Kind, text, u32 } from "../../src/channel/mod.ts";
import { callsIn, carriesCalls } from "../../src/channel/call/look.ts";
import { ChannelMemory, commit, controlOf } from "../contract/channel_memory.ts";

const asking = call(text, u32);

Deno.test("callsIn sees what is in a channel, how much is before each, and what was taken last", () => {
  const act = fc.oneof(
    fc.record({ do: fc.constant("send" as const), length: fc.nat({ max: 30 }) }),
    fc.record({ do: fc.constant("take" as const), count: fc.nat({ max: 4 }) }),
  );
  const start = fc.constantFrom(0, 2 ** 31 - 2, 2 ** 32 - 2, 5 * 2 ** 31 - 1);
  const acts = fc.array(act, { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(fc.constantFrom(1, 3, 8), start, acts, (capacity, cursor, acts) => {
      const kind = asking as unknown as Kind<Call<string, number>>;
      const memory = new ChannelMemory(kind, { capacity, bytes: 128 }).startAt(cursor);
      const [tx, rx] = [memory.tx(), memory.rx()];
      const sent: string[] = [];
      let taken = 0;
      for (const one of acts) {
        if (one.do === "send") {
          const message = asking.from({ id: `k-${sent.length}`, message: "x".repeat(one.length) });
          controlOf(tx).look();
          if (tx.trySend(message)) sent.push(message.id);
          commit(tx as never);
        } else {
          controlOf(rx).look();
          taken += rx.takeBatch(one.count).length;
          commit(rx);
        }
        // Before the first of this test there is nothing that any slot knows.
        const seen = callsIn(memory.region, memory.at, memory.spec)
          .filter(({ id }) => id.startsWith("k-"));
        const inside = seen.filter(({ before }) => before >= 0);
        assertEquals(inside, sent.slice(taken).map((id, before) => ({ id, before })));
        if (taken > 0 && taken === sent.length) {
          assert(seen.some(({ id }) => id === sent[taken - 1]), "the one taken last is forgotten");
        }
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("only channels of calls and answers are looked into", () => {
  const names = [asking.name, asking.answers.name, "text", "struct(call:u32)", "json"];
  assertEquals(names.map(carriesCalls), [true, true, false, false, false]);
});
