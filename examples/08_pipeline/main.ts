/**
 * Orders from a stream of NATS, priced over HTTP, into a table of SQLite; none is missed and none is there twice, even if it is killed:
 *
 * ORDERS → PRICER → STORE
 *
 * - ORDERS reads the stream, and tells the server of each order once it is in the table.
 * - PRICER asks a price list that fails, hangs and stammers, sixteen orders at a time.
 * - STORE writes into the table: the place in the stream is the key of the row, so what comes again changes nothing.
 *
 * It brings a NATS server and a price list of its own, unless it is told of others. `--kill 5` has it killed five times on the way, by
 * SIGKILL, and started again. In the end it counts. What was stopped goes on when it is started again; what is complete begins anew with
 * `--again`. `deno task pipeline` runs it; `--help` tells what can be set.
 */
import { fileURLToPath } from "node:url";
import { Graph, type GraphOptions, run } from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { madeUpOrders, orders } from "./actors/orders.ts";
import { pricer } from "./actors/pricer.ts";
import { store } from "./actors/store.ts";
import { ordered, priced } from "./kinds.ts";
import { runKilled } from "./killing.ts";
import { HOW_TO_GET_ONE, installNats, natsProgram, startNats } from "./nats_server.ts";
import { openPriceList, type PriceList } from "./prices.ts";
import { putOrders, removeOrders, STREAM } from "./shop.ts";
import { accountOf, fileIn, removeTable, storedIn } from "./table.ts";

/** What can be set from outside. */
export interface PipelineArgs {
  /** Orders in all. */
  readonly orders: number;
  /** Where the files are. */
  readonly dir: string;
  /** Where NATS is; `""`: orders are made up. */
  readonly nats: string;
  /** Where the price list is. */
  readonly prices: string;
}

const STANDARD: PipelineArgs = {
  orders: 2000,
  dir: "pipeline.data",
  nats: "nats://127.0.0.1:4222",
  prices: "http://127.0.0.1:9",
};

/** How soon the server hands over again what a killed process had, in milliseconds. */
const ACK_WAIT_MS = 2000;

export function buildGraph(
  { orders: count, dir, nats, prices }: PipelineArgs = STANDARD,
  options: GraphOptions = {},
): Graph {
  const graph = new Graph("pipeline", options);
  const fresh = graph.channel("orders", ordered, { capacity: 256 });
  const ready = graph.channel("priced", priced, { capacity: 256 });
  const ports = { messages: fresh.tx };
  if (nats === "") graph.actor("ORDERS", madeUpOrders, { ports, args: { count } });
  else {
    graph.actor("ORDERS", orders, {
      ports,
      // Alone: what a killed process had is asked for again at once, where the server can do that.
      args: {
        ...{ servers: nats, stream: STREAM, durable: "pipeline" },
        ...{ ackWaitMs: ACK_WAIT_MS, alone: true },
      },
    });
  }
  return graph
    .actor("PRICER", pricer, { ports: { orders: fresh.rx, priced: ready.tx }, args: { prices } })
    .actor("STORE", store, { ports: { messages: ready.rx }, args: { file: fileIn(dir) } });
}

/** Runs the graph until all orders are in the table. */
async function runToTheEnd(args: PipelineArgs, port: number): Promise<void> {
  // Whoever was killed may have had all of them in the table already.
  if (storedIn(args.dir) >= args.orders) return;
  // What the price list does is counted there; here it would be a line each time.
  const graph = buildGraph(args, { logLevel: "error" });
  const all = new AbortController();
  const looking = setInterval(() => {
    if (storedIn(args.dir) >= args.orders) all.abort("all orders are in the table");
  }, 100);
  await run(graph, { telemetry: telemetryOn(port), signal: all.signal })
    .finally(() => clearInterval(looking));
}

