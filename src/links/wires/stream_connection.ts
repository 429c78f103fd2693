import { HANDSHAKE_FRAME_BYTES, type LinkConnection, LinkLostError } from "../link.ts";
import type { ByteStream } from "./byte_stream.ts";
import { type Framing, GOODBYE } from "./framing.ts";
import { FrameWriter } from "./frame_writer.ts";
import { reasonOf, Received } from "./received.ts";

/** How long a closed connection waits until the partner has read what was sent last, in milliseconds. */
const PARTING_MS = 1000;
/** So many wait for that at a time; those beyond are let go of at once. */
const MOST_PARTING = 64;
/** How much of what nobody receives any more is read at a time. */
const UNREAD_BYTES = 4096;

/** What is said of a connection that ends without a goodbye. */
const GONE =
  "the partner is gone without a word: its process has died, or something between has cut the connection";
/** The same of one by which nothing has come. */
const TURNED_AWAY =
  "the partner has ended the connection before it said anything: it may have refused the certificate of this pod, want TLS, or be no pod of this package; see its log";

let parting = 0;

/** Who is at the other end of a stream. */
export interface StreamPartner {
  /** Where, for messages. */
  readonly partner: string;
  /** The name in its certificate, where it has shown one. */
  readonly identity?: string;
}

type ReceivedFrame = Uint8Array | undefined;

/** A connection over a stream of bytes. */
export class StreamConnection implements LinkConnection {
  readonly partner: string;
  readonly identity?: string;
  readonly #stream: ByteStream;
  readonly #framing: Framing;
  readonly #received: Received;
  readonly #writer: FrameWriter;
  #isClosed = false;
  /** The partner has said goodbye. */
  #isOver = false;
  /** Whether a frame has come. */
  #hasHeard = false;
  #lost: LinkLostError | undefined;
  /** Who waits for a frame. */
  #receiver: PromiseWithResolvers<ReceivedFrame> | undefined;
  #reading: Promise<void> | undefined;
  #isLetGo = false;

  constructor(
    stream: ByteStream,
    framing: Framing,
    { partner, identity }: StreamPartner,
    received: Received = new Received(stream),
  ) {
    this.partner = partner;
    if (identity !== undefined) this.identity = identity;
    this.#stream = stream;
    this.#framing = framing;
    this.#received = received;
    this.#writer = new FrameWriter(stream, framing, (error) => this.#lose(error));
  }

  send(parts: readonly Uint8Array[]): Promise<void> | undefined {
    const fault = this.#sendFault();
    if (fault !== undefined) return Promise.reject(fault);
    const going = this.#writer.frame(parts);
    return going === undefined ? undefined : this.#sent(going);
  }

  receive(): Promise<ReceivedFrame> {
    try {
      const frame = this.#take();
      if (typeof frame !== "number") return Promise.resolve(frame);
    } catch (error) {
      return Promise.reject(error);
    }
    this.#receiver = Promise.withResolvers();
    const { promise } = this.#receiver;
    this.#reading ??= this.#read();
    return promise;
  }

  limitFrames(bytes: number): void {
    this.#framing.limit = bytes;
    if (bytes > HANDSHAKE_FRAME_BYTES) this.#received.widen();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tell((receiver) => receiver.resolve(undefined));
    if (this.#lost !== undefined) return;
    if (parting < MOST_PARTING) void this.#part();
    else this.#letGo();
  }

  #sendFault(): LinkLostError | undefined {
    if (this.#lost !== undefined) return new LinkLostError(this.#lost.message);
    if (this.#isClosed) return new LinkLostError("the connection is closed here");
    if (this.#isOver) return new LinkLostError("the partner has ended the connection");
    return undefined;
  }

  async #sent(going: Promise<void>): Promise<void> {
    await going;
    const fault = this.#sendFault();
    if (fault !== undefined) throw fault;
  }

  /** The next frame if it is there, else how many bytes there must be for it. */
  #take(): ReceivedFrame | number {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#isClosed || this.#isOver) return undefined;
    let taken: Uint8Array | typeof GOODBYE | number;
    try {
      taken = this.#framing.take(this.#received);
    } catch (error) {
      throw this.#lose(error);
    }
    const reply = this.#framing.reply?.();
    if (reply !== undefined) this.#writer.aside(reply);
    if (typeof taken !== "number") this.#hasHeard = true;
    if (taken !== GOODBYE) return taken;
    this.#isOver = true;
    return undefined;
  }

  /** Reads until there is a frame for who waits. */
  async #read(): Promise<void> {
    try {
      while (this.#receiver !== undefined) {
        const taken = this.#take();
        if (typeof taken !== "number") {
          this.#tell((receiver) => receiver.resolve(taken));
        } else if (!await this.#received.readMore(taken) && !this.#isClosed) {
          throw new LinkLostError(this.#hasHeard ? GONE : TURNED_AWAY);
        }
      }
    } catch (error) {
      const lost = this.#lose(error);
      this.#tell((receiver) => receiver.reject(lost));
    } finally {
      // At once: who waits from here on has it read again.
      this.#reading = undefined;
    }
  }

  #tell(how: (receiver: PromiseWithResolvers<ReceivedFrame>) => void): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    if (receiver !== undefined) how(receiver);
  }

  /** The connection is there no longer. The first reason is the reason. */
  #lose(error: unknown): LinkLostError {
    if (this.#lost === undefined) {
      this.#lost = error instanceof LinkLostError
        ? error
        : new LinkLostError(reasonOf(error), { cause: error });
      this.#letGo();
    }
    return this.#lost;
  }

  #letGo(): void {
    if (this.#isLetGo) return;
    this.#isLetGo = true;
    this.#writer.end();
    this.#stream.close();
  }

  /**
   * Says goodbye behind what was sent, and waits for a moment until the partner has read it: a socket that is closed with something unread
   * in it takes back what is on its way.
   */
  async #part(): Promise<void> {
    parting++;
    const late = setTimeout(() => this.#letGo(), PARTING_MS);
    try {
      await this.#writer.flushed();
      this.#writer.aside(this.#framing.goodbye());
      await this.#writer.flushed();
      await this.#stream.closeWrite();
      await this.#reading;
      const unread = new Uint8Array(UNREAD_BYTES);
      while (await this.#stream.read(unread) !== null);
    } catch {
      // It is gone already.
    } finally {
      clearTimeout(late);
      this.#letGo();
      parting--;
    }
  }
}
