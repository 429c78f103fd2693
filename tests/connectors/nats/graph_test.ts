import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, json } from "@steady-state/deno";
import { within } from "../../fixtures/watch.ts";
import { type Bill, biller, bills, type Order, orders } from "../endurance/nats_actors.ts";
import { DURABLE, IN, Streams } from "../endurance/nats_streams.ts";
import { noNats, startNats } from "../servers/nats.ts";
import { noToxiproxy, startToxiproxy } from "../servers/toxiproxy.ts";

const missing = noNats ?? noToxiproxy;
const COUNT = 3000;

/** A graph that reads one stream, and writes another, through that port. */
function graphAt(port: number, log: string[]): Graph {
  const graph = new Graph("bad network", { log: ({ text }) => void log.push(text) });
  const ordered = graph.channel("orders", delivery(json<Order>()));
  const billed = graph.channel("bills", delivery(json<Bill>()));
  const servers = `127.0.0.1:${port}`;
  return graph
    .actor("ORDERS", orders, {
      ports: { messages: ordered.tx },
      args: {
        ...{ servers, stream: IN, durable: DURABLE, ackWaitMs: 1000 },
        // So that there is something under way at each fault.
        ...{ batch: 50, maxInFlight: 100 },
      },
    })
    .actor("BILLER", biller, { ports: { orders: ordered.rx, bills: billed.tx } })
    .actor("BILLS", bills, {
      ports: { messages: billed.rx },
      args: { servers, subject: "out.bills" },
    });
}

Deno.test({
  name: missing === undefined
    ? "nats: through cuts, resets, a black hole and kills of the server each message is there once"
    : `nats: a graph behind a bad network is not run: ${missing}`,
  ignore: missing !== undefined,
  async fn() {
    await using server = await startNats();
    await using toxiproxy = await startToxiproxy();
    const network = await toxiproxy.proxy(server.port);
    await using streams = await Streams.open(server.url);
    await streams.publish(COUNT);
    const log: string[] = [];
    await using graph = graphAt(network.port, log);
    await graph.start();
    const reach = async (count: number) => {
      // Who looks is connected anew, too, after a kill of the server.
      while (await streams.count().catch(() => 0) < count) {
        await new Promise((next) => setTimeout(next, 5));
      }
    };
    const faults = [
      () => network.cut(),
      () => network.reset(),
      () => network.blackHole(),
      () => server.kill().then(() => server.restart()),
      () => network.latency(100),
      () => server.kill().then(() => server.restart()),
    ];
    for (const [i, fault] of faults.entries()) {
      await within(reach((i + 1) * 200), `${(i + 1) * 200} bills are out`, 60_000);
      const known = log.length;
      await fault();
      // All but latency are noticed, and told.
      if (i !== 4) {
        const noticed = async () => {
          while (!log.slice(known).some((line) => line.includes("connect"))) {
            await new Promise((next) => setTimeout(next, 5));
          }
        };
        await within(noticed(), `fault ${i} is noticed`, 30_000);
      }
      await network.heal();
    }
    await within(reach(COUNT), "all bills are out", 60_000);
    const settled = async () => {
      while ((await streams.read()).left > 0) await new Promise((next) => setTimeout(next, 20));
    };
    await within(settled(), "all orders are settled", 60_000);
    const report = await within(graph.stop(), "the end", 60_000);
    assertEquals((await streams.account(COUNT)).faults, []);
    assert(report.clean, JSON.stringify(report));
    assertEquals(report.actors.map(({ restarts }) => restarts), [0, 0, 0]);
  },
});
