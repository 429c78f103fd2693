import { closeProbe } from "../../src/probe/close.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as layout from "../../src/probe/probe_layout.ts";
import { ProbeReader, restAt, restIn, restsBetween } from "../../src/probe/read.ts";
import { ProbeWriter, restFor } from "../../src/probe/write.ts";

const AT = 128;

function probe() {
  const region = new SharedArrayBuffer(AT + layout.PROBE_BYTES + 128);
  return {
    region,
    writer: () => new ProbeWriter(region, AT),
    reader: new ProbeReader(region, AT),
  };
}

Deno.test("the probe layout has these numbers", () => {
  assertEquals({ ...layout }, {
    PROBE_VERSION: 7,
    PROBE_VERSION_WORD: 0,
    PROBE_PHASE_WORD: 1,
    PROBE_SINCE_F64: 1,
    PROBE_BUSY_F64: 2,
    PROBE_WAITING_F64: 3,
    PROBE_BLOCKED_F64: 4,
    PROBE_TURNS_F64: 5,
    PROBE_OUTSIDE_F64: 6,
    PROBE_STATUS_WORD: 16,
    PROBE_BEAT_WORD: 15,
    PROBE_DUE_WORD: 14,
    PROBE_TEXT_BYTE: 68,
    PROBE_STATUS_MAX_BYTES: 188,
    PROBE_BYTES: 256,
    PHASE_DOWN: 0,
    PHASE_BUSY: 1,
    PHASE_WAITING: 2,
    PHASE_BLOCKED: 3,
    PHASE_OUTSIDE: 4,
    PHASE_CALLING: 5,
    REST_NOT: 0,
    REST_FOR_PEERS: 1,
    REST_FOR_TIME: 2,
    REST_STOP_NOTICED: 4,
    PHASE_BITS: 3,
    HOW_BITS: 6,
  });
  assertEquals(layout.PROBE_TEXT_BYTE + layout.PROBE_STATUS_MAX_BYTES, layout.PROBE_BYTES);
});

Deno.test("ProbeReader finds an actor that never ran down, with nothing spent", () => {
  assertEquals(probe().reader.sample(1000), {
    phase: "down",
    busyMs: 0,
    waitingMs: 0,
    blockedMs: 0,
    outsideMs: 0,
    turns: 0,
    status: "",
  });
});

Deno.test("ProbeReader counts the phase under way up to now", () => {
  const { writer, reader } = probe();
  const actor = writer();
  actor.busy(1000);
  assertEquals(reader.sample(1003.5).busyMs, 3.5);
  actor.wait(1010, false);
  const { phase, busyMs, waitingMs } = reader.sample(1030);
  assertEquals({ phase, busyMs, waitingMs }, { phase: "waiting", busyMs: 10, waitingMs: 20 });
  assertEquals(reader.sample(900).waitingMs, 0, "clocks of two threads may differ a little");
});

const PHASES = ["busy", "waiting", "blocked", "outside", "down"] as const;

Deno.test("ProbeReader sees every phase's time and every turn, through any number of generations", () => {
  const phases = fc.constantFrom(...PHASES, "generation", "turn");
  const steps = fc.array(fc.tuple(phases, fc.nat({ max: 1000 })), { maxLength: 50, size: "max" });
  fc.assert(
    fc.property(steps, (steps) => {
      const { writer, reader } = probe();
      let actor = writer();
      let now = 1_700_000_000_000;
      const spent = { busy: 0, waiting: 0, blocked: 0, outside: 0, down: 0 };
      let phase: keyof typeof spent = "down";
      let turns = 0;
      let outsideWaits = 0;
      for (const [what, ms] of steps) {
        now += ms;
        spent[phase] += ms;
        if (what === "turn") {
          actor.countTurn();
          turns++;
        } else if (what === "generation") {
          actor.down(now);
          actor = writer();
          phase = "down";
        } else {
          if (what === "busy") actor.busy(now);
          // In the middle of a turn, or in a wait for calls: the time is of one kind.
          else if (what === "outside" && outsideWaits++ % 2 === 0) actor.waitForCalls(now);
          else if (what === "outside") actor.outside(now, Infinity);
          else if (what === "down") actor.down(now);
          else actor.wait(now, what === "blocked");
          phase = what as keyof typeof spent;
        }
        assertEquals(reader.sample(now), {
          phase,
          busyMs: spent.busy,
          waitingMs: spent.waiting,
          blockedMs: spent.blocked,
          outsideMs: spent.outside,
          turns,
          status: "",
        });
      }
    }),
  );
});

