/** Frames that come and go; for real workers. */
import { json } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "@steady-state/deno/connectors";
import { websocketSink, websocketSource } from "@steady-state/deno/connectors/websocket";

/** What the hub sends. */
export interface Frame {
  readonly id: string;
  readonly bytes: string;
}

/** Takes frames. */
export const feed = defineSource(import.meta, "feed", {
  wire: websocketSource,
  kind: json<Frame>(),
});

/** Sends them on, under the origin that they came by. */
export const frames = defineSink(import.meta, "frames", {
  wire: websocketSink,
  kind: json<Frame>(),
  encode: ({ origin }) => origin,
});
