/**
 * Addresses of links: where aqueducts, channels that cross pods, listen and connect. See `graph.aqueduct`.
 *
 * @module
 */
export { tcp, unix, type UnixLinkOptions, webSocket } from "./addresses.ts";
export {
  jetstream,
  type JetstreamAddress,
  type JetstreamOptions,
  type LaneNumbers,
} from "./jetstream/mod.ts";
export { loggedTo } from "./jetstream/logged_to.ts";
export type {
  LinkAddress,
  LinkSafety,
  MemoryLinkAddress,
  TcpLinkAddress,
  UnixLinkAddress,
  WebSocketLinkAddress,
} from "./link.ts";
export type { Acknowledge } from "./terms.ts";
