import type { Msg } from "npm:@nats-io/nats-core@3.4.0";
import type { Pulled, RawMessage } from "../wire.ts";
import { NANOS_PER_MS } from "../../nats/session.ts";

/** Where the stream's name is in the subject that a message is acknowledged at: of old servers, and of those that name domain and account. */
const STREAM_AT = { old: 2, new: 4 } as const;
const OLD_LENGTH = 9;

/** A message that a consumer has handed over. */
export interface NatsPosition {
  /** Its number in the stream. */
  readonly sequence: string;
  readonly message: Msg;
}

/** A message that a consumer has handed over, as the source has it. */
export function pulled(message: Msg, stream: string): Pulled<NatsPosition> {
  const { sequence, at } = placeOf(message);
  const headers = headersOf(message);
  const raw: RawMessage = {
    bytes: message.data,
    subject: message.subject,
    at,
    ...(headers === undefined ? {} : { headers }),
  };
  return {
    origin: `${stream}/${sequence}`,
    partition: stream,
    position: { sequence, message },
    raw,
  };
}

/** Where the message stands: `$JS.ACK.STREAM.CONSUMER.deliveries.sequence.delivery.nanoseconds.pending`. */
function placeOf({ reply = "" }: Msg): { sequence: string; at: number } {
  const tokens = reply.split(".");
  const stream = tokens.length === OLD_LENGTH ? STREAM_AT.old : STREAM_AT.new;
  return {
    sequence: tokens[stream + 3]!,
    at: Math.floor(Number(tokens[stream + 5]) / NANOS_PER_MS),
  };
}

function headersOf({ headers }: Msg): Record<string, string> | undefined {
  if (headers === undefined) return undefined;
  return Object.fromEntries(headers.keys().map((key) => [key, headers.values(key).join(", ")]));
}
