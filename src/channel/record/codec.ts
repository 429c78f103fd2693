/** Turns messages into bytes and back, for kinds whose messages vary in length. Each end of a channel has its own. */
export interface Codec<T> {
  /** The bytes of a message. They may lie in memory that the next call uses again. Throws for what it cannot encode. */
  encode(message: T): Uint8Array;
  /** The message of some bytes, which are a private copy that may be kept. */
  decode(bytes: Uint8Array<ArrayBuffer>): T;
}
