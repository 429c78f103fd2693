/**
 * A service that takes webhooks with a journal, and keeps them in a file of SQLite: `webhooks_service.ts PORT FOLDER`. It is there to be
 * killed.
 */
import { DatabaseSync } from "node:sqlite";
import { delivery, Graph } from "@steady-state/deno";
import { defineActor, json, rx } from "@steady-state/deno/actor";
import { defineSource } from "@steady-state/deno/connectors";
import { httpSource } from "@steady-state/deno/connectors/http";

/** What a webhook says. */
export interface Order {
  readonly n: number;
}

/** Takes webhooks. */
export const hooks = defineSource(import.meta, "hooks", { wire: httpSource, kind: json<Order>() });

/** Keeps each order under its origin, and counts how often it came. */
export const keeper = defineActor(import.meta, "keeper", {
  ports: { orders: rx(delivery(json<Order>())) },
  args: { path: "" },
  async run(actor) {
    const { ports: { orders }, args } = actor;
    const file = new DatabaseSync(args.path);
    file.exec("PRAGMA journal_mode = WAL");
    file.exec(
      "CREATE TABLE IF NOT EXISTS orders (origin TEXT PRIMARY KEY, n INTEGER, times INTEGER)",
    );
    const insert = file.prepare(
      "INSERT INTO orders VALUES (?, ?, 1) ON CONFLICT (origin) DO UPDATE SET times = times + 1",
    );
    try {
      while (actor.isRunning(() => orders.isClosedAndEmpty)) {
        await actor.wait(orders.avail());
        const count = orders.availUnits;
        file.exec("BEGIN");
        for (let i = 0; i < count; i++) {
          const { origin, message } = orders.tryPeek(i)!;
          insert.run(origin, message.n);
        }
        file.exec("COMMIT");
        orders.advance(count);
      }
    } finally {
      file.close();
    }
  },
});

if (import.meta.main) {
  const [port, folder] = Deno.args as [string, string];
  const graph = new Graph("webhooks", { logLevel: "warn" });
  const orders = graph.channel("orders", delivery(json<Order>()), { capacity: 64 });
  graph.actor("HOOKS", hooks, {
    ports: { messages: orders.tx },
    args: {
      port: Number(port),
      path: "/orders",
      mode: "journal",
      journal: `${folder}/journal`,
      retryAfterMs: 0,
    },
  }).actor("KEEPER", keeper, {
    ports: { orders: orders.rx },
    args: { path: `${folder}/orders` },
  });
  await graph.start();
  Deno.addSignalListener("SIGTERM", () => void graph.stop());
  await graph.finished;
  Deno.exit(0);
}
