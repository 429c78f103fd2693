import type { Msg, MsgHdrs } from "npm:@nats-io/nats-core@3.4.0";

/** The headers of a message of the log, which is a frame: some messages of one lane, as one body. */
export const HEADER = {
  /** The number of its first message in its lane, from the beginning of the log on. */
  first: "Steady-First",
  /** How many messages it has; 0 for one that says something else. */
  count: "Steady-Count",
  /** The hash of the schema of its messages. */
  schema: "Steady-Schema",
  /** Under which claim it was written. */
  fence: "Steady-Fence",
  /** When it was handed to the connection, on the clock of who wrote it. */
  sentAt: "Steady-Sent",
  /** Says that the channel was closed behind what came before. */
  end: "Steady-End",
} as const;

/** How many messages a frame has at most. */
export const FRAME_MESSAGES = 16_384;

/** What is said of a frame beside its body. */
export interface LogFrameHead {
  readonly first: number;
  readonly count: number;
  /** The hash of the schema. */
  readonly schema: string;
  readonly fence: number;
  /** Milliseconds since 1970 by the writer's clock; NaN if it does not say. */
  readonly sentAt: number;
  readonly isEnd: boolean;
}

/** A frame as it was read. */
export interface LogFrame extends LogFrameHead {
  /** Its number in the stream. */
  readonly sequence: number;
  /** How many were behind it in its lane when it was read. */
  readonly pending: number;
  readonly body: Uint8Array;
}

/** The number behind a frame: that of the first message of the next one. */
export function behind({ first, count }: Pick<LogFrameHead, "first" | "count">): number {
  return first + count;
}

/** Writes what is said of a frame. */
export function writeHead(headers: MsgHdrs, head: LogFrameHead): MsgHdrs {
  headers.set(HEADER.first, `${head.first}`);
  headers.set(HEADER.count, `${head.count}`);
  headers.set(HEADER.schema, head.schema);
  headers.set(HEADER.fence, `${head.fence}`);
  if (!Number.isNaN(head.sentAt)) headers.set(HEADER.sentAt, `${head.sentAt}`);
  if (head.isEnd) headers.set(HEADER.end, "1");
  return headers;
}

/** What is said of a message of the stream; `undefined` if it is no frame. */
export function readHead(headers: Pick<MsgHdrs, "get"> | undefined): LogFrameHead | undefined {
  if (headers === undefined) return undefined;
  const first = wholeNumber(headers.get(HEADER.first));
  const count = wholeNumber(headers.get(HEADER.count));
  const fence = wholeNumber(headers.get(HEADER.fence));
  if (first === undefined || count === undefined || fence === undefined) return undefined;
  const sentAt = headers.get(HEADER.sentAt);
  return {
    first,
    count,
    fence,
    schema: headers.get(HEADER.schema),
    sentAt: sentAt === "" ? NaN : Number(sentAt),
    isEnd: headers.get(HEADER.end) !== "",
  };
}

function wholeNumber(text: string): number | undefined {
  const number = Number(text);
  return text !== "" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** Where a message that a consumer has handed over stands. */
export interface HandedOver {
  /** Its number in the stream. */
  readonly sequence: number;
  /** Its number among those that the consumer has handed over. */
  readonly delivery: number;
  /** How many there are behind it. */
  readonly pending: number;
  /** How often it was handed over, 1 for the first time. */
  readonly times: number;
}

/** How many parts the subject has by which old servers are answered. */
const OLD_LENGTH = 9;

/** Reads where it stands: `$JS.ACK.[domain.account.]STREAM.CONSUMER.times.sequence.delivery.nanoseconds.pending[.token]`. */
export function handedOver({ reply = "" }: Msg): HandedOver {
  const tokens = reply.split(".");
  const at = tokens.length === OLD_LENGTH ? 4 : 6;
  const [times, sequence, delivery, , pending] = tokens.slice(at).map(Number);
  return {
    times: times as number,
    sequence: sequence as number,
    delivery: delivery as number,
    pending: pending as number,
  };
}
