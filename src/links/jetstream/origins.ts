import { LENGTH_BYTE, ORIGIN_BYTE } from "../../channel/delivery/delivery_layout.ts";

/** Bytes of the length of a message in a body. */
const LENGTH_BYTES = 4;

const toText = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where the deliveries of a body come from: their origins, in order. */
export function originsIn(body: Uint8Array, count: number): string[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const origins: string[] = [];
  let at = count * LENGTH_BYTES;
  for (let i = 0; i < count; i++) {
    const begin = at + ORIGIN_BYTE;
    const length = view.getUint32(at + LENGTH_BYTE, true);
    origins.push(toText.decode(body.subarray(begin, begin + length)));
    at += view.getUint32(i * LENGTH_BYTES, true);
  }
  return origins;
}
