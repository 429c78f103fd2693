import {
  HANDSHAKE_FRAME_BYTES,
  type LinkAddress,
  type LinkConnection,
  type LinkListener,
  LinkLostError,
  type LinkWires,
  placeText,
  type TcpLinkAddress,
} from "../link.ts";

/** Links over TCP. */
export const tcpWires: LinkWires = {
  async dial(address: LinkAddress, signal: AbortSignal): Promise<LinkConnection> {
    const { hostname, port } = address as TcpLinkAddress;
    signal.throwIfAborted();
    const conn = await Deno.connect({ hostname, port }).catch((error) => {
      throw new LinkLostError(String(error.message), { cause: error });
    });
    conn.setNoDelay();
    return new TcpConnection(conn, placeText(address));
  },
  // deno-lint-ignore require-await -- what it throws at once is what it promises
  async listen(address: LinkAddress): Promise<LinkListener> {
    const { hostname, port } = address as TcpLinkAddress;
    try {
      return new TcpListener(Deno.listen({ hostname, port }), address as TcpLinkAddress);
    } catch (error) {
      throw new LinkLostError(String((error as Error).message), { cause: error });
    }
  },
};

class TcpListener implements LinkListener {
  readonly address: LinkAddress;
  readonly #listener: Deno.TcpListener;

  constructor(listener: Deno.TcpListener, address: TcpLinkAddress) {
    this.#listener = listener;
    this.address = { ...address, port: listener.addr.port };
  }

  get place(): string {
    return placeText(this.address);
  }

  async accept(signal: AbortSignal): Promise<LinkConnection> {
    signal.throwIfAborted();
    const over = Promise.withResolvers<never>();
    const abort = () => over.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    try {
      const conn = await Promise.race([this.#listener.accept(), over.promise]);
      conn.setNoDelay();
      const { hostname, port } = conn.remoteAddr;
      return new TcpConnection(conn, `tcp ${hostname}:${port}`);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw new LinkLostError(String((error as Error).message), { cause: error });
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  close(): void {
    try {
      this.#listener.close();
    } catch { /* It is closed already. */ }
  }
}

class TcpConnection implements LinkConnection {
  readonly partner: string;
  readonly #conn: Deno.TcpConn;
  #bound = HANDSHAKE_FRAME_BYTES;
  #buffer = new Uint8Array(65_536);
  #start = 0;
  #end = 0;

  constructor(conn: Deno.TcpConn, partner: string) {
    this.#conn = conn;
    this.partner = partner;
  }

  limitFrames(bytes: number): void {
    this.#bound = bytes;
  }

  async send(parts: readonly Uint8Array[]): Promise<void> {
    const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const bytes = new Uint8Array(length + 4);
    new DataView(bytes.buffer).setUint32(0, length, true);
    let at = 4;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.byteLength;
    }
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
    } catch (error) {
      throw new LinkLostError(String((error as Error).message), { cause: error });
    }
  }

  async receive(): Promise<Uint8Array | undefined> {
    if (!await this.#fill(4)) return undefined;
    const length = new DataView(this.#buffer.buffer).getUint32(this.#start, true);
    if (length > this.#bound) {
      this.close();
      throw new LinkLostError(
        `it has sent a frame of ${length} bytes, and ${this.#bound} are the most`,
      );
    }
    if (!await this.#fill(4 + length)) {
      throw new LinkLostError("the connection ended within a frame");
    }
    const frame = this.#buffer.subarray(this.#start + 4, this.#start + 4 + length);
    this.#start += 4 + length;
    return frame;
  }

  /** Reads until so many bytes are there. Returns whether they are. */
  async #fill(bytes: number): Promise<boolean> {
    if (this.#end - this.#start >= bytes) return true;
    if (this.#start + bytes > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(this.#buffer.length, 2 * bytes));
      larger.set(this.#buffer.subarray(this.#start, this.#end));
      this.#end -= this.#start;
      this.#start = 0;
      this.#buffer = larger;
    }
    while (this.#end - this.#start < bytes) {
      const count = await this.#conn.read(this.#buffer.subarray(this.#end)).catch((error) => {
        throw new LinkLostError(String(error.message), { cause: error });
      });
      if (count === null) {
        if (this.#end === this.#start) return false;
        throw new LinkLostError("the connection ended within a frame");
      }
      this.#end += count;
    }
    return true;
  }

  close(): void {
    try {
      this.#conn.close();
    } catch { /* It is closed already. */ }
  }
}
