/**
 * TLS of both sides' certificates, by `node:tls`: Deno's own listener would let in whoever shows none. Who the other side is is looked at
 * here, once the handshake is over and before anything of it is read, so that a sentence can be said about it.
 *
 * @module
 */
import { checkServerIdentity, connect, createServer, type TLSSocket } from "node:tls";
import { LinkLostError } from "../link.ts";
import type { ByteStream } from "./byte_stream.ts";
import { identified, readCredentials, type TlsFiles } from "./certificates.ts";
import { CipherStream } from "./cipher_stream.ts";
import { reasonOf } from "./received.ts";
import { TlsStream } from "./tls_stream.ts";

/** A stream with somebody whose certificate holds. */
export interface IdentifiedStream {
  readonly stream: ByteStream;
  readonly identity: string;
}

/** A stream with somebody who is not to be let in, but can be told why. */
export interface StrangerStream {
  readonly stream: ByteStream;
  /** Why, as what is said of it. */
  readonly fault: string;
}

/** What is common to both sides: who it is is decided here, and not by whether there is a socket. */
const OWN_CHECK = { rejectUnauthorized: false } as const;

/**
 * Speaks TLS with the listener that a stream leads to. To close the stream gives it up.
 *
 * @throws {LinkLostError} if it is not who it should be; {@link LinkMisconfiguredError}
 */
export async function secureDialled(
  stream: ByteStream,
  hostname: string,
  files: TlsFiles,
): Promise<IdentifiedStream> {
  const credentials = await readCredentials(files);
  const cipher = new CipherStream(stream);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({
    socket: cipher.duplex,
    host: hostname,
    ...(isAddress(hostname) ? {} : { servername: hostname }),
    ...credentials,
    ...OWN_CHECK,
    checkServerIdentity: () => undefined,
  }, resolve);
  endWith(socket, cipher, reject);
  return await admitted(promise, cipher, () => {
    const secured = shown(socket, cipher);
    const wrong = checkServerIdentity(hostname, socket.getPeerCertificate());
    if (wrong === undefined) return secured;
    throw new LinkLostError(
      `its certificate "${secured.identity}" is not for ${hostname}: have that among its alternative names, or dial by the name that it is for`,
    );
  });
}

/**
 * Speaks TLS with who has dialled. To close the stream gives it up. The files are read each time: what has been renewed counts from the
 * next connection on.
 *
 * @throws {LinkLostError} if there is no TLS with it; {@link LinkMisconfiguredError}
 */
export async function secureAccepted(
  stream: ByteStream,
  files: TlsFiles,
): Promise<IdentifiedStream | StrangerStream> {
  const credentials = await readCredentials(files);
  const cipher = new CipherStream(stream);
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const server = createServer({ ...credentials, ...OWN_CHECK, requestCert: true });
  server.on("secureConnection", (socket: TLSSocket) => {
    endWith(socket, cipher, reject);
    resolve(socket);
  });
  server.on("tlsClientError", (error: Error) => reject(handshakeFault(error)));
  cipher.duplex.on("close", () => reject(handshakeFault("it has ended the connection")));
  server.emit("connection", cipher.duplex);
  return await admitted(promise, cipher, (socket) => {
    const who = identified(socket, Date.now());
    return { stream: new TlsStream(socket, cipher), ...who };
  });
}

/** Waits for the handshake, and lets go of the stream if it does not come to a good end. */
async function admitted<T, S>(
  handshake: Promise<T>,
  cipher: CipherStream,
  check: (secured: T) => S,
): Promise<S> {
  try {
    return check(await handshake);
  } catch (error) {
    cipher.duplex.destroy();
    throw error;
  }
}

/** Whatever ends the socket before the handshake is over is the handshake's fault. */
function endWith(socket: TLSSocket, cipher: CipherStream, reject: (why: Error) => void): void {
  const failed = (why: unknown) => reject(handshakeFault(why));
  socket.on("error", failed);
  socket.on("close", () => failed("the partner has ended it: its log says why"));
  cipher.duplex.on("error", failed);
}

function handshakeFault(why: unknown): LinkLostError {
  return new LinkLostError(`there is no TLS with it: ${reasonOf(why)}`);
}

function shown(socket: TLSSocket, cipher: CipherStream): IdentifiedStream {
  const who = identified(socket, Date.now());
  if ("fault" in who) throw new LinkLostError(who.fault);
  return { stream: new TlsStream(socket, cipher), identity: who.identity };
}

/** Whether it is an address of IP, which TLS has no name for. */
function isAddress(hostname: string): boolean {
  return hostname.includes(":") || /^[\d.]+$/.test(hostname);
}
