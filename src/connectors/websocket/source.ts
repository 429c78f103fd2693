import type { SourceWireKind } from "../wire.ts";
import {
  WEBSOCKET_SOURCE_ARGS,
  type WebsocketSourceArgs,
  websocketSourceFaults,
} from "./source_args.ts";
import { WebsocketSourceWire } from "./source_wire.ts";

/**
 * Frames of WebSockets, each a message: of a server at `url`, or, without a `url`, of all who connect to the actor's own server.
 *
 * - `acks: true`: senders are told `{"settled": n}`, how many of the frames of their connection are settled, and bring what is not on a
 *   new connection, as `websocketSink` does. Then nothing is lost. They may have `maxUnsettled` under way; who sends more is cut, 1008.
 * - `acks: false`: for senders that send and forget. Whatever is on its way when a connection or the process ends is lost; in the mode
 *   `journal` what has been read is not. Where more comes than the graph takes, `maxQueued` frames wait, and then nothing is read until
 *   there is room: the sender's own buffers fill.
 *
 * A message's `origin` is what a frame of JSON has in its `idField`, else the connection and the frame's number; then a frame that is
 * sent again on another connection is another message.
 *
 * At a stop each socket is closed with 1001, and waited for, a second at most. A side that gives no sign of life for `pingMs` is cut.
 * Tokens are refused with 401, other paths with 404, more than `maxConnections` with 503, larger frames with 1009.
 *
 * Needs `--allow-net=HOSTNAME:PORT` or `--allow-net=HOST`, and `--allow-env` for the variable that it is told.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { websocketSource } from "@steady-state/deno/connectors/websocket";
 *
 * const args = { ...websocketSource.args, url: "wss://exchange.example/trades", idField: "id" };
 * assertEquals(websocketSource.faults(args), []);
 * assertEquals(websocketSource.faults({ ...args, url: "exchange.example" }), [
 *   'url is "exchange.example", give a URL that begins with wss:// or ws://',
 * ]);
 * ```
 */
export const websocketSource: SourceWireKind<WebsocketSourceArgs> = {
  name: "websocket",
  args: WEBSOCKET_SOURCE_ARGS,
  redelivers: ({ acks }) => acks,
  faults: websocketSourceFaults,
  create: (args) => Promise.resolve(new WebsocketSourceWire(args)),
};
