import type { WireWorld } from "../wire.ts";

/** Why a body was not read to its end: it is too large, it took too long, or whoever sent it has gone. */
export type BodyFault = "large" | "slow" | "gone";

/** How much of a body is read, and for how long. */
export interface BodyBounds {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly world: WireWorld;
}

/** Reads the body of a request to its end, if it keeps within its bounds. */
export async function readBody(
  request: Request,
  { maxBytes, timeoutMs, world }: BodyBounds,
): Promise<Uint8Array | BodyFault> {
  if (Number(request.headers.get("content-length")) > maxBytes) return "large";
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const over = new AbortController();
  let late = false;
  const clock = world.pause(timeoutMs, over.signal).then(async () => {
    if (over.signal.aborted) return;
    late = true;
    await reader.cancel().catch(() => {});
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    while (true) {
      const { value, done } = await reader.read();
      if (done) break;
      bytes += value.length;
      if (bytes > maxBytes) {
        await reader.cancel().catch(() => {});
        return "large";
      }
      chunks.push(value);
    }
  } catch {
    return "gone";
  } finally {
    over.abort();
    await clock;
  }
  if (late) return "slow";
  return chunks.length === 1 ? chunks[0] as Uint8Array : joined(chunks, bytes);
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
