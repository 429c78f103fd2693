/**
 * Where links listen and connect: what makes such addresses, as plain data, and what is wrong with them.
 *
 * @module
 */
import { textOf } from "../errors.ts";
import {
  type Entries,
  HERE,
  misuse,
  type OptionFault,
  optionFaults,
  textsOf,
  throwOptionFaults,
  whole,
} from "../option_faults.ts";
import {
  type LinkAddress,
  type LinkSafety,
  placeText,
  type TcpLinkAddress,
  type UnixLinkAddress,
  type WebSocketLinkAddress,
} from "./link.ts";
import { isLoopback, SAFETY_OPTIONS, safetyFaults } from "./safety.ts";

/** What can be said of a socket in the file system beside its path: who may connect is what its mode says, so there is no TLS. */
export type UnixLinkOptions = Pick<UnixLinkAddress, "mode" | "tokenEnv" | "maxFrameBytes">;

const UNIX_OPTIONS: Entries = {
  mode: { check: whole(0, 0o777, "a mode such as 0o600, as a number") },
  tokenEnv: SAFETY_OPTIONS.tokenEnv,
  maxFrameBytes: SAFETY_OPTIONS.maxFrameBytes,
};

/** The longest path of a socket that every system takes, in bytes. */
const MAX_PATH_BYTES = 100;

/**
 * An address of TCP: `tcp(7000)` on this machine alone, `tcp("10.0.0.7:7000")` on a network.
 *
 * On anything but loopback it is to be said who may connect, by `tls`, `tokenEnv` or `insecure`; a graph does not start without. With
 * `tls` both sides show each other certificates, and what goes between them is encrypted. A token says who may connect, and goes over the
 * network as it is, as all else does.
 *
 * ```ts
 * import { tcp } from "@steady-state/deno/links";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(tcp(7000), { wire: "tcp", hostname: "127.0.0.1", port: 7000 });
 * const address = tcp("10.0.0.7:7000", {
 *   tls: { certFile: "/etc/steady/bar.pem", keyFile: "/etc/steady/bar.key", caFile: "/etc/steady/ca.pem" },
 *   allow: { "till": ["orders"] },
 * });
 * assertEquals(address.hostname, "10.0.0.7");
 * assertThrows(() => tcp("bar"), TypeError, 'its place is "bar", give a port, or host:port');
 * ```
 *
 * @param place A port of this machine, 127.0.0.1, or `host:port`, with an IPv6 address in brackets: `[::1]:7000`. To listen at all
 * addresses of this machine, give `0.0.0.0:7000`.
 * @param safety Whom it lets in.
 * @throws {TypeError} {@link RangeError} with all that is wrong with them
 */
export function tcp(place: number | string, safety: LinkSafety = {}): TcpLinkAddress {
  const host = hostIn(place);
  const faults = host === undefined
    ? [misuse(`its place is ${shownPlace(place)}, give a port, or host:port`)]
    : [];
  throwFaults("a TCP address", [...faults, ...safetyOptionFaults(safety)]);
  return { wire: "tcp", ...host as HostAndPort, ...safety };
}

/**
 * An address in the file system, for pods on one machine: a Unix socket. Its file's mode says who may connect, `0o600` unless it is given:
 * processes of the same user. Whoever listens makes the file, in the place of one that a process has left there that has ended.
 *
 * ```ts
 * import { unix } from "@steady-state/deno/links";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(unix("/run/steady/orders.sock"), { wire: "unix", path: "/run/steady/orders.sock" });
 * ```
 *
 * @param path An absolute path, 100 bytes at most, in a folder that is there.
 * @param options Who may connect.
 * @throws {TypeError} {@link RangeError} with all that is wrong with them
 */
export function unix(path: string, options: UnixLinkOptions = {}): UnixLinkAddress {
  throwFaults("a Unix address", [
    ...pathFaults(path),
    ...optionFaults(UNIX_OPTIONS, options),
  ]);
  return { wire: "unix", path, ...options };
}

