import { MisconfiguredError, type WireOpening } from "../wire.ts";
import { type ConnectionListener, SocketConnection } from "./connection.ts";
import { loadWs, type WsSocket } from "./ws.ts";

/** How long the other side may take to accept. */
const HANDSHAKE_MS = 10_000;

/** What a client needs to connect. */
export interface ConnectOptions {
  readonly url: string;
  readonly token: string | undefined;
  /** A larger frame ends the connection. */
  readonly maxFrameBytes: number;
  readonly pingMs: number;
}

/**
 * Connects to a server of WebSockets.
 *
 * @throws {MisconfiguredError} if it refuses the token or has nothing there, or the program may not reach it
 */
export async function connect(
  { url, token, maxFrameBytes, pingMs }: ConnectOptions,
  listener: ConnectionListener,
  { world, signal }: WireOpening,
): Promise<SocketConnection> {
  const { protocol, hostname, port } = new URL(url);
  const host = `${hostname}:${port === "" ? protocol === "wss:" ? 443 : 80 : port}`;
  // Of what is not allowed ws says nothing that anybody could catch.
  if ((await Deno.permissions.query({ name: "net", host })).state !== "granted") {
    throw new MisconfiguredError(
      `Cannot connect to ${placeOf(url)}: allow it by --allow-net=${host}`,
    );
  }
  const { WebSocket } = await loadWs();
  const socket = new WebSocket(url, {
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const giveUp = () => socket.terminate();
  signal.addEventListener("abort", giveUp);
  try {
    return await opened(socket, url, () => new SocketConnection(socket, listener, world, pingMs));
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function opened(
  socket: WsSocket,
  url: string,
  made: () => SocketConnection,
): Promise<SocketConnection> {
  const cannot = `Cannot connect to ${placeOf(url)}`;
  return new Promise((resolve, reject) => {
    let refusal: Error | undefined;
    let error: Error | undefined;
    // At once: the first frame may be here already.
    socket.on("open", () => resolve(made()));
    socket.on("unexpected-response", (_, { statusCode }) => {
      refusal = refusalOf(cannot, statusCode);
      socket.terminate();
    });
    socket.on("error", (one) => error ??= one);
    // It comes after an error, too, and then nothing is left of the socket.
    socket.on("close", () => {
      if (refusal !== undefined) reject(refusal);
      else reject(new Error(`${cannot}: ${error?.message ?? "it was closed"}`, { cause: error }));
    });
  });
}

function refusalOf(cannot: string, status: number): Error {
  if (status === 401 || status === 403) {
    return new MisconfiguredError(
      `${cannot}: it answers ${status}, name an environment variable with a token that it knows by bearerEnv`,
    );
  }
  if (status === 404) {
    return new MisconfiguredError(`${cannot}: it answers 404, set url to where it takes sockets`);
  }
  return new Error(`${cannot}: it answers ${status}`);
}

/** Where a URL leads, without what may be secret. */
export function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
