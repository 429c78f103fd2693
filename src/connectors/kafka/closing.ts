/**
 * Leaving a cluster in good order, and leaving it all the same when a broker does not answer.
 *
 * @module
 */

import type { ConnectionPool } from "@platformatic/kafka";
import type { WireWorld } from "../wire.ts";

/** How long a broker has to let a member go, in milliseconds. */
const LEAVING_MS = 2_000;

/** A client of the cluster, of either kind. */
interface Client {
  readonly connections: ConnectionPool;
  close(force: boolean): Promise<void>;
}

/** Closes a client and its connections, and those of other pools. Does not throw. */
export async function leaveCluster(
  client: Client,
  others: readonly ConnectionPool[],
  world: WireWorld,
): Promise<void> {
  const closed = client.close(true).catch(() => {});
  if (!await within(closed, world)) {
    for (const pool of [client.connections, ...others]) {
      for (const [, connection] of pool) connection.socket?.destroy();
    }
    await within(closed, world);
  }
  // A client that could not leave its group has not closed its connections.
  const pools = [client.connections, ...others].map((pool) => pool.close().catch(() => {}));
  await within(Promise.all(pools), world);
}

/** Whether it has ended within the time there is. */
async function within(ended: Promise<unknown>, world: WireWorld): Promise<boolean> {
  const over = new AbortController();
  const first = await Promise.race([
    ended.then(() => true),
    world.pause(LEAVING_MS, over.signal).then(() => false),
  ]);
  over.abort();
  return first;
}
