/** How many requests of one wire are under way at a time, where it makes several. */
const AT_A_TIME = 8;

/** Carries out something for each of some items, a few at a time, and resolves with what came of each, in order. */
export async function forEachOfMany<T, R>(
  items: readonly T[],
  carryOut: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await carryOut(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, items.length) }, work));
  return results;
}

/** Items in groups of `size` at most, in order. */
export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
  return groups;
}

/** The SHA-256 of a text, as hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What comes of something that goes on, or `"aborted"` if the signal is aborted before. */
export async function orAborted<T>(doing: Promise<T>, signal: AbortSignal): Promise<T | "aborted"> {
  const { promise, resolve } = Promise.withResolvers<"aborted">();
  const abort = () => resolve("aborted");
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([doing, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
