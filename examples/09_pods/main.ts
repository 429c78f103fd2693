/**
 * The shop of example 08 in three processes, each a pod, and one page for all of them:
 *
 * book: ORDERS ⇒ pricing: PRICER ⇒ till: STORE
 *
 * - The pod `book` reads orders; its bookmark moves on once they are in the table, two pods further on.
 * - The pod `pricing` says what they cost.
 * - The pod `till` writes them into a table of SQLite, where the origin is the key of the row.
 *
 * Where there is a NATS server, it brings one, and the pods are joined over a log of JetStream; else they are joined over Unix sockets.
 * `--kill 5` has pods killed five times on the way, by SIGKILL, one at random each time; `cli pods up` starts them again. In the end it
 * counts. `deno task pods` runs it; `--help` tells what can be set.
 */
import { fileURLToPath } from "node:url";
import { parseFlags } from "../flags.ts";
import { HOW_TO_GET_ONE, natsProgram, startNats } from "../08_pipeline/nats_server.ts";
import { accountOf, storedIn } from "../08_pipeline/table.ts";
import { killPod } from "./processes.ts";

const PODS = ["book", "pricing", "till"];

const HERE = fileURLToPath(new URL(".", import.meta.url));
const TOOL = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** What is done to the pods. */
interface Killing {
  /** The folder of their files. */
  readonly dir: string;
  /** Orders in all. */
  readonly orders: number;
  /** How often one of them is killed. */
  readonly kill: number;
}

/** Has the command-line tool of the package run, as a process of its own. */
function startTool(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  const flags = ["--no-lock", "--no-check", "--no-prompt", "--quiet", "-A"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, TOOL, ...args],
    env,
    stdin: "null",
    // A Ctrl-C is for this process alone, which ends them in their order.
    detached: true,
  }).spawn();
}

/** Asks it to end, and waits for that. */
async function end(tool: Deno.ChildProcess): Promise<void> {
  try {
    tool.kill("SIGINT");
  } catch {
    // It has ended by itself, or by the same Ctrl-C.
  }
  await tool.status;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Kills pods, spread over the work that there is. Resolves when all orders are in the table, or it is over. */
async function untilStored({ orders, kill, dir }: Killing, isOver: () => boolean): Promise<void> {
  let kills = 0;
  while (!isOver()) {
    const stored = storedIn(dir);
    if (stored >= orders) return;
    if (kills < kill && stored >= (orders / (kill + 1)) * (kills + Math.random())) {
      const pod = PODS[Math.floor(Math.random() * PODS.length)]!;
      if (await killPod(dir, pod)) {
        kills++;
        console.log(
          `Killed ${pod}, ${kills} of ${kill} times: ${stored} of ${orders} orders are in the table`,
        );
      }
    }
    await pause(20);
  }
}

if (import.meta.main) {
  const { again, ...args } = parseFlags(
    "Three pods and one page. Kill one, it is started again: no order is missed, none is there twice.",
    {
      orders: { value: 20_000, min: 1, max: 1_000_000, help: "orders in all" },
      kill: { value: 0, max: 1000, help: "times that a pod, one at random, is killed on the way" },
      again: { value: false, help: "begin anew, with what is in the folder removed" },
      dir: { value: "pods.data", help: "folder of the files that outlive the processes" },
      sockets: {
        value: false,
        help: "join the pods over Unix sockets, also where there is a NATS server",
      },
      port: {
        value: 9900,
        min: 1,
        max: 65_532,
        help: "port of the page; the three after it are the pods'",
      },
    },
    Deno.args,
  );
  const { dir, orders, port } = args;
  if (again) await Deno.remove(dir, { recursive: true }).catch(() => {});
  await Deno.mkdir(dir, { recursive: true });
  if (storedIn(dir) >= orders) {
    console.log(
      `All ${orders} orders are in the table of ${dir}, by an earlier run. --again begins anew`,
    );
    Deno.exit();
  }
  await using used = new AsyncDisposableStack();
  const program = args.sockets ? undefined : natsProgram(dir);
  if (program === undefined) {
    console.log(
      `The pods are joined over Unix sockets${args.sockets ? "" : `: ${HOW_TO_GET_ONE}`}`,
    );
  }
  const server = program === undefined ? undefined : used.use(await startNats(program, dir));
  if (server !== undefined) {
    console.log(`The pods are joined over NATS at ${server.url}, by ${program}`);
  }
  const pages = PODS.map((_, i) => `127.0.0.1:${port + 1 + i}`);
  const hub = startTool(["hub", `--port=${port}`, ...pages]);
  const pods = startTool(["pods", "up", "--file", `${HERE}pods.ts`], {
    PODS_DIR: await Deno.realPath(dir),
    PODS_NATS: server?.url ?? "",
    PODS_ORDERS: `${orders}`,
    PODS_PORT: `${port + 1}`,
  });
  let isOver = false;
  // Pods that give up tell why, and so does the count below.
  pods.status.then(() => isOver = true);
  Deno.addSignalListener("SIGINT", () => isOver = true);
  await untilStored(args, () => isOver);
  await end(pods);
  await end(hub);
  const stored = storedIn(dir);
  if (stored < orders) {
    console.log(`\n${stored} of ${orders} orders are in the table: start it again to go on`);
    Deno.exitCode = 1;
  } else {
    const [counts, ...account] = accountOf(dir, orders);
    console.log(`\n${counts}\n${account.join("\n")}`);
    if (account[0]?.startsWith("Each") !== true) Deno.exitCode = 1;
  }
}
