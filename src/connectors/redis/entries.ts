/** Entries of a stream as Redis answers them, and as messages. */
import type { Buffer } from "node:buffer";
import type { RawMessage } from "../wire.ts";

/** An entry of a stream: its id, and its fields, name and value in turn; `undefined` if it was deleted from the stream. */
export interface Entry {
  readonly id: string;
  readonly fields: readonly Buffer[] | undefined;
}

type Answer = [stream: unknown, entries: ([id: Buffer, fields: Buffer[] | null] | null)[]][] | null;

/** The entries in an answer to XREADGROUP of one stream. */
export function readEntries(answer: unknown): Entry[] {
  const entries = (answer as Answer)?.[0]?.[1] ?? [];
  return entries.flatMap((entry) =>
    entry === null ? [] : [{ id: entry[0].toString(), fields: entry[1] ?? undefined }]
  );
}

/** The message in an entry: the value of `field`, or all of it as a JSON object. */
export function entryMessage(
  { id, fields = [] }: Entry,
  stream: string,
  field: string,
): RawMessage {
  let bytes: Uint8Array | undefined;
  const others: Record<string, string> = {};
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at]!.toString();
    if (name === field) bytes = fields[at + 1]!;
    else others[name] = fields[at + 1]!.toString();
  }
  const at = Number(id.slice(0, id.indexOf("-")));
  if (bytes !== undefined) return { bytes, subject: stream, headers: others, at };
  return { bytes: new TextEncoder().encode(JSON.stringify(others)), subject: stream, at };
}
