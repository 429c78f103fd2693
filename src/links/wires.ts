/**
 * What the links of this thread connect by: for each kind of address the wire of its own, or whatever a test has put in its place.
 *
 * @module
 */
import {
  type LinkAddress,
  type LinkConnection,
  type LinkListener,
  type LinkWires,
} from "./link.ts";
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

const memory = new MemoryNetwork();

const MACHINE: LinkWires = {
  async dial(address: LinkAddress, signal: AbortSignal): Promise<LinkConnection> {
    return await (await wireFor(address)).dial(address, signal);
  },
  async listen(address: LinkAddress, refused: (why: string) => void): Promise<LinkListener> {
    return await (await wireFor(address)).listen(address, refused);
  },
};

/** The wire of an address: each is loaded by those alone who use it. */
async function wireFor({ wire }: LinkAddress): Promise<LinkWires> {
  switch (wire) {
    case "memory":
      return memory;
    case "tcp":
      return (await import("./wires/tcp.ts")).tcpWires;
    default:
      throw new TypeError(`Cannot connect by ${wire}: there is no such wire`);
  }
}
