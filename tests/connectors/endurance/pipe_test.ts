import { assertEquals } from "@std/assert";
import { seeded } from "../../fixtures/random.ts";
import { noMosquitto } from "../servers/mosquitto.ts";
import { noRedis } from "../servers/redis.ts";
import { filesPipe, websocketPipe } from "./local_pipes.ts";
import { runPipe } from "./pipe_run.ts";
import { mqttPipe, redisPipe } from "./pipes.ts";

Deno.test({
  name: noRedis === undefined
    ? "of 2,000 messages Redis → graph → Redis each is there once, though the program is killed three times"
    : `Redis → graph → Redis is not run: ${noRedis}`,
  ignore: noRedis !== undefined,
  async fn() {
    await using pipe = await redisPipe();
    const { faults, doubled } = await runPipe(pipe, { messages: 2000, kills: 3 }, seeded(17));
    assertEquals({ faults, doubled }, { faults: [], doubled: 0 });
  },
});

Deno.test({
  name: noMosquitto === undefined
    ? "of 2,000 messages MQTT → graph → MQTT each is there, though the program is killed three times"
    : `MQTT → graph → MQTT is not run: ${noMosquitto}`,
  ignore: noMosquitto !== undefined,
  async fn() {
    await using pipe = await mqttPipe();
    const { faults } = await runPipe(pipe, { messages: 2000, kills: 3 }, seeded(17));
    assertEquals(faults, []);
  },
});

Deno.test("of 1,000 lines of files each is in others once, though the program is killed twice", async () => {
  await using pipe = await filesPipe();
  const { faults, doubled } = await runPipe(pipe, { messages: 1000, kills: 2 }, seeded(17));
  assertEquals({ faults, doubled }, { faults: [], doubled: 0 });
});

Deno.test("of 1,000 frames WebSocket → graph → WebSocket each is there, though the program is killed twice", async () => {
  await using pipe = await websocketPipe();
  const { faults } = await runPipe(pipe, { messages: 1000, kills: 2 }, seeded(17));
  assertEquals(faults, []);
});
