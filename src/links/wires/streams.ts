/**
 * Streams over the network, plain or by TLS: for whoever cuts frames out of them in one way or another.
 *
 * @module
 */
import type { ByteStream } from "./byte_stream.ts";
import type { TlsFiles } from "./certificates.ts";
import { acceptAll } from "./accepting.ts";
import { dialFault, hostText, listenFault, type SocketPlace } from "./faults.ts";
import type { Refusals } from "./refusals.ts";
import { LinkLostError } from "../link.ts";

/** How long a dial may take, in milliseconds. */
const DIAL_MS = 10_000;

/** Where streams are dialled or listened for. */
export interface StreamPlace extends SocketPlace {
  readonly tls?: TlsFiles;
  /** TLS with a server whose certificate somebody has signed whom Deno trusts, and no certificate of this side. */
  readonly isPublic?: true;
}

/** A stream with somebody. */
export interface OpenStream {
  readonly stream: ByteStream;
  /** The name in the certificate, where one was shown. */
  readonly identity?: string;
  /** Why it is not to be let in, as what is said of it; left out where nothing is. */
  readonly fault?: string;
}

/** Somebody who has reached the listener. */
export interface StreamCaller {
  /** From where: `10.0.0.7:41022`. */
  readonly who: string;
  readonly opened: Promise<OpenStream>;
  letGo(): void;
}

/**
 * Connects and does what there is to do until there is a connection, and gives up after a while.
 *
 * @throws {LinkLostError} {@link LinkMisconfiguredError}; the reason of `signal`
 */
export async function openStream<T>(
  place: StreamPlace,
  signal: AbortSignal,
  begin: (open: OpenStream) => T | Promise<T>,
): Promise<T> {
  return await dialled((error) => dialFault(place, error), signal, async (signal) => {
    const open = await connect(place, signal);
    const giveUp = () => open.stream.close();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await begin(open);
    } catch (error) {
      if (!signal.aborted) open.stream.close();
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  });
}

async function connect(place: StreamPlace, signal: AbortSignal): Promise<OpenStream> {
  const { hostname, port, tls } = place;
  const conn = await Deno.connect({ hostname, port, signal });
  conn.setNoDelay();
  if (tls === undefined && !place.isPublic) return { stream: conn };
  const giveUp = () => letGoOf(conn);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    if (tls !== undefined) return await (await secure()).secureDialled(conn, hostname, tls);
    const stream = await Deno.startTls(conn, { hostname, alpnProtocols: ["http/1.1"] });
    await stream.handshake();
    return { stream };
  } catch (error) {
    letGoOf(conn);
    throw error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** Loaded by those alone who have certificates. */
function secure(): Promise<typeof import("./tls.ts")> {
  return import("./tls.ts");
}

/**
 * Does what it takes to be connected, but not for longer than a while.
 *
 * @param fault Makes the error of what went wrong.
 */
export async function dialled<T>(
  fault: (error: unknown) => Error,
  signal: AbortSignal,
  dial: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const giveUp = () => over.abort(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  const late = setTimeout(
    () => over.abort(new LinkLostError(`nobody answers for ${DIAL_MS / 1000} s`)),
    DIAL_MS,
  );
  try {
    return await dial(over.signal);
  } catch (error) {
    throw over.signal.aborted ? over.signal.reason : fault(error);
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", giveUp);
  }
}

/** A listener. */
export interface StreamServer {
  readonly port: number;
  stop(): void;
}

/**
 * Listens, and has everybody welcomed who comes.
 *
 * @throws {LinkLostError} {@link LinkMisconfiguredError}
 */
export async function serveStreams(
  place: StreamPlace,
  refusals: Refusals,
  welcome: (caller: StreamCaller) => void,
): Promise<StreamServer> {
  const { hostname, port, tls } = place;
  // What is wrong with the files is told now, not to the first who comes.
  if (tls !== undefined) await (await import("./certificates.ts")).readCredentials(tls);
  let listener: Deno.TcpListener;
  try {
    listener = Deno.listen({ hostname, port });
  } catch (error) {
    throw listenFault(place, error);
  }
  let isStopped = false;
  void acceptAll(listener, () => isStopped, refusals, (conn) => {
    conn.setNoDelay();
    welcome({
      who: hostText(conn.remoteAddr),
      opened: tls === undefined
        ? Promise.resolve({ stream: conn })
        : secure().then(({ secureAccepted }) => secureAccepted(conn, tls)),
      letGo: () => letGoOf(conn),
    });
  });
  return {
    port: listener.addr.port,
    stop() {
      isStopped = true;
      listener.close();
    },
  };
}

/** Where this machine reaches who listens at all of its addresses. */
export function dialledHost(hostname: string): string {
  return hostname === "0.0.0.0"
    ? "127.0.0.1"
    : hostname === "::" || hostname === "[::]"
    ? hostname.replace("::", "::1")
    : hostname;
}

/** Closes a connection, which may be closed. */
function letGoOf(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
