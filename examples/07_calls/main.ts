/**
 * Charges orders at a bank that fails, hangs and stammers, and misses none, even if the process is killed in between:
 *
 * DESK → CASHIER → CLERK
 *
 * - DESK hands out the orders that are not settled by what is written down.
 * - CASHIER calls the bank, sixteen orders at a time: `actor.calls` cuts off what hangs, asks again after what fails, waits where the bank
 *   says so, and gives up what the bank refuses for good.
 * - CLERK writes the receipts down; what was given up, the program does.
 *
 * Kill it (`kill -9`) and start it again: it goes on from the files in `--dir`. In the end each order has one receipt, of the one charge
 * that is in the bank's own ledger, or was refused. `deno task calls` runs it; `--help` tells what can be set.
 */
import { Graph, type GraphOptions, run } from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { cashier } from "./actors/cashier.ts";
import { clerk } from "./actors/clerk.ts";
import { desk } from "./actors/desk.ts";
import { type Bank, openBank } from "./bank.ts";
import { accountOf, pathsIn, type Refusal, settledIn } from "./books.ts";
import { order, receipt } from "./kinds.ts";
import { mendLines } from "./ndjson.ts";

/** What can be set from outside. */
export interface CallsArgs {
  /** Orders to charge in all. */
  readonly orders: number;
  /** Where the files are. */
  readonly dir: string;
  /** How long the bank has for an answer, in milliseconds. */
  readonly timeout: number;
}

const STANDARD: CallsArgs = { orders: 500, dir: "calls.data", timeout: 1000 };

/** Nobody answers there: for who draws the graph and does not run it. */
const NO_BANK: Pick<Bank, "url"> = { url: "http://127.0.0.1:9/" };

export function buildGraph(
  { orders: count, dir, timeout }: CallsArgs = STANDARD,
  { url }: Pick<Bank, "url"> = NO_BANK,
  options: GraphOptions = {},
): Graph {
  const { refusals } = pathsIn(dir);
  const graph = new Graph("calls", {
    onDeadLetter({ message, reason }) {
      const { id } = message as { id: number };
      const line = JSON.stringify({ id, reason } satisfies Refusal);
      Deno.writeTextFileSync(refusals, `${line}\n`, { append: true });
    },
    ...options,
  });
  const orders = graph.channel("orders", order, { capacity: 64 });
  const receipts = graph.channel("receipts", receipt, { capacity: 64 });
  return graph.actor("DESK", desk, { ports: { orders: orders.tx }, args: { orders: count, dir } })
    .actor("CASHIER", cashier, {
      ports: { orders: orders.rx, receipts: receipts.tx },
      args: { url, timeoutMs: timeout },
    })
    .actor("CLERK", clerk, { ports: { receipts: receipts.rx }, args: { dir } });
}

if (import.meta.main) {
  const { port, ...args } = parseFlags(
    "Charges orders at a bank that fails, hangs and stammers. Kill it, start it again: none is missed.",
    {
      orders: { value: STANDARD.orders, min: 1, max: 1_000_000, help: "orders to charge in all" },
      dir: { value: STANDARD.dir, help: "folder of the files that outlive the process" },
      timeout: {
        value: STANDARD.timeout,
        min: 1,
        help: "how long the bank has for an answer, in milliseconds",
      },
      port: portFlag,
    },
    Deno.args,
  );
  await Deno.mkdir(args.dir, { recursive: true });
  for (const path of Object.values(pathsIn(args.dir))) await mendLines(path);
  const { size } = await settledIn(args.dir);
  console.log(
    size === 0
      ? `${args.orders} orders are to be charged; kill -9 ${Deno.pid} and start again, if you like`
      : `${size} of ${args.orders} orders are settled by what is in ${args.dir}/, the rest is to be charged`,
  );
  await using bank = await openBank(args.dir);
  const told = setInterval(() => console.log(described(bank)), 1000);
  await run(buildGraph(args, bank), { telemetry: telemetryOn(port) })
    .finally(() => clearInterval(told));
  const [counts, ...faults] = await accountOf(args.dir, args.orders);
  console.log(`\n${described(bank)}\n${counts}\n${faults.join("\n")}`);
  if (!faults[0]?.startsWith("Each")) Deno.exitCode = 1;
}

/** What the bank has lived through in this process. */
function described({ counts }: Bank): string {
  const parts = Object.entries(counts).map(([what, count]) => `${count} × ${what}`);
  return `The bank: ${parts.join(", ")}`;
}
