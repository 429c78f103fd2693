import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { StopReport } from "@steady-state/deno";
import { runExample } from "../../tests/fixtures/example.ts";
import { within } from "../../tests/fixtures/watch.ts";
import { openBank } from "./bank.ts";
import { accountOf, pathsIn, type Receipt, settledIn } from "./books.ts";
import { buildGraph } from "./main.ts";
import { addLines, mendLines, readLines } from "./ndjson.ts";

const BALANCED = "Each was charged once, or refused: none skipped, none charged twice.";

/** A folder for the files of a test. */
async function folder(): Promise<string & AsyncDisposable> {
  const dir = await Deno.makeTempDir();
  return Object.assign(dir, {
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  });
}

async function runToTheEnd(dir: string, orders: number): Promise<StopReport> {
  await using bank = await openBank(dir);
  // What hangs is cut off soon, and so are some that do not: the more is asked for again.
  await using graph = buildGraph({ orders, dir, timeout: 200 }, bank, { log: () => {} });
  await graph.start();
  return await within(graph.finished, "every order is settled", 60_000);
}

Deno.test("example 07 has each order charged once, or refused, whatever the bank does", async () => {
  await using dir = await folder();
  const report = await runToTheEnd(`${dir}`, 60);
  assertEquals([report.clean, report.actors.map(({ restarts }) => restarts)], [true, [0, 0, 0]]);
  assertEquals(await accountOf(`${dir}`, 60), [
    "60 orders: 59 receipts, 1 refused by the bank",
    BALANCED,
  ]);
});

Deno.test("example 07 does what an earlier process has left, and no more", async () => {
  await using dir = await folder();
  await runToTheEnd(`${dir}`, 20);
  await runToTheEnd(`${dir}`, 60);
  assertEquals((await accountOf(`${dir}`, 60))[1], BALANCED);
});

/** The program, until so many orders are settled, and then it is killed. */
async function killAt(dir: string, orders: number, settled: number): Promise<void> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  await using program = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-lock", "--no-check", "--no-prompt", "--quiet", "--allow-sys"],
      ...["--allow-net=127.0.0.1", "--allow-read", `--allow-write=${dir}`],
      ...["--allow-env=TELEMETRY_SERVER_PORT", main],
      ...[`--dir=${dir}`, `--orders=${orders}`, "--port=0"],
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const reached = async () => {
    while ((await settledIn(dir)).size < settled) await new Promise((next) => setTimeout(next, 5));
  };
  await within(reached(), `${settled} orders are settled`, 60_000);
  program.kill("SIGKILL");
  await program.status;
}

Deno.test("example 07 misses no order and charges none twice, if it is killed and started again", async () => {
  await using dir = await folder();
  const orders = 300;
  await killAt(`${dir}`, orders, 40);
  const first = (await settledIn(`${dir}`)).size;
  await killAt(`${dir}`, orders, first + 40);
  const second = (await settledIn(`${dir}`)).size;
  assert(second < orders, `${second} were settled before the program was killed`);
  const { code, stdout, stderr } = await runExample(
    "07_calls",
    [`--dir=${dir}`, `--orders=${orders}`, "--port=0"],
    ["--allow-sys", `--allow-write=${dir}`],
  );
  assertEquals(code, 0, stdout + stderr);
  assertMatch(stdout, new RegExp(`^${second} of 300 orders are settled by what is in `, "m"));
  assertMatch(stdout, /^300 orders: 294 receipts, 6 refused by the bank$/m);
  assert(stdout.includes(BALANCED), stdout);
});

Deno.test("example 07 says so when the account does not balance", async () => {
  await using dir = await folder();
  await runToTheEnd(`${dir}`, 20);
  const { receipts, charges } = pathsIn(`${dir}`);
  const [receipt] = await readLines<Receipt>(receipts);
  await addLines(receipts, [receipt]);
  await addLines(charges, [{ key: "order-99", charge: "x" }]);
  assertEquals((await accountOf(`${dir}`, 20)).slice(1), [
    `order ${receipt!.id} was settled 2 times`,
  ]);
});

Deno.test("a line that a killed process has cut off does not count, and nothing is glued to it", async () => {
  await using dir = await folder();
  const path = `${dir}/lines.ndjson`;
  await Deno.writeTextFile(path, '{"id":1}\n{"id":2');
  assertEquals(await readLines(path), [{ id: 1 }]);
  await mendLines(path);
  await addLines(path, [{ id: 3 }]);
  assertEquals(await readLines(path), [{ id: 1 }, { id: 3 }]);
});
