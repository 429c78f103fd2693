import { assertEquals } from "@std/assert";
import { noNats, startNats } from "../../connectors/servers/nats.ts";
import { sendingPod, takingPod } from "./pods.ts";

Deno.test({
  name: "pods: what one sends the other takes, up to the end, in order",
  ignore: noNats !== undefined,
  async fn() {
    await using server = await startNats();
    const options = { servers: server.url };
    const taker = takingPod(options);
    await taker.start();
    const sender = sendingPod(options, { to: 100_000 });
    await sender.start();
    await sender.finished;
    await taker.finished;
    assertEquals(taker.state("SUMMING"), {
      count: 100_000,
      sum: 4_999_950_000,
      last: 99_999,
      isWrong: false,
    });
  },
});
