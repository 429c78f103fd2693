/**
 * A shop that loses no order and counts none twice, whatever befalls those who work in it:
 *
 * SHOP → PARSER ⇉ PAYMENT × 2 ⇉ COURIER → LEDGER
 *
 * - PARSER dies of lines that are cut off. It belongs to a troupe, whose other member notices nothing. After three deaths on a line the
 *   line becomes a dead letter.
 * - PAYMENT throws, leaves a promise to fail, closes its worker: one after the other. Its supervisor starts both PAYMENTs again.
 * - COURIER hangs in a loop that never ends, and its thread is killed. Without `--allow-sys` it cannot be: COURIER is a zombie then,
 *   those before it end, and the account tells how many orders are left in the channels.
 *
 * In the end the books of SHOP and LEDGER must be equal. `deno task robust` runs it; `--help` tells what can be set. With `--kill-process`
 * the whole process kills itself about every second besides; the graph lies in a file then, and the next process goes on with it.
 */
import {
  type CrashReport,
  type DeadLetter,
  exportDeadLetters,
  Graph,
  type GraphOptions,
  type Intensity,
  run,
  StopError,
  type StopReport,
  text,
} from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { accountOf, balances, describeAccount, restartsOfAllLives } from "./account.ts";
import { courier } from "./actors/courier.ts";
import { ledger } from "./actors/ledger.ts";
import { parser } from "./actors/parser.ts";
import { payment } from "./actors/payment.ts";
import { shop } from "./actors/shop.ts";
import { order } from "./kinds.ts";
import { dieSoon, liveAgain } from "./mortal.ts";

/** What can be set from outside. */
export interface RobustArgs {
  /** Orders to take in; 0 = until stopped. */
  readonly orders: number;
  /** Orders a second. */
  readonly rate: number;
  /** Orders after which each PAYMENT dies, in each of its lives; 0 = never. */
  readonly crash: number;
  /** Every which order is cut off, so that it kills the PARSER; 0 = none. */
  readonly poison: number;
  /** Orders after which the COURIER hangs, in each of its lives; 0 = never. */
  readonly hang: number;
}

/** Crashes that are asked for are not too many. */
const FORGIVING: Intensity = {
  restarts: 10_000,
  withinMs: 10_000,
  backoff: { firstMs: 10, maxMs: 100 },
};

const PAYMENTS = 2;

export function buildGraph(
  { orders, rate, crash, poison, hang }: RobustArgs,
  options: GraphOptions = {},
): Graph {
  const graph = new Graph("robust", {
    intensity: FORGIVING,
    // A courier that cannot be killed leaves the graph. Those before it see that, end too, and the account can be drawn up.
    onZombie: "continue",
    ...options,
  });
  const lines = graph.channel("lines", text, { capacity: 256 });
  const parsed = graph.bundle("orders", order, { girth: PAYMENTS, capacity: 128 });
  const paid = graph.bundle("paid", order, { girth: PAYMENTS, capacity: 128 });
  const parcels = graph.channel("parcels", order, { capacity: 256 });
  const office = graph.troupe("office");
  // The two share a session with the bank: when one crashes, both begin anew.
  const till = graph.supervisor("TILL", { strategy: "oneForAll", intensity: FORGIVING });

  graph
    .actor("SHOP", shop, { ports: { lines: lines.tx }, args: { orders, rate, poison } })
    .actor("PARSER", parser, { ports: { lines: lines.rx, orders: parsed.tx }, troupe: office });
  parsed.rx.forEach((orders, i) => {
    const ports = { orders, paid: paid.tx[i]! };
    graph.actor("PAYMENT", payment, { instance: i, ports, args: { crash }, supervisor: till });
  });
  return graph
    .actor("COURIER", courier, {
      ports: { paid: paid.rx, parcels: parcels.tx },
      args: { hang },
      // The partner answers in milliseconds, if it does.
      hangTimeoutMs: 1000,
    })
    .actor("LEDGER", ledger, { ports: { parcels: parcels.rx }, troupe: office });
}

/** Runs the graph to its end, however that comes. */
async function reportOf(graph: Graph, port: number): Promise<StopReport> {
  try {
    return await run(graph, { telemetry: telemetryOn(port) });
  } catch (error) {
    if (error instanceof StopError) return error.report;
    throw error;
  }
}

/** Opens the file for dead letters. What is wrong with it is told before any order is taken in. */
function openLetters(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { write: true, create: true, truncate: true });
  } catch (error) {
    console.error(`Cannot write dead letters to ${path}: ${(error as Error).message}`);
    Deno.exit(2);
  }
}

/** What can be set on the command line. */
const FLAGS = {
  orders: { value: 0, help: "orders to take in; 0 = until stopped" },
  rate: { value: 100, min: 1, max: 100_000, help: "orders a second" },
  crash: {
    value: 200,
    help: "let each PAYMENT die after N orders, again and again; 0 = never",
  },
  poison: { value: 150, help: "cut every Nth order off, which kills the PARSER; 0 = none" },
  hang: { value: 500, help: "let the COURIER hang after N orders, again and again; 0 = never" },
  letters: { value: "", help: "write the dead letters to this file, as NDJSON" },
  region: { value: "", help: "let the graph lie in this file, which outlives the process" },
  "kill-process": {
    value: false,
    help:
      "kill the whole process about every second; with --region: once, for whoever starts it again",
  },
  port: portFlag,
};

if (import.meta.main) {
  const { letters: path, region, "kill-process": isMortal, port, ...args } = parseFlags(
    "A shop whose staff crashes, dies of poison and hangs, all on purpose, and no order is lost.",
    FLAGS,
    Deno.args,
  );
  if (isMortal && region === "") {
    Deno.exit(await liveAgain({ region: "robust.region", letters: path }));
  }
  const file = path === "" ? undefined : openLetters(path);
  const crashes: CrashReport[] = [];
  let letters = 0;
  const keep = (given: readonly DeadLetter[]) => {
    letters += given.length;
    file?.writeSync(new TextEncoder().encode(exportDeadLetters(given)));
  };
  const graph = buildGraph(args, {
    onCrash: (report) => crashes.push(report),
    // Of several processes the last one writes them all.
    onDeadLetter: (letter) => isMortal || keep([letter]),
    ...(region === "" ? {} : { region: { file: region } }),
  });
  if (isMortal) dieSoon(graph);
  const report = await reportOf(graph, port);
  if (isMortal) keep(graph.deadLetters);
  file?.close();
  const account = {
    ...accountOf(report, crashes, letters),
    ...(isMortal ? { restarts: restartsOfAllLives(report) } : {}),
  };
  console.log(`\n${describeAccount(account)}`);
  // Also where nothing is amiss: a thread that cannot be ended would keep the process alive.
  if (!balances(account) || graph.zombies.length > 0) Deno.exit(1);
}
