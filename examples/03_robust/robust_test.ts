import { assert, assertEquals, assertMatch } from "@std/assert";
import { runExample } from "../../tests/fixtures/example.ts";
import type { CrashReport, DeadLetter } from "@steady-state/deno";
import { type Account, accountOf, balances, describeAccount } from "./account.ts";
import { buildGraph, type RobustArgs } from "./main.ts";
import { isPoison, orderOf } from "./orders.ts";

const PEACE: RobustArgs = { orders: 600, rate: 3000, crash: 0, poison: 0, hang: 0 };

/** No run may take longer. */
const DEADLINE_MS = 60_000;

async function runToTheEnd(args: RobustArgs): Promise<Account> {
  const crashes: CrashReport[] = [];
  let letters = 0;
  await using graph = buildGraph(args, {
    log: () => {},
    onCrash: (report) => crashes.push(report),
    onDeadLetter: () => letters++,
  });
  await graph.start();
  const deadline = setTimeout(() => graph.stop("the test's deadline").catch(() => {}), DEADLINE_MS);
  const report = await graph.finished.finally(() => clearTimeout(deadline));
  return accountOf(report, crashes, letters);
}

/** What the ledger must come to. */
function centsOf({ orders, poison }: RobustArgs): number {
  let cents = 0;
  for (let id = 0; id < orders; id++) if (!isPoison(id, poison)) cents += orderOf(id).cents;
  return cents;
}

Deno.test("example 03 does every order once, in peace", async () => {
  const account = await runToTheEnd(PEACE);
  const cents = centsOf(PEACE);
  assertEquals([account.orders, account.done, account.letters], [600, 600, 0]);
  assertEquals(account.cents, { shop: cents, ledger: cents });
  assertEquals([account.restarts.size, balances(account)], [0, true]);
});

/** How often each actor was started again and why, as the account tells it: "  COURIER    restarted: 2 × hang". */
function restartsIn(account: string): Map<string, string> {
  const lines = account.matchAll(/^ {2}(\w+(?: \d+)?) +restarted: (.+)$/gm);
  return new Map(Array.from(lines, ([, actor, causes]) => [actor!, causes!]));
}

// Threads that hang are ended by the inspector, of which a process has one: so this run gets a process of its own.
Deno.test("example 03 does every order once, or gives it up, whatever dies", async () => {
  const args = { ...PEACE, crash: 25, poison: 100, hang: 250 };
  const path = await Deno.makeTempFile({ suffix: ".ndjson" });
  const flags = Object.entries({ ...args, letters: path, port: 0 });
  const { code, stdout, stderr } = await runExample(
    "03_robust",
    flags.map(([flag, value]) => `--${flag}=${value}`),
    ["--allow-sys", `--allow-write=${path}`],
  );
  assertEquals(code, 0, stdout + stderr);
  const cents = (centsOf(args) / 100).toLocaleString("en", { minimumFractionDigits: 2 });
  assertMatch(stdout, /^600 orders in, 594 done, 6 dead letters$/m);
  assertMatch(stdout, new RegExp(`^${cents} in the shop's books, ${cents} in the ledger$`, "m"));
  assertMatch(stdout, /^In = done \+ dead letters: nothing lost, nothing doubled\.$/m);
  const letters: DeadLetter[] = (await Deno.readTextFile(path)).trim().split("\n")
    .map((line) => JSON.parse(line));
  await Deno.remove(path);
  assertEquals(letters.map(({ number }) => number), [99, 199, 299, 399, 499, 599]);
  assertEquals(letters.map(({ message }) => message), letters.map(({ number }) => cutOff(number)));
  const restarts = restartsIn(stdout);
  const killed = Number(/^(\d+) hung threads? killed$/m.exec(stdout)?.[1]);
  assert(killed >= 1, stdout);
  assertEquals(restarts.get("COURIER"), `${killed} × hang`);
  assertMatch(restarts.get("PARSER")!, /^\d+ × throw$/);
  const ofPayments = `${restarts.get("PAYMENT 0")}, ${restarts.get("PAYMENT 1")}`;
  for (const cause of ["throw", "uncaught", "exit", "with PAYMENT [01]"]) {
    assertMatch(ofPayments, new RegExp(`\\d+ × ${cause}`));
  }
});

function cutOff(id: number): string {
  return JSON.stringify(orderOf(id)).slice(0, -9);
}

Deno.test("example 03 says so when the account does not balance", () => {
  const account: Account = {
    orders: 10,
    done: 7,
    letters: 2,
    left: 0,
    cents: { shop: 1000, ledger: 1000 },
    restarts: new Map([["PAYMENT 0", new Map([["throw", 2], ["exit", 1]])], [
      "COURIER",
      new Map([["hang", 0]]),
    ]]),
    killed: 1,
    zombies: ["COURIER"],
  };
  assertEquals(balances(account), false);
  assertEquals(balances({ ...account, done: 8 }), true);
  assertEquals(balances({ ...account, done: 8, cents: { shop: 1000, ledger: 999 } }), false);
  assertEquals(describeAccount(account).split("\n"), [
    "10 orders in, 7 done, 2 dead letters",
    "10.00 in the shop's books, 10.00 in the ledger",
    "  PAYMENT 0  restarted: 2 × throw, 1 × exit",
    "1 hung thread killed",
    "COURIER hangs, and could not be killed: that takes --allow-sys and --allow-net=127.0.0.1",
    "In and done + dead letters differ!",
  ]);
});
