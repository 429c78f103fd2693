import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { LinkLostError } from "../link.ts";
import type { ByteStream } from "./byte_stream.ts";
import { identified, readCredentials, type TlsFiles } from "./certificates.ts";
import { hostText, listenFault, type SocketPlace } from "./faults.ts";
import { reasonOf } from "./received.ts";
import { TlsStream } from "./tls_stream.ts";

/** A stream with somebody whose certificate holds. */
export interface IdentifiedStream {
  readonly stream: ByteStream;
  readonly identity: string;
}

/** Somebody who has reached the listener and has not shown yet who he is. */
export interface TlsCaller {
  readonly hostname: string;
  readonly port: number;
  /** Rejects if he cannot be let in. */
  readonly shown: Promise<IdentifiedStream>;
  letGo(): void;
}

/**
 * Connects by TLS, showing the certificate of this side.
 *
 * @throws {LinkLostError} {@link LinkMisconfiguredError}
 */
export async function connectTls(
  place: SocketPlace,
  files: TlsFiles,
  signal: AbortSignal,
): Promise<IdentifiedStream> {
  const [credentials, { connect, checkServerIdentity }] = await Promise.all([
    readCredentials(files),
    import("node:tls"),
  ]);
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // That it is let through at first says nothing: who it is is looked at here, to say more of it.
  const socket = connect({
    host: place.hostname,
    port: place.port,
    ...credentials,
    rejectUnauthorized: false,
  }, resolve);
  socket.on("error", reject);
  socket.on("close", () => reject(new LinkLostError("the partner has ended the TLS handshake")));
  const giveUp = () => reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    await promise;
    const who = identified(socket, Date.now());
    if ("fault" in who) {
      throw new LinkLostError(`the partner at ${hostText(place)} cannot be trusted: ${who.fault}`);
    }
    const wrong = checkServerIdentity(place.hostname, socket.getPeerCertificate());
    if (wrong !== undefined) {
      throw new LinkLostError(
        `the partner at ${
          hostText(place)
        } cannot be trusted: its certificate "${who.identity}" is not for ${place.hostname}: ` +
          "have that among its alternative names",
      );
    }
    return { stream: new TlsStream(socket), identity: who.identity };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** A listener for TLS. */
export interface TlsServer {
  readonly port: number;
  stop(): void;
}

/**
 * Listens for TLS. Deno's own listener would let in whoever shows no certificate, so that is done by `node:tls`.
 *
 * @throws {LinkLostError} {@link LinkMisconfiguredError}
 */
export async function listenTls(
  place: SocketPlace,
  files: TlsFiles,
  welcome: (caller: TlsCaller) => void,
): Promise<TlsServer> {
  const [credentials, { createServer }] = await Promise.all([
    readCredentials(files),
    import("node:tls"),
  ]);
  // Of what is not allowed, and of addresses that there are not, node:tls says less.
  try {
    Deno.listen({ hostname: place.hostname, port: place.port }).close();
  } catch (error) {
    throw listenFault(place, error);
  }
  const callers = new Map<string, PromiseWithResolvers<IdentifiedStream>>();
  const server = createServer({ ...credentials, requestCert: true, rejectUnauthorized: false });
  server.on("connection", (socket: Socket) => {
    const { remoteAddress: hostname = "", remotePort: port = 0 } = socket;
    const key = `${hostname}:${port}`;
    const shown = Promise.withResolvers<IdentifiedStream>();
    callers.set(key, shown);
    const gone = (why: unknown) => {
      if (callers.get(key) === shown) callers.delete(key);
      shown.reject(new LinkLostError(reasonOf(why)));
    };
    socket.on("error", gone);
    socket.on("close", () => gone("the TLS handshake came to nothing"));
    welcome({ hostname, port, shown: shown.promise, letGo: () => socket.destroy() });
  });
  server.on("secureConnection", (socket: TLSSocket) => {
    const key = `${socket.remoteAddress}:${socket.remotePort}`;
    const shown = callers.get(key);
    callers.delete(key);
    const who = identified(socket, Date.now());
    socket.on("error", () => {});
    if ("fault" in who || shown === undefined) {
      shown?.reject(new LinkLostError("fault" in who ? who.fault : ""));
      socket.destroy();
      return;
    }
    shown.resolve({ stream: new TlsStream(socket), identity: who.identity });
  });
  server.on("tlsClientError", (error: Error, socket: TLSSocket) => {
    const key = `${socket.remoteAddress}:${socket.remotePort}`;
    callers.get(key)?.reject(new LinkLostError(`the TLS handshake failed: ${reasonOf(error)}`));
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", (error) => reject(listenFault(place, error)));
    server.listen(place.port, place.hostname, resolve);
  });
  const { port } = server.address() as { readonly port: number };
  return { port, stop: () => server.close() };
}
