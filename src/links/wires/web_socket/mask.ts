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
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + i, (length - i) >> 2);
  const turned = new Uint8Array(4);
  for (let k = 0; k < 4; k++) turned[k] = key[(at + i + k) & 3]!;
  const word = new Uint32Array(turned.buffer)[0]!;
  for (let w = 0; w < words.length; w++) words[w] = words[w]! ^ word;
  for (i += words.length * 4; i < length; i++) bytes[i] = bytes[i]! ^ key[(at + i) & 3]!;
}
