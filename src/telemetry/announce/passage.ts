/**
 * What goes through the passage that a pod opens to a hub which cannot reach it: requests one way, answers the other. Text messages are
 * JSON; a binary message is a piece of an answer's body, after four bytes with its number.
 *
 * @module
 */

/** The path at which a hub lets pods in. */
export const PASSAGE_PATH = "/api/announce";

/** What the hub says: asks, or wants no more of an answer. */
export type HubMessage =
  | { readonly ask: number; readonly path: string; readonly method: "GET" | "POST" }
  | { readonly cancel: number };

/** What the pod says: how an answer begins, and that it is at its end. */
export type PodMessage =
  | {
    readonly answer: number;
    readonly status: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
  }
  | { readonly end: number };

const NUMBER_BYTES = 4;

/** A piece of the body of an answer, as it goes over the wire. */
export function pieceOf(number: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const piece = new Uint8Array(NUMBER_BYTES + bytes.byteLength);
  new DataView(piece.buffer).setUint32(0, number, true);
  piece.set(bytes, NUMBER_BYTES);
  return piece;
}

/** The number of the answer that a piece belongs to, and its bytes. */
export function readPiece(data: ArrayBuffer): { number: number; bytes: Uint8Array<ArrayBuffer> } {
  const number = data.byteLength < NUMBER_BYTES ? 0 : new DataView(data).getUint32(0, true);
  return { number, bytes: new Uint8Array(data).subarray(NUMBER_BYTES) };
}
