import { assertEquals } from "@std/assert";
import { seeded } from "../../fixtures/random.ts";
import { noKafka } from "../servers/kafka.ts";
import { POSTGRES_MISSING } from "../servers/postgres.ts";
import { runKafka } from "./kafka_run.ts";

const missing = noKafka ?? POSTGRES_MISSING;

Deno.test({
  name: missing === undefined
    ? "of 2,000 messages Kafka → graph → PostgreSQL each is there once, though the program is killed three times and the broker once"
    : `Kafka → graph → PostgreSQL is not run: ${missing}`,
  ignore: missing !== undefined,
  async fn() {
    const { faults } = await runKafka({
      messages: 2_000,
      kills: 3,
      brokerKills: 1,
      random: seeded(17),
    });
    assertEquals(faults, []);
  },
});
