import type { SocketConnection } from "./connection.ts";

/** So much chance that no two connections of all times have the same; sixteen characters, with none to fill them up. */
const NAME_BYTES = 12;

/** The other side of a connection, and how far its frames are settled. */
export class Peer {
  /** Names the frames that have no id: no other connection has it, in no process. Short, for it goes through the graph with each frame. */
  readonly name: string = crypto.getRandomValues(new Uint8Array(NAME_BYTES))
    .toBase64({ alphabet: "base64url" });
  readonly #acks: boolean;
  #connection: SocketConnection | undefined;
  #taken = 0;
  /** How many of its frames are settled, without a gap. */
  #settled = 0;
  #told = 0;
  /** Those that are settled behind a gap. */
  readonly #ahead = new Set<number>();

  /** @param acks Whether it is told. */
  constructor(acks: boolean) {
    this.#acks = acks;
  }

  /** How many of its frames are not settled. */
  get unsettled(): number {
    return this.#taken - this.#settled;
  }

  get connection(): SocketConnection | undefined {
    return this.#connection;
  }

  set connection(connection: SocketConnection) {
    this.#connection = connection;
    this.tell();
  }

  /** Counts a frame; returns which it is, from 0 on. */
  take(): number {
    return this.#taken++;
  }

  /** A frame is settled. */
  settle(frame: number): void {
    if (frame !== this.#settled) {
      this.#ahead.add(frame);
      return;
    }
    this.#settled++;
    while (this.#ahead.size > 0 && this.#ahead.delete(this.#settled)) this.#settled++;
  }

  /** Tells it how far its frames are settled, if that is news. */
  tell(): void {
    if (!this.#acks || this.#connection === undefined || this.#settled === this.#told) return;
    this.#told = this.#settled;
    void this.#connection.send(JSON.stringify({ settled: this.#settled }));
  }
}
