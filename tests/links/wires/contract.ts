/**
 * The contract of wires: what link actors may count on, whatever carries their frames. Each row is a rule, run against each bed.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type LinkConnection,
  type LinkListener,
  LinkLostError,
  MAX_FRAME_BYTES,
} from "../../../src/links/link.ts";
import type { WireBed } from "./beds.ts";

/** A rule: it throws if a wire does not hold it. */
export type WireRow = (bed: WireBed) => Promise<void>;

/** What never happens. */
const NEVER = new AbortController().signal;

/** Two sides of a connection, and who let one of them in. */
class Pair implements AsyncDisposable {
  constructor(
    readonly listener: LinkListener,
    readonly dialler: LinkConnection,
    readonly listening: LinkConnection,
  ) {}

  static async of(bed: WireBed, through?: (pair: LinkListener) => ReturnType<WireBed["dialled"]>) {
    const listener = await bed.wires.listen(await bed.fresh(), () => {});
    const address = through?.(listener) ?? listener.address;
    return await Pair.joined(bed, listener, address);
  }

  static async joined(bed: WireBed, listener: LinkListener, address = listener.address) {
    const [dialler, listening] = await Promise.all([
      bed.wires.dial(bed.dialled(address), NEVER),
      listener.accept(NEVER),
    ]);
    for (const side of [dialler, listening]) side.limitFrames(MAX_FRAME_BYTES);
    return new Pair(listener, dialler, listening);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.dialler.close();
    this.listening.close();
    this.listener.close();
    return Promise.resolve();
  }
}

function bytes(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17 + (i >> 8)) & 255);
}

/** Holds a frame against what it should be; megabytes are not printed. */
function assertFrame(frame: Uint8Array, expected: Uint8Array, what = "the frame"): void {
  assertEquals(frame.length, expected.length, `the length of ${what}`);
  const wrong = frame.findIndex((byte, i) => byte !== expected[i]);
  assert(wrong < 0, `byte ${wrong} of ${what} is ${frame[wrong]}, not ${expected[wrong]}`);
}

async function sendAll(side: LinkConnection, frames: Iterable<Uint8Array>): Promise<void> {
  for (const frame of frames) await side.send([frame]);
}

/** The next frame, as its own; throws if the connection has ended. */
async function next(side: LinkConnection): Promise<Uint8Array> {
  const frame = await side.receive();
  assert(frame !== undefined, "the connection has ended");
  return frame.slice();
}

/** Both ways at once, with frames of all lengths that are near a border of something. */
async function order(bed: WireBed): Promise<void> {
  await using pair = await Pair.of(bed);
  const lengths = [1, 2, 125, 126, 127, 4095, 4096, 8191, 8192, 32_767, 32_768, 65_535, 65_536];
  const frames = Array.from(
    { length: 300 },
    (_, i) => bytes(lengths[i % lengths.length]! + (i % 3), i),
  );
  const check = async (side: LinkConnection) => {
    for (const [i, frame] of frames.entries()) assertFrame(await next(side), frame, `frame ${i}`);
  };
  await Promise.all([
    sendAll(pair.dialler, frames),
    sendAll(pair.listening, frames),
    check(pair.dialler),
    check(pair.listening),
  ]);
}

/** Parts are one frame, from shared memory too, and whoever owns them may change them once they are sent. */
async function parts(bed: WireBed): Promise<void> {
  await using pair = await Pair.of(bed);
  const shared = new Uint8Array(new SharedArrayBuffer(100_000));
  const received = (async () => [await next(pair.listening), await next(pair.listening)])();
  const expected = [1, 2].map((value) => {
    const whole = new Uint8Array(100_000 + 3 + 40_000).fill(value);
    whole.set([7, 8, 9], 100_000);
    return whole;
  });
  for (const value of [1, 2]) {
    shared.fill(value);
    await pair.dialler.send([
      shared,
      new Uint8Array([7, 8, 9]),
      new Uint8Array(0),
      shared.subarray(0, 40_000),
    ]);
  }
  shared.fill(3);
  for (const [i, frame] of (await received).entries()) assertFrame(frame, expected[i]!);
}

/** A frame of megabytes, and a short one behind it. */
async function bigFrames(bed: WireBed): Promise<void> {
  await using pair = await Pair.of(bed);
  const big = bytes(9_000_001);
  const sent = sendAll(pair.dialler, [bytes(1), big, bytes(3, 5), big, bytes(70_000)]);
  assertEquals((await next(pair.listening)).length, 1);
  assertFrame(await next(pair.listening), big);
  assertFrame(await next(pair.listening), bytes(3, 5));
  assertFrame(await next(pair.listening), big);
  assertFrame(await next(pair.listening), bytes(70_000));
  await sent;
}

