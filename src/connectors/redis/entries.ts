/** Entries of a stream as Redis answers them, and as messages. */
import type { RawMessage } from "../wire.ts";
import { type RedisReply, textOf } from "./replies.ts";

/** An entry of a stream: its id, and its fields, name and value in turn; `undefined` if it was deleted from the stream. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: readonly Uint8Array[] | undefined;
}

/** The entries in a list of Redis's. */
export function readEntries(list: RedisReply | undefined): StreamEntry[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => {
    if (!Array.isArray(entry)) return [];
    const [id, fields] = entry;
    return [{
      id: textOf(id),
      fields: Array.isArray(fields) ? fields as Uint8Array[] : undefined,
    }];
  });
}

/** The entries in an answer to XREADGROUP of one stream. */
export function readStream(reply: RedisReply): StreamEntry[] {
  const stream = Array.isArray(reply) ? reply[0] : undefined;
  return readEntries(Array.isArray(stream) ? stream[1] : undefined);
}

/** The message in an entry: the value of `field`, which is given in UTF-8, or all of it as a JSON object. */
export function entryMessage(
  { id, fields = [] }: StreamEntry,
  stream: string,
  field: Uint8Array,
): RawMessage {
  let bytes: Uint8Array | undefined;
  const others: Record<string, string> = {};
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (isSame(fields[at]!, field)) bytes = fields[at + 1]!;
    else others[textOf(fields[at])] = textOf(fields[at + 1]);
  }
  const at = Number(id.slice(0, id.indexOf("-")));
  if (bytes !== undefined) return { bytes, subject: stream, headers: others, at };
  return { bytes: new TextEncoder().encode(JSON.stringify(others)), subject: stream, at };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
