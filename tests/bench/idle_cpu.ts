/**
 * What an idle graph costs: CPU time of the whole process over ten seconds, as a share of one core. `rest` is how many seconds it rests
 * before: V8 clears up behind a start once its threads have been idle for some ten seconds, and that is no idleness.
 * `deno run -A tests/bench/idle_cpu.ts [actors] [seconds] [rest]`
 *
 * @module
 */
import { Graph, u32 } from "@steady-state/deno";
import process from "node:process";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { bystander, mute } from "../fixtures/plain_actors.ts";

const [actors = 20, seconds = 10, rest = 1.5] = Deno.args.map(Number);

async function measure(telemetry: boolean, troupes: number): Promise<void> {
  await using graph = new Graph("idle");
  const homes = Array.from({ length: troupes }, (_, i) => graph.troupe(`troupe ${i}`));
  for (let i = 0; i < actors / 2; i++) {
    const { tx, rx } = graph.channel(`numbers${i}`, u32);
    const troupe = homes[i % homes.length];
    const home = troupe === undefined ? {} : { troupe };
    graph.actor("MUTE", mute, { ports: { numbers: tx }, instance: i, ...home })
      .actor("BYSTANDER", bystander, { ports: { numbers: rx }, instance: i, ...home });
  }
  const server = telemetry ? await serveTelemetry(graph.telemetry, { port: 0 }) : undefined;
  await graph.start();
  await new Promise((resolve) => setTimeout(resolve, rest * 1000));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / (seconds * 1e4);
  const where = troupes === 0 ? "solo" : `in ${troupes} troupes`;
  console.log(
    `${actors} actors ${where}, ${telemetry ? "with" : "without"} telemetry: ${
      share.toFixed(2)
    } % of a core`,
  );
  await server?.close();
}

await measure(false, 0);
await measure(true, 0);
await measure(false, 2);