/** A frame that is longer than agreed ends the connection, with a sentence that names both lengths. */
async function limits(bed: WireBed): Promise<void> {
  const listener = await bed.wires.listen(await bed.fresh(), () => {});
  try {
    const [dialler, listening] = await Promise.all([
      bed.wires.dial(bed.dialled(listener.address), NEVER),
      listener.accept(NEVER),
    ]);
    // Whoever it is: before it is known more is not taken.
    await dialler.send([bytes(4096)]);
    assertEquals((await next(listening)).length, 4096);
    await Promise.resolve(dialler.send([bytes(4097)])).catch(() => {});
    const error = await assertRejects(() => listening.receive(), LinkLostError);
    assert(/4097 bytes.* 4096 /.test(error.message), error.message);
    await assertRejects(() => listening.receive(), LinkLostError);
    await ends(dialler);
    listening.close();
    dialler.close();
    const pair = await Pair.joined(bed, listener);
    pair.listening.limitFrames(100_000);
    await pair.dialler.send([bytes(100_000)]);
    assertEquals((await next(pair.listening)).length, 100_000);
    await Promise.resolve(pair.dialler.send([bytes(100_001)])).catch(() => {});
    await assertRejects(() => pair.listening.receive(), LinkLostError, "100001 bytes");
    pair.dialler.close();
    pair.listening.close();
  } finally {
    listener.close();
  }
}

/** Until the connection has ended for this side, however it has. */
async function ends(side: LinkConnection): Promise<void> {
  try {
    while (await side.receive() !== undefined);
  } catch (error) {
    assert(error instanceof LinkLostError, String(error));
  }
}

/** Who does not receive is sent no more than what fits between both; once it receives, all comes. */
async function backPressure(bed: WireBed): Promise<void> {
  await using pair = await Pair.of(bed);
  const frame = bytes(100_000);
  const MOST = 3000;
  let sent = 0;
  let isReceiving = false;
  const sending = (async () => {
    for (; sent < MOST; sent++) await pair.dialler.send([frame]);
  })();
  // Nothing more goes once what is between them is full: a hundred rounds of the event loop without one more is that.
  for (let still = 0, before = -1; still < 100;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    still = sent === before ? still + 1 : 0;
    before = sent;
    assert(sent < MOST, `all of ${MOST} frames were taken from the sender, and none was received`);
  }
  assert(!isReceiving);
  isReceiving = true;
  for (let i = 0; i < MOST; i++) assertEquals((await next(pair.listening)).length, frame.length);
  await sending;
}

/** A connection that is cut is lost to both sides, and so is one whose side waits for room. */
async function cut(bed: WireBed): Promise<void> {
  const listener = await bed.wires.listen(await bed.fresh(), () => {});
  const between = bed.between(listener.address);
  try {
    for (let round = 0; round < 3; round++) {
      const pair = await Pair.joined(bed, listener, between.address);
      await pair.dialler.send([bytes(10)]);
      assertFrame(await next(pair.listening), bytes(10));
      const lost = [pair.dialler, pair.listening].map((side) =>
        assertRejects(() => side.receive(), LinkLostError)
      );
      between.cut();
      await Promise.all(lost);
      for (const side of [pair.dialler, pair.listening]) {
        await assertRejects(() => side.receive(), LinkLostError);
        await assertRejects(async () => await side.send([bytes(10)]), LinkLostError);
        side.close();
      }
    }
    const pair = await Pair.joined(bed, listener, between.address);
    const filling = assertRejects(async () => {
      while (true) await pair.dialler.send([bytes(200_000)]);
    }, LinkLostError);
    // Room is what it waits for once one frame has come.
    await next(pair.listening);
    between.cut();
    await filling;
    pair.dialler.close();
    pair.listening.close();
  } finally {
    between.close();
    listener.close();
  }
}

/** Who closes lets what was sent arrive, and the other side sees that it is the end, not a loss. */
async function orderlyEnd(bed: WireBed): Promise<void> {
  for (const closer of ["dialler", "listening"] as const) {
    await using pair = await Pair.of(bed);
    const [own, other] = closer === "dialler"
      ? [pair.dialler, pair.listening]
      : [pair.listening, pair.dialler];
    // Something unread on the other way: sockets take back what is on its way then.
    await other.send([bytes(50)]);
    for (let i = 0; i < 20; i++) await own.send([bytes(5000, i)]);
    own.close();
    own.close();
    for (let i = 0; i < 20; i++) assertFrame(await next(other), bytes(5000, i));
    assertEquals(await other.receive(), undefined);
    assertEquals(await other.receive(), undefined);
    await assertRejects(async () => {
      while (true) await other.send([bytes(10)]);
    }, LinkLostError);
    other.close();
  }
}

/** A receive under way ends when its own side closes, and nothing can be sent from then on. */
async function closeWhileReceiving(bed: WireBed): Promise<void> {
  await using pair = await Pair.of(bed);
  const receiving = pair.dialler.receive();
  pair.dialler.close();
  assertEquals(await receiving, undefined);
  assertEquals(await pair.dialler.receive(), undefined);
  await assertRejects(async () => await pair.dialler.send([bytes(1)]), LinkLostError);
  assertEquals(await pair.listening.receive(), undefined);
}

