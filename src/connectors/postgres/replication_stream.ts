import type { Duplex } from "node:stream";
import type { WireWorld } from "../wire.ts";
import { SERVER_EPOCH_MS } from "./pgoutput.ts";
import type { PostgresSession } from "./session.ts";

/** What is done with what the server sends. */
export interface ReplicationReader {
  /** A message of the plugin. */
  message(payload: Uint8Array): void;
  /** There is nothing more up to `lsn`. */
  idle(lsn: bigint): void;
  /** Up to where all is done. */
  confirmed(): bigint;
}

/** How often the server is told how far all is done, and asked for a sign of life, in milliseconds. */
const REPORT_MS = 1000;

const LOG_DATA = 0x77;
const KEEPALIVE = 0x6b;
const STATUS = 0x72;
/** Stands for no place in the log. */
const NOTHING_SAID = 0n;

/** What the server streams of its log, by its protocol of replication, and what it is told in return. */
export class ReplicationStream {
  readonly #stream: Duplex;
  readonly #session: PostgresSession;
  readonly #reader: ReplicationReader;
  readonly #world: WireWorld;
  readonly #silenceMs: number;
  #heardAt: number;
  /** Up to where the server has sent. */
  #received = 0n;
  #isEnding = false;

  /** @param silenceMs After how long without a word the server is taken for unreachable. */
  constructor(
    stream: Duplex,
    session: PostgresSession,
    reader: ReplicationReader,
    world: WireWorld,
    silenceMs: number,
  ) {
    this.#stream = stream;
    this.#session = session;
    this.#reader = reader;
    this.#world = world;
    this.#silenceMs = silenceMs;
    this.#heardAt = world.now();
    stream.on("data", (chunk: Uint8Array) => this.#hear(chunk));
    stream.on("error", (error) => session.lose(error));
    stream.on("end", () => {
      if (!this.#isEnding) session.lose(new Error(`${session.address} has ended the stream`));
    });
    void this.#reportAlways();
  }

  /** Has the server wait: nothing more is read. */
  pause(): void {
    this.#stream.pause();
  }

  /** Goes on reading. */
  resume(): void {
    if (!this.#stream.isPaused()) return;
    this.#heardAt = this.#world.now();
    this.#stream.resume();
  }

  /** Tells the server how far all is done. */
  report(): void {
    this.#tell(this.#reader.confirmed(), false);
  }

  #tell(done: bigint, asksForAnswer: boolean): void {
    if (this.#isEnding || this.#session.lost !== undefined) return;
    const status = new DataView(new ArrayBuffer(34));
    status.setUint8(0, STATUS);
    status.setBigUint64(1, this.#received);
    status.setBigUint64(9, done);
    status.setBigUint64(17, done);
    status.setBigInt64(25, BigInt(Math.round(this.#world.now() - SERVER_EPOCH_MS)) * 1000n);
    status.setUint8(33, asksForAnswer ? 1 : 0);
    this.#stream.write(new Uint8Array(status.buffer));
  }

  /** Tells the server a last time, and has it end the stream, so that the slot is free soon. */
  async end(ms: number): Promise<void> {
    if (this.#session.lost !== undefined) return;
    this.report();
    this.#isEnding = true;
    const ended = new AbortController();
    // The client has it finish when the server says that it has given the slot up.
    this.#stream.once("finish", () => ended.abort());
    this.#stream.end();
    this.#stream.resume();
    await this.#world.pause(ms, ended.signal);
  }

  #hear(chunk: Uint8Array): void {
    this.#heardAt = this.#world.now();
    if (this.#isEnding) return;
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    try {
      if (chunk[0] === LOG_DATA) {
        this.#hasReceived(view.getBigUint64(9));
        this.#reader.message(chunk.subarray(25));
      } else if (chunk[0] === KEEPALIVE) {
        this.#hasReceived(view.getBigUint64(1));
        this.#reader.idle(view.getBigUint64(1));
        if (view.getUint8(17) === 1) this.#answer();
      }
    } catch (error) {
      this.#session.lose(error as Error);
    }
  }

  #hasReceived(lsn: bigint): void {
    if (lsn > this.#received) this.#received = lsn;
  }

  /**
   * The server asks, as one does that is shut down: it waits until all that it has sent is done, or received where it is told nothing of
   * what is done. So while something is under way it is told nothing of that, and does not wait for the graph.
   */
  #answer(): void {
    const confirmed = this.#reader.confirmed();
    this.#tell(confirmed < this.#received ? NOTHING_SAID : confirmed, false);
  }

  async #reportAlways(): Promise<void> {
    const { over } = this.#session;
    while (!this.#isEnding) {
      await this.#world.pause(REPORT_MS, over);
      if (over.aborted) return;
      const silence = this.#world.now() - this.#heardAt;
      if (!this.#stream.isPaused() && silence > this.#silenceMs) {
        this.#session.lose(
          new Error(`${this.#session.address} has not answered for ${Math.round(silence)} ms`),
        );
        return;
      }
      this.#tell(this.#reader.confirmed(), true);
    }
  }
}
