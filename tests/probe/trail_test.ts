import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { LatencyReader } from "../../src/probe/latency_read.ts";
import { TRAIL_SAMPLES, TRAIL_STAMPS } from "../../src/probe/trail_layout.ts";
import {
  StampPace,
  TrailKeeper,
  type TrailMeans,
  TrailStamper,
} from "../../src/probe/trail_write.ts";

/** A channel's cursors and its trail, on a clock that a test moves. */
class Trail {
  now = 0;
  head: number;
  tail: number;
  readonly region = new SharedArrayBuffer(256);
  readonly stamper: TrailStamper;
  readonly keeper: TrailKeeper;
  readonly reader = new LatencyReader(this.region, 0);
  #untold = 1;

  constructor(cursor = 0, pace: StampPace = new StampPace()) {
    this.head = this.tail = cursor;
    const means: TrailMeans = { clock: { now: () => this.now }, pace };
    this.stamper = new TrailStamper(this.region, 0, means);
    this.keeper = new TrailKeeper(this.region, 0, means);
  }

  send(messages: number): void {
    const to = (this.head + messages) | 0;
    if (--this.#untold === 0) this.#untold = this.stamper.sending(this.head, to);
    this.head = to;
  }

  take(messages: number): void {
    this.tail = (this.tail + messages) | 0;
    this.keeper.taken(this.tail);
  }

  read(): number[] {
    const latencies: number[] = [];
    this.reader.read((micros) => latencies.push(micros));
    return latencies;
  }
}

Deno.test("a latency is the time from the commit that sends to the commit that takes, in microseconds, and read once", () => {
  const trail = new Trail();
  trail.send(1);
  trail.now = 2.5;
  assertEquals(trail.read(), []);
  trail.take(1);
  assertEquals(trail.read(), [2500]);
  assertEquals(trail.read(), []);
});

Deno.test("a latency is measured across the wrap of the cursors", () => {
  const trail = new Trail(2 ** 31 - 2);
  for (let i = 0; i < 6; i++) {
    trail.send(1);
    trail.now += 7;
    trail.take(1);
  }
  assertEquals(trail.read(), new Array(6).fill(7000));
});

Deno.test("a stamp is passed with its own message, not before", () => {
  const trail = new Trail();
  trail.send(1);
  trail.now = 10;
  trail.send(1); // Stamped too: ten milliseconds are longer than the distance of stamps.
  trail.take(1);
  assertEquals(trail.read(), [10_000]);
  trail.now = 30;
  trail.take(1);
  assertEquals(trail.read(), [20_000]);
});

Deno.test("a channel that nobody takes from keeps its first stamps and sets no more", () => {
  const trail = new Trail();
  for (let i = 0; i < 50; i++) {
    trail.send(1);
    trail.now += 10;
  }
  trail.take(50);
  const expected = Array.from({ length: TRAIL_STAMPS }, (_, i) => (500 - i * 10) * 1000);
  assertEquals(trail.read(), expected);
});

Deno.test("commits that follow each other fast are not all stamped, and slow ones are all", () => {
  const trail = new Trail();
  const latencies: number[] = [];
  for (let i = 0; i < 100_000; i++) {
    trail.send(1);
    trail.now += 0.01;
    trail.take(1);
    latencies.push(...trail.read());
  }
  // A second of traffic: a stamp each 64 commits are 1563, and some more until the rate is known.
  assert(latencies.length >= 150 && latencies.length <= 2200, `${latencies.length} stamps`);
  for (const micros of latencies) assertAlmostEquals(micros, 10, 0.1);
  latencies.length = 0;
  for (let i = 0; i < 200; i++) {
    trail.send(1);
    trail.now += 50;
    trail.take(1);
    latencies.push(...trail.read());
  }
  assert(latencies.length >= 200 - 2 * 64, `${latencies.length} of 200 slow messages stamped`);
});

Deno.test("stamps of many busy channels of a thread are further apart, those of a quiet one among them are not", () => {
  const pace = new StampPace();
  const busy = Array.from({ length: 2000 }, () => new Trail(0, pace));
  const quiet = new Trail(0, pace);
  let stamps = 0;
  let quietStamps = 0;
  let now = 0;
  // A round of messages through all of them takes four milliseconds: each would be stamped if it were alone.
  const round = () => {
    for (const trail of [...busy, quiet]) {
      now += 0.002;
      trail.now = now;
      if (trail === quiet && rounds++ % 250 !== 0) continue;
      trail.send(1);
      trail.take(1);
      const { length } = trail.read();
      if (trail === quiet) quietStamps += length;
      else stamps += length;
    }
  };
  let rounds = 0;
  for (let i = 0; i < 1000; i++) round();
  assert(pace.ms > 5, `${pace.ms} ms apart`);
  [stamps, quietStamps] = [0, 0];
  for (let i = 0; i < 1000; i++) round();
  // Four seconds with a stamp each 25 µs, or half or twice as many.
  assert(stamps >= 80_000 && stamps <= 320_000, `${stamps} stamps`);
  assertEquals(quietStamps, 4);
  // Once it is quiet, all are stamped again.
  const alone = busy[0] as Trail;
  const send = (messages: number) => {
    let stamped = 0;
    for (let i = 0; i < messages; i++) {
      now += 50;
      alone.now = now;
      alone.send(1);
      alone.take(1);
      stamped += alone.read().length;
    }
    return stamped;
  };
  send(200);
  assertEquals([pace.ms, send(100)], [5, 100]);
});

Deno.test("channels that stamp as little as they may do not cost quiet ones of their thread a stamp", () => {
  const pace = new StampPace();
  const fast = new Trail(0, pace);
  for (let i = 0; i < 20_000_000; i++) {
    fast.now += 0.0002;
    fast.send(1);
    fast.take(1);
  }
  assertEquals(pace.ms, 5);
});

Deno.test("of many latencies at once the last are read", () => {
  const trail = new Trail();
  for (let i = 0; i < 40; i++) {
    trail.send(1);
    trail.now += 10 + i;
    trail.take(1);
  }
  const expected = Array.from({ length: TRAIL_SAMPLES - 1 }, (_, i) => (10 + i + 13) * 1000);
  assertEquals(trail.read(), expected);
});

Deno.test("a successor goes on where the keeper and the stamper of before have stopped", () => {
  const trail = new Trail();
  trail.send(1);
  trail.now = 5;
  const means = { clock: { now: () => trail.now }, pace: new StampPace() };
  const keeper = new TrailKeeper(trail.region, 0, means);
  const stamper = new TrailStamper(trail.region, 0, means);
  stamper.sending(1, 2);
  keeper.taken(1);
  trail.now = 9;
  keeper.taken(2);
  assertEquals(trail.read(), [5000, 4000]);
});

Deno.test("property: every latency is one of a message that was stamped, whatever batches are sent and taken", () => {
  const step = fc.record({
    messages: fc.integer({ min: 0, max: 20 }),
    sends: fc.boolean(),
    ms: fc.integer({ min: 0, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer(), (steps, start) => {
      const trail = new Trail(start | 0);
      // When each message was sent, by how far it is from the first.
      const sentAt: number[] = [];
      let taken = 0;
      for (const { messages, sends, ms } of steps) {
        trail.now += ms;
        if (sends) {
          for (let i = 0; i < messages; i++) sentAt.push(trail.now);
          trail.send(messages);
          continue;
        }
        const now = Math.min(messages, sentAt.length - taken);
        const possible = sentAt.slice(taken, taken + now).map((at) => (trail.now - at) * 1000);
        taken += now;
        trail.take(now);
        for (const micros of trail.read()) assert(possible.includes(micros));
      }
    }),
  );
});

Deno.test("a message that is stuck has an age, until it is taken; one that was never sent has none", () => {
  const trail = new Trail(2 ** 31 - 1);
  const region = new SharedArrayBuffer(264);
  const words = new Int32Array(region);
  const reader = new LatencyReader(region, 0);
  // The cursors lie behind the trail.
  const pending = () => {
    new Uint8Array(region).set(new Uint8Array(trail.region));
    words.set([trail.head, trail.tail], 64);
    return reader.pendingMs(trail.now, { sentWord: 64, takenWord: 65 });
  };
  assertEquals(pending(), null);
  trail.now = 100;
  trail.send(1);
  trail.now = 200;
  trail.send(1);
  trail.now = 350;
  assertEquals(pending(), 250);
  trail.take(1);
  assertEquals(pending(), 150);
  trail.take(1);
  assertEquals(pending(), null);
  // The sender died before the message was there.
  trail.stamper.sending(trail.head, trail.head + 1);
  trail.now = 900;
  assertEquals(pending(), null);
  // The reader died before it passed the stamp.
  trail.head++;
  assertEquals(pending(), 550);
  trail.tail++;
  assertEquals(pending(), null);
});