/** A send that waits for room ends when its own side closes. */
async function closeWhileSending(bed: WireBed): Promise<void> {
  await using pair = await Pair.of(bed);
  const sending = (async () => {
    while (true) await pair.dialler.send([bytes(300_000)]);
  })();
  const ended = assertRejects(() => sending, LinkLostError);
  await next(pair.listening);
  pair.dialler.close();
  await ended;
  await ends(pair.listening);
}

/** Where somebody listens nobody else can; once that one listens no more, anybody can. */
async function listenTwice(bed: WireBed): Promise<void> {
  const first = await bed.wires.listen(await bed.fresh(), () => {});
  const address = { ...first.address, ...tlsOf(await bed.fresh()) };
  const error = await assertRejects(() => bed.wires.listen(address, () => {}), LinkLostError);
  assert(/in use|already/.test(error.message), error.message);
  // Whoever asks has not disturbed the first.
  const dialler = await bed.wires.dial(bed.dialled(first.address), NEVER);
  await dialler.send([bytes(3)]);
  let listening = await first.accept(NEVER);
  // It may have been asked whether it is there, by one who has said goodbye at once.
  let frame = await listening.receive();
  if (frame === undefined) {
    listening.close();
    listening = await first.accept(NEVER);
    frame = await listening.receive();
  }
  assertEquals(frame, bytes(3));
  first.close();
  first.close();
  await assertRejects(() => first.accept(NEVER), LinkLostError);
  // Connections live on.
  await listening.send([bytes(4)]);
  assertFrame(await next(dialler), bytes(4));
  dialler.close();
  listening.close();
  const second = await bed.wires.listen(address, () => {});
  const again = await Pair.joined(bed, second);
  again.dialler.close();
  again.listening.close();
  second.close();
}

function tlsOf(address: object): object {
  return "tls" in address ? { tls: address.tls } : {};
}

/** Nobody is there: that is said at once, and is no fault of the address. */
async function nobody(bed: WireBed): Promise<void> {
  const listener = await bed.wires.listen(await bed.fresh(), () => {});
  const { address } = listener;
  listener.close();
  await assertRejects(() => bed.wires.dial(bed.dialled(address), NEVER), LinkLostError);
}

/** Many connections at a time do not mix. */
async function many(bed: WireBed): Promise<void> {
  const COUNT = 40;
  const listener = await bed.wires.listen(await bed.fresh(), () => {});
  try {
    const taking = (async () => {
      const sides: LinkConnection[] = [];
      while (sides.length < COUNT) sides.push(await listener.accept(NEVER));
      return sides;
    })();
    const diallers: LinkConnection[] = [];
    for (let i = 0; i < COUNT; i++) {
      const side = await bed.wires.dial(bed.dialled(listener.address), NEVER);
      await side.send([bytes(1000, i)]);
      diallers.push(side);
    }
    const echoes = (await taking).map(async (side) => {
      await side.send([await next(side)]);
      return side;
    });
    for (const [i, side] of diallers.entries()) assertFrame(await next(side), bytes(1000, i));
    for (const side of [...diallers, ...await Promise.all(echoes)]) side.close();
  } finally {
    listener.close();
  }
}

/** Who waits for a connection can give up, and the next one is not lost by that. */
async function abortAccept(bed: WireBed): Promise<void> {
  const listener = await bed.wires.listen(await bed.fresh(), () => {});
  try {
    const reason = new Error("it was given up");
    const given = new AbortController();
    const accepting = listener.accept(given.signal);
    given.abort(reason);
    assertEquals(await accepting.catch((error) => error), reason);
    assertEquals(await listener.accept(given.signal).catch((error) => error), reason);
    const pair = await Pair.joined(bed, listener);
    pair.dialler.close();
    pair.listening.close();
    const closing = assertRejects(() => listener.accept(NEVER), LinkLostError);
    listener.close();
    await closing;
  } finally {
    listener.close();
  }
}

/** Who dials can give up, before and while it does. */
async function abortDial(bed: WireBed): Promise<void> {
  const listener = await bed.wires.listen(await bed.fresh(), () => {});
  try {
    const reason = new Error("it was given up");
    const dialled = bed.dialled(listener.address);
    const before = bed.wires.dial(dialled, AbortSignal.abort(reason));
    assertEquals(await before.catch((error) => error), reason);
    const given = new AbortController();
    const dialling = bed.wires.dial(dialled, given.signal).catch((error) => error);
    given.abort(reason);
    assertEquals(await dialling, reason);
  } finally {
    listener.close();
  }
}

/** All rules, by what they are about. */
export const ROWS: Readonly<Record<string, WireRow>> = {
  order,
  parts,
  "big frames": bigFrames,
  limits,
  "back-pressure": backPressure,
  cut,
  "orderly end": orderlyEnd,
  "close while receiving": closeWhileReceiving,
  "close while sending": closeWhileSending,
  "listen twice": listenTwice,
  nobody,
  many,
  "abort of accept": abortAccept,
  "abort of dial": abortDial,
};
