/** What keeps a message from being sent, and what a channel takes. */
import { assertEquals } from "@std/assert";
import { f64, openChannel, struct, text, u32 } from "@steady-state/deno/channel";
import { barWriter, closeEnd } from "../../src/channel/ring/host.ts";
import { channelSize } from "../../src/channel/ring/channel_spec.ts";
import { ChannelMemory, commit } from "../contract/channel_memory.ts";

Deno.test("an end says what keeps the next message from being sent", () => {
  const memory = new ChannelMemory(u32, { capacity: 2 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  assertEquals(tx.obstacle, undefined);
  tx.sendBatch([1, 2]);
  assertEquals([tx.trySend(3), tx.obstacle], [false, "full"]);
  commit(tx);
  assertEquals(rx.availUnits, 2);
  rx.tryTake();
  commit(rx);
  assertEquals(tx.obstacle, undefined, "there is room again");
  barWriter(memory.region, memory.at, 1);
  assertEquals([tx.obstacle, memory.tx().obstacle], ["asleep", "asleep"]);
  closeEnd(memory.region, memory.at, "rx");
  assertEquals(tx.obstacle, "abandoned");
  tx.close();
  assertEquals(tx.obstacle, "closed");
});

Deno.test("a payload that found too little room is in its own way, and nothing is where messages are dropped", () => {
  const long = "x".repeat(900);
  const { tx, rx, commit } = openChannel("texts", text, { capacity: 64, bytes: 1024 });
  assertEquals([tx.trySend(long), tx.trySend(long)], [true, false]);
  assertEquals([tx.obstacle, tx.vacantUnits > 0], ["full", true]);
  commit();
  rx.takeBatch();
  commit();
  assertEquals([tx.obstacle, tx.trySend(long)], [undefined, true]);
  const dropping = openChannel("drops", u32, { capacity: 2, overflow: "dropNewest" }).tx;
  assertEquals(dropping.sendBatch([1, 2, 3]), 3);
  assertEquals(dropping.obstacle, undefined);
});

Deno.test("both ends say what a message and the channel take in memory", () => {
  for (
    const [kind, messageBytes] of [
      [u32, 4],
      [struct({ a: u32, b: f64 }), 12],
      [text, 8],
    ] as const
  ) {
    const memory = new ChannelMemory<unknown>(kind as never, { capacity: 100, bytes: 5000 });
    const bytes = channelSize(memory.spec);
    for (const end of [memory.tx(), memory.rx()]) {
      assertEquals([end.messageBytes, end.memoryBytes], [messageBytes, bytes], kind.name);
    }
  }
});
