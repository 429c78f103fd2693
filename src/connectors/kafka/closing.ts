/**
 * Leaving a cluster in good order, and leaving it all the same when a broker does not answer.
 *
 * @module
 */

import type { ConnectionPool } from "npm:@platformatic/kafka@2.12.1";
import type { WireWorld } from "../wire.ts";

/** How long a broker has to let a member go, and how long connections have to end then, in milliseconds. */
const LEAVING_MS = 1_000;
const ENDING_MS = 300;

/** The package by which brokers are spoken to. */
export type KafkaClient = typeof import("npm:@platformatic/kafka@2.12.1");

/** A client of the cluster, of either kind. */
interface ClusterClient {
  readonly connections: ConnectionPool;
  close(force: boolean): Promise<void>;
}

/** Closes a client and its connections, and those of other pools. Does not throw. */
export async function leaveCluster(
  client: ClusterClient,
  others: readonly ConnectionPool[],
  world: WireWorld,
): Promise<void> {
  const closed = client.close(true).catch(() => {});
  if (!await within(closed, LEAVING_MS, world)) {
    for (const pool of [client.connections, ...others]) {
      for (const [, connection] of pool) connection.socket?.destroy();
    }
    await within(closed, ENDING_MS, world);
  }
  // A client that could not leave its group has not closed its connections.
  const pools = [client.connections, ...others].map((pool) => pool.close().catch(() => {}));
  await within(Promise.all(pools), ENDING_MS, world);
}

/** Whether it has ended within the time there is. */
async function within(ended: Promise<unknown>, ms: number, world: WireWorld): Promise<boolean> {
  const over = new AbortController();
  const first = await Promise.race([
    ended.then(() => true),
    world.pause(ms, over.signal).then(() => false),
  ]);
  over.abort();
  return first;
}
