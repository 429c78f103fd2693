import type { TLSSocket } from "node:tls";
import type { ByteStream } from "./byte_stream.ts";

/** A socket of `node:tls` as a stream. It reads no further than somebody asks, so the other side has to wait. */
export class TlsStream implements ByteStream {
  readonly #socket: TLSSocket;
  /** Bytes of the socket that did not fit. */
  #rest: Uint8Array | undefined;
  #isEnded = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    const wake = () => this.#wake?.();
    socket.on("readable", wake);
    socket.on("end", () => {
      this.#isEnded = true;
      wake();
    });
    socket.on("error", (error) => {
      this.#error ??= error;
      wake();
    });
    socket.on("close", () => {
      this.#error ??= new Error("the connection is closed");
      wake();
    });
    socket.setNoDelay(true);
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (true) {
      const bytes = this.#rest ?? this.#socket.read() as Uint8Array | null;
      if (bytes !== null) return this.#hand(bytes, into);
      if (this.#isEnded) return null;
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => this.#wake = resolve);
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
  }

  #hand(bytes: Uint8Array, into: Uint8Array): number {
    const count = Math.min(bytes.length, into.length);
    into.set(bytes.subarray(0, count));
    this.#rest = count < bytes.length ? bytes.subarray(count) : undefined;
    return count;
  }
}
