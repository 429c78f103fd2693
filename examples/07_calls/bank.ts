/**
 * A bank as one meets them: of the requests that it gets, some fail, some are answered with half of an answer, and some are never
 * answered, before or after it has done what it was asked for. What it has once charged for a key it does not charge again.
 *
 * @module
 */
import { type Charge, pathsIn } from "./books.ts";
import { addLines, readLines } from "./ndjson.ts";

/** What befalls requests, and of how many in a hundred. */
const MISHAPS = { "error": 12, "hang": 3, "broken JSON": 8, "too many": 5 } as const;

type Mishap = keyof typeof MISHAPS;

/** How long a request hangs. */
const HANG_MS = 10_000;

/** Every so many orders nobody will ever pay. */
const UNPAYABLE = 50;

/** The bank, as long as it is open. */
export interface Bank extends AsyncDisposable {
  readonly url: string;
  /** How often it was asked, and what became of it. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Opens the bank. Its ledger is a file in `dir`. */
export async function openBank(dir: string, port = 0): Promise<Bank> {
  const { charges } = pathsIn(dir);
  const ledger = new Map(
    (await readLines<Charge>(charges)).map(({ key, charge }) => [key, charge]),
  );
  const counts: Record<string, number> = { requests: 0, "asked again": 0 };
  const closing = new AbortController();
  const count = (what: string) => counts[what] = (counts[what] ?? 0) + 1;

  async function charge(key: string): Promise<string> {
    const known = ledger.get(key);
    if (known !== undefined) {
      count("asked again");
      return known;
    }
    const charge = crypto.randomUUID();
    ledger.set(key, charge);
    await addLines(charges, [{ key, charge } satisfies Charge]);
    return charge;
  }

  async function answer(request: Request): Promise<Response> {
    count("requests");
    const key = request.headers.get("idempotency-key") ?? "";
    const { id } = await request.json();
    if (id % UNPAYABLE === UNPAYABLE - 1) {
      return new Response("the card is refused", { status: 402 });
    }
    const mishap = mishapBy(Math.random());
    if (mishap !== undefined) count(mishap);
    if (mishap === "error") return new Response("the mainframe is at lunch", { status: 500 });
    if (mishap === "too many") {
      return new Response("not so fast", { status: 429, headers: { "retry-after": "1" } });
    }
    // Half of those that hang do so before anything is done.
    if (mishap === "hang" && Math.random() < 0.5) await hang(closing.signal);
    const body = JSON.stringify({ charge: await charge(key) });
    if (mishap === "hang") await hang(closing.signal);
    return new Response(mishap === "broken JSON" ? body.slice(0, -9) : body);
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}/charges`,
    counts,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.shutdown();
    },
  };
}

function mishapBy(chance: number): Mishap | undefined {
  let upTo = 0;
  for (const [mishap, percent] of Object.entries(MISHAPS)) {
    upTo += percent / 100;
    if (chance < upTo) return mishap as Mishap;
  }
  return undefined;
}

/** Until it is over, or the bank closes. */
function hang(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, HANG_MS);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
