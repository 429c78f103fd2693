/**
 * Packets of MQTT 5, of which a wire needs the nine that carry messages with an acknowledgement, or without one.
 */
import { joined } from "../byte_link.ts";

/** What is said with a packet beside its content. Only what a wire looks at has a name. */
export interface PacketProperties {
  readonly receiveMaximum?: number;
  readonly maximumPacketSize?: number;
  readonly maximumQoS?: number;
  readonly reasonString?: string;
  /** Names and values that a sender has put on a message; of a name that is there twice, the last. */
  readonly user: Readonly<Record<string, string>>;
}

/** A message. */
export interface PublishPacket {
  readonly kind: "publish";
  readonly topic: string;
  readonly payload: Uint8Array;
  /** What it is acknowledged by; 0 if it is not. */
  readonly id: number;
  readonly retain: boolean;
  readonly properties: PacketProperties;
}

/** A packet that a broker sends. */
export type BrokerPacket =
  | PublishPacket
  | {
    readonly kind: "connack";
    readonly isSessionThere: boolean;
    readonly reason: number;
    readonly properties: PacketProperties;
  }
  | { readonly kind: "puback" | "suback"; readonly id: number; readonly reason: number }
  | { readonly kind: "pingresp" }
  | { readonly kind: "disconnect"; readonly reason: number; readonly properties: PacketProperties };

/** How a client connects. */
export interface ConnectPacket {
  readonly clientId: string;
  readonly isClean: boolean;
  readonly keepAliveS: number;
  readonly sessionExpiryS: number;
  readonly receiveMaximum: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** The numbers of the kinds of packets. */
export const KINDS = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  subscribe: 8,
  suback: 9,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
} as const;

const SESSION_EXPIRY = 0x11;
const RECEIVE_MAXIMUM = 0x21;
const USER_PROPERTY = 0x26;
const ENCODER = new TextEncoder();
/** Texts up to that length are written here: to hand them over would cost more. */
const FEW_CHARACTERS = 64;
const PUBACK_BYTES = 4;

/** The most that a packet can have behind its length. */
export const MOST_BYTES = 268_435_455;

/** The packet that begins a connection. */
export function encodeConnect(connect: ConnectPacket): Uint8Array {
  const { user, password } = connect;
  const flags = (connect.isClean ? 2 : 0) | (password === undefined ? 0 : 0x40) |
    (user === undefined ? 0 : 0x80);
  const properties = joined([
    Uint8Array.of(SESSION_EXPIRY, ...u32(connect.sessionExpiryS)),
    Uint8Array.of(RECEIVE_MAXIMUM, ...u16(connect.receiveMaximum)),
  ]);
  return packet(KINDS.connect, 0, [
    text("MQTT"),
    Uint8Array.of(5, flags, ...u16(connect.keepAliveS)),
    varied(properties.length),
    properties,
    text(connect.clientId),
    ...[user, password].flatMap((one) => one === undefined ? [] : [text(one)]),
  ]);
}

/** A subscription to messages with an acknowledgement. Retained ones come if the subscription is new. */
export function encodeSubscribe(id: number, filter: string): Uint8Array {
  const atLeastOnce = 1, retainedIfNew = 1 << 4;
  return packet(KINDS.subscribe, 2, [
    Uint8Array.of(...u16(id), 0),
    text(filter),
    Uint8Array.of(atLeastOnce | retainedIfNew),
  ]);
}

/** A message that is to be acknowledged. */
export function encodePublish(
  { id, topic, payload, retain, properties }: Omit<PublishPacket, "kind">,
): Uint8Array {
  const names = Object.keys(properties.user);
  let userBytes = 0;
  for (const name of names) {
    userBytes += 1 + textBytes(name) + textBytes(properties.user[name]!);
  }
  const length = textBytes(topic) + 2 + variedBytes(userBytes) + userBytes + payload.length;
  // In one piece: most of what a sink does is this.
  const out = new Uint8Array(1 + variedBytes(length) + length);
  const atLeastOnce = 1 << 1;
  out[0] = KINDS.publish << 4 | atLeastOnce | (retain ? 1 : 0);
  let at = writeVaried(out, 1, length);
  at = writeText(out, at, topic);
  out[at++] = id >> 8;
  out[at++] = id & 0xff;
  at = writeVaried(out, at, userBytes);
  for (const name of names) {
    out[at++] = USER_PROPERTY;
    at = writeText(out, at, name);
    at = writeText(out, at, properties.user[name]!);
  }
  out.set(payload, at);
  return out;
}

/** How many bytes a text takes as UTF-8. */
export function utf8Length(value: string): number {
  for (let i = 0; i < value.length; i++) {
    if (value.charCodeAt(i) > 0x7f) return ENCODER.encode(value).length;
  }
  return value.length;
}

/** How many bytes a text takes in a packet. */
function textBytes(value: string): number {
  return 2 + utf8Length(value);
}

/** Writes a text, and returns where it ends. */
function writeText(out: Uint8Array, at: number, value: string): number {
  const length = utf8Length(value);
  if (length > 0xffff) throw longText(length);
  out[at] = length >> 8;
  out[at + 1] = length & 0xff;
  const begin = at + 2;
  if (length !== value.length || length > FEW_CHARACTERS) {
    ENCODER.encodeInto(value, out.subarray(begin));
  } else for (let i = 0; i < length; i++) out[begin + i] = value.charCodeAt(i);
  return begin + length;
}

function variedBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}

/** Writes a length, and returns where it ends. */
function writeVaried(out: Uint8Array, from: number, value: number): number {
  let at = from;
  let left = value;
  for (; left > 0x7f; left >>>= 7) out[at++] = left & 0x7f | 0x80;
  out[at++] = left;
  return at;
}

/** That messages are done: a packet for each. */
export function encodePubacks(ids: readonly number[]): Uint8Array {
  const out = new Uint8Array(ids.length * PUBACK_BYTES);
  for (let i = 0, at = 0; i < ids.length; i++) {
    const id = ids[i]!;
    out[at++] = KINDS.puback << 4;
    out[at++] = 2;
    out[at++] = id >> 8;
    out[at++] = id & 0xff;
  }
  return out;
}

/** A question whether the broker is there. */
export function encodePing(): Uint8Array {
  return packet(KINDS.pingreq, 0, []);
}

/** The end of a connection in good order. */
export function encodeDisconnect(): Uint8Array {
  return packet(KINDS.disconnect, 0, []);
}

function packet(kind: number, flags: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined([Uint8Array.of(kind << 4 | flags), varied(length), ...parts]);
}

function u16(value: number): [number, number] {
  return [value >> 8 & 0xff, value & 0xff];
}

function u32(value: number): [number, number, number, number] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

function text(value: string): Uint8Array {
  const out = new Uint8Array(textBytes(value));
  writeText(out, 0, value);
  return out;
}

function longText(length: number): RangeError {
  return new RangeError(`a text of MQTT has ${length} bytes, 65535 is the most`);
}

/** A length in one to four bytes. */
function varied(value: number): Uint8Array {
  const out = new Uint8Array(variedBytes(value));
  writeVaried(out, 0, value);
  return out;
}
