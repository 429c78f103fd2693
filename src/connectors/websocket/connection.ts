import type { WireWorld } from "../wire.ts";
import type { WsSocket } from "./ws.ts";

/** How a connection ended. */
export interface ConnectionEnd {
  /** The code of WebSocket: 1000 and 1001 are good ends, 1006 is none at all. */
  readonly code: number;
  readonly reason: string;
}

/** What a connection hears. */
export interface ConnectionListener {
  frame(data: Uint8Array, isBinary: boolean): void;
  over(end: ConnectionEnd): void;
}

/** How long the other side may take to answer that it is closed. */
const CLOSING_MS = 1_000;

/** An open socket: it sees to it that the other side is alive, and ends whatever the other side does. */
export class SocketConnection {
  readonly #socket: WsSocket;
  readonly #world: WireWorld;
  readonly #over = new AbortController();
  readonly #watching: Promise<void>;
  readonly #closed: Promise<void>;
  #isHeard = true;
  #isPaused = false;
  #error: Error | undefined;

  /**
   * @param pingMs How often it asks for a sign of life. Without one from one time to the next it is cut.
   */
  constructor(socket: WsSocket, listener: ConnectionListener, world: WireWorld, pingMs: number) {
    this.#socket = socket;
    this.#world = world;
    const hear = () => this.#isHeard = true;
    socket.on("ping", hear);
    socket.on("pong", hear);
    socket.on("message", (data, isBinary) => {
      hear();
      // No copy: all frames that came with it are kept about as long as it is, and nobody writes into what has come.
      listener.frame(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), isBinary);
    });
    socket.on("error", (error) => this.#error ??= error);
    this.#closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.#over.abort();
        const said = new TextDecoder().decode(reason);
        listener.over({ code, reason: said === "" ? this.#error?.message ?? "" : said });
        resolve();
      });
    });
    this.#watching = this.#watch(pingMs);
  }

  /** Bytes that are not with the operating system yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Sends a frame; resolves when the operating system has it, with whether it has. */
  send(data: string | Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      this.#socket.send(data, (error) => resolve(error === undefined || error === null));
    });
  }

  /** Does not read any more, so that the other side has to wait; what is here already is still heard. */
  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  /** Reads again. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    // Nobody could be heard.
    this.#isHeard = true;
    this.#socket.resume();
  }

  /** Ends it, and waits until it has ended. */
  async close(code: number, reason: string): Promise<void> {
    this.resume();
    this.#socket.close(code, reason);
    await Promise.race([this.#closed, this.#world.pause(CLOSING_MS, this.#over.signal)]);
    this.#socket.terminate();
    await this.#closed;
    await this.#watching;
  }

  async #watch(pingMs: number): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      if (!this.#isPaused) {
        if (!this.#isHeard) {
          this.#error ??= new Error(`no sign of life for ${pingMs} ms`);
          this.#socket.terminate();
          return;
        }
        this.#isHeard = false;
        this.#socket.ping();
      }
      await this.#world.pause(pingMs, signal);
    }
  }
}
