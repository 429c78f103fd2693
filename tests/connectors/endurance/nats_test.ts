import { assertEquals } from "@std/assert";
import { seeded } from "../../fixtures/random.ts";
import { noNats } from "../servers/nats.ts";
import { runNats } from "./nats_run.ts";

Deno.test({
  name: noNats === undefined
    ? "of 2,000 messages NATS → graph → NATS each is there once, though the program is killed three times"
    : `NATS → graph → NATS is not run: ${noNats}`,
  ignore: noNats !== undefined,
  async fn() {
    const { kills, faults } = await runNats({ messages: 2000, kills: 3, random: seeded(17) });
    assertEquals({ kills, faults }, { kills: 3, faults: [] });
  },
});
