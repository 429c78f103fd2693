/**
 * What links are made of, whatever carries them: a connection that moves whole frames in order, and who makes such connections. The link
 * actors know nothing else of a network; what a frame says is the protocol's, see `frames/`.
 *
 * @module
 */

import { LastingError } from "../errors.ts";

/** Where a link listens, or connects to: plain data, which goes into plans, so secrets are named by environment variables and files. */
export type LinkAddress =
  | TcpLinkAddress
  | UnixLinkAddress
  | WebSocketLinkAddress
  | MemoryLinkAddress;

/** What any address may say of whom it lets in. */
export interface LinkSafety {
  /** Files of this side's certificate and key, and of who has signed the other side's. Paths; read when the link starts. */
  readonly tls?: {
    readonly certFile: string;
    readonly keyFile: string;
    readonly caFile: string;
  };
  /** The environment variable with the token that both sides must have. */
  readonly tokenEnv?: string;
  /** Which aqueducts the holder of a certificate may use, by the name in the certificate; whoever is not named may use none. */
  readonly allow?: { readonly [certificateName: string]: readonly string[] };
  /** Whether anybody who reaches the address may be let in. */
  readonly insecure?: true;
  /** The longest frame after the handshake, in bytes. */
  readonly maxFrameBytes?: number;
}

/** A TCP socket. */
export interface TcpLinkAddress extends LinkSafety {
  /** What it goes over. */
  readonly wire: "tcp";
  /** A name or an address, of this machine for who listens. */
  readonly hostname: string;
  /** The port; 0 has the system choose one for who listens. */
  readonly port: number;
}

/** A socket in the file system. */
export interface UnixLinkAddress extends LinkSafety {
  /** What it goes over. */
  readonly wire: "unix";
  /** The file that stands for it. */
  readonly path: string;
  /** The mode of the file, for who listens: 0o600 unless it is given. */
  readonly mode?: number;
}

/** A WebSocket: who listens serves it at host, port and path, who connects dials the URL. */
export interface WebSocketLinkAddress extends LinkSafety {
  /** What it goes over. */
  readonly wire: "webSocket";
  /** Its URL, which begins with `ws:` or `wss:`. */
  readonly url: string;
}

/** A place in the memory of one thread, for tests and simulations. */
export interface MemoryLinkAddress extends LinkSafety {
  /** What it goes over. */
  readonly wire: "memory";
  /** What it is called, so that both ends find it. */
  readonly name: string;
}

/** How long a frame may be before the handshake is over, in bytes. */
export const HANDSHAKE_FRAME_BYTES = 4096;
/** How long a frame may be after the handshake where the address says nothing else, in bytes. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** A connection with a partner: whole frames, in order, both ways, until it is lost. */
export interface LinkConnection {
  /** Where the partner is, for messages: `tcp 10.0.0.7:41022`. */
  readonly partner: string;
  /** The name in the partner's certificate, where it has shown one. */
  readonly identity?: string;
  /**
   * Sends one frame, which is the parts one after another. They may lie in shared memory and are copied or written before the promise
   * resolves; nothing returned means that is done already. To await it is the back-pressure. Called again only after it has resolved.
   *
   * @throws {LinkLostError} the promise rejects with it
   */
  send(parts: readonly Uint8Array[]): Promise<void> | undefined;
  /**
   * The next frame, valid until the next call; `undefined` if the partner has ended the connection in good order. One call at a time.
   *
   * @throws {LinkLostError} the promise rejects with it; also where a frame is longer than the bound
   */
  receive(): Promise<Uint8Array | undefined>;
  /** From now on frames of up to so many bytes are received: {@link HANDSHAKE_FRAME_BYTES} until this is called, by both sides. */
  limitFrames(bytes: number): void;
  /** Ends it. What was sent and has not gone may be lost; a `receive` under way ends. Never throws, and may be called again. */
  close(): void;
}

/** Takes the connections of those who dial an address. */
export interface LinkListener {
  /** Where it listens, for messages; with the port that was given where 0 was asked for. */
  readonly place: string;
  /** The address by which it is dialled from this machine. */
  readonly address: LinkAddress;
  /**
   * The next connection. One call at a time. A connection that fails before it is one, as by its certificate, is not told here, but by
   * `refused` of `listen`.
   *
   * @throws the reason of `signal` once that is aborted; {@link LinkLostError} if it listens no longer
   */
  accept(signal: AbortSignal): Promise<LinkConnection>;
  /** Listens no longer. Connections that were accepted live on. Never throws, and may be called again. */
  close(): void;
}

/** Makes connections. Each thread has one such thing, see {@link linkWires}. */
export interface LinkWires {
  /**
   * Connects to who listens there.
   *
   * @throws {LinkLostError} saying why there is no connection for now; it is tried again
   * @throws {LinkMisconfiguredError} if to try again would not help
   * @throws the reason of `signal` once that is aborted
   */
  dial(address: LinkAddress, signal: AbortSignal): Promise<LinkConnection>;
  /**
   * Listens.
   *
   * @param refused is told, in a sentence, who was not let in before there was a connection, and why
   * @param turnAway tells one of these itself why, where it can be told; it has the connection, and closes it
   * @throws {LinkLostError} saying why not for now, as an address in use; it is tried again
   * @throws {LinkMisconfiguredError} if to try again would not help
   */
  listen(
    address: LinkAddress,
    refused: (why: string) => void,
    turnAway?: (whom: LinkConnection, why: string) => void,
  ): Promise<LinkListener>;
}

/** A connection is there no longer, or could not be made, for now. Its message is a part of a sentence: `connection refused`. */
export class LinkLostError extends Error {
  override readonly name = "LinkLostError";
}

/** A link cannot work as its address says: a permission, a file, an environment variable is missing. The link's actor crashes with it, and is given up. */
export class LinkMisconfiguredError extends LastingError {
  override readonly name = "LinkMisconfiguredError";
}

/** An address as messages show it: `tcp 10.0.0.7:7000`. */
export function placeText(address: LinkAddress): string {
  switch (address.wire) {
    case "tcp": {
      const { hostname, port } = address;
      return `tcp ${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
    }
    case "unix":
      return `unix ${address.path}`;
    case "webSocket":
      return address.url;
    case "memory":
      return `memory ${address.name}`;
  }
}
