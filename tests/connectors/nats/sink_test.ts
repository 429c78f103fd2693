import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { MisconfiguredError } from "../../../src/connectors/mod.ts";
import { natsSink } from "../../../src/connectors/nats/mod.ts";
import { natsPrograms, noNats } from "../servers/nats.ts";
import { FOREVER, NatsBed } from "./nats_bed.ts";

const ignore = noNats !== undefined;
const name = (what: string) => noNats === undefined ? what : `${what}: ${noNats}`;

for (const program of natsPrograms) {
  Deno.test(`nats ${program.version}: a sink puts in order, and none twice`, async () => {
    await using bed = await NatsBed.make({ program });
    const sink = await bed.sink();
    const batch = Array.from({ length: 50 }, (_, i) => ({
      origin: `IN/${i}`,
      item: { data: `${i}` },
    }));
    const done = batch.map(() => "done" as const);
    assertEquals(await sink.put(batch, FOREVER), done);
    assertEquals(await sink.put(batch, FOREVER), done);
    assertEquals(await (await bed.sink()).put(batch, FOREVER), done);
    assertEquals(await bed.textsIn(), batch.map(({ item }) => item.data));
  });

  Deno.test(`nats ${program.version}: of a batch each item has its own outcome`, async () => {
    await using bed = await NatsBed.make({ program });
    await bed.manager.streams.add({ name: "SMALL", subjects: ["small"], max_msg_size: 10 });
    await bed.manager.streams.add({
      name: "FULL",
      subjects: ["full"],
      max_msgs: 1,
      discard: "new",
    });
    const sink = await bed.sink({ subject: "" });
    const outcomes = await sink.put([
      { origin: "1", item: { subject: "full", data: "the last" } },
      { origin: "2", item: { subject: "full", data: "one too many" } },
      { origin: "3", item: { subject: "small", data: "much too large" } },
      { origin: "4", item: { subject: "orders.new", data: new Uint8Array([111, 107]) } },
      { origin: "5", item: { subject: "nobody", data: "?" } },
      { origin: "6", item: { subject: "orders.*", data: "?" } },
      { origin: "7", item: { data: "?" } },
      { origin: "8", item: { subject: "orders.new", data: "x".repeat(2 << 20) } },
      { origin: "9", item: { subject: "orders.new", data: "?", headers: { "a b:": "?" } } },
    ], FOREVER);
    const dead = (outcome: unknown) => (outcome as { dead: string }).dead;
    assertEquals(outcomes.slice(0, 2), ["done", "again"]);
    assertMatch(dead(outcomes[2]), /^the stream refuses it: message size exceeds maximum allowed/);
    assertEquals(outcomes[3], "done");
    assertEquals(dead(outcomes[4]), 'no stream takes subject "nobody"');
    assertEquals(dead(outcomes[5]), '"orders.*" is no subject that can be published to');
    assertEquals(dead(outcomes[6]), '"" is no subject that can be published to');
    assertMatch(dead(outcomes[7]), /max_payload size exceeded/);
    assertMatch(dead(outcomes[8]), /header/);
    assertEquals([await bed.textsIn(), await bed.textsIn("FULL")], [["ok"], ["the last"]]);
  });
}

Deno.test({
  name: name("nats: bytes go to the sink's own subject"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    const sink = await bed.sink();
    const item = new TextEncoder().encode("bytes");
    assertEquals(await sink.put([{ origin: "1", item }], FOREVER), ["done"]);
    assertEquals(await bed.textsIn(), ["bytes"]);
  },
});

Deno.test({
  name: name("nats: a sink whose subject no stream takes says so at once"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    const fault = await assertRejects(() => bed.sink({ subject: "lost" }), MisconfiguredError);
    assertEquals(
      fault.message,
      `Cannot open a sink for subject "lost" at 127.0.0.1:${bed.server.port}: no stream takes it; make one, or correct "subject"`,
    );
  },
});

Deno.test("nats: all that is wrong with a sink's args is said at once", () => {
  assertEquals(natsSink.faults({ ...natsSink.args, subject: "a.*" }), [
    '"servers" is missing: say where NATS is, for instance "nats://127.0.0.1:4222"',
    '"subject" is "a.*": it is published to, so it has no spaces and wildcards, and no empty part',
  ]);
});
