/** Packets of MQTT are read in whatever pieces they come, and those that are none end the connection. */
import { assertEquals, assertThrows } from "@std/assert";
import { PacketReader } from "../../../src/connectors/mqtt/packet_reader.ts";
import {
  type BrokerPacket,
  encodeConnect,
  encodePubacks,
  encodePublish,
  encodeSubscribe,
} from "../../../src/connectors/mqtt/packets.ts";

function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}

function read(pieces: readonly Uint8Array[]): BrokerPacket[] {
  const reader = new PacketReader();
  return pieces.flatMap((piece) => reader.push(piece));
}

Deno.test("packets of a client are those of the specification", () => {
  const connect = {
    clientId: "c",
    isClean: false,
    keepAliveS: 10,
    sessionExpiryS: 3600,
    receiveMaximum: 1000,
    user: "u",
    password: "p",
  };
  assertEquals(
    hex(encodeConnect(connect)),
    // kind, length; MQTT, 5; user and password; keep alive; properties: expiry, receive maximum; client id; user; password
    "101c" + "00044d51545405" + "c0" + "000a" + "08" + "1100000e10" + "2103e8" + "000163" +
      "000175" +
      "000170",
  );
  assertEquals(
    hex(encodeConnect({ ...connect, isClean: true, user: undefined, password: undefined })),
    "1016" + "00044d51545405" + "02" + "000a" + "08" + "1100000e10" + "2103e8" + "000163",
  );
  assertEquals(hex(encodeSubscribe(7, "a/#")), "8209" + "0007" + "00" + "0003612f23" + "11");
  assertEquals(hex(encodePubacks([258, 7])), "4002010240020007");
});

const SAID: readonly Uint8Array[] = [
  // A connack whose session is there, and which has a receive maximum of 20, a maximum QoS of 1 and a reason string.
  Uint8Array.fromHex("200e" + "0100" + "0b" + "210014" + "2401" + "1f00036f6f6f"),
  encodePublish({
    id: 300,
    topic: "a/ü",
    payload: new Uint8Array(70_000).fill(9),
    retain: true,
    properties: { user: { "steady-origin": "x/1", n: "ü" } },
  }),
  // A message of QoS 0 without any content, which has a subscription id and a content type.
  Uint8Array.fromHex("300a" + "000161" + "06" + "0b8001" + "030000"),
  Uint8Array.fromHex("40020102"),
  Uint8Array.fromHex("4003000397"),
  Uint8Array.fromHex("9004000700" + "01"),
  Uint8Array.fromHex("d000"),
  Uint8Array.fromHex("e0028e00"),
  Uint8Array.fromHex("e000"),
];

Deno.test("packets of a broker are read in pieces of any size", () => {
  const whole = Uint8Array.from(SAID.flatMap((bytes) => [...bytes]));
  const meant: BrokerPacket[] = [
    {
      kind: "connack",
      isSessionThere: true,
      reason: 0,
      properties: { user: {}, receiveMaximum: 20, maximumQoS: 1, reasonString: "ooo" },
    },
    {
      kind: "publish",
      topic: "a/ü",
      payload: new Uint8Array(70_000).fill(9),
      id: 300,
      retain: true,
      properties: { user: { "steady-origin": "x/1", n: "ü" } },
    },
    {
      kind: "publish",
      topic: "a",
      payload: new Uint8Array(0),
      id: 0,
      retain: false,
      properties: { user: {} },
    },
    { kind: "puback", id: 258, reason: 0 },
    { kind: "puback", id: 3, reason: 151 },
    { kind: "suback", id: 7, reason: 1 },
    { kind: "pingresp" },
    { kind: "disconnect", reason: 142, properties: { user: {} } },
    { kind: "disconnect", reason: 0, properties: { user: {} } },
  ];
  assertEquals(read([whole]), meant);
  for (const size of [1, 2, 3, 7, 65_536]) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < whole.length; at += size) pieces.push(whole.slice(at, at + size));
    assertEquals(read(pieces), meant, `in pieces of ${size}`);
  }
});

Deno.test("what is no packet for a client ends the reading, and tells why", () => {
  const told = (said: string, message: string) =>
    assertThrows(() => read([Uint8Array.fromHex(said)]), Error, message);
  told("30ffffffff7f", "no length of MQTT");
  told("3400", "QoS 2");
  told("6000", "kind 6");
  told("3001" + "00", "too short");
  told("3003" + "000561", "too short");
  told("3007" + "000161" + "02" + "7701" + "00", "property 119");
});
