const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The content of a message as a line of JSON has it: as `text` if it is UTF-8, else as `base64`. */
export function contentOf(
  bytes: Uint8Array,
): { readonly text: string } | { readonly base64: string } {
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    return { base64: bytes.toBase64() };
  }
}
