/**
 * The pods, for `cli pods up`: three processes that may start in any order, each with its own permissions.
 *
 * @module
 */
import type { PodManifest } from "@steady-state/deno/cli";

const { dir, nats, orders, port } = {
  dir: Deno.env.get("PODS_DIR") ?? "pods.data",
  nats: Deno.env.get("PODS_NATS") ?? "",
  orders: Deno.env.get("PODS_ORDERS") ?? "20000",
  port: Number(Deno.env.get("PODS_PORT") ?? 9901),
};

const deno = [
  "--no-lock",
  "--no-check",
  "--no-prompt",
  "--quiet",
  "--allow-sys",
  "--allow-read",
  `--allow-write=${dir}`,
  `--allow-net=127.0.0.1,unix:${dir}/orders.sock,unix:${dir}/priced.sock`,
  "--allow-env=TELEMETRY_SERVER_PORT,PODS_DIR,PODS_NATS,PODS_ORDERS",
];

/** The page of a pod. What it asks of the pod by other ways is the same for all. */
function pod(name: string, page: number, feeds: readonly string[]) {
  return {
    script: `./pods/${name}.ts`,
    deno,
    env: {
      PODS_DIR: dir,
      PODS_NATS: nats,
      PODS_ORDERS: orders,
      TELEMETRY_SERVER_PORT: `${page}`,
    },
    feeds,
    page,
    durable: true,
    // They are killed on purpose.
    restarts: 1000,
    firstMs: 50,
    maxMs: 200,
  };
}

export default {
  book: pod("book", port, ["pricing"]),
  pricing: pod("pricing", port + 1, ["till"]),
  till: pod("till", port + 2, []),
} satisfies PodManifest;
