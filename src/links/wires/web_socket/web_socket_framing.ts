import { HANDSHAKE_FRAME_BYTES, LinkLostError } from "../../link.ts";
import { type Framing, GOODBYE } from "../framing.ts";
import { checkLength } from "../length_framing.ts";
import type { Received } from "../received.ts";
import { mask } from "./mask.ts";

/** The kinds of frames of RFC 6455. */
const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

const FINAL = 0x80;
const MASKED = 0x80;
const KEY_BYTES = 4;
/** A frame about the connection has no more. */
const CONTROL_BYTES = 125;
/** 1000, for: all is done. */
const NORMAL = new Uint8Array([0x03, 0xe8]);

/** What a frame begins with. */
interface FrameHead {
  readonly isFinal: boolean;
  readonly kind: number;
  readonly bytes: number;
  readonly length: number;
}

/**
 * Frames as binary messages of WebSocket, RFC 6455. A proxy may cut a message into several frames: they are put together. Who has dialled
 * masks what it sends, and the other side does not.
 */
export class WebSocketFraming implements Framing {
  limit: number = HANDSHAKE_FRAME_BYTES;
  readonly seal?: (bytes: Uint8Array, at: number) => void;
  readonly #isDialler: boolean;
  readonly #key = new Uint8Array(KEY_BYTES);
  /** What has come of a message in several frames. */
  #message: Uint8Array | undefined;
  #messageBytes = 0;
  #answer: Uint8Array | undefined;

  constructor(isDialler: boolean) {
    this.#isDialler = isDialler;
    if (isDialler) this.seal = (bytes, at) => mask(bytes, this.#key, at);
  }

  take(received: Received): Uint8Array | typeof GOODBYE | number {
    while (true) {
      const head = this.#readHead(received);
      if (typeof head === "number") return head;
      const end = head.bytes + head.length;
      if (received.length < end) return end;
      const payload = received.view(head.bytes, end);
      if (!this.#isDialler) mask(payload, received.view(head.bytes - KEY_BYTES, head.bytes));
      received.skip(end);
      const taken = this.#taken(head, payload);
      if (taken !== undefined) return taken;
    }
  }

  head(length: number, into: Uint8Array, at: number): number {
    return this.#writeHead(BINARY, length, into, at);
  }

  goodbye(): Uint8Array {
    return this.#control(CLOSE, NORMAL);
  }

  reply(): Uint8Array | undefined {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }

  #readHead(received: Received): FrameHead | number {
    if (received.length < 2) return 2;
    const first = received.byte(0);
    const second = received.byte(1);
    if ((first & 0x70) !== 0) throw noFrame("it has bits that mean nothing here");
    if ((second & MASKED) === 0 !== this.#isDialler) {
      throw noFrame(this.#isDialler ? "a server must not mask" : "a client must mask");
    }
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const bytes = 2 + lengthBytes + (this.#isDialler ? 0 : KEY_BYTES);
    if (received.length < bytes) return bytes;
    let length = lengthBytes === 0 ? short : 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + received.byte(2 + i);
    const head = { isFinal: (first & FINAL) !== 0, kind: first & 0x0f, bytes, length };
    if (head.kind >= CLOSE) {
      if (length > CONTROL_BYTES || !head.isFinal) {
        throw noFrame("one about the connection is longer");
      }
    } else checkLength(this.#messageBytes + length, this.limit);
    return head;
  }

  #taken(
    { kind, isFinal }: FrameHead,
    payload: Uint8Array,
  ): Uint8Array | typeof GOODBYE | undefined {
    switch (kind) {
      case PING:
        // The newest is enough.
        this.#answer = this.#control(PONG, payload);
        return undefined;
      case PONG:
        return undefined;
      case CLOSE:
        return this.#closed(payload);
      case BINARY:
        if (this.#message !== undefined) throw noFrame("a message begins within another");
        if (!isFinal) return this.#put(new Uint8Array(payload.length), payload);
        // A message of nothing is nothing to a link.
        return payload.length === 0 ? undefined : payload;
      case CONTINUATION:
        if (this.#message === undefined) throw noFrame("it goes on with what has not begun");
        this.#put(this.#message, payload);
        return isFinal ? this.#whole() : undefined;
      case TEXT:
        throw noFrame("it is text");
      default:
        throw noFrame(`there is no kind ${kind}`);
    }
  }

  /** Adds to a message. Its memory grows as what came does, be it in ever so many frames. */
  #put(message: Uint8Array, payload: Uint8Array): undefined {
    const bytes = this.#messageBytes + payload.length;
    if (bytes > message.length) {
      const grown = new Uint8Array(Math.max(bytes, Math.min(this.limit, message.length * 2)));
      grown.set(message.subarray(0, this.#messageBytes));
      message = grown;
    }
    message.set(payload, this.#messageBytes);
    this.#message = message;
    this.#messageBytes = bytes;
  }

  #whole(): Uint8Array | undefined {
    const whole = this.#message?.subarray(0, this.#messageBytes);
    this.#message = undefined;
    this.#messageBytes = 0;
    // A message of nothing is nothing to a link.
    return whole?.length === 0 ? undefined : whole;
  }

  #closed(payload: Uint8Array): typeof GOODBYE {
    const code = payload.length < 2 ? 1005 : payload[0]! * 256 + payload[1]!;
    if (code === 1000 || code === 1001 || code === 1005) return GOODBYE;
    const reason = new TextDecoder().decode(payload.subarray(2));
    throw new LinkLostError(
      `the partner has closed the WebSocket with code ${code}${reason === "" ? "" : `: ${reason}`}`,
    );
  }

  #control(kind: number, payload: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(2 + KEY_BYTES + CONTROL_BYTES);
    const head = this.#writeHead(kind, payload.length, bytes, 0);
    const end = head + payload.length;
    bytes.set(payload, head);
    this.seal?.(bytes.subarray(head, end), 0);
    return bytes.subarray(0, end);
  }

  #writeHead(kind: number, length: number, into: Uint8Array, at: number): number {
    let end = at + 2;
    into[at] = FINAL | kind;
    if (length < 126) into[at + 1] = length;
    else if (length < 65_536) {
      into[at + 1] = 126;
      into[end++] = length >>> 8;
      into[end++] = length;
    } else {
      into[at + 1] = 127;
      for (let i = 0; i < 4; i++) into[end++] = 0;
      for (let shift = 24; shift >= 0; shift -= 8) into[end++] = length >>> shift;
    }
    if (!this.#isDialler) return end - at;
    into[at + 1]! |= MASKED;
    crypto.getRandomValues(this.#key);
    into.set(this.#key, end);
    return end + KEY_BYTES - at;
  }
}

function noFrame(why: string): LinkLostError {
  return new LinkLostError(`the partner sends what is no frame of a link over WebSocket: ${why}`);
}
