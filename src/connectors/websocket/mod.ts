/**
 * WebSocket: {@link websocketSource} takes frames, as a server or as a client; {@link websocketSink} sends them. Both load
 * [ws](https://github.com/websockets/ws), in their own workers.
 *
 * @module
 */
export { websocketSource } from "./source.ts";
export type { WebsocketSourceArgs } from "./source_args.ts";
export { websocketSink } from "./sink.ts";
export type { WebsocketSinkArgs, WebsocketSinkItem } from "./sink_args.ts";