Deno.test("ProbeWriter.setStatus shows a line of text, cut at a whole character", () => {
  const { writer, reader, region } = probe();
  const actor = writer();
  const status = () => reader.sample(0).status;
  for (const text of ["working on order 7", "", "𝄞€ü", `${"x".repeat(185)}…`]) {
    actor.setStatus(text);
    assertEquals(status(), text);
  }
  actor.setStatus("€".repeat(200));
  assertEquals(status(), `${"€".repeat(61)}…`);
  actor.setStatus("x".repeat(1000));
  assertEquals(status(), `${"x".repeat(185)}…`);
  actor.setStatus("short");
  assertEquals(status(), "short");
  const behind = new Uint8Array(region, AT + layout.PROBE_BYTES);
  assertEquals(behind.every((byte) => byte === 0), true, "it wrote behind its probe");
});

Deno.test("ProbeReader survives whatever it finds in the status word", () => {
  const { region, reader } = probe();
  const words = new Int32Array(region, AT, layout.PROBE_BYTES / 4);
  words[layout.PROBE_STATUS_WORD] = -1;
  assertEquals(reader.sample(0).status, "");
  words[layout.PROBE_STATUS_WORD] = 2 ** 30;
  assertEquals(reader.sample(0).status.length, 188);
});

Deno.test("closeProbe books the phase in which a thread was ended, once, and leaves alone who had ended by itself", () => {
  const region = new SharedArrayBuffer(layout.PROBE_BYTES);
  const probe = new ProbeWriter(region, 0);
  const reader = new ProbeReader(region, 0);
  probe.busy(1000);
  probe.wait(1500, false);
  probe.busy(1600);
  closeProbe(region, 0, 9600);
  closeProbe(region, 0, 20_000);
  const { phase, busyMs, waitingMs } = reader.sample(30_000);
  assertEquals([phase, busyMs, waitingMs], ["down", 8500, 100]);

  // The successor goes on from there.
  const successor = new ProbeWriter(region, 0);
  successor.busy(31_000);
  assertEquals(reader.sample(31_500).busyMs, 9000);
  successor.down(32_000);
  closeProbe(region, 0, 40_000);
  assertEquals(reader.sample(50_000).busyMs, 9500);
});

Deno.test("an actor's rest has a number of its own, and is over when it goes on, ends or dies", () => {
  const { region, writer, reader } = probe();
  const first = writer();
  const none = { rests: "no", stopNoticed: false };
  const seen = () => {
    const { number, ...how } = restIn(restAt(region, AT));
    return { number, how };
  };
  assertEquals(seen(), { number: 0, how: none });
  first.wait(0, false, restFor(false, false));
  const one = restAt(region, AT);
  assertEquals(seen(), { number: 1, how: { rests: "forPeers", stopNoticed: false } });
  assertEquals(reader.sample(0).phase, "waiting");
  first.wait(1, false, restFor(false, false));
  assertEquals(restAt(region, AT), one, "the same wait, looked at again");
  first.busy(2);
  assertEquals(seen(), { number: 1, how: none });
  first.wait(3, true, restFor(true, true));
  assertEquals(seen(), { number: 2, how: { rests: "forTime", stopNoticed: true } });
  assertEquals(reader.sample(3).phase, "blocked");
  first.wait(4, true, restFor(false, true));
  assertEquals(seen(), { number: 2, how: { rests: "forPeers", stopNoticed: true } });
  first.wait(4, false);
  assertEquals(seen(), { number: 2, how: none });
  first.wait(4, false, restFor(false, true));
  assertEquals(seen().number, 3);
  closeProbe(region, AT, 5);
  assertEquals(seen(), { number: 3, how: none });
  assertEquals(reader.sample(9), { ...reader.sample(5), phase: "down" });
  const second = writer();
  second.wait(6, false, restFor(false, false));
  assertEquals(seen().number, 4);
  assertEquals(restsBetween(one, restAt(region, AT)), 3);
  writer();
  assertEquals(seen().how, none, "a generation begins at work");
});

