import { Socket } from "node:net";
import { deserialize, serialize } from "node:v8";

const LENGTH_BYTES = 4;

/** What the owner of a line is told. */
export interface ControlLineEvents {
  /** A message has come; `undefined` if it could not be read. */
  onMessage(message: unknown): void;
  /** The other side is gone, or has closed it. Told once. */
  onEnd(): void;
}

/**
 * Messages to and from another process, over a socket that both have. A message is anything that can be cloned without being shared: its
 * length, and then what the engine makes of it.
 */
export class ControlLine {
  readonly #socket: Socket;
  readonly #events: ControlLineEvents;
  #pieces: Uint8Array[] = [];
  #waiting = 0;
  #isOver = false;

  constructor(descriptor: number, events: ControlLineEvents) {
    this.#events = events;
    const socket = this.#socket = new Socket({ fd: descriptor });
    socket.on("data", (piece: Uint8Array) => this.#receive(piece));
    // How it ended does not matter: nobody is there any more.
    socket.on("error", () => this.#end());
    socket.on("close", () => this.#end());
    socket.on("end", () => this.#end());
  }

  /** Sends a message. Throws if it cannot be cloned; one that the other side is not there for is lost. */
  send(message: unknown): void {
    const body: Uint8Array = serialize(message);
    const frame = new Uint8Array(LENGTH_BYTES + body.length);
    new DataView(frame.buffer).setUint32(0, body.length);
    frame.set(body, LENGTH_BYTES);
    if (!this.#isOver) this.#socket.write(frame);
  }

  /** It does not keep the process alive any more. */
  unref(): void {
    this.#socket.unref();
  }

  /** Closes it. */
  close(): void {
    this.#socket.destroy();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onEnd();
  }

  #receive(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    while (this.#waiting >= LENGTH_BYTES) {
      const all = this.#joined();
      const length = new DataView(all.buffer, all.byteOffset).getUint32(0);
      if (all.length < LENGTH_BYTES + length) return;
      this.#pieces = [all.subarray(LENGTH_BYTES + length)];
      this.#waiting = all.length - LENGTH_BYTES - length;
      this.#events.onMessage(read(all.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
    }
  }

  #joined(): Uint8Array {
    const [first, ...more] = this.#pieces as [Uint8Array, ...Uint8Array[]];
    if (more.length === 0) return first;
    const all = new Uint8Array(this.#waiting);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [all];
    return all;
  }
}

function read(body: Uint8Array): unknown {
  try {
    return deserialize(body.slice());
  } catch {
    return undefined;
  }
}
