import { Duplex } from "node:stream";
import type { ByteStream } from "./byte_stream.ts";

/** How much is fed at a time. */
const PIECE_BYTES = 65_536;

/**
 * What a TLS socket reads its encrypted bytes from, and writes them to. By itself such a socket reads all that comes, whether anybody
 * wants it or not, and whoever sends much would fill the memory of this process. So it is fed a piece at a time, and only while somebody
 * waits for what is in it.
 */
export class CipherStream {
  readonly duplex: Duplex;
  readonly #stream: ByteStream;
  #isAsked = false;
  #isWanted = true;
  #isOpen = true;
  #isReading = false;
  #fed: () => void = () => {};

  constructor(stream: ByteStream) {
    this.#stream = stream;
    this.duplex = new Duplex({
      read: () => {
        this.#isAsked = true;
        this.#feed();
      },
      write: (bytes: Uint8Array, _encoding, done) => {
        this.#write(bytes).then(() => done(), done);
      },
      final: (done) => {
        this.#stream.closeWrite().then(() => done(), () => done());
      },
      destroy: (error, done) => {
        this.close();
        done(error);
      },
    });
  }

  /** From now on it is fed only what is wanted. `fed` is told of each piece. */
  gate(fed: () => void): void {
    this.#isWanted = false;
    this.#isOpen = false;
    this.#fed = fed;
  }

  /** One more piece is wanted. */
  want(): void {
    this.#isWanted = true;
    this.#feed();
  }

  close(): void {
    try {
      this.#stream.close();
    } catch {
      // It is closed.
    }
  }

  #feed(): void {
    if (this.#isReading || !this.#isAsked || !this.#isWanted) return;
    this.#isReading = true;
    void this.#read();
  }

  async #read(): Promise<void> {
    try {
      const piece = new Uint8Array(PIECE_BYTES);
      const count = await this.#stream.read(piece);
      this.#isReading = this.#isAsked = false;
      this.#isWanted = this.#isOpen;
      this.duplex.push(count === null ? null : piece.subarray(0, count));
      this.#fed();
    } catch (error) {
      this.duplex.destroy(error as Error);
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#stream.write(bytes.subarray(at));
  }
}
