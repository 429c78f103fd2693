/**
 * What is used of the packages that speak WebSocket here, `ws` and `node:http`. Both are loaded when a wire is made, so by the actor's
 * worker alone.
 *
 * @module
 */
import { MisconfiguredError } from "../wire.ts";

/** A socket of `ws`. */
export interface WsSocket {
  readonly readyState: number;
  /** Bytes that are not with the operating system yet. */
  readonly bufferedAmount: number;
  on(event: "message", listener: (data: Uint8Array, isBinary: boolean) => void): void;
  on(event: "close", listener: (code: number, reason: Uint8Array) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "open" | "ping" | "pong", listener: () => void): void;
  on(
    event: "unexpected-response",
    listener: (request: unknown, response: { readonly statusCode: number }) => void,
  ): void;
  send(data: string | Uint8Array, sent: (error?: Error) => void): void;
  ping(): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** A request that asks for a socket. */
export interface UpgradeRequest {
  readonly url?: string;
  readonly headers: { readonly authorization?: string };
}

/** The socket of the operating system below. */
export interface RawSocket {
  end(text: string): void;
  on(event: "error", listener: (error: Error) => void): void;
}

/** The part of `ws` that accepts sockets. */
export interface WsAcceptor {
  handleUpgrade(
    request: UpgradeRequest,
    socket: RawSocket,
    head: Uint8Array,
    accepted: (socket: WsSocket) => void,
  ): void;
}

/** Options of `ws` for either end. */
interface WsOptions {
  readonly maxPayload: number;
  readonly perMessageDeflate: false;
}

interface WsModule {
  readonly WebSocket: new (
    url: string,
    options: WsOptions & {
      readonly handshakeTimeout: number;
      readonly headers: Readonly<Record<string, string>>;
    },
  ) => WsSocket;
  readonly WebSocketServer: new (
    options: WsOptions & { readonly noServer: true; readonly clientTracking: false },
  ) => WsAcceptor;
}

/** A server of `node:http`. */
export interface NodeServer {
  on(
    event: "upgrade",
    listener: (request: UpgradeRequest, socket: RawSocket, head: Uint8Array) => void,
  ): void;
  on(event: "error", listener: (error: Error) => void): void;
  listen(port: number, hostname: string, listening: () => void): void;
  address(): { readonly port: number };
  close(closed: () => void): void;
  closeAllConnections(): void;
}

interface HttpModule {
  createServer(
    handler: (
      request: unknown,
      response: { writeHead(status: number): { end(text: string): void } },
    ) => void,
  ): NodeServer;
}

/** What `ws` reads of the environment when it is loaded. */
const WS_VARIABLES = "WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE";

/** Loads `ws`. @throws {MisconfiguredError} if it may not read what it reads */
export async function loadWs(): Promise<WsModule> {
  try {
    return await import("npm:ws@8.23.0") as unknown as WsModule;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new MisconfiguredError(
      `Cannot load the package ws, which speaks WebSocket: allow it by --allow-env=${WS_VARIABLES}`,
      { cause: error },
    );
  }
}

/** Loads `node:http`. */
export async function loadHttp(): Promise<HttpModule> {
  return await import("node:http") as unknown as HttpModule;
}
