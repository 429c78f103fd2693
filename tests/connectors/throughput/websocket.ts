/** WebSocket with acks: the package ws alone reads frames and tells of each batch, or sends a batch and waits until it is told. */
import WebSocket from "ws";
import { bytes } from "@steady-state/deno/actor";
import { defineSink, defineSource, type WireArgs } from "@steady-state/deno/connectors";
import { websocketSink, websocketSource } from "@steady-state/deno/connectors/websocket";
import { Hub } from "../servers/hub.ts";
import type { Course, Span } from "./course.ts";

export const source = defineSource(import.meta, "source", { wire: websocketSource, kind: bytes });
export const sink = defineSink(import.meta, "sink", {
  wire: websocketSink,
  kind: bytes,
  encode: ({ message }) => message,
});

let hub: Hub;
let made = 0;

async function connected(
  { url }: WireArgs,
  use: (socket: WebSocket) => Promise<Span>,
): Promise<Span> {
  const socket = new WebSocket(url as string, { perMessageDeflate: false });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  try {
    return await use(socket);
  } finally {
    socket.close();
    await closed;
  }
}

function readAlone(args: WireArgs, count: number, batch: number): Promise<Span> {
  return connected(args, (socket) =>
    new Promise((resolve) => {
      let read = 0;
      let from = 0;
      socket.on("message", () => {
        if (from === 0) from = performance.now();
        read++;
        if (read % batch === 0 || read === count) socket.send(JSON.stringify({ settled: read }));
        if (read === count) resolve({ from, to: performance.now() });
      });
    }));
}

function writeAlone(
  args: WireArgs,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<Span> {
  return connected(args, async (socket) => {
    await new Promise((resolve) => socket.on("open", resolve));
    let settled = 0;
    let wake = () => {};
    socket.on("message", (data: { toString(): string }) => {
      settled = JSON.parse(data.toString()).settled;
      wake();
    });
    const from = performance.now();
    for (let at = 0; at < messages.length; at += batch) {
      const last = Math.min(at + batch, messages.length);
      for (let n = at; n < last; n++) socket.send(messages[n] as Uint8Array);
      while (settled < last) await new Promise<void>((resolve) => wake = resolve);
    }
    return { from, to: performance.now() };
  });
}

function fresh(way: string): { args: WireArgs; topic: string } & AsyncDisposable {
  const topic = `m${++made}`;
  const url = `ws://127.0.0.1:${hub.port}/${way}/${topic}`;
  return {
    topic,
    args: { url, acks: true, maxUnsettled: 10_000 },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export const course: Course = {
  server: `the sockets of Deno ${Deno.version.deno}`,
  async start() {
    return hub = await Hub.start();
  },
  reading: {
    source,
    async prepare(messages) {
      const { topic, ...rest } = fresh("feed");
      await hub.publish(topic, messages);
      return rest;
    },
    alone: readAlone,
  },
  writing: {
    sink,
    prepare: () => Promise.resolve(fresh("put")),
    alone: writeAlone,
  },
};
