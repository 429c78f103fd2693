/** Frames cut out of streams of bytes: whatever pieces they come in, and whatever a stranger sends instead. */
import { assert, assertEquals } from "@std/assert";
import { LinkLostError, MAX_FRAME_BYTES } from "../../../src/links/link.ts";
import type { ByteStream } from "../../../src/links/wires/byte_stream.ts";
import type { Framing } from "../../../src/links/wires/framing.ts";
import { LengthFraming } from "../../../src/links/wires/length_framing.ts";
import { Received } from "../../../src/links/wires/received.ts";
import { StreamConnection } from "../../../src/links/wires/stream_connection.ts";
import { mask } from "../../../src/links/wires/web_socket/mask.ts";
import { WebSocketFraming } from "../../../src/links/wires/web_socket/web_socket_framing.ts";
import { seeded } from "../../fixtures/random.ts";

/** By hand: `FRAMING_SEEDS=20000 deno test -A --no-lock tests/links/wires/framing_test.ts`. */
const SEEDS = Number(Deno.env.get("FRAMING_SEEDS") ?? 400);

/** A stream that brings given bytes in pieces, and keeps what is written. */
class ScriptedStream implements ByteStream {
  readonly written: number[] = [];
  #at = 0;
  constructor(readonly script: Uint8Array, readonly random: () => number) {}