/**
 * An address of WebSocket, which proxies let through: `webSocket(7000)` on this machine alone, `webSocket("wss://pods.example.com/orders")`
 * for who connects to a proxy that speaks TLS, `webSocket("ws://0.0.0.0:7000/orders", …)` for who listens behind it.
 *
 * Where a proxy makes a port of loopback reachable from elsewhere, give `tokenEnv`: nobody else asks who connects. A browser's page is
 * refused in any case. With `wss:` the certificate of the other side is checked: against `tls.caFile`, or without `tls` against whom Deno
 * trusts. To listen at `wss:`, `tls` is needed, and then both sides show certificates, as with {@link tcp}.
 *
 * ```ts
 * import { webSocket } from "@steady-state/deno/links";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(webSocket(7000), { wire: "webSocket", url: "ws://127.0.0.1:7000/" });
 * const address = webSocket("wss://pods.example.com/orders", { tokenEnv: "LINK_TOKEN" });
 * assertEquals(address.tokenEnv, "LINK_TOKEN");
 * ```
 *
 * @param place A port of this machine, 127.0.0.1, or a URL that begins with `ws://` or `wss://`.
 * @param safety Whom it lets in.
 * @throws {TypeError} {@link RangeError} with all that is wrong with them
 */
export function webSocket(place: number | string, safety: LinkSafety = {}): WebSocketLinkAddress {
  const url = typeof place === "number" && isPort(place) ? `ws://127.0.0.1:${place}/` : place;
  throwFaults("an address of WebSocket", webSocketFaults(url, safety));
  return { wire: "webSocket", url: new URL(String(url)).href, ...safety };
}

function throwFaults(what: string, faults: readonly OptionFault[]): void {
  throwOptionFaults(`make ${what}`, faults);
}

interface HostAndPort {
  readonly hostname: string;
  readonly port: number;
}

/** A host and a port; `undefined` if that is not what it says. */
function hostIn(place: unknown): HostAndPort | undefined {
  if (typeof place === "number") {
    return isPort(place) ? { hostname: "127.0.0.1", port: place } : undefined;
  }
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]@]+)):(\d{1,5})$/.exec(String(place));
  const port = Number(parts?.[3]);
  const hostname = parts?.[1] ?? parts?.[2];
  return hostname !== undefined && isPort(port) ? { hostname, port } : undefined;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port < 65_536;
}

function safetyOptionFaults(safety: unknown): OptionFault[] {
  const faults = optionFaults(SAFETY_OPTIONS, safety);
  return faults.length > 0 ? faults : safetyFaults(safety as LinkSafety, HERE);
}

function pathFaults(path: unknown): OptionFault[] {
  if (typeof path !== "string" || !path.startsWith("/") || path.includes("\0")) {
    return [misuse(`its path is ${shownPlace(path)}, give one that begins with /`)];
  }
  const { length } = new TextEncoder().encode(path);
  if (length <= MAX_PATH_BYTES) return [];
  const text = `its path has ${length} bytes, give one of at most ${MAX_PATH_BYTES}`;
  return [{ error: RangeError, text }];
}

function webSocketFaults(url: unknown, safety: unknown): OptionFault[] {
  const faults = [...urlFaults(url), ...safetyOptionFaults(safety)];
  if (faults.length > 0 || (safety as LinkSafety).tls === undefined) return faults;
  if (String(url).startsWith("wss:")) return [];
  return [misuse("tls has no use at ws://, where nothing is encrypted: give wss://")];
}

function urlFaults(text: unknown): OptionFault[] {
  const url = typeof text === "string" ? URL.parse(text) : null;
  if (url === null || (url.protocol !== "ws:" && url.protocol !== "wss:")) {
    const advice = "give a port, or a URL that begins with ws:// or wss://";
    return [misuse(`its place is ${shownPlace(text)}, ${advice}`)];
  }
  const faults: OptionFault[] = [];
  if (url.username !== "" || url.password !== "") {
    faults.push(misuse("its URL has a login, which plans and messages show: give tokenEnv"));
  }
  if (url.hash !== "") {
    faults.push(misuse(`its URL has ${url.hash}, which goes nowhere: leave it out`));
  }
  return faults;
}

