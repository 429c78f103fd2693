/**
 * What is in the table, and whether that is right.
 *
 * @module
 */
import { orderOf, pieceCentsOf, type PricedOrder } from "./kinds.ts";
import { openTable } from "./sqlite_sink.ts";

/** Where the database is. */
export function fileIn(dir: string): string {
  return `${dir}/orders.db`;
}

/** Removes the database, if there is one. */
export async function removeTable(dir: string): Promise<void> {
  for (const end of ["", "-wal", "-shm"]) {
    await Deno.remove(`${fileIn(dir)}${end}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

/** How many orders are in the table. */
export function storedIn(dir: string): number {
  const table = openTable(fileIn(dir));
  try {
    return table.prepare("SELECT count(*) AS n FROM orders").get()!.n as number;
  } finally {
    table.close();
  }
}

/** The account: each order is there once, with what it costs. The first line has the counts, the others what is wrong, or that nothing is. */
export function accountOf(dir: string, orders: number): string[] {
  const table = openTable(fileIn(dir));
  try {
    const rows = table.prepare("SELECT id, item, pieces, cents FROM orders")
      .all() as unknown as PricedOrder[];
    const cents = rows.reduce((sum, row) => sum + row.cents, 0);
    const counts = `${rows.length} rows of ${orders} orders, ${(cents / 100).toFixed(2)} in all`;
    const faults = faultsOf(rows, orders);
    return [
      counts,
      ...(faults.length > 0 ? faults : ["Each order is in the table once, at its price."]),
    ];
  } finally {
    table.close();
  }
}

function faultsOf(rows: readonly PricedOrder[], orders: number): string[] {
  const times = new Map<number, number>();
  const faults: string[] = [];
  for (const { id, cents } of rows) {
    times.set(id, (times.get(id) ?? 0) + 1);
    const { item, pieces } = orderOf(id);
    const right = pieces * pieceCentsOf(item);
    if (cents !== right) faults.push(`order ${id} costs ${cents} instead of ${right}`);
    if (id >= orders) faults.push(`nobody has made order ${id}`);
  }
  for (let id = 0; id < orders; id++) {
    const n = times.get(id) ?? 0;
    if (n !== 1) faults.push(`order ${id} is in the table ${n} times`);
  }
  return faults;
}
