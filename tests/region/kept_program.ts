/** `kept_program.ts FOLDER LAST [PACE_MS]`: a graph in a file of that folder, for `cli run` to keep. It prints `running`, and what came of it. */
import { Graph, run, u32 } from "../../mod.ts";
import { calamity, counter } from "./kept_actors.ts";

const [folder = "", last = "", paceMs = "0"] = Deno.args;
const graph = new Graph("kept", {
  region: { file: `${folder}/graph.region` },
  log: () => {},
  // An engine whose memory is nearly full stands still for a while before it gives up, for longer where others have the processors.
  hangTimeoutMs: 5000,
  onZombie: "exitProcess",
});
const numbers = graph.channel("numbers", u32, { capacity: 16 });
graph.actor("COUNTER", counter, { ports: { out: numbers.tx }, args: { last: Number(last) } });
const taker = graph.add("TAKER", calamity, {
  ports: { inp: numbers.rx },
  args: { folder, paceMs: Number(paceMs) },
});
const poll = setInterval(() => {
  const { taken } = taker.state();
  if (taken === 0) return;
  console.log("running");
  clearInterval(poll);
}, 1);
const { clean, actors } = await run(graph, { telemetry: false, print: () => {} });
console.log(JSON.stringify({ clean, states: actors.map(({ state }) => state) }));
