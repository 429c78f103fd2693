/**
 * Who knows what things cost, and is asked over HTTP. Of the requests some fail, some take too long, and some get half of an answer.
 *
 * @module
 */
import { pieceCentsOf } from "./kinds.ts";

/** What befalls requests, and of how many in a thousand. */
const MISHAPS = { "error": 60, "half an answer": 40, "hang": 5 } as const;

/** How long a request hangs: longer than anybody waits. */
const HANG_MS = 5000;

/** The price list, as long as it is open. */
export interface PriceList extends AsyncDisposable {
  readonly url: string;
  /** How often it was asked, and what became of it. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Opens the price list at a free port of this machine. */
export function openPriceList(): PriceList {
  const counts: Record<string, number> = { asked: 0 };
  const closing = new AbortController();
  const count = (what: string) => counts[what] = (counts[what] ?? 0) + 1;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    count("asked");
    const mishap = mishapBy(Math.random() * 1000);
    if (mishap !== undefined) count(mishap);
    if (mishap === "error") return new Response("somebody is counting", { status: 503 });
    if (mishap === "hang") await hang(closing.signal);
    const item = new URL(request.url).pathname.slice(1);
    const body = JSON.stringify({ item, cents: pieceCentsOf(item) });
    return new Response(mishap === "half an answer" ? body.slice(0, body.length / 2) : body);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    counts,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.shutdown();
    },
  };
}

function mishapBy(chance: number): keyof typeof MISHAPS | undefined {
  let upTo = 0;
  for (const [mishap, permille] of Object.entries(MISHAPS)) {
    upTo += permille;
    if (chance < upTo) return mishap as keyof typeof MISHAPS;
  }
  return undefined;
}

/** Until it is over, or the list closes. */
function hang(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, HANG_MS);
    signal.addEventListener("abort", end, { once: true });
  });
}
