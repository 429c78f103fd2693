import { formFault, TEXT_OR_BYTES } from "../item_form.ts";
import type { SinkWireKind } from "../wire.ts";
import {
  WEBSOCKET_SINK_ARGS,
  type WebsocketSinkArgs,
  websocketSinkFaults,
  type WebsocketSinkItem,
} from "./sink_args.ts";
import { WebsocketSinkWire } from "./sink_wire.ts";

/**
 * Sends each item as a frame, in order, to a server of WebSockets.
 *
 * - `acks: true`: an item is done when the server has told `{"settled": n}` of it. Whatever it has not told of when the connection ends is
 *   sent again on the next one, so the server must know duplicates, by an id in the frame: let `encode` put the origin there.
 * - `acks: false`: an item is done when the operating system has it. What is on its way when the connection is cut is lost, and nobody
 *   knows what that was: for servers that tell nothing there is no better way.
 *
 * Where the server does not read, or settles nothing, `maxBufferedBytes` and `maxUnsettled` are all that is under way; the rest waits in
 * the graph. An item above `maxFrameBytes` is a dead letter. A server that gives no sign of life for `pingMs` is cut; so is one that does
 * not read for as long.
 *
 * Needs `--allow-net=HOST`, and `--allow-env` for the variable that it is told.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { websocketSink } from "@steady-state/deno/connectors/websocket";
 *
 * const args = { ...websocketSink.args, url: "wss://hub.example/orders", acks: true };
 * assertEquals(websocketSink.faults(args), []);
 * assertEquals(websocketSink.faults({ ...args, url: "https://hub.example" }), [
 *   'url is "https://hub.example", give a URL that begins with wss:// or ws://',
 * ]);
 * ```
 */
export const websocketSink: SinkWireKind<WebsocketSinkItem, WebsocketSinkArgs> = {
  name: "websocket",
  args: WEBSOCKET_SINK_ARGS,
  faults: websocketSinkFaults,
  itemFault: (item) => formFault(TEXT_OR_BYTES, item),
  create: (args) => Promise.resolve(new WebsocketSinkWire(args)),
};
