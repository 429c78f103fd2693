import type { Received } from "./received.ts";

/** The partner has ended the connection in good order. */
export const GOODBYE: unique symbol = Symbol("goodbye");

/** How frames are told from each other in a stream of bytes. */
export interface Framing {
  /** The longest frame that is taken, in bytes. */
  limit: number;
  /**
   * Takes the next frame out of what has come. A number instead of it: it is not whole, and there is nothing to look for until so many
   * bytes are there.
   *
   * @throws {LinkLostError} if what has come is no frame, or one that is longer than the limit
   */
  take(received: Received): Uint8Array | typeof GOODBYE | number;
  /** Writes what stands before a frame of so many bytes, and says how much that is: {@link MAX_HEAD_BYTES} at most. */
  head(length: number, into: Uint8Array, at: number): number;
  /** Changes bytes of a frame into what goes on the stream; `at` is their place in the frame. Left out where they go as they are. */
  readonly seal?: (bytes: Uint8Array, at: number) => void;
  /** What tells the partner that this side ends the connection in good order. */
  goodbye(): Uint8Array;
  /** What is to be said because of what was taken, such as the answer to a ping; it goes between two frames. Left out where nothing is. */
  readonly reply?: () => Uint8Array | undefined;
}

/** No head is longer. */
export const MAX_HEAD_BYTES = 14;
