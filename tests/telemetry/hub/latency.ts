/**
 * What a hub tells of a link with a delay that is known: `deno run -A --no-lock tests/telemetry/hub/latency.ts [delay ms] [seconds]`, with
 * toxiproxy (`STEADY_SERVERS` names its folder). Once a second it prints the latency that is told, its error, and what it differs by.
 */
import { startToxiproxy } from "../../connectors/servers/toxiproxy.ts";
import { serveHub } from "../../../src/telemetry/hub/mod.ts";
import { freePort, PodProcess } from "./fixtures/pod_process.ts";

const [delayMs = 20, seconds = 30] = Deno.args.map(Number);

const link = freePort();
await using toxiproxy = await startToxiproxy();
const way = await toxiproxy.proxy(link);
await way.toxic("latency", "upstream", { latency: delayMs });
await using taker = await PodProcess.start(["taker", link]);
await using sender = await PodProcess.start(["sender", way.port]);
await using hub = await serveHub({ port: 0, pods: [{ url: sender.url }, { url: taker.url }] });
for (let second = 0; second < seconds; second++) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { channels } = await (await fetch(new URL("graph.json", hub.url))).json();
  const edge = channels.find(({ kind }: { kind: string }) => kind === "aqueduct");
  const [told, error] = [edge?.linkLatency, edge?.clockError].map((µs) => (µs ?? NaN) / 1000);
  const off = (told! / delayMs - 1) * 100;
  console.log(`${told!.toFixed(2)} ms, clocks ± ${error!.toFixed(2)} ms, ${off.toFixed(1)} %`);
}
