import { assert, assertEquals } from "@std/assert";
import type { CrashReport, DeadLetter } from "@steady-state/deno";
import { type Account, accountOf, balances, describeAccount } from "./account.ts";
import { buildGraph, type RobustArgs } from "./main.ts";
import { isPoison, orderOf } from "./orders.ts";

const PEACE: RobustArgs = { orders: 600, rate: 3000, crash: 0, poison: 0, hang: 0 };

/** No run may take longer. */
const DEADLINE_MS = 60_000;

async function runToTheEnd(args: RobustArgs): Promise<{ account: Account; letters: DeadLetter[] }> {
  const crashes: CrashReport[] = [];
  const letters: DeadLetter[] = [];
  await using graph = buildGraph(args, {
    log: () => {},
    onCrash: (report) => crashes.push(report),
    onDeadLetter: (letter) => letters.push(letter),
  });
  await graph.start();
  const deadline = setTimeout(() => graph.stop("the test's deadline").catch(() => {}), DEADLINE_MS);
  const report = await graph.finished.finally(() => clearTimeout(deadline));
  return { account: accountOf(report, crashes, letters.length), letters };
}

/** What the ledger must come to. */
function centsOf({ orders, poison }: RobustArgs): number {
  let cents = 0;
  for (let id = 0; id < orders; id++) if (!isPoison(id, poison)) cents += orderOf(id).cents;
  return cents;
}

Deno.test("example 03 does every order once, in peace", async () => {
  const { account } = await runToTheEnd(PEACE);
  const cents = centsOf(PEACE);
  assertEquals([account.orders, account.done, account.letters], [600, 600, 0]);
  assertEquals(account.cents, { shop: cents, ledger: cents });
  assertEquals([account.restarts.size, balances(account)], [0, true]);
});

Deno.test("example 03 does every order once, or gives it up, whatever dies", async () => {
  const args = { ...PEACE, crash: 25, poison: 100, hang: 250 };
  const { account, letters } = await runToTheEnd(args);
  const cents = centsOf(args);
  assertEquals([account.orders, account.done, account.letters, account.left], [600, 594, 6, 0]);
  assertEquals(account.cents, { shop: cents, ledger: cents });
  assert(balances(account));
  assertEquals(letters.map(({ number }) => number), [99, 199, 299, 399, 499, 599]);
  assertEquals(letters.map(({ message }) => message), letters.map(({ number }) => cutOff(number)));
  assertEquals(account.restarts.get("COURIER"), new Map([["hang", account.killed]]));
  assert(account.killed >= 1);
  assertEquals([...account.restarts.get("PARSER")!.keys()], ["throw"]);
  const causes = [0, 1].flatMap((i) => [...account.restarts.get(`PAYMENT ${i}`)!.keys()]);
  for (const cause of ["throw", "uncaught", "exit"]) assert(causes.includes(cause), `no ${cause}`);
  assert(causes.some((cause) => cause.startsWith("with PAYMENT ")), "no sibling started again");
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
