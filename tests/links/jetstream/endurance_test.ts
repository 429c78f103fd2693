import { assertEquals } from "@std/assert";
import { noNats } from "../../connectors/servers/nats.ts";
import { seeded } from "../../fixtures/random.ts";
import { runEndurance } from "./endurance_run.ts";

for (const keep of ["file", "state"] as const) {
  Deno.test({
    name: noNats === undefined
      ? `pods over JetStream, results in a ${keep}: six kills lose and double nothing`
      : `pods over JetStream, results in a ${keep}, are not run: ${noNats}`,
    ignore: noNats !== undefined,
    async fn() {
      const { kills, faults } = await runEndurance({
        messages: 30_000,
        kills: 6,
        keep,
        random: seeded(5),
      });
      assertEquals(kills.sender + kills.taker + kills.broker, 6);
      assertEquals(faults, []);
    },
  });
}
