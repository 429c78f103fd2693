/**
 * Addresses of links: where aqueducts, channels that cross pods, listen and connect. See `graph.aqueduct`.
 *
 * @module
 */
export { tcp, unix, type UnixLinkOptions, webSocket } from "./addresses.ts";
export type {
  LinkAddress,
  LinkSafety,
  MemoryLinkAddress,
  TcpLinkAddress,
  UnixLinkAddress,
  WebSocketLinkAddress,
} from "./link.ts";
export type { Acknowledge } from "./terms.ts";
