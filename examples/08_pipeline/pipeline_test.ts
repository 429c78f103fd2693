import { assert, assertEquals, assertMatch } from "@std/assert";
import { within } from "../../tests/fixtures/watch.ts";
import { filesFolder, runExample } from "../../tests/fixtures/example.ts";
import { buildGraph } from "./main.ts";
import { natsProgram, startNats } from "./nats_server.ts";
import { openPriceList } from "./prices.ts";
import { putOrders } from "./shop.ts";
import { openTable } from "./sqlite_sink.ts";
import { accountOf, fileIn, storedIn } from "./table.ts";

const RIGHT = "Each order is in the table once, at its price.";

const program = natsProgram("");
const noNats = program === undefined ? ": there is no nats-server" : "";

/** Runs the graph until so many orders are in the table. */
async function runUntilStored(dir: string, nats: string, orders: number): Promise<void> {
  await using list = openPriceList();
  await using graph = buildGraph({ orders, dir, nats, prices: list.url }, { log: () => {} });
  await graph.start();
  const stored = async () => {
    while (storedIn(dir) < orders) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await within(stored(), `${orders} orders are in the table`, 60_000);
  const report = await within(graph.stop(), "the end", 60_000);
  assert(report.clean, JSON.stringify(report));
}

/** The program, with what it needs. */
async function runProgram(
  dir: string,
  args: readonly string[],
  whileItRuns: (program: Deno.ChildProcess) => void = () => {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return await runExample(
    "08_pipeline",
    [`--dir=${dir}`, "--port=0", ...args],
    ["--allow-sys", `--allow-write=${dir}`, "--allow-env=STEADY_SERVERS,PATH", "--allow-run"],
    whileItRuns,
  );
}

Deno.test("example 08 makes orders up where there is no server, and stores each once", async () => {
  await using dir = await filesFolder();
  const { code, stdout, stderr } = await runProgram(`${dir}`, ["--orders=150", "--nats=none"]);
  assertEquals(code, 0, stdout + stderr);
  assertMatch(stdout, /^The price list: \d+ × asked/m);
  assert(stdout.includes("150 rows of 150 orders"), stdout);
  assert(stdout.includes(RIGHT), stdout);
});

Deno.test({
  name: `example 08 reads a stream, and goes on where an earlier process was${noNats}`,
  ignore: program === undefined,
  async fn() {
    await using dir = await filesFolder();
    await using server = await startNats(program!, `${dir}`);
    await putOrders(server.url, 100);
    await runUntilStored(`${dir}`, server.url, 100);
    await putOrders(server.url, 160);
    await runUntilStored(`${dir}`, server.url, 160);
    assertEquals(accountOf(`${dir}`, 160)[1], RIGHT);
  },
});

Deno.test({
  name: `example 08 is killed three times, and has each order in the table once${noNats}`,
  ignore: program === undefined,
  async fn() {
    await using dir = await filesFolder();
    const { code, stdout, stderr } = await runProgram(`${dir}`, ["--orders=600", "--kill=3"]);
    assertEquals(code, 0, stdout + stderr);
    assertMatch(stdout, /^Killed, 3 of 3 times: \d+ of 600 orders are in the table$/m);
    assert(stdout.includes("600 rows of 600 orders"), stdout);
    assert(stdout.includes(RIGHT), stdout);
  },
});

Deno.test("example 08 says that nothing is left to do, and begins anew when it is told to", async () => {
  await using dir = await filesFolder();
  const args = ["--orders=20", "--nats=none"];
  assertEquals((await runProgram(`${dir}`, args)).code, 0);
  const complete =
    /^All 20 orders are in the table of .*: nothing is left to do\. --again begins anew$/m;
  const second = await runProgram(`${dir}`, args);
  assertEquals(second.code, 0, second.stdout + second.stderr);
  assertMatch(second.stdout, complete);
  const killed = await runProgram(`${dir}`, [...args, "--kill=2"]);
  assertEquals(killed.code, 1, killed.stdout + killed.stderr);
  assertMatch(killed.stdout, complete);
  const again = await runProgram(`${dir}`, [...args, "--again"]);
  assertEquals(again.code, 0, again.stdout + again.stderr);
  assertMatch(again.stdout, /^The price list: \d+ × asked/m);
  assert(again.stdout.includes("20 rows of 20 orders"), again.stdout);
});

Deno.test({
  name: `example 08 begins anew with a stream of its own, and leaves that of others${noNats}`,
  ignore: program === undefined,
  async fn() {
    await using dir = await filesFolder();
    assertEquals((await runProgram(`${dir}`, ["--orders=40"])).code, 0);
    const again = await runProgram(`${dir}`, ["--orders=30", "--again", "--kill=1"]);
    assertEquals(again.code, 0, again.stdout + again.stderr);
    assert(again.stdout.includes("30 rows of 30 orders"), again.stdout);
    const others = await runProgram(`${dir}`, ["--again", "--nats=nats://127.0.0.1:1"]);
    assertEquals(others.code, 2);
    assertMatch(others.stderr, /^Cannot begin anew: stream ORDERS is on a server/);
    assertEquals(storedIn(`${dir}`), 30);
  },
});

Deno.test("example 08 says in one line how far it has come when it is stopped", async () => {
  await using dir = await filesFolder();
  const count = 100_000;
  const run = runProgram(`${dir}`, [`--orders=${count}`, "--nats=none"], (program) => {
    const looking = setInterval(() => {
      if (storedIn(`${dir}`) === 0) return;
      clearInterval(looking);
      program.kill("SIGINT");
    }, 20);
  });
  const { code, stdout, stderr } = await run;
  assertEquals(code, 1, stdout + stderr);
  assertMatch(stdout, /^\d+ of 100000 orders are in the table: start it again to go on$/m);
  assert(!stdout.includes("0 times"), stdout);
});

Deno.test("example 08 says so when the table is not right", async () => {
  await using dir = await filesFolder();
  const { code } = await runProgram(`${dir}`, ["--orders=20", "--nats=none"]);
  assertEquals(code, 0);
  const table = openTable(fileIn(`${dir}`));
  table.exec("UPDATE orders SET cents = 1 WHERE id = 3");
  table.exec("UPDATE orders SET id = 5 WHERE id = 4");
  table.close();
  const again = await runProgram(`${dir}`, ["--orders=20", "--nats=none"]);
  assertEquals(again.code, 1, again.stdout + again.stderr);
  assertMatch(again.stdout, /^order 3 costs 1 instead of \d+$/m);
  assertMatch(again.stdout, /^order 4 is in the table 0 times$/m);
  assertMatch(again.stdout, /^order 5 is in the table 2 times$/m);
});
