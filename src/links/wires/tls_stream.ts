import type { TLSSocket } from "node:tls";
import type { ByteStream } from "./byte_stream.ts";
import type { CipherStream } from "./cipher_stream.ts";

/** A TLS socket as a stream: what is read of it is decrypted when it is asked for, and not before. */
export class TlsStream implements ByteStream {
  readonly #socket: TLSSocket;
  readonly #cipher: CipherStream;
  /** Bytes of the socket that did not fit. */
  #rest: Uint8Array | undefined;
  #isEnded = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: TLSSocket, cipher: CipherStream) {
    this.#socket = socket;
    this.#cipher = cipher;
    const wake = () => this.#wake?.();
    const failed = (error: Error) => {
      this.#error ??= error;
      wake();
    };
    cipher.gate(wake);
    cipher.duplex.on("error", failed);
    socket.on("error", failed);
    socket.on("readable", wake);
    socket.on("end", () => {
      this.#isEnded = true;
      wake();
    });
    socket.on("close", () => failed(new Error("the connection is closed")));
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (true) {
      const bytes = this.#rest ?? this.#socket.read() as Uint8Array | null;
      if (bytes !== null) return this.#hand(bytes, into);
      if (this.#isEnded) return null;
      if (this.#error !== undefined) throw this.#error;
      const woken = new Promise<void>((resolve) => this.#wake = resolve);
      this.#cipher.want();
      await woken;
      this.#wake = undefined;
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) return reject(this.#error);
      const gone = () => reject(this.#error ?? new Error("the connection is closed"));
      this.#socket.once("close", gone);
      this.#socket.write(bytes, (error) => {
        this.#socket.off("close", gone);
        if (error) reject(error);
        else resolve(bytes.length);
      });
    });
  }

  closeWrite(): Promise<void> {
    this.#socket.end();
    return Promise.resolve();
  }

  close(): void {
    this.#socket.destroy();
    this.#cipher.close();
  }

  #hand(bytes: Uint8Array, into: Uint8Array): number {
    const count = Math.min(bytes.length, into.length);
    into.set(bytes.subarray(0, count));
    this.#rest = count < bytes.length ? bytes.subarray(count) : undefined;
    return count;
  }
}
