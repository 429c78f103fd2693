import type { BearerCheck } from "../bearer_check.ts";
import { listeningFault } from "../listening_fault.ts";
import { loadHttp, loadWs, type NodeServer, type RawSocket, type WsSocket } from "./ws.ts";

/** Where sockets are accepted, and which. */
export interface SocketServerOptions {
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
  readonly bearer: BearerCheck | undefined;
  /** A larger frame ends its connection. */
  readonly maxFrameBytes: number;
  /** Whether there is room for one more. */
  hasRoom(): boolean;
  accept(socket: WsSocket): void;
}

/** Accepts sockets at one path. */
export class SocketServer {
  readonly #server: NodeServer;
  #isClosing = false;

  private constructor(server: NodeServer) {
    this.#server = server;
  }

  /** Begins to listen. */
  static async listen(options: SocketServerOptions): Promise<SocketServer> {
    const { hostname, port, maxFrameBytes } = options;
    // Of what is not allowed, and of addresses that there are not, node:http says less, and where nobody can catch it.
    try {
      Deno.listen({ hostname, port }).close();
    } catch (error) {
      throw listeningFault("accept sockets", { hostname, port }, error);
    }
    const [{ WebSocketServer }, { createServer }] = await Promise.all([loadWs(), loadHttp()]);
    const acceptor = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
    });
    const server = createServer((_, response) => {
      response.writeHead(426).end("This takes WebSockets\n");
    });
    const own = new SocketServer(server);
    server.on("upgrade", async (request, socket, head) => {
      socket.on("error", () => {});
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      const status = await own.#refusal(options, path, request.headers.authorization ?? null);
      if (status !== undefined) return refuse(socket, status);
      acceptor.handleUpgrade(request, socket, head, options.accept);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.on("error", reject);
        server.listen(port, hostname, resolve);
      });
    } catch (error) {
      throw listeningFault("accept sockets", { hostname, port }, error);
    }
    return own;
  }

  /** The port at which it listens. */
  get port(): number {
    return this.#server.address().port;
  }

  /** Accepts no more. The sockets that it has accepted are their owner's, who is to close them before. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await new Promise<void>((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  /** No more sockets from here on. */
  refuseAll(): void {
    this.#isClosing = true;
  }

  async #refusal(
    { path, bearer, hasRoom }: SocketServerOptions,
    asked: string,
    authorization: string | null,
  ): Promise<string | undefined> {
    if (asked !== path) return "404 Not Found";
    if (bearer !== undefined && !await bearer.passes(authorization)) return "401 Unauthorized";
    return this.#isClosing || !hasRoom() ? "503 Service Unavailable" : undefined;
  }
}

function refuse(socket: RawSocket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
