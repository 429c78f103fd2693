import type {
  ConnectionOptions,
  NatsConnection,
  Server,
  Transport,
} from "npm:@nats-io/nats-core@3.4.0/internal";

/** How much is read at once; less than half of it is copied out, so that small messages do not keep large buffers. */
const READ_BYTES = 64 * 1024;

/** No server's first line is longer. */
const MAX_FIRST_LINE = 1 << 20;

/** What a connection is told beside the client's own options. */
export interface SocketPart {
  /** When it is aborted before the connection is there, the attempt is given up. */
  readonly signal?: AbortSignal;
  /** Certificates, as PEM, that are trusted beside those that the machine trusts. */
  readonly caCerts?: string[];
}

type SocketOptions = ConnectionOptions & SocketPart;

/**
 * Connects the client by sockets of Deno. Its own transport leaves sockets open when a server lets in and says nothing, and throws outside
 * of any call when a server resets a connection.
 */
export async function connectBySocket(
  options: ConnectionOptions,
  { signal, caCerts = [] }: SocketPart = {},
): Promise<NatsConnection> {
  const { checkOptions, INFO, NatsConnectionImpl, setTransportFactory } = await import(
    "npm:@nats-io/nats-core@3.4.0/internal"
  );
  const check = (line: string, given: ConnectionOptions) => {
    const info = INFO.exec(line)?.[1];
    if (info === undefined) {
      throw new Error(`who listens there is no NATS server, it says ${JSON.stringify(line)}`);
    }
    const parsed = JSON.parse(info);
    checkOptions(parsed, given);
    return parsed as FirstWord;
  };
  // The client makes its transport later on, by what is set then: so it is the same for all.
  setTransportFactory({ factory: () => new SocketTransport(check) });
  const attempt = new AbortController();
  const giveUp = () => attempt.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener("abort", giveUp, { once: true });
  const all: SocketOptions = { ...options, caCerts, signal: attempt.signal };
  try {
    return await NatsConnectionImpl.connect(all);
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/** What a server says first. */
interface FirstWord {
  readonly tls_required?: boolean;
  readonly tls_available?: boolean;
}

class SocketTransport implements Transport {
  readonly lang = "deno";
  readonly version = Deno.version.deno;
  closeError?: Error;
  readonly #check: (line: string, options: ConnectionOptions) => FirstWord;
  readonly #closed = Promise.withResolvers<Error | void>();
  readonly #unread: Uint8Array[] = [];
  #socket: Deno.Conn | undefined;
  #isEncrypted = false;
  #isClosed = false;
  #written: Promise<unknown> = Promise.resolve();

  constructor(check: (line: string, options: ConnectionOptions) => FirstWord) {
    this.#check = check;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async connect({ hostname, port }: Server, options: SocketOptions): Promise<void> {
    const { signal } = options;
    signal?.addEventListener("abort", () => this.#end(abortError(signal)), { once: true });
    if (signal?.aborted) this.#end(abortError(signal));
    this.#throwIfClosed();
    const socket = await Deno.connect({ hostname, port, ...(signal ? { signal } : {}) });
    this.#socket = socket;
    // It may have been closed meanwhile, when there was no socket.
    if (this.#isClosed) socket.close();
    this.#throwIfClosed();
    socket.setNoDelay(true);
    const { tls_required: required, tls_available: available } = this.#check(
      await this.#firstLine(socket),
      options,
    );
    if (required || (available && options.tls !== undefined && options.tls !== null)) {
      const { caCerts = [] } = options;
      this.#socket = await Deno.startTls(socket, { hostname, caCerts });
      if (this.#isClosed) this.#socket.close();
      this.#throwIfClosed();
      this.#isEncrypted = true;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield* this.#unread.splice(0);
    let buffer = new Uint8Array(READ_BYTES);
    try {
      while (!this.#isClosed) {
        const count = await this.#socket!.read(buffer);
        if (count === null) break;
        if (count < READ_BYTES / 2) yield buffer.slice(0, count);
        else {
          yield buffer.subarray(0, count);
          buffer = new Uint8Array(READ_BYTES);
        }
      }
      this.#end();
    } catch (error) {
      this.#end(error as Error);
    }
  }

  isEncrypted(): boolean {
    return this.#isEncrypted;
  }

  send(frame: Uint8Array): void {
    if (this.#isClosed) return;
    this.#written = this.#written.then(() => this.#write(frame));
  }

  // deno-lint-ignore require-await -- What is to be sent before was waited for.
  async close(error?: Error): Promise<void> {
    this.#end(error);
  }

  disconnect(): void {
    this.#end();
  }

  discard(): void {
    this.#end();
  }

  closed(): Promise<Error | void> {
    return this.#closed.promise;
  }

  async #write(frame: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < frame.length && !this.#isClosed;) {
        at += await this.#socket!.write(frame.subarray(at));
      }
    } catch (error) {
      this.#end(error as Error);
    }
  }

  /** Reads up to the end of the first line, which the client gets to see, too. */
  async #firstLine(socket: Deno.Conn): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    while (!text.includes("\r\n") && text.length < MAX_FIRST_LINE) {
      const buffer = new Uint8Array(READ_BYTES);
      const count = await socket.read(buffer);
      if (count === null) throw new Error("the server has hung up at once");
      this.#unread.push(buffer.slice(0, count));
      text += decoder.decode(buffer.subarray(0, count), { stream: true });
    }
    return text;
  }

  #end(error?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (error !== undefined) this.closeError = error;
    try {
      this.#socket?.close();
    } catch {
      // It was given to TLS meanwhile, whose start fails now.
    }
    this.#closed.resolve(error);
  }

  #throwIfClosed(): void {
    if (this.#isClosed) throw this.closeError ?? new Error("given up");
  }
}

function abortError({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(`given up: ${reason}`);
}
