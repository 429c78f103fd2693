/**
 * What is known of the orders when a process begins and when it ends: all of it is in three files, because channels do not outlive the
 * process.
 *
 * @module
 */
import { readLines } from "./ndjson.ts";

/** An order that is done. */
export interface Receipt {
  readonly id: number;
  readonly charge: string;
}

/** An order that the bank refuses for good, and what it said. */
export interface Refusal {
  readonly id: number;
  readonly reason: string;
}

/** A charge in the bank's own ledger: it was asked for with this key. */
export interface Charge {
  readonly key: string;
  readonly charge: string;
}

/** Where the files are. */
export function pathsIn(dir: string): { receipts: string; refusals: string; charges: string } {
  const path = (name: string) => `${dir}/${name}.ndjson`;
  return { receipts: path("receipts"), refusals: path("refusals"), charges: path("charges") };
}

/** What is to be charged for an order. */
export function centsOf(id: number): number {
  return 100 + (id * 7919) % 9900;
}

/** The key by which the bank knows an order again, in whatever process it is asked for. */
export function keyOf(id: number): string {
  return `order-${id}`;
}

/** Numbers of the orders that need nothing more. */
export async function settledIn(dir: string): Promise<Set<number>> {
  const { receipts, refusals } = pathsIn(dir);
  const [done, refused] = await Promise.all([
    readLines<Receipt>(receipts),
    readLines<Refusal>(refusals),
  ]);
  return new Set([...done, ...refused].map(({ id }) => id));
}

/** The account: each order has one receipt or one refusal, and each receipt is of the one charge that the bank has made for it. */
export async function accountOf(dir: string, orders: number): Promise<string[]> {
  const { receipts, refusals, charges } = pathsIn(dir);
  const done = await readLines<Receipt>(receipts);
  const refused = await readLines<Refusal>(refusals);
  const made = await readLines<Charge>(charges);
  const faults: string[] = [];
  const all = [...done, ...refused].map(({ id }) => id);
  for (let id = 0; id < orders; id++) {
    const times = all.filter((one) => one === id).length;
    if (times !== 1) faults.push(`order ${id} was settled ${times} times`);
  }
  const byKey = new Map(made.map(({ key, charge }) => [key, charge]));
  if (byKey.size !== made.length) faults.push(`the bank has charged somebody twice`);
  for (const { id, charge } of done) {
    if (byKey.get(keyOf(id)) !== charge) faults.push(`order ${id} has a receipt of no charge`);
  }
  if (byKey.size !== done.length) {
    faults.push(`${byKey.size} charges and ${done.length} receipts`);
  }
  const counts = `${orders} orders: ${done.length} receipts, ${refused.length} refused by the bank`;
  return faults.length === 0
    ? [counts, "Each was charged once, or refused: none skipped, none charged twice."]
    : [counts, ...faults];
}
