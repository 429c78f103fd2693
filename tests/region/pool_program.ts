/**
 * `pool_program.ts FILE FROM WHAT [MEMBERS]`: one process of a graph with a pool and ends of the host. It sends numbers from FROM on, and ends as WHAT says: killed once a
 * hundred are in the graph and the pool has been `grow`n or is `shrinking`, or by a `stop`. It prints a line of JSON.
 */
import { Graph, u32 } from "../../mod.ts";
import { collector, dealer, member } from "./pool_actors.ts";

const [file = "", from = "0", what = "", members = "4"] = Deno.args;
const girth = Number(members);
const NUMBERS = 100;
const graph = new Graph("dealing", { region: { file }, log: () => {} });
const orders = graph.channel("orders", u32, { capacity: 8 });
const jobs = graph.bundle("jobs", u32, { girth, capacity: 4 });
const done = graph.bundle("done", u32, { girth, capacity: 4 });
const told = graph.channel("told", u32, { capacity: 8 });
const sender = graph.sender(orders.tx);
const receiver = graph.receiver(told.rx);
graph.actor("DEALER", dealer, { ports: { orders: orders.rx, jobs: jobs.tx } });
const pool = graph.pool("MEMBER", member, {
  ports: { jobs: jobs.rx, done: done.tx },
  size: { min: 1, max: girth },
});
graph.actor("COLLECTOR", collector, { ports: { done: done.rx, told: told.tx } });
await graph.start();
const awake = graph.actors().filter(({ status }) => status !== "asleep").length;
const hearing = (async () => {
  for await (const _ of receiver);
})();
if (what === "grow") await pool.resize(3);
for (let n = 0; n < NUMBERS; n++) {
  await sender.send(Number(from) + n);
  if (what === "shrinking" && n === NUMBERS / 2) pool.resize(1).catch(() => {});
}
if (what !== "stop") {
  console.log(JSON.stringify({ awake }));
  Deno.kill(Deno.pid, "SIGKILL");
}
const { actors } = await graph.stop();
await hearing;
const state = actors.find(({ label }) => label === "COLLECTOR")!.state;
console.log(JSON.stringify({ awake, state }));
Deno.exit(0);
