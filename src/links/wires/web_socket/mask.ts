/**
 * Changes bytes by the four bytes of a key, in place. To change them once more by the same key gives back what they were.
 *
 * @param at The place of the first byte in its frame.
 */
export function mask(bytes: Uint8Array, key: Uint8Array, at = 0): void {
  const { length } = bytes;
  let i = 0;
  // Up to where whole words lie in memory.
  for (; i < length && ((bytes.byteOffset + i) & 3) !== 0; i++) {
    bytes[i] = bytes[i]! ^ key[(at + i) & 3]!;
  }
  if (length - i >= 4) i += maskWords(bytes.subarray(i, length - (length - i) % 4), key, at + i);
  for (; i < length; i++) bytes[i] = bytes[i]! ^ key[(at + i) & 3]!;
}

/** The same for whole words, of which it says how many bytes they are. */
function maskWords(bytes: Uint8Array, key: Uint8Array, at: number): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const turned = new Uint8Array(4);
  for (let k = 0; k < 4; k++) turned[k] = key[(at + k) & 3]!;
  const word = new Uint32Array(turned.buffer)[0]!;
  for (let w = 0; w < words.length; w++) words[w] = words[w]! ^ word;
  return bytes.length;
}
