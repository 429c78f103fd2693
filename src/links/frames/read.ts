import {
  ACK_ENTRY_BYTES,
  AT,
  BYE_BYTES,
  BYE_REASONS,
  COUNT_HEADER_BYTES,
  DATA_HEADER_BYTES,
  END_BYTES,
  FRAME,
  type Frame,
  type LaneAck,
  PING_BYTES,
  START_ENTRY_BYTES,
} from "./frame.ts";

/** What came is no frame of this protocol. Its message is a part of a sentence. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/**
 * Reads a frame.
 *
 * @throws {FrameError} if it is none, with what is wrong with it
 */
export function readFrame(bytes: Uint8Array): Frame {
  const { byteLength: length } = bytes;
  const type = bytes[0];
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  switch (type) {
    case FRAME.hello:
      return { type: "hello", json: bytes.subarray(1) };
    case FRAME.welcome:
      return { type: "welcome", json: bytes.subarray(1) };
    case FRAME.refused:
      return { type: "refused", json: bytes.subarray(1) };
    case FRAME.start: {
      const firsts = entriesOf(view, "start", START_ENTRY_BYTES, (at) => numberAt(view, at));
      return { type: "start", firsts };
    }
    case FRAME.data: {
      if (length < DATA_HEADER_BYTES) throw wrongLength("messages", length);
      const count = view.getUint32(AT.count, true);
      if (count === 0) throw new FrameError("it has sent a frame of no messages");
      return {
        type: "data",
        lane: view.getUint16(AT.lane, true),
        count,
        first: numberAt(view, AT.first),
        clock: view.getFloat64(AT.clock, true),
        hurry: bytes[AT.hurry] === 1,
        body: bytes.subarray(DATA_HEADER_BYTES),
      };
    }
    case FRAME.ack: {
      const acks = entriesOf(view, "acknowledgements", ACK_ENTRY_BYTES, (at) => ackAt(view, at));
      return { type: "ack", acks };
    }
    case FRAME.end:
      if (length !== END_BYTES) throw wrongLength("end", length);
      return {
        type: "end",
        lane: view.getUint16(AT.lane, true),
        at: numberAt(view, AT.first),
      };
    case FRAME.ping:
    case FRAME.pong:
      if (length !== PING_BYTES) throw wrongLength("ping", length);
      return {
        type: type === FRAME.ping ? "ping" : "pong",
        stamp: view.getFloat64(AT.stamp, true),
      };
    case FRAME.bye: {
      const reason = BYE_REASONS[bytes[AT.reason] as number];
      if (length !== BYE_BYTES || reason === undefined) throw wrongLength("farewell", length);
      return { type: "bye", reason };
    }
    default:
      throw new FrameError(
        length === 0
          ? "it has sent an empty frame"
          : `it has sent a frame of type ${type}, which there is not`,
      );
  }
}

function ackAt(view: DataView, at: number): LaneAck {
  const bytes = view.getFloat64(at + AT.bytes, true);
  return {
    lane: view.getUint32(at + AT.entryLane, true),
    received: numberAt(view, at + AT.received),
    done: numberAt(view, at + AT.done),
    limit: numberAt(view, at + AT.limit),
    bytes: bytes === Infinity ? bytes : numberAt(view, at + AT.bytes),
  };
}

function entriesOf<T>(
  view: DataView,
  what: string,
  entryBytes: number,
  entryAt: (at: number) => T,
): T[] {
  const { byteLength } = view;
  const count = byteLength < COUNT_HEADER_BYTES ? 0 : view.getUint32(AT.count, true);
  if (byteLength !== COUNT_HEADER_BYTES + count * entryBytes) throw wrongLength(what, byteLength);
  return Array.from({ length: count }, (_, i) => entryAt(COUNT_HEADER_BYTES + i * entryBytes));
}

/** A count. */
function numberAt(view: DataView, at: number): number {
  const number = view.getFloat64(at, true);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new FrameError(`it has sent ${number} where a number of messages is to be`);
}

function wrongLength(what: string, length: number): FrameError {
  return new FrameError(
    `it has sent a frame "${what}" of ${length} bytes, which is no length of one`,
  );
}
