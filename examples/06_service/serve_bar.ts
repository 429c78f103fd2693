/**
 * The bar over HTTP: each request is an ask, and its answer the response.
 *
 * @module
 */
import { AskError, type Service } from "@steady-state/deno";
import { Hono } from "hono";
import type { Order, Receipt } from "./kinds.ts";

/** What a client is told of an ask without an answer. */
const STATUS = {
  refused: 422,
  timeout: 504,
  busy: 503,
  stopped: 503,
  deadLetter: 500,
  lost: 500,
} as const satisfies Record<AskError["reason"], number>;

/** Serves the bar at 127.0.0.1, and says in the terminal what is asked and answered. */
export function serveBar(bar: Service<Order, Receipt>, port: number, signal: AbortSignal): void {
  const app = new Hono();
  app.post("/orders", async (c) => {
    const since = performance.now();
    const order = await c.req.json<Order>().catch(() => undefined);
    if (order === undefined) return c.text("the body is no JSON", 400);
    const who = `${order.customer}: ${order.cups} × ${order.item}`;
    console.log(`→ ${who}`);
    const took = () => `${Math.round(performance.now() - since)} ms`;
    try {
      const receipt = await bar.ask(order);
      console.log(
        `← ${who}: receipt ${receipt.number} of barista ${receipt.barista}, ${receipt.cents} cents, ${took()}`,
      );
      return c.json(receipt);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      console.log(`← ${who}: ${error.reason}, ${error.message} (${took()})`);
      return c.text(error.refusal ?? error.message, STATUS[error.reason]);
    }
  });
  const onListen = ({ hostname, port }: Deno.NetAddr) => {
    const order = `{"customer":"Ada","item":"tea","cups":2}`;
    console.log(`The bar is open at http://${hostname}:${port}; order something:`);
    console.log(`  curl http://${hostname}:${port}/orders -d '${order}'`);
  };
  try {
    Deno.serve({ hostname: "127.0.0.1", port, signal, onListen }, app.fetch);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    console.error(
      `Cannot open the bar: port ${port} of 127.0.0.1 is in use, give another: --http 0 takes any free one`,
    );
    Deno.exit(2);
  }
}
