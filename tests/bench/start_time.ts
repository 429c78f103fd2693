/**
 * How long a graph takes to start and to stop.
 * `deno run -A tests/bench/start_time.ts`
 *
 * @module
 */
import { Graph, u32 } from "@steady-state/deno";
import { bystander, mute } from "../fixtures/plain_actors.ts";

async function measure(actors: number, troupes: number): Promise<void> {
  const graph = new Graph("start");
  const homes = Array.from({ length: troupes }, (_, i) => graph.troupe(`troupe ${i}`));
  for (let i = 0; i < actors / 2; i++) {
    const { tx, rx } = graph.channel(`numbers${i}`, u32);
    const troupe = homes[i % homes.length];
    const home = troupe === undefined ? {} : { troupe };
    graph.actor("MUTE", mute, { ports: { numbers: tx }, instance: i, ...home })
      .actor("BYSTANDER", bystander, { ports: { numbers: rx }, instance: i, ...home });
  }
  const begin = performance.now();
  await graph.start();
  const started = performance.now();
  await graph.stop();
  const stopped = performance.now();
  const where = troupes === 0 ? "solo" : `in ${troupes} troupe(s)`;
  console.log(
    `${actors} actors ${where}: started in ${(started - begin).toFixed(0)} ms, stopped in ${
      (stopped - started).toFixed(0)
    } ms`,
  );
}

await measure(2, 0);
await measure(20, 0);
await measure(200, 2);
await measure(200, 2);
