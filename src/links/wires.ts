/**
 * What the links of this thread connect by: for each kind of address the wire of its own, or whatever a test has put in its place.
 *
 * @module
 */
import type { LinkWires } from "./link.ts";
import { Returns } from "./returns.ts";
import { MemoryNetwork } from "./wires/memory.ts";

let standIn: (() => LinkWires | undefined) | undefined;

/** From now on that says what code that runs at the moment connects by; `undefined` from it is for the machine's. */
export function provideLinkWires(found: () => LinkWires | undefined): void {
  standIn = found;
}

/** What links of this thread connect by. */
export function linkWires(): LinkWires {
  return standIn?.() ?? MACHINE;
}

/** How links of this process tell each other that somebody is to be had; `undefined` where a test has put something in the machine's place. */
export function linkReturns(): Returns | undefined {
  return linkWires() === MACHINE ? returns : undefined;
}

const returns = new Returns();
const memory = new MemoryNetwork();

/** The network and the file system of this machine. Each wire is loaded by those alone who use it. */
const MACHINE: LinkWires = {
  async dial(address, signal) {
    switch (address.wire) {
      case "tcp":
        return await (await import("./wires/tcp.ts")).dialTcp(address, signal);
      case "unix":
        return await (await import("./wires/unix.ts")).dialUnix(address, signal);
      case "webSocket":
        return await (await import("./wires/web_socket/wire.ts")).dialWebSocket(address, signal);
      case "memory":
        return await memory.dial(address, signal);
    }
  },
  async listen(address, refused, turnAway) {
    switch (address.wire) {
      case "tcp":
        return await (await import("./wires/tcp.ts")).listenTcp(address, refused, turnAway);
      case "unix":
        return await (await import("./wires/unix.ts")).listenUnix(address, refused);
      case "webSocket":
        return await (await import("./wires/web_socket/wire.ts")).listenWebSocket(
          address,
          refused,
          turnAway,
        );
      case "memory":
        return await memory.listen(address);
    }
  },
};
