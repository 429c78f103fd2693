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
  const end = at + length;
  let text = "";
  let seen = 0; // All bits of all bytes: one above 0x7f shows.
  let i = at;
  // Eight a call: the call is what costs.
  for (; i + 8 <= end; i += 8) {
    const [a, b, c, d] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!, bytes[i + 3]!];
    const [e, f, g, h] = [bytes[i + 4]!, bytes[i + 5]!, bytes[i + 6]!, bytes[i + 7]!];
    seen |= a | b | c | d | e | f | g | h;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; i < end; i++) {
    const code = bytes[i]!;
    seen |= code;
    text += String.fromCharCode(code);
  }
  return seen > 0x7f ? decodeText(bytes, at, length) : text;
}

function decodeText(bytes: Uint8Array, at: number, length: number): string {
  return decoder.decode(bytes.slice(at, at + length));
}
