import {
  ACK_ENTRY_BYTES,
  AT,
  BYE_BYTES,
  BYE_REASONS,
  type ByeReason,
  COUNT_HEADER_BYTES,
  DATA_HEADER_BYTES,
  type DataFrame,
  END_BYTES,
  FRAME,
  type LaneAck,
  PING_BYTES,
  START_ENTRY_BYTES,
} from "./frame.ts";

function frameOf(type: number, length: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(length);
  bytes[0] = type;
  return { bytes, view: new DataView(bytes.buffer) };
}

/** A frame of JSON. */
export function jsonFrame(type: "hello" | "welcome" | "refused", value: unknown): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value));
  const { bytes } = frameOf(FRAME[type], json.length + 1);
  bytes.set(json, 1);
  return bytes;
}

/** From where on an egress can send each lane. */
export function startFrame(firsts: readonly number[]): Uint8Array {
  const { bytes, view } = frameOf(
    FRAME.start,
    COUNT_HEADER_BYTES + firsts.length * START_ENTRY_BYTES,
  );
  view.setUint32(AT.count, firsts.length, true);
  firsts.forEach((first, lane) =>
    view.setFloat64(COUNT_HEADER_BYTES + lane * START_ENTRY_BYTES, first, true)
  );
  return bytes;
}

/** What stands before the body of messages. */
export function dataHeader(
  { lane, count, first, clock, hurry }: Omit<DataFrame, "type" | "body">,
): Uint8Array {
  const { bytes, view } = frameOf(FRAME.data, DATA_HEADER_BYTES);
  if (hurry) bytes[AT.hurry] = 1;
  view.setUint16(AT.lane, lane, true);
  view.setUint32(AT.count, count, true);
  view.setFloat64(AT.first, first, true);
  view.setFloat64(AT.clock, clock, true);
  return bytes;
}

/** How an ingress stands with some lanes. */
export function ackFrame(acks: readonly LaneAck[]): Uint8Array {
  const { bytes, view } = frameOf(FRAME.ack, COUNT_HEADER_BYTES + acks.length * ACK_ENTRY_BYTES);
  view.setUint32(AT.count, acks.length, true);
  acks.forEach((ack, i) => {
    const at = COUNT_HEADER_BYTES + i * ACK_ENTRY_BYTES;
    view.setUint32(at + AT.entryLane, ack.lane, true);
    view.setFloat64(at + AT.received, ack.received, true);
    view.setFloat64(at + AT.done, ack.done, true);
    view.setFloat64(at + AT.limit, ack.limit, true);
    view.setFloat64(at + AT.bytes, ack.bytes, true);
  });
  return bytes;
}

/** A lane ends behind the message before `at`. */
export function endFrame(lane: number, at: number): Uint8Array {
  const { bytes, view } = frameOf(FRAME.end, END_BYTES);
  view.setUint16(AT.lane, lane, true);
  view.setFloat64(AT.first, at, true);
  return bytes;
}

/** Asks whether the partner is there, or says so. */
export function pingFrame(type: "ping" | "pong", stamp: number): Uint8Array {
  const { bytes, view } = frameOf(FRAME[type], PING_BYTES);
  view.setFloat64(AT.stamp, stamp, true);
  return bytes;
}

/** The end of the connection, in good order. */
export function byeFrame(reason: ByeReason): Uint8Array {
  const { bytes } = frameOf(FRAME.bye, BYE_BYTES);
  bytes[AT.reason] = BYE_REASONS.indexOf(reason);
  return bytes;
}