  read(into: Uint8Array): Promise<number | null> {
    if (this.#at === this.script.length) return Promise.resolve(null);
    const longest = this.random() < 0.3 ? 3 : 70_000;
    const count = Math.min(
      into.length,
      this.script.length - this.#at,
      1 + Math.floor(this.random() * longest),
    );
    into.set(this.script.subarray(this.#at, this.#at + count));
    this.#at += count;
    return Promise.resolve(count);
  }

  write(bytes: Uint8Array): Promise<number> {
    const count = 1 + Math.floor(this.random() * bytes.length);
    for (const byte of bytes.subarray(0, count)) this.written.push(byte);
    return Promise.resolve(count);
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

const FRAMINGS: Readonly<Record<string, () => readonly [Framing, Framing]>> = {
  length: () => [new LengthFraming(), new LengthFraming()],
  "WebSocket of who dials": () => [new WebSocketFraming(true), new WebSocketFraming(false)],
  "WebSocket of who listens": () => [new WebSocketFraming(false), new WebSocketFraming(true)],
};

function randomFrame(random: () => number): Uint8Array {
  const most = [10, 130, 5000, 70_000, 600_000][Math.floor(random() ** 2 * 5)]!;
  const length = 1 + Math.floor(random() * most);
  const first = Math.floor(random() * 256);
  return Uint8Array.from({ length }, (_, i) => first + i * 7);
}

function connection(stream: ByteStream, framing: Framing): StreamConnection {
  const made = new StreamConnection(stream, framing, { partner: "a test" });
  made.limitFrames(MAX_FRAME_BYTES);
  return made;
}

async function written(framing: Framing, frames: readonly Uint8Array[], random: () => number) {
  const stream = new ScriptedStream(new Uint8Array(0), random);
  const side = connection(stream, framing);
  for (const frame of frames) {
    const middle = Math.floor(random() * frame.length);
    await side.send([frame.subarray(0, middle), frame.subarray(middle)]);
  }
  side.close();
  // It writes on by itself: nothing is awaited of a closed connection.
  let before = -1;
  while (before !== stream.written.length) {
    before = stream.written.length;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return Uint8Array.from(stream.written);
}

for (const [name, framings] of Object.entries(FRAMINGS)) {
  Deno.test(`framing, ${name}: frames come out as they went in, in whatever pieces`, async () => {
    for (let seed = 0; seed < Math.min(SEEDS, 40); seed++) {
      const random = seeded(seed);
      const [writer, reader] = framings();
      const frames = Array.from(
        { length: 1 + Math.floor(random() * 12) },
        () => randomFrame(random),
      );
      const side = connection(
        new ScriptedStream(await written(writer, frames, random), random),
        reader,
      );
      for (const frame of frames) assertEquals(await side.receive(), frame, `seed ${seed}`);
      assertEquals(await side.receive(), undefined, `seed ${seed}`);
    }
  });

  Deno.test(`framing, ${name}: what a stranger sends ends in a sentence, and takes no more memory than it is`, async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const random = seeded(seed);
      const script = await stranger(framings()[0], random);
      const received = new Received(new ScriptedStream(script, random));
      const stream = new ScriptedStream(script, random);
      const side = new StreamConnection(stream, framings()[1], { partner: "a stranger" }, received);
      const isKnown = random() < 0.5;
      if (isKnown) side.limitFrames(MAX_FRAME_BYTES);
      try {
        let frame: Uint8Array | undefined;
        do {
          frame = await side.receive();
          if (!isKnown && frame !== undefined) assert(frame.length <= 4096, `seed ${seed}`);
        } while (frame !== undefined);
      } catch (error) {
        assert(error instanceof LinkLostError, `seed ${seed}: ${error}`);
      }
      // At first 8 KiB, and 256 KiB once it is known who it is; beyond that twice what has come.
      const most = Math.max(isKnown ? 262_144 : 8192, 2 * script.length);
      assert(received.capacity <= most, `seed ${seed}: ${received.capacity} for ${script.length}`);
    }
  });
}

/** Bytes of somebody who means no good: good ones that are cut, changed, or followed by others; lengths of the largest numbers; or anything. */
async function stranger(framing: Framing, random: () => number): Promise<Uint8Array> {
  const good = await written(framing, [randomFrame(random).subarray(0, 4096)], random);
  const any = Uint8Array.from({ length: Math.floor(random() * 300) }, () => random() * 256);
  switch (Math.floor(random() * 5)) {
    case 0:
      return good.slice(0, Math.floor(random() * good.length));
    case 1:
      for (let i = 0; i < 3; i++) good[Math.floor(random() * good.length)] = random() * 256;
      return good;
    case 2:
      return any;
    case 3: {
      // Lengths from megabytes to what no machine has.
      const head = new Uint8Array(14);
      head.set([0x82, random() < 0.5 ? 0xff : 0x7f]);
      for (let i = random() < 0.5 ? 0 : 6; i < 10; i++) head[i] ||= random() * 256;
      return join([head, any]);
    }
    default:
      return join([good.subarray(0, Math.floor(random() * good.length)), any, good]);
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A frame of a WebSocket client, as the RFC has it. */
function clientFrame(first: number, payload: Uint8Array): Uint8Array {
  const key = Uint8Array.of(1, 2, 3, 4);
  const masked = payload.slice();
  mask(masked, key);
  assert(payload.length < 126);
  return join([Uint8Array.of(first, 0x80 | payload.length), key, masked]);
}

Deno.test("WebSocket: a message in several frames is one, with pings in between, which are answered", async () => {
  const script = join([
    clientFrame(0x02, Uint8Array.of(1, 2)),
    clientFrame(0x89, Uint8Array.of(9, 9)),
    clientFrame(0x00, new Uint8Array(0)),
    clientFrame(0x80, Uint8Array.of(3)),
    clientFrame(0x82, new Uint8Array(0)),
    clientFrame(0x82, Uint8Array.of(4)),
    clientFrame(0x88, Uint8Array.of(3, 232)),
  ]);
  const stream = new ScriptedStream(script, seeded(1));
  const side = new StreamConnection(stream, new WebSocketFraming(false), { partner: "a client" });
  assertEquals(await side.receive(), Uint8Array.of(1, 2, 3));
  assertEquals(await side.receive(), Uint8Array.of(4));
  assertEquals(await side.receive(), undefined);
  assertEquals(stream.written, [0x8a, 2, 9, 9]);
});

Deno.test("WebSocket: a message of ever so many frames is no longer than a frame may be", async () => {
  const piece = clientFrame(0x00, new Uint8Array(100));
  const script = join([clientFrame(0x02, new Uint8Array(100)), ...Array(60).fill(piece)]);
  const side = new StreamConnection(
    new ScriptedStream(script, seeded(1)),
    new WebSocketFraming(false),
    { partner: "a client" },
  );
  const error = await side.receive().catch((error) => error);
  assert(error instanceof LinkLostError, String(error));
  assert(/a frame of 4100 bytes, and at most 4096/.test(error.message), error.message);
});

for (
  const [what, script] of Object.entries({
    "is not masked": Uint8Array.of(0x82, 1, 7),
    "is text": clientFrame(0x81, Uint8Array.of(65)),
    "goes on with nothing": clientFrame(0x80, Uint8Array.of(65)),
    "begins within another": join([
      clientFrame(0x02, Uint8Array.of(1)),
      clientFrame(0x82, Uint8Array.of(1)),
    ]),
    "has bits of extensions": clientFrame(0xc2, Uint8Array.of(1)),
    "is of no kind": clientFrame(0x83, Uint8Array.of(1)),
    "closes with a fault": clientFrame(0x88, Uint8Array.of(3, 234)),
  })
) {
  Deno.test(`WebSocket: a frame that ${what} ends the connection`, async () => {
    const side = new StreamConnection(
      new ScriptedStream(script, seeded(1)),
      new WebSocketFraming(false),
      { partner: "a client" },
    );
    const error = await side.receive().catch((error) => error);
    assert(error instanceof LinkLostError, String(error));
  });
}

Deno.test("mask: changes each byte by its own byte of the key, wherever it lies", () => {
  const key = Uint8Array.of(3, 5, 7, 11);
  for (let offset = 0; offset < 5; offset++) {
    for (let length = 0; length < 20; length++) {
      for (let at = 0; at < 5; at++) {
        const bytes = new Uint8Array(40).subarray(offset, offset + length);
        mask(bytes, key, at);
        assertEquals([...bytes], Array.from({ length }, (_, i) => key[(at + i) % 4]));
      }
    }
  }
});