Deno.test("the number of a rest wraps", () => {
  const { region, writer } = probe();
  const words = new Int32Array(region, AT);
  words[layout.PROBE_PHASE_WORD] = -1 << layout.HOW_BITS;
  const actor = writer();
  const before = restAt(region, AT);
  actor.wait(0, false, restFor(false, false));
  assertEquals(restIn(restAt(region, AT)).number, 0);
  assertEquals(restsBetween(before, restAt(region, AT)), 1);
});

Deno.test("ProbeReader counts a wait outside as work from when the thread was to be seen again", () => {
  const { writer, reader } = probe();
  const actor = writer();
  const look = (now: number) => {
    const { phase, busyMs, outsideMs } = reader.sample(now);
    return [phase, busyMs, outsideMs];
  };
  actor.busy(1000);
  actor.outside(1010, 1012);
  assertEquals(look(1011), ["outside", 10, 1]);
  assertEquals(look(1300), ["busy", 298, 2]);
  actor.outside(1012, 1100);
  assertEquals(look(1100), ["outside", 10, 90]);
  assertEquals(look(1110), ["busy", 20, 90]);
  actor.inside(1100);
  assertEquals(look(1110), ["busy", 20, 90]);
  actor.outside(1110, Infinity);
  assertEquals(look(9110), ["outside", 20, 8090]);
  actor.wait(9110, false);
  assertEquals(look(9200), ["waiting", 20, 8090]);
});

Deno.test("ProbeReader takes a wait outside for part of a turn, and for no progress", () => {
  const { writer, reader } = probe();
  const actor = writer();
  const { progress: begin } = reader;
  actor.busy(1000);
  const { progress } = reader;
  assertEquals([reader.inTurn, reader.isOutside, progress === begin], [true, false, false]);
  actor.outside(1010, 1012);
  assertEquals([reader.inTurn, reader.isOutside, reader.progress], [true, true, progress]);
  actor.inside(1012);
  assertEquals([reader.inTurn, reader.isOutside, reader.progress], [true, false, progress]);
  actor.wait(1020, true);
  assertEquals([reader.inTurn, reader.isOutside], [false, false]);
  assertEquals(reader.progress === progress, false);
});

Deno.test("a wait for calls is outside and a sign of life, and its thread is free however long it takes", () => {
  const { writer, reader } = probe();
  const actor = writer();
  actor.busy(1000);
  actor.outside(1000, 1010); // from here on there is a moment at which it was to be heard of
  actor.inside(1010);
  const { progress } = reader;
  actor.waitForCalls(1020);
  assertEquals([reader.inTurn, reader.isOutside, reader.progress === progress], [
    false,
    false,
    false,
  ]);
  const { phase, outsideMs, busyMs } = reader.sample(99_020);
  assertEquals([phase, outsideMs, busyMs], ["outside", 98_010, 10]);
});

Deno.test("closeProbe tells a wait outside from work that the thread never told of", () => {
  const region = new SharedArrayBuffer(layout.PROBE_BYTES);
  const probe = new ProbeWriter(region, 0);
  probe.busy(1000);
  probe.outside(1100, 1200);
  closeProbe(region, 0, 5000);
  const { phase, busyMs, outsideMs } = new ProbeReader(region, 0).sample(9000);
  assertEquals([phase, busyMs, outsideMs], ["down", 3900, 100]);
  probe.busy(5000);
  probe.waitForCalls(5000);
  closeProbe(region, 0, 9000);
  assertEquals(new ProbeReader(region, 0).sample(9000).outsideMs, 4100);
});
