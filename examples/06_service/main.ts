/**
 * A coffee bar that is asked over HTTP, and answers whatever befalls its staff:
 *
 * POST /orders → DOOR ⇉ BARISTA × 2 → the answer
 *
 * - DOOR refuses what cannot be made, and shares the rest out by customer.
 * - BARISTA makes the smallest order first, so answers overtake each other. With `--crash` each of them dies after every so many
 *   orders, and its successor answers what was on the counter.
 *
 * `deno task service` runs it; its terminal says what to try, and then what happens. `--help` tells what can be set.
 */
import { Graph, type GraphOptions, run, type Service } from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { barista } from "./actors/barista.ts";
import { door } from "./actors/door.ts";
import { brew, type Order, purchase, type Receipt } from "./kinds.ts";
import { serveBar } from "./serve_bar.ts";

/** What can be set from outside. */
export interface BarArgs {
  /** Milliseconds that a cup takes. */
  readonly msPerCup: number;
  /** Orders after which each BARISTA dies, in each of its lives; 0 = never. */
  readonly crash: number;
}

const BARISTAS = 2;

/** The graph, and the one way into it. */
export function buildBar(
  args: BarArgs,
  options: GraphOptions = {},
): { readonly graph: Graph; readonly bar: Service<Order, Receipt> } {
  const intensity = { restarts: 10_000, withinMs: 10_000, backoff: { firstMs: 10, maxMs: 100 } };
  const graph = new Graph("bar", { intensity, ...options });
  const orders = graph.channel("orders", purchase);
  const brews = graph.bundle("brews", brew, { girth: BARISTAS });
  // Whoever answers has a lane: each barista, and the door, which refuses.
  const receipts = graph.bundle("receipts", purchase.answers, { girth: BARISTAS + 1 });
  graph.actor("DOOR", door, {
    ports: { orders: orders.rx, brews: brews.tx, refusals: receipts.tx[BARISTAS]! },
  });
  brews.rx.forEach((brews, i) => {
    const ports = { brews, receipts: receipts.tx[i]! };
    graph.actor("BARISTA", barista, { instance: i, ports, args });
  });
  return { graph, bar: graph.service(orders, receipts, { timeoutMs: 10_000 }) };
}

if (import.meta.main) {
  const { cup, crash, http, port } = parseFlags(
    "A coffee bar that is asked over HTTP: a graph of three actors that filter, share out and reorder.",
    {
      cup: { value: 20, help: "milliseconds that a cup takes" },
      crash: { value: 0, help: "let each BARISTA die after N orders, again and again; 0 = never" },
      http: { value: 8000, max: 65535, help: "port of the bar; 0 for any free one" },
      port: portFlag,
    },
    Deno.args,
  );
  const { graph, bar } = buildBar({ msPerCup: cup, crash });
  const closing = new AbortController();
  serveBar(bar, http, closing.signal);
  await run(graph, { telemetry: telemetryOn(port) });
  closing.abort(); // All who asked have their answers; connections that clients keep open hold nothing up.
  const { asked, answered, failed } = bar.totals;
  console.log(`${asked} asked, ${answered} answered, ${failed} without an answer`);
}
