import type { ActorReport, CrashReport, StopReport } from "@steady-state/deno";

/** What became of the orders, and of those who worked on them. */
export interface Account {
  /** Orders that the shop took in. */
  readonly orders: number;
  /** Orders in the ledger. */
  readonly done: number;
  /** Dead letters: lines that were given up. */
  readonly letters: number;
  /** Orders that are in a channel still, because somebody who should have taken them is gone for good. */
  readonly left: number;
  /** The sum of the orders in the shop's books, but for the lines that were cut off, and in the ledger. */
  readonly cents: { readonly shop: number; readonly ledger: number };
  /** How often each actor was started again, by why. */
  readonly restarts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Hung threads that were killed. */
  readonly killed: number;
  /** Actors whose threads could not be killed. */
  readonly zombies: readonly string[];
}

/** Draws up the account of a run that is over. */
export function accountOf(
  { actors, channels }: StopReport,
  crashes: readonly CrashReport[],
  letters: number,
): Account {
  const shop = stateOf(actors, "SHOP");
  const ledger = stateOf(actors, "LEDGER");
  const zombies = crashes.filter(({ decision }) => decision === "zombie");
  const hangs = crashes.filter(({ cause, decision }) => cause === "hang" && decision !== "zombie");
  return {
    orders: shop.orders as number,
    done: ledger.orders as number,
    letters,
    left: channels.reduce((sum, { left }) => sum + left, 0),
    cents: { shop: shop.cents as number, ledger: ledger.cents as number },
    restarts: restartsIn(crashes),
    killed: hangs.length - zombies.length,
    zombies: zombies.map(({ actor }) => actor),
  };
}

/** Whether every order is either done or a dead letter, and the money adds up. */
export function balances({ orders, done, letters, cents }: Account): boolean {
  return orders === done + letters && cents.shop === cents.ledger;
}

/** The account as text. */
export function describeAccount(account: Account): string {
  const { orders, done, letters, left, cents, killed, zombies } = account;
  const lines = [
    `${orders} orders in, ${done} done, ${letters} dead letters${
      left > 0 ? `, ${left} left in the channels` : ""
    }`,
    `${money(cents.shop)} in the shop's books, ${money(cents.ledger)} in the ledger`,
  ];
  const width = Math.max(...[...account.restarts.keys()].map((label) => label.length));
  for (const [label, causes] of account.restarts) {
    const counts = [...causes].filter(([, count]) => count > 0)
      .map(([cause, count]) => `${count} × ${cause}`).join(", ");
    if (counts !== "") lines.push(`  ${label.padEnd(width)}  restarted: ${counts}`);
  }
  if (killed > 0) lines.push(`${killed} hung thread${killed === 1 ? "" : "s"} killed`);
  for (const zombie of zombies) {
    lines.push(
      `${zombie} hangs, and could not be killed: that takes --allow-sys and --allow-net=127.0.0.1`,
    );
  }
  const lost = left > 0 ? " What was left in the channels ends with this process." : "";
  lines.push(
    balances(account)
      ? "In = done + dead letters: nothing lost, nothing doubled."
      : `In and done + dead letters differ!${lost}`,
  );
  return lines.join("\n");
}

function stateOf(actors: readonly ActorReport[], name: string): ActorReport["state"] {
  return actors.find((actor) => actor.name === name)?.state ?? {};
}

/** How often each actor was started again, in all the processes of its graph: these know of each other's restarts, but not why they came. */
export function restartsOfAllLives({ actors }: StopReport): Account["restarts"] {
  return new Map(
    actors.map(({ label, restarts }) => [label, new Map([["for any cause", restarts]])]),
  );
}

function restartsIn(crashes: readonly CrashReport[]): Map<string, Map<string, number>> {
  const restarts = new Map<string, Map<string, number>>();
  const count = (actor: string, why: string, times: number) => {
    const causes = restarts.get(actor) ?? new Map<string, number>();
    restarts.set(actor, causes.set(why, (causes.get(why) ?? 0) + times));
  };
  for (const { actor, cause, decision, siblings } of crashes) {
    // The restart that was decided on before the thread proved to be a zombie never came.
    count(actor, cause, decision === "zombie" ? -1 : 1);
    for (const sibling of siblings) count(sibling, `with ${actor}`, 1);
  }
  return restarts;
}

function money(cents: number): string {
  return (cents / 100).toLocaleString("en", { minimumFractionDigits: 2 });
}
