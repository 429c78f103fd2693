/** The event stream, and what its clients say of it. */
import { systemClock } from "../../world.ts";
import { numberOf, refuse } from "./answers.ts";
import type { Ask } from "./answers.ts";
import type { Feed } from "../stream/mod.ts";

/**
 * A proxy is to pass every frame on as it comes: neither collected nor compressed. Some compress in spite of `no-transform`, and
 * keep all that is shorter than their buffer; what names an encoding already, they leave alone.
 */
const HEADERS = {
  "Content-Type": "text/event-stream",
  "Content-Encoding": "identity",
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

/** The most frames a second that can be asked for. */
const MAX_HZ = 20;

/**
 * Lets a client follow. `hz` is how many frames a second it wants, `last` the id of the last one it has seen, `links=1` asks for what link actors
 * have counted.
 */
export function follow(feed: Feed, ask: Ask): Response {
  const hz = numberOf(ask, "hz", 1, MAX_HZ);
  if (hz instanceof Response) return hz;
  if (ask.request.method === "HEAD") return new Response(null, { headers: HEADERS });
  const body = feed.connect({
    hz,
    lastId: ask.header("last-event-id") ?? ask.query("last"),
    links: ask.query("links") === "1",
  });
  if (body) {
    return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, { headers: HEADERS });
  }
  return refuse(503, "Cannot follow: too many clients do, close a tab", { "Retry-After": "5" });
}

/** The header that tells when a request came and was answered, in milliseconds since the epoch: by it a hub sets clocks. */
export const CLOCK_HEADER = "telemetry-clock";

/** Notes how far a client is, and tells the time. */
export function acknowledge(feed: Feed, ask: Ask): Response {
  const came = systemClock.now();
  const seq = ask.param("seq");
  if (/^\d{1,15}$/.test(seq) && feed.acknowledge(ask.param("sid"), Number(seq))) {
    return new Response(null, {
      status: 204,
      headers: { [CLOCK_HEADER]: `${came} ${systemClock.now()}` },
    });
  }
  return refuse(404, "Cannot acknowledge: nobody of that name follows");
}
