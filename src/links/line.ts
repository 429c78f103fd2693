import type { Condition } from "../actor/mod.ts";
import { Doing } from "./doing.ts";
import { byeFrame, type ByeReason, type Frame, pingFrame, readFrame } from "./frames/mod.ts";
import type { Hello } from "./handshake/mod.ts";
import { type LinkConnection, LinkLostError } from "./link.ts";
import type { LinkActor } from "./link_actor.ts";

/** How often a partner is asked whether it is there, in milliseconds. */
const PING_MS = 1000;
/** After what silence it is taken to be gone. */
const SILENCE_MS = 5000;
/** How long what was sent last may take to go out before the connection is closed. */
const FLUSH_MS = 1000;

/** A connection with a partner, after the handshake: one frame at a time goes out, and one comes in. */
export class LinkLine {
  /** What the partner says of itself. */
  readonly partner: Hello;
  /** How long a frame took there and back last, in milliseconds; 0 if nobody knows. */
  roundTripMs = 0;
  readonly #actor: LinkActor;
  readonly #connection: LinkConnection;
  #receiving: Doing<Uint8Array | undefined> | undefined;
  #sending: Doing<void> | undefined;
  /** What is not of a lane, and goes first. */
  readonly #urgent: Uint8Array[] = [];
  #pong: number | undefined;
  #pingedAt: number;
  /** When something came last, or was first waited for. */
  #heardAt = 0;

  constructor(actor: LinkActor, connection: LinkConnection, partner: Hello) {
    this.#actor = actor;
    this.#connection = connection;
    this.partner = partner;
    this.#pingedAt = actor.clock.now();
    this.#receive();
  }

  /** Where the partner is. */
  get place(): string {
    return this.#connection.partner;
  }

  /** Sends that before all that is of a lane. */
  urge(frame: Uint8Array): void {
    this.#urgent.push(frame);
  }

  /** Whether a frame is still on its way out. */
  get isSending(): boolean {
    return this.#sending !== undefined;
  }

  #receive(): void {
    this.#heardAt = this.#actor.clock.now();
    this.#receiving = new Doing(this.#connection.receive());
  }

  /**
   * The next frame that is for the actor; `undefined` if there is none now. Its bytes are good until the next call.
   *
   * @throws {LinkLostError} if the partner is gone
   * @throws {FrameError} if what came is none
   */
  next(): Frame | undefined {
    if (this.#receiving === undefined) this.#receive();
    const now = this.#actor.clock.now();
    if (!this.#receiving?.isOver) {
      if (now - this.#heardAt < SILENCE_MS) return undefined;
      throw new LinkLostError(`nothing was heard of it for ${SILENCE_MS / 1000} s`);
    }
    const bytes = this.#receiving.result();
    this.#receiving = undefined;
    if (bytes === undefined) throw new LinkLostError("it has ended the connection");
    const frame = readFrame(bytes);
    if (frame.type === "ping") this.#pong = frame.stamp;
    else if (frame.type === "pong") this.roundTripMs = Math.max(0, now - frame.stamp) || 0;
    else return frame;
    return NOTHING_NEW;
  }

  /**
   * Sends what there is: what is urgent first, then whatever `more` has, as long as the connection takes it.
   *
   * @throws {LinkLostError} if the partner is gone
   */
  pump(more: () => readonly Uint8Array[] | undefined): void {
    if (this.#sending?.isOver) {
      this.#sending.result();
      this.#sending = undefined;
    }
    this.#ping();
    while (this.#sending === undefined) {
      const urgent = this.#takeUrgent();
      const parts = urgent === undefined ? more() : [urgent];
      if (parts === undefined) return;
      const sending = this.#connection.send(parts);
      if (sending !== undefined) this.#sending = new Doing(sending);
    }
  }

  #ping(): void {
    const now = this.#actor.clock.now();
    if (now - this.#pingedAt < PING_MS) return;
    this.#pingedAt = now;
    this.urge(pingFrame("ping", now));
  }

  #takeUrgent(): Uint8Array | undefined {
    const frame = this.#urgent.shift();
    if (frame !== undefined || this.#pong === undefined) return frame;
    const stamp = this.#pong;
    this.#pong = undefined;
    return pingFrame("pong", stamp);
  }

  /** When there is something to do with it even if nothing happens. */
  get due(): number {
    return Math.min(this.#pingedAt + PING_MS, this.#heardAt + SILENCE_MS);
  }

  /** One of them holds when there is something to do with it. */
  news(): Condition[] {
    const news: Condition[] = [];
    if (this.#receiving !== undefined) news.push(this.#actor.settled(this.#receiving.over));
    if (this.#sending !== undefined) news.push(this.#actor.settled(this.#sending.over));
    return news;
  }

  /** Says farewell, and closes the connection once that is out, or after a moment. Never throws. */
  async leave(reason: ByeReason): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, FLUSH_MS));
    const farewell = async () => {
      await this.#sending?.over;
      for (const frame of [...this.#urgent, byeFrame(reason)]) await this.#connection.send([frame]);
      // What the partner has not read yet would be lost with a connection that is closed before.
      for (let last = this.#receiving ?? this.#again(); await this.#hasMore(last);) {
        last = this.#again();
      }
    };
    await Promise.race([farewell().catch(() => {}), late]);
    clearTimeout(timer);
    this.#connection.close();
  }

  #again(): Doing<Uint8Array | undefined> {
    return new Doing(this.#connection.receive());
  }

  async #hasMore(receiving: Doing<Uint8Array | undefined>): Promise<boolean> {
    await receiving.over;
    return receiving.result() !== undefined;
  }

  /** Closes it at once. */
  close(): void {
    this.#connection.close();
  }
}

/** A frame that was for nobody but the line: there may be another behind it. */
const NOTHING_NEW: Frame = { type: "pong", stamp: 0 };
