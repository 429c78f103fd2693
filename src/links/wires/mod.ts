/**
 * The wires of links: what carries frames between two pods. Loaded by the workers of link actors.
 *
 * @module
 */
import { type LinkAddress, LinkMisconfiguredError, type LinkWires } from "../link.ts";
import { dialTcp, listenTcp } from "./tcp.ts";
import { dialUnix, listenUnix } from "./unix.ts";
import { dialWebSocket, listenWebSocket } from "./web_socket/wire.ts";

/** The network and the file system of this machine. */
export const systemWires: LinkWires = {
  async dial(address, signal) {
    switch (address.wire) {
      case "tcp":
        return await dialTcp(address, signal);
      case "unix":
        return await dialUnix(address, signal);
      case "webSocket":
        return await dialWebSocket(address, signal);
      case "memory":
        throw noWire(address);
    }
  },
  async listen(address, refused) {
    switch (address.wire) {
      case "tcp":
        return await listenTcp(address, refused);
      case "unix":
        return await listenUnix(address, refused);
      case "webSocket":
        return await listenWebSocket(address, refused);
      case "memory":
        throw noWire(address);
    }
  },
};

function noWire({ wire }: LinkAddress): LinkMisconfiguredError {
  return new LinkMisconfiguredError(
    `Cannot link over ${wire}: it is for simulations and tests, give tcp, unix or webSocket`,
  );
}