if (import.meta.main) {
  const { port, kill, again, install, ...flags } = parseFlags(
    "Orders from a stream of NATS, priced over HTTP, into SQLite. Kill it, start it again: none is missed, none is there twice.",
    {
      orders: { value: STANDARD.orders, min: 1, max: 1_000_000, help: "orders in all" },
      kill: { value: 0, max: 1000, help: "times that it is killed on the way, and started again" },
      again: { value: false, help: "begin anew, with what is in the folder removed" },
      dir: { value: STANDARD.dir, help: "folder of the files that outlive the process" },
      install: { value: false, help: "have Go build a NATS server, if there is none" },
      nats: { value: "", help: 'a NATS server that runs, or "none" (default: one of its own)' },
      prices: { value: "", help: "a price list that runs (default: one of its own)" },
      port: portFlag,
    },
    Deno.args,
  );
  if (again && flags.nats !== "" && flags.nats !== "none") {
    console.error(
      `Cannot begin anew: stream ${STREAM} is on a server that is not this program's, delete it there, and give another --dir`,
    );
    Deno.exit(2);
  }
  await Deno.mkdir(flags.dir, { recursive: true });
  if (again) await removeTable(flags.dir);
  // Whoever was given both is a process that is killed: the one that started it has put the orders in, and counts.
  const isKilled = flags.nats !== "" && flags.prices !== "";
  if (!isKilled && storedIn(flags.dir) >= flags.orders) {
    console.log(
      `All ${flags.orders} orders are in the table of ${flags.dir}, by an earlier run: nothing is left to do. --again begins anew`,
    );
    if (!isAccountRight(flags) || kill > 0) Deno.exitCode = 1;
    Deno.exit();
  }
  await using used = new AsyncDisposableStack();
  const { nats, prices, list } = await surroundings(flags, install, used);
  const args: PipelineArgs = { ...flags, nats: nats === "none" ? "" : nats, prices };
  if (again && args.nats !== "") await removeOrders(args.nats);
  if (args.nats !== "" && !isKilled) await putOrders(args.nats, args.orders);
  if (kill === 0) await runToTheEnd(args, port);
  else {
    const code = await runKilled({
      args: ownCommand(args.dir, [
        ...[`--orders=${args.orders}`, `--dir=${args.dir}`, `--port=${port === -1 ? 0 : port}`],
        ...[`--nats=${nats}`, `--prices=${prices}`],
      ]),
      kills: kill,
      stored: () => storedIn(args.dir),
      orders: args.orders,
      tell: console.log,
    });
    if (code !== 0) Deno.exitCode = code;
  }
  if (!isKilled) {
    if (list !== undefined) console.log(described(list));
    if (!isAccountRight(args)) Deno.exitCode = 1;
  }
}

/** Tells what is in the table, and returns whether that is all, and right. */
function isAccountRight({ dir, orders }: Pick<PipelineArgs, "dir" | "orders">): boolean {
  const stored = storedIn(dir);
  if (stored < orders) {
    console.log(`\n${stored} of ${orders} orders are in the table: start it again to go on`);
    return false;
  }
  const [counts, ...account] = accountOf(dir, orders);
  console.log(`\n${counts}\n${account.join("\n")}`);
  return account[0]?.startsWith("Each") === true;
}

interface Surroundings {
  readonly nats: string;
  readonly prices: string;
  /** The price list, if it is one of its own. */
  readonly list: PriceList | undefined;
}

/** The servers that it is to use: those that it was told of, or else its own, which end with it. */
async function surroundings(
  { nats, prices, dir }: PipelineArgs,
  install: boolean,
  used: AsyncDisposableStack,
): Promise<Surroundings> {
  const list = prices === "" ? used.use(openPriceList()) : undefined;
  const asked = { prices: list?.url ?? prices, list };
  if (nats !== "") return { nats, ...asked };
  let program = natsProgram(dir);
  if (program === undefined && install) {
    await installNats(dir);
    program = natsProgram(dir);
  }
  if (program === undefined) {
    console.log(`Orders are made up, in memory: ${HOW_TO_GET_ONE}`);
    return { nats: "none", ...asked };
  }
  const server = used.use(await startNats(program, dir));
  console.log(`NATS is at ${server.url}, by ${program}`);
  return { nats: server.url, ...asked };
}

/** What the price list has lived through. */
function described({ counts }: PriceList): string {
  const parts = Object.entries(counts).map(([what, count]) => `${count} × ${what}`);
  return `The price list: ${parts.join(", ")}`;
}

/** This program once more, with the same permissions. */
function ownCommand(dir: string, args: readonly string[]): string[] {
  const permissions = ["--allow-sys", "--allow-net=127.0.0.1", "--allow-read"];
  const main = fileURLToPath(import.meta.url);
  const flags = ["--no-lock", "--no-check", "--no-prompt", "--quiet"];
  const environment = "--allow-env=TELEMETRY_SERVER_PORT";
  return ["run", ...flags, ...permissions, `--allow-write=${dir}`, environment, main, ...args];
}
