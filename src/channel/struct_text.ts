/** Reads and writes the short texts of structs: plain characters by hand, since a call to the encoder costs more than they do. */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const LONGEST_BY_HAND = 32;

/** Writes `text` at `at`. Returns how many bytes it took, or −1 if it needs more than `maxBytes`. */
export function writeText(bytes: Uint8Array, at: number, maxBytes: number, text: string): number {
  const { length } = text;
  if (length > maxBytes) return -1;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return encodeText(bytes, at, maxBytes, text);
    bytes[at + i] = code;
  }
  return length;
}

function encodeText(bytes: Uint8Array, at: number, maxBytes: number, text: string): number {
  const { read, written } = encoder.encodeInto(text, bytes.subarray(at, at + maxBytes));
  return read === text.length ? written : -1;
}

/** Reads a text of `length` bytes at `at`. */
export function readText(bytes: Uint8Array, at: number, length: number): string {
  if (length > LONGEST_BY_HAND) return decodeText(bytes, at, length);
  let text = "";
  for (let i = at; i < at + length; i++) {
    const code = bytes[i] as number;
    if (code > 0x7f) return decodeText(bytes, at, length);
    text += String.fromCharCode(code);
  }
  return text;
}

function decodeText(bytes: Uint8Array, at: number, length: number): string {
  return decoder.decode(bytes.slice(at, at + length));
}
