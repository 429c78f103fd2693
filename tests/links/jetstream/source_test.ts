/** A connector's source before an aqueduct over JetStream, whose process is killed: what is handed over again is in the log once. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, json } from "@steady-state/deno";
import { jetstream, loggedTo } from "@steady-state/deno/links";
import type { Order } from "../../connectors/endurance/nats_actors.ts";
import { Streams } from "../../connectors/endurance/nats_streams.ts";
import { pause, startProgram } from "../../connectors/endurance/program.ts";
import { noNats, startNats } from "../../connectors/servers/nats.ts";
import { seeded } from "../../fixtures/random.ts";
import { MortalPod, untilPods } from "./mortal_pod.ts";
import { quiet } from "./pods.ts";

const MESSAGES = 6000;
const KILLS = 3;
const POD = fileURLToPath(new URL("source_pod.ts", import.meta.url));

Deno.test({
  name: `a source before an aqueduct over JetStream: kills of its pod lose and double nothing${
    noNats === undefined ? "" : ` (not run: ${noNats})`
  }`,
  ignore: noNats !== undefined,
  async fn() {
    const random = seeded(3);
    await using server = await startNats();
    await using streams = await Streams.open(server.url);
    await streams.publish(MESSAGES);
    const via = jetstream({ servers: server.url });
    const logged = async () => (await loggedTo(via, "letters"))[0] ?? 0;
    const pod = new MortalPod("relay", () => startProgram(POD, server.url));
    const until = (what: string, holds: () => Promise<boolean>) =>
      untilPods([pod], what, holds, () => "see the log");
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        const at = Math.floor(MESSAGES * 0.9 * (kill + random()) / KILLS);
        await until(`${at} are in the log`, async () => await logged() >= at);
        await pause(random() * 20);
        await pod.kill();
      }
      await until("all are settled", async () => (await streams.read()).left === 0);
    } finally {
      await pod.stop();
    }
    assert((await streams.read()).again > 0, "nothing was handed over again");
    assertEquals(await logged(), MESSAGES);
    const graph = new Graph("taker", quiet());
    const letters = graph.receiver(
      graph.aqueduct("letters", delivery(json<Order>()), { via, stopTimeoutMs: 1 }),
    );
    await graph.start();
    const ids = new Set<number>();
    for (let i = 0; i < MESSAGES; i++) ids.add((await letters.take())!.message.id);
    await graph.stop().catch(() => {});
    assertEquals(ids.size, MESSAGES);
  },
});
