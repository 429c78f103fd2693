import { HANDSHAKE_FRAME_BYTES, LinkLostError } from "../link.ts";
import { type Framing, GOODBYE } from "./framing.ts";
import type { Received } from "./received.ts";

const HEAD_BYTES = 4;

/** Frames behind their length, a 32-bit number that begins with its lowest byte. One of no bytes is the goodbye. */
export class LengthFraming implements Framing {
  limit: number = HANDSHAKE_FRAME_BYTES;

  take(received: Received): Uint8Array | typeof GOODBYE | number {
    if (received.length < HEAD_BYTES) return HEAD_BYTES;
    const length = (received.byte(0) | received.byte(1) << 8 | received.byte(2) << 16 |
      received.byte(3) << 24) >>> 0;
    if (length === 0) return GOODBYE;
    checkLength(length, this.limit);
    const end = HEAD_BYTES + length;
    if (received.length < end) return end;
    const frame = received.view(HEAD_BYTES, end);
    received.skip(end);
    return frame;
  }

  head(length: number, into: Uint8Array, at: number): number {
    into[at] = length;
    into[at + 1] = length >>> 8;
    into[at + 2] = length >>> 16;
    into[at + 3] = length >>> 24;
    return HEAD_BYTES;
  }

  goodbye(): Uint8Array {
    return new Uint8Array(HEAD_BYTES);
  }
}

/** @throws {LinkLostError} if a frame of so many bytes is longer than that */
export function checkLength(length: number, limit: number): void {
  if (length <= limit) return;
  const meant = limit <= HANDSHAKE_FRAME_BYTES
    ? "before both sides know each other: it may be no pod of this package"
    : "here: set maxFrameBytes to the same on both sides";
  throw new LinkLostError(
    `the partner sends a frame of ${length} bytes, and at most ${limit} are taken ${meant}`,
  );
}
