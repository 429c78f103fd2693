/** HTTP: `fetch` alone sends so many requests side by side, as the sink does. Webhooks come from outside, and have no client. */
import { bytes } from "@steady-state/deno/actor";
import { defineSink, type WireArgs } from "@steady-state/deno/connectors";
import { httpSink } from "@steady-state/deno/connectors/http";
import { Hub } from "../servers/hub.ts";
import type { Course, Span } from "./course.ts";

export const sink = defineSink(import.meta, "sink", {
  wire: httpSink,
  kind: bytes,
  encode: ({ message }) => message,
});

const PARALLEL = 32;
let hub: Hub;
let made = 0;

async function writeAlone(
  { url }: WireArgs,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<Span> {
  const from = performance.now();
  for (let at = 0; at < messages.length; at += batch) {
    const last = Math.min(at + batch, messages.length);
    let next = at;
    const lane = async () => {
      while (next < last) {
        const n = next++;
        const response = await fetch(url as string, {
          method: "POST",
          headers: { "idempotency-key": `alone/${n}` },
          body: new Uint8Array(messages[n] as Uint8Array),
        });
        await response.body?.cancel();
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, batch) }, lane));
  }
  return { from, to: performance.now() };
}

export const course: Course = {
  server: `the server of Deno ${Deno.version.deno}`,
  async start() {
    return hub = await Hub.start();
  },
  writing: {
    sink,
    prepare: () =>
      Promise.resolve({
        args: { url: `http://127.0.0.1:${hub.port}/in/m${++made}`, parallel: PARALLEL },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
    alone: writeAlone,
  },
};
