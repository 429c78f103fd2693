import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  type Addressed,
  addressed,
  keyOf,
  rounds,
} from "../../../src/connectors/kafka/outgoing.ts";

const BATCH_BYTES = 10_000;

function record(index: number, partition: number, bytes: number): Addressed {
  const item = { value: "x".repeat(bytes) };
  const where = { index, topic: "t", partition, place: `t/${partition}` };
  return addressed({ origin: `in/${index}`, item }, where, undefined, Buffer.from("origin"));
}

Deno.test("kafka: rounds keep the order, and give no partition more than it takes at a time", () => {
  const records = Array.from({ length: 200 }, (_, n) => record(n, n % 3, 100 + (n * 997) % 3_000));
  const all = [...rounds(records, BATCH_BYTES)];
  assert(all.length > 1);
  assertEquals(all.flat().map(({ index }) => index), records.map(({ index }) => index));
  for (const round of all) {
    for (const part of Map.groupBy(round, ({ partition }) => partition).values()) {
      const size = part.reduce((sum, { value }) => sum + value!.length, 0);
      assert(size <= BATCH_BYTES, `${size} bytes go to a partition`);
    }
  }
});

Deno.test("kafka: a record that is larger than a round goes alone", () => {
  const records = [record(0, 0, 100), record(1, 0, 2 * BATCH_BYTES), record(2, 0, 100)];
  assertEquals([...rounds(records, BATCH_BYTES)].map((round) => round.map(({ index }) => index)), [
    [0],
    [1],
    [2],
  ]);
  assertEquals([...rounds([], BATCH_BYTES)], []);
});

Deno.test("kafka: an item is a record with its origin, and null is none", () => {
  const item = { key: new Uint8Array([1]), value: null, headers: { a: "b" } };
  const where = { index: 0, topic: "t", partition: 0, place: "t/0" };
  const { key, value, headers } = addressed(
    { origin: "in/7", item },
    where,
    keyOf(item),
    Buffer.from("from"),
  );
  assertEquals(key, Buffer.from([1]));
  assertEquals(value, undefined);
  assertEquals([...headers].map(([name, text]) => `${name}=${text}`), ["a=b", "from=in/7"]);
});