function shownPlace(place: unknown): string {
  return typeof place === "string" ? JSON.stringify(textOf(place)) : textOf(place);
}

/**
 * What is wrong with an address for who listens or connects there, a clause each.
 *
 * @param address Whatever was given as one.
 */
export function addressFaults(
  address: unknown,
  does: "listens" | "connects",
): readonly string[] {
  const given = (address ?? {}) as Partial<LinkAddress>;
  const form = formFaults(given);
  if (form !== undefined) {
    return textsOf(form).concat(form.length > 0 ? [] : useFaults(given as LinkAddress, does));
  }
  return [`${textOf(address)} is no address, give one made by tcp(), unix() or webSocket()`];
}

/** What is wrong with an address by itself, for it may be made by hand; `undefined` if it is none. */
function formFaults(given: Partial<LinkAddress>): readonly OptionFault[] | undefined {
  switch (given.wire) {
    case "tcp": {
      const { wire: _, hostname, port, ...safety } = given;
      const isPlace = typeof hostname === "string" && hostname !== "" && isPort(Number(port));
      const place = `its place is ${textOf(hostname)}:${textOf(port)}, give a host and a port`;
      return [...(isPlace ? [] : [misuse(place)]), ...safetyOptionFaults(safety)];
    }
    case "unix": {
      const { wire: _, path, ...options } = given;
      return [...pathFaults(path), ...optionFaults(UNIX_OPTIONS, options)];
    }
    case "webSocket": {
      const { wire: _, url, ...safety } = given;
      return webSocketFaults(url, safety);
    }
    case "memory":
      return [];
    default:
      return undefined;
  }
}

/** What is wrong with an address for that use of it. */
function useFaults(address: LinkAddress, does: "listens" | "connects"): string[] {
  const faults: string[] = [];
  const place = placeText(address);
  if (does === "connects" && portOf(address) === 0) {
    faults.push(`connects to ${place}, where nobody can listen: give the port of the other pod`);
  }
  if (address.wire === "webSocket" && does === "listens" && isEncrypted(address)) {
    if (address.tls === undefined) {
      faults.push(
        `listens at ${place}, and has no certificate: give tls, or listen at ws:// behind a proxy that speaks TLS`,
      );
    }
  } else if (!isGuarded(address) && !(does === "connects" && isEncrypted(address))) {
    const whom = does === "listens"
      ? "which other machines may reach, and anybody there could connect"
      : "which is on another machine, and anybody on the way could be the partner";
    faults.push(
      `${does} ${does === "listens" ? "at" : "to"} ${place}, ${whom}: ` +
        "give tls (certificates of both sides) or tokenEnv (a secret of both), or insecure: true if all who reach it are trusted",
    );
  }
  return faults;
}

/** Whether not everybody may be let in at an address, or everybody who reaches it is meant to be. */
function isGuarded(address: LinkAddress): boolean {
  if (address.wire === "unix" || address.wire === "memory") return true;
  const { tls, tokenEnv, insecure } = address;
  if (insecure || tokenEnv !== undefined) return true;
  if (tls !== undefined) return true;
  const hostname = address.wire === "tcp" ? address.hostname : new URL(address.url).hostname;
  return isLoopback(hostname);
}

function isEncrypted(address: LinkAddress): boolean {
  return address.wire === "webSocket" && address.url.startsWith("wss:");
}

function portOf(address: LinkAddress): number | undefined {
  if (address.wire === "tcp") return address.port;
  if (address.wire !== "webSocket") return undefined;
  const { port } = new URL(address.url);
  return port === "" ? undefined : Number(port);
}
