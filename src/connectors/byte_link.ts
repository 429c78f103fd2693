import { MisconfiguredError, type WireOpening, type WireWorld } from "./wire.ts";

/** Where a server is. */
export interface ByteAddress {
  readonly hostname: string;
  readonly port: number;
  readonly tls: boolean;
  /** A file with the certificates of who may have signed the server's, beside those that Deno trusts; `""` for none. */
  readonly caFile: string;
}

/** Who is told what a connection brings. */
export interface ByteListener {
  /** Bytes have come; they are the listener's own. What this throws ends the connection. */
  bytes(bytes: Uint8Array): void;
  /** The connection is gone, and why. Told once, and not after `close`. */
  lost(error: Error): void;
}

/** How much goes in one write. */
const WRITE_BYTES = 262_144;
/** How long a close waits until what was sent last is out, in milliseconds. */
const FLUSH_MS = 100;

/**
 * A connection for a protocol that a wire speaks itself. It keeps nothing back: what comes is told at once, what is sent goes at once, and
 * it neither connects again nor waits without an end.
 */
export class ByteLink {
  readonly #conn: Deno.Conn;
  readonly #world: WireWorld;
  readonly #listener: ByteListener;
  readonly #out: Uint8Array[] = [];
  #flushing: Promise<void> | undefined;
  #reading: Promise<void> | undefined;
  #isOver = false;
  #moved = 0;

  private constructor(conn: Deno.Conn, world: WireWorld, listener: ByteListener) {
    this.#conn = conn;
    this.#world = world;
    this.#listener = listener;
  }

  /** Connects. Throws if it takes longer than `limitMs`, or is given up. */
  static async open(
    address: ByteAddress,
    { world, signal }: WireOpening,
    limitMs: number,
    listener: ByteListener,
  ): Promise<ByteLink> {
    const connecting = connect(address);
    const over = new AbortController();
    const late = world.pause(limitMs, AbortSignal.any([signal, over.signal]));
    try {
      const conn = await Promise.race([connecting, late]);
      if (conn === undefined) {
        connecting.then((conn) => conn.close(), () => {});
        throw new Error(signal.aborted ? "it was given up" : `nobody answers for ${limitMs} ms`);
      }
      const link = new ByteLink(conn, world, listener);
      link.#reading = link.#read();
      return link;
    } finally {
      over.abort();
    }
  }

  /**
   * How many bytes have come, or have gone while more were waiting to go: as long as that grows, somebody is there. What goes at once says
   * nothing of that.
   */
  get moved(): number {
    return this.#moved;
  }

  /** Sends bytes, which must not be changed from here on. */
  send(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#out.push(bytes);
    this.#flushing ??= this.#flush().finally(() => this.#flushing = undefined);
  }

  /** Gives the connection up: the listener is told, and the socket is closed. */
  fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#conn.close();
    this.#listener.lost(error);
  }

  /** Closes it once what was sent is out, or after a moment. Resolves when nothing of it is left. */
  async close(): Promise<void> {
    if (!this.#isOver) {
      const over = new AbortController();
      await Promise.race([this.#flushing, this.#world.pause(FLUSH_MS, over.signal)]);
      over.abort();
    }
    if (!this.#isOver) {
      this.#isOver = true;
      this.#conn.close();
    }
    await Promise.all([this.#flushing, this.#reading]);
  }

  async #flush(): Promise<void> {
    // What else is sent in this moment goes with it.
    await Promise.resolve();
    try {
      while (this.#out.length > 0) {
        const bytes = this.#next();
        for (let at = 0; at < bytes.length;) {
          const count = await this.#conn.write(bytes.subarray(at));
          at += count;
          if (at < bytes.length || this.#out.length > 0) this.#moved += count;
        }
      }
    } catch (error) {
      this.fail(asError(error));
    }
  }

  /** Takes what goes in the next write. */
  #next(): Uint8Array {
    let length = 0;
    let count = 0;
    while (count < this.#out.length && (count === 0 || length < WRITE_BYTES)) {
      length += this.#out[count++]!.length;
    }
    const parts = this.#out.splice(0, count);
    return count === 1 ? parts[0]! : joined(parts);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      while (true) {
        const count = await this.#conn.read(buffer);
        if (count === null) throw new Error("the server has ended the connection");
        this.#moved += count;
        if (!this.#isOver) this.#listener.bytes(buffer.slice(0, count));
      }
    } catch (error) {
      this.fail(asError(error));
    }
  }
}

async function connect({ hostname, port, tls, caFile }: ByteAddress): Promise<Deno.Conn> {
  const caCerts = tls && caFile !== "" ? [await certificates(caFile)] : [];
  try {
    if (!tls) {
      const conn = await Deno.connect({ hostname, port });
      conn.setNoDelay();
      return conn;
    }
    const conn = await Deno.connectTls({ hostname, port, caCerts });
    try {
      await conn.handshake();
      return conn;
    } catch (error) {
      conn.close();
      throw error;
    }
  } catch (error) {
    const remedy = error instanceof Deno.errors.NotCapable
      ? `allow it by --allow-net=${hostname}:${port}`
      : error instanceof Deno.errors.InvalidData
      ? "give the certificate of who signed its certificate in caFile, or have Deno trust it by --cert FILE or DENO_TLS_CA_STORE=system"
      : undefined;
    if (remedy === undefined) throw error;
    throw new MisconfiguredError(
      `Cannot connect to ${hostname}:${port}: ${asError(error).message}: ${remedy}`,
      { cause: error },
    );
  }
}

async function certificates(caFile: string): Promise<string> {
  try {
    return await Deno.readTextFile(caFile);
  } catch (error) {
    const remedy = error instanceof Deno.errors.NotCapable
      ? `allow it by --allow-read=${caFile}`
      : "give the path of a file with them";
    throw new MisconfiguredError(
      `Cannot read the certificates in ${caFile}, which caFile names: ${
        asError(error).message
      }: ${remedy}`,
      { cause: error },
    );
  }
}

/** Parts as one. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
