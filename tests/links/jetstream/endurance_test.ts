import { assertEquals } from "@std/assert";
import { noNats } from "../../connectors/servers/nats.ts";
import { seeded } from "../../fixtures/random.ts";
import { runEndurance } from "./endurance_run.ts";
import { runWorkers } from "./workers_run.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: `pods over JetStream: ${name}${noNats === undefined ? "" : ` (not run: ${noNats})`}`,
    ignore: noNats !== undefined,
    fn,
  });
}

for (const keep of ["file", "state"] as const) {
  test(`results in a ${keep}: six kills lose and double nothing`, async () => {
    const { kills, faults } = await runEndurance({
      messages: 30_000,
      kills: 6,
      keep,
      random: seeded(5),
    });
    assertEquals(kills.sender + kills.taker + kills.broker, 6);
    assertEquals(faults, []);
  });
}

test("a log at three servers: kills of pods and of one server at a time lose and double nothing", async () => {
  const { kills, faults } = await runEndurance({
    messages: 30_000,
    kills: 5,
    keep: "file",
    servers: 3,
    random: seeded(10),
  });
  assertEquals(kills, { sender: 1, taker: 1, broker: 3 });
  assertEquals(faults, []);
});

test("what a killed worker had is done by others: by number, each is there once", async () => {
  const { kills, faults } = await runWorkers({
    messages: 20_000,
    workers: 3,
    kills: 6,
    random: seeded(23),
  });
  assertEquals(kills, { worker: 4, sender: 1, broker: 1 });
  assertEquals(faults, []);
});
