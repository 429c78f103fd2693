import { joined } from "../byte_link.ts";
import { type BrokerPacket, KINDS, type PacketProperties, type PublishPacket } from "./packets.ts";

const DECODER = new TextDecoder();
/** Texts up to that length are read here: to hand them over would cost more. */
const FEW_CHARACTERS = 64;

/** Reads packets from the bytes that come, in pieces of any size. */
export class PacketReader {
  #parts: Uint8Array[] = [];
  #length = 0;
  /** How many bytes the next packet needs, as far as that is known. */
  #needed = 2;

  /** The packets that are whole with these bytes, which must not be changed from then on. Throws if they are none. */
  push(chunk: Uint8Array): BrokerPacket[] {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return [];
    const bytes = this.#parts.length === 1 ? chunk : joined(this.#parts);
    const packets: BrokerPacket[] = [];
    let at = 0;
    while (true) {
      this.#needed = whole(bytes, at);
      const end = at + this.#needed;
      if (end > bytes.length) break;
      const packet = decode(bytes[at]!, new PacketBytes(bytes, bodyAt(bytes, at), end));
      if (packet !== undefined) packets.push(packet);
      at = end;
    }
    this.#length = bytes.length - at;
    this.#parts = this.#length === 0 ? [] : [bytes.subarray(at)];
    return packets;
  }
}

/** How many bytes the packet has that begins there; if that cannot be seen yet, how many it takes to see more. */
function whole(bytes: Uint8Array, from: number): number {
  let length = 0;
  let scale = 1;
  for (let i = 1; i <= 4; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return i + 1;
    length += (byte & 127) * scale;
    if (byte < 128) return length + i + 1;
    scale *= 128;
  }
  throw new Error("the broker sends a packet whose length is no length of MQTT");
}

/** Where the content of a packet begins, behind its length. */
function bodyAt(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (bytes[at]! >= 128) at++;
  return at + 1;
}

function decode(first: number, bytes: PacketBytes): BrokerPacket | undefined {
  const kind = first >> 4;
  if (kind === KINDS.publish) return decodePublish(first, bytes);
  if (kind === KINDS.pingresp) return { kind: "pingresp" };
  if (kind === KINDS.connack) {
    const isSessionThere = (bytes.u8() & 1) === 1;
    const reason = bytes.u8();
    return { kind: "connack", isSessionThere, reason, properties: bytes.properties() };
  }
  if (kind === KINDS.puback) {
    return { kind: "puback", id: bytes.u16(), reason: bytes.isAtEnd ? 0 : bytes.u8() };
  }
  if (kind === KINDS.suback) {
    const id = bytes.u16();
    bytes.properties();
    return { kind: "suback", id, reason: bytes.u8() };
  }
  if (kind === KINDS.disconnect) {
    const reason = bytes.isAtEnd ? 0 : bytes.u8();
    return { kind: "disconnect", reason, properties: bytes.properties() };
  }
  throw new Error(`the broker sends a packet of kind ${kind}, which is not for a client like this`);
}

function decodePublish(first: number, bytes: PacketBytes): PublishPacket {
  const qos = first >> 1 & 3;
  if (qos > 1) throw new Error(`the broker sends a message of QoS ${qos}, which was not asked for`);
  const topic = bytes.text();
  const id = qos === 1 ? bytes.u16() : 0;
  const properties = bytes.properties();
  return {
    kind: "publish",
    topic,
    payload: bytes.rest(),
    id,
    retain: (first & 1) === 1,
    properties,
  };
}

/** How long a property is, by its number: bytes, or a form of its own. */
const PROPERTY_FORMS: Readonly<Record<number, 1 | 2 | 4 | "varied" | "text" | "pair">> = {
  0x01: 1,
  0x02: 4,
  0x03: "text",
  0x08: "text",
  0x09: "text",
  0x0b: "varied",
  0x11: 4,
  0x12: "text",
  0x13: 2,
  0x15: "text",
  0x16: "text",
  0x1a: "text",
  0x1c: "text",
  0x1f: "text",
  0x21: 2,
  0x22: 2,
  0x23: 2,
  0x24: 1,
  0x25: 1,
  0x26: "pair",
  0x27: 4,
  0x28: 1,
  0x29: 1,
  0x2a: 1,
};

/** The bytes of a packet, read from front to back. */
class PacketBytes {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  /** Those from `at` up to, but without, `end`. */
  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  u8(): number {
    if (this.isAtEnd) throw new Error("the broker sends a packet that is too short");
    return this.#bytes[this.#at++]!;
  }

  u16(): number {
    return this.u8() << 8 | this.u8();
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  varied(): number {
    let value = 0;
    for (let scale = 1; scale <= 128 ** 3; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  }

  text(): string {
    const length = this.u16();
    if (this.#at + length > this.#end) {
      throw new Error("the broker sends a packet that is too short");
    }
    const begin = this.#at;
    this.#at += length;
    if (length <= FEW_CHARACTERS) {
      let text = "";
      let at = begin;
      for (; at < this.#at && this.#bytes[at]! < 0x80; at++) {
        text += String.fromCharCode(this.#bytes[at]!);
      }
      if (at === this.#at) return text;
    }
    return DECODER.decode(this.#bytes.subarray(begin, this.#at));
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  properties(): PacketProperties {
    const user: Record<string, string> = {};
    if (this.isAtEnd) return { user };
    // Of a message there is nothing but what its sender has put on it.
    const told: { -readonly [K in keyof PacketProperties]: PacketProperties[K] } = { user };
    const length = this.varied();
    const end = this.#at + length;
    while (this.#at < end) {
      const number = this.varied();
      const form = PROPERTY_FORMS[number];
      if (form === undefined) {
        throw new Error(`the broker sends property ${number}, which there is not`);
      }
      if (form === "pair") user[this.text()] = this.text();
      else if (form === "text") {
        const text = this.text();
        if (number === 0x1f) told.reasonString = text;
      } else {
        const value = form === 1
          ? this.u8()
          : form === 2
          ? this.u16()
          : form === 4
          ? this.u32()
          : this.varied();
        if (number === 0x21) told.receiveMaximum = value;
        else if (number === 0x27) told.maximumPacketSize = value;
        else if (number === 0x24) told.maximumQoS = value;
      }
    }
    return told;
  }
}
