import { connect, isIP, type Socket } from "node:net";
import { connect as connectSecurely, type TLSSocket } from "node:tls";
import { MisconfiguredError } from "../wire.ts";
import { addressOf, type PostgresServerArgs } from "./server_args.ts";

/** Asks the server, before anything else is said, whether it speaks TLS. */
const TLS_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);
/** It does. */
const YES = "S".charCodeAt(0);

/** A connection that is being made, and can be broken off at any time. */
export class PostgresDial {
  readonly #args: PostgresServerArgs;
  readonly #raw: Socket;
  #secure: TLSSocket | undefined;

  /** Begins to connect. */
  constructor(args: PostgresServerArgs) {
    this.#args = args;
    const { host, port } = addressOf(args.url);
    this.#raw = connect({ host, port });
    // Whoever has the connection is told of errors; until then they come with what is waited for.
    this.#raw.on("error", () => {});
  }

  /** The connection, over which PostgreSQL's protocol can begin. Rejects if there is none. */
  async connected(): Promise<Socket> {
    await happened(this.#raw, "connect");
    if (this.#args.tls === "off") return this.#raw;
    await this.#askForTls();
    const { host } = addressOf(this.#args.url);
    const secure = connectSecurely({
      socket: this.#raw,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: this.#args.tls === "verified",
    });
    this.#secure = secure;
    secure.on("error", () => {});
    try {
      await happened(secure, "secureConnect");
    } catch (error) {
      if (!/certificate/i.test(String(error))) throw error;
      throw new MisconfiguredError(
        `Cannot trust the certificate of ${host}: ${(error as Error).message}; ` +
          `name who has issued it by --cert=FILE, or set tls to "encrypted"`,
        { cause: error },
      );
    }
    return secure;
  }

  async #askForTls(): Promise<void> {
    this.#raw.write(TLS_REQUEST);
    const [answer] = await happened(this.#raw, "data") as [Uint8Array];
    this.#raw.pause();
    if (answer[0] === YES) return;
    const { host, port } = addressOf(this.#args.url);
    throw new MisconfiguredError(
      `Cannot speak TLS with ${host}:${port}: the server does not; set ssl = on there, or tls to "off"`,
    );
  }

  /** Resolves once nothing is left of it. */
  async closed(): Promise<void> {
    if (this.#raw.closed) return;
    await new Promise<void>((resolve) => this.#raw.once("close", () => resolve()));
  }

  /** Breaks it off. */
  destroy(): void {
    this.#secure?.destroy();
    this.#raw.destroy();
  }
}

/** What comes with an event; rejects if the connection ends before. */
function happened(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => end(() => reject(error));
    const closed = () => end(() => reject(new Error("the connection was closed")));
    const came = (...values: unknown[]) => end(() => resolve(values));
    function end(settle: () => void): void {
      socket.off(event, came).off("error", failed).off("close", closed);
      settle();
    }
    socket.once(event, came).once("error", failed).once("close", closed);
  });
}
