import { textOf } from "../errors.ts";
import type { LinkAddress, LinkSafety, TcpLinkAddress } from "./link.ts";

/**
 * A TCP address: a port of this machine, or a host and its port.
 *
 * @param where a port, to listen at or connect to on this machine alone; or `host:port`
 */
export function tcp(where: number | string, safety: LinkSafety = {}): TcpLinkAddress {
  const text = String(where);
  const at = text.lastIndexOf(":");
  const hostname = at < 0 ? "127.0.0.1" : text.slice(0, at).replace(/^\[|\]$/g, "");
  return { wire: "tcp", hostname, port: Number(text.slice(at + 1)), ...safety };
}

/** What is wrong with an address, a clause each. */
export function addressFaults(
  address: unknown,
  _does: "listens" | "connects",
): readonly string[] {
  const { wire } = (address ?? {}) as Partial<LinkAddress>;
  if (wire !== undefined && ["tcp", "unix", "webSocket", "memory"].includes(wire)) return [];
  return [`${textOf(address)} is no address, give one made by tcp(), unix() or webSocket()`];
}
