import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DEFAULT_HANG_TIMEOUT_MS, HangWatch } from "../../src/execution/hang_watch.ts";
import { PROBE_BYTES } from "../../src/probe/probe_layout.ts";
import { ProbeReader } from "../../src/probe/read.ts";
import { ProbeWriter } from "../../src/probe/write.ts";

const S = 1000;

/** What an actor does from some second on. */
type Act = "waits" | "is busy" | "commits" | "is down";

/** A graph whose actors do what the test says, on a clock that the test moves. */
class Scene {
  readonly story: string[] = [];
  readonly watch: HangWatch;
  /** Workers whose threads are stuck: they answer nothing. */
  readonly stuck = new Set<number>();
  readonly asked: number[] = [];
  /** What the last check has found. */
  isCalm = false;
  checks = 0;
  readonly #writers: ProbeWriter[];
  readonly #acts: Act[];
  readonly #generations: number[];
  #now = 1_700_000_000_000;
  readonly #began = this.#now;

  /** `crews`: the deadlines of each worker's actors, in seconds; they are numbered as they come. */
  constructor(...crews: readonly (readonly number[])[]) {
    const region = new SharedArrayBuffer(PROBE_BYTES * crews.flat().length);
    const deadlines = crews.flatMap((crew, worker) => crew.map((s) => ({ worker, s })));
    this.#writers = deadlines.map((_, actor) => new ProbeWriter(region, actor * PROBE_BYTES));
    this.#acts = deadlines.map(() => "waits");
    this.#generations = deadlines.map(() => 0);
    this.#writers.forEach((writer) => writer.wait(this.#now, false));
    this.watch = new HangWatch(
      deadlines.map(({ worker, s }, actor) => ({
        worker,
        hangTimeoutMs: s * S,
        probe: new ProbeReader(region, actor * PROBE_BYTES),
      })),
      {
        generation: (actor) =>
          this.#acts[actor] === "is down" ? undefined : this.#generations[actor],
        ask: (worker) => this.asked.push(worker),
        onSuspected: (actor, sinceMs, scope) => this.#tell("suspects", actor, sinceMs, scope),
        onHung: (actor, sinceMs, scope) => this.#tell("hung", actor, sinceMs, scope),
      },
      { now: () => this.#now },
    );
  }

  #tell(what: string, actor: number, sinceMs: number, scope: string): void {
    const at = Math.round((this.#now - this.#began) / S);
    this.story.push(`${at} s: ${what} ${actor} (${scope}) since ${Math.round(sinceMs / S)} s`);
  }

  act(actor: number, act: Act): this {
    this.#acts[actor] = act;
    const writer = this.#writers[actor]!;
    if (act === "is down") this.#generations[actor]!++;
    if (act === "waits") writer.wait(this.#now, false);
    else if (act !== "is down") writer.busy(this.#now);
    return this;
  }

  /** Lets time pass, in checks; in as few as will do, if it may be `calm`. */
  pass(seconds: number, calm = false): this {
    for (const end = this.#now + seconds * S; this.#now < end;) {
      const dueMs = calm && this.isCalm ? this.watch.calmPeriodMs : this.watch.periodMs;
      this.#now += dueMs;
      this.checks++;
      this.#acts.forEach((act, actor) => {
        if (act === "commits") this.#writers[actor]!.beat();
      });
      this.isCalm = this.watch.check(dueMs);
      const answering = this.asked.filter((worker) => !this.stuck.has(worker));
      this.asked.splice(0, Infinity, ...this.asked.filter((worker) => this.stuck.has(worker)));
      answering.forEach((worker) => this.watch.answered(worker));
    }
    return this;
  }

  /** Lets time pass in one go. */
  jump(seconds: number): this {
    this.#now += seconds * S;
    this.watch.check();
    return this;
  }

  stick(worker: number): this {
    this.stuck.add(worker);
    return this;
  }

  /** The thread gets on. */
  free(worker: number): this {
    this.stuck.delete(worker);
    return this;
  }

  /** The worker has a new thread, which knows of no questions. */
  replace(worker: number): this {
    this.asked.splice(0, Infinity, ...this.asked.filter((asked) => asked !== worker));
    return this.free(worker);
  }
}

const CASES: { what: string; scene: () => Scene; story: string[] }[] = [
  {
    what: "says nothing about actors that wait",
    scene: () => new Scene([60], [60, 60]).pass(3600),
    story: [],
  },
  {
    what: "says nothing about a busy actor that commits",
    scene: () => new Scene([60]).act(0, "commits").pass(3600),
    story: [],
  },
  {
    what: "tells of a solo actor that holds its thread: suspected at half, hung once",
    scene: () => new Scene([60]).act(0, "is busy").stick(0).pass(600),
    story: ["30 s: suspects 0 (thread) since 30 s", "60 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "tells of a solo actor that awaits for ever while its thread answers",
    scene: () => new Scene([60]).act(0, "is busy").pass(600),
    story: ["30 s: suspects 0 (member) since 30 s", "60 s: hung 0 (member) since 60 s"],
  },
  {
    what: "counts from the last progress",
    scene: () => new Scene([60]).act(0, "commits").pass(100).act(0, "is busy").stick(0).pass(100),
    story: ["130 s: suspects 0 (thread) since 30 s", "160 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "takes a suspicion back when there is progress",
    scene: () =>
      new Scene([60]).act(0, "is busy").pass(50).act(0, "waits").pass(1).act(0, "is busy").pass(50),
    story: ["30 s: suspects 0 (member) since 30 s", "81 s: suspects 0 (member) since 30 s"],
  },
  {
    what: "keeps to each actor's own deadline, and to none",
    scene: () =>
      new Scene([10], [100], [Infinity]).act(0, "is busy").act(1, "is busy").act(2, "is busy")
        .pass(120),
    story: [
      "5 s: suspects 0 (member) since 5 s",
      "10 s: hung 0 (member) since 10 s",
      "50 s: suspects 1 (member) since 50 s",
      "100 s: hung 1 (member) since 100 s",
    ],
  },
  {
    what: "blames the one member of a troupe that awaits for ever, while the others move",
    scene: () => new Scene([60, 60, 60]).act(0, "commits").act(1, "is busy").pass(100),
    story: ["30 s: suspects 1 (member) since 30 s", "60 s: hung 1 (member) since 60 s"],
  },
  {
    what: "blames it while the others only wait, because the thread answers",
    scene: () => new Scene([60, 60, 60]).act(1, "is busy").pass(100),
    story: ["30 s: suspects 1 (member) since 30 s", "60 s: hung 1 (member) since 60 s"],
  },
  {
    what: "tells that a thread of a troupe is stuck, and blames the busy member",
    scene: () => new Scene([60, 60, 60]).pass(5).act(1, "is busy").stick(0).pass(100),
    story: ["35 s: suspects 1 (thread) since 30 s", "65 s: hung 1 (thread) since 60 s"],
  },
  {
    what: "blames the member that moved last, not the one that merely awaits",
    scene: () =>
      new Scene([60, 60, 60]).act(0, "is busy").pass(10).act(2, "is busy").stick(0).pass(100),
    story: ["40 s: suspects 2 (thread) since 30 s", "70 s: hung 2 (thread) since 60 s"],
  },
  {
    what: "does not blame a member that waits, even if it moved last",
    scene: () =>
      new Scene([60, 60]).act(0, "is busy").pass(1).act(1, "is busy").act(1, "waits").stick(0)
        .pass(100),
    story: ["31 s: suspects 0 (thread) since 30 s", "61 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "says nothing more about an actor that is hung when its thread falls silent too",
    scene: () => new Scene([60]).act(0, "is busy").pass(61).stick(0).pass(300),
    story: ["30 s: suspects 0 (member) since 30 s", "60 s: hung 0 (member) since 60 s"],
  },
  {
    what: "expects no answer from a new thread to what the old one was asked",
    scene: () =>
      new Scene([60]).act(0, "is busy").stick(0).pass(70).act(0, "is down").replace(0)
        .act(0, "waits").pass(300),
    story: ["30 s: suspects 0 (thread) since 30 s", "60 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "gives a stuck thread as long as its most patient busy member",
    scene: () => new Scene([60, 300]).act(0, "is busy").act(1, "is busy").stick(0).pass(290),
    story: ["150 s: suspects 0 (thread) since 150 s"],
  },
  {
    what: "never judges a thread that a busy member may hold for ever",
    scene: () => new Scene([60, Infinity]).act(1, "is busy").stick(0).pass(3600),
    story: [],
  },
  {
    what: "tells of a callback that holds a thread while all its actors wait",
    scene: () => new Scene([60]).pass(100).stick(0).pass(200),
    // Asked a quarter of the deadline after the last sign of life, at the latest.
    story: ["135 s: suspects 0 (thread) since 30 s", "165 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "leaves actors alone that do not run, and begins anew when they do",
    scene: () =>
      new Scene([60]).act(0, "is busy").pass(50).act(0, "is down").stick(0).pass(300)
        .act(0, "is busy").free(0).pass(40),
    story: ["30 s: suspects 0 (member) since 30 s", "380 s: suspects 0 (member) since 30 s"],
  },
  {
    what: "is not held up by a member that is restarted again and again",
    scene: () => {
      const scene = new Scene([60, 60]).act(0, "is busy");
      for (let i = 0; i < 80; i++) scene.act(1, "is down").pass(0.5).act(1, "is busy").pass(0.5);
      return scene;
    },
    story: ["30 s: suspects 0 (member) since 30 s", "60 s: hung 0 (member) since 60 s"],
  },
  {
    what: "tells of a successor that hangs too",
    scene: () =>
      new Scene([60]).act(0, "is busy").stick(0).pass(70).act(0, "is down").pass(1)
        .act(0, "is busy").pass(70),
    story: [
      "30 s: suspects 0 (thread) since 30 s",
      "60 s: hung 0 (thread) since 60 s",
      "101 s: suspects 0 (thread) since 30 s",
      "131 s: hung 0 (thread) since 60 s",
    ],
  },
  {
    what: "begins anew after the process was stopped",
    scene: () => new Scene([60]).act(0, "is busy").stick(0).pass(25).jump(7200).pass(29),
    story: [],
  },
  {
    what: "still sees a hang after the process was stopped",
    scene: () => new Scene([60]).act(0, "is busy").stick(0).pass(25).jump(7200).pass(61),
    story: ["7255 s: suspects 0 (thread) since 30 s", "7285 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "counts no time in which the process was stopped, however short the deadline",
    scene: () => new Scene([0.5]).act(0, "is busy").stick(0).pass(0.4).jump(1.2).pass(0.2),
    story: ["0 s: suspects 0 (thread) since 0 s"],
  },
  {
    what: "gives everybody a whole deadline after a pause that was as long",
    scene: () => new Scene([60, 60]).act(0, "is busy").pass(59).jump(60).pass(59),
    story: [
      "30 s: suspects 0 (member) since 30 s",
      "149 s: suspects 0 (member) since 30 s",
    ],
  },
  {
    what: "gives as much time as was lost after a shorter pause, and tells no suspicion twice",
    scene: () => new Scene([60]).act(0, "is busy").stick(0).pass(59).jump(5).pass(10),
    story: ["30 s: suspects 0 (thread) since 30 s", "69 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "asks a thread for a sign of life after a pause, and believes it",
    scene: () =>
      new Scene([60, 60]).act(0, "is busy").act(1, "commits").stick(0).pass(29).jump(40).free(0)
        .pass(50),
    story: ["79 s: suspects 0 (member) since 30 s", "109 s: hung 0 (member) since 60 s"],
  },
  {
    what: "leaves a callback that holds a thread its time, too",
    scene: () => new Scene([60]).stick(0).pass(70).jump(20).pass(19),
    story: ["45 s: suspects 0 (thread) since 30 s"],
  },
  {
    what: "sees a hang although the host is held up again and again",
    scene: () => {
      const scene = new Scene([60]).act(0, "is busy").stick(0);
      for (let i = 0; i < 40; i++) scene.jump(1.5).pass(2);
      return scene;
    },
    story: ["48 s: suspects 0 (thread) since 30 s", "94 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "says nothing more about a hung actor after a pause",
    scene: () => new Scene([60]).act(0, "is busy").stick(0).pass(61).jump(600).pass(100),
    story: ["30 s: suspects 0 (thread) since 30 s", "60 s: hung 0 (thread) since 60 s"],
  },
  {
    what: "bears checks that come a little late",
    scene: () => {
      const scene = new Scene([60]).act(0, "is busy").stick(0);
      for (let i = 0; i < 70; i++) scene.jump(1);
      return scene;
    },
    story: ["31 s: suspects 0 (thread) since 30 s", "61 s: hung 0 (thread) since 60 s"],
  },
];

for (const { what, scene, story } of CASES) {
  Deno.test(`HangWatch ${what}`, () => assertEquals(scene().story, story));
}

Deno.test("HangWatch asks a thread that is at rest four times per deadline, no more", () => {
  const scene = new Scene([60]);
  let asked = 0;
  for (let i = 0; i < 60; i++) {
    scene.stick(0).pass(1);
    asked += scene.asked.length;
    scene.free(0).pass(1);
  }
  assert(asked >= 4 && asked <= 8, `asked ${asked} times in two deadlines`);
});

Deno.test("HangWatch checks a few times a second at most, and not at all without deadlines", () => {
  assertEquals(new Scene([DEFAULT_HANG_TIMEOUT_MS / S]).watch.periodMs, 250);
  assertEquals(new Scene([60], [1.6]).watch.periodMs, 100);
  assertEquals(new Scene([0.01]).watch.periodMs, 10);
  assertEquals(new Scene([Infinity], [60]).watch.periodMs, 250, "worker 0 has no deadline");
  assertEquals(new Scene([Infinity]).watch.periodMs, Infinity);
});

Deno.test("HangWatch checks a calm graph once a second, and no less often than a part of the shortest deadline", () => {
  assertEquals(new Scene([DEFAULT_HANG_TIMEOUT_MS / S]).watch.calmPeriodMs, 1000);
  assertEquals(new Scene([60], [1.6]).watch.calmPeriodMs, 100);
  assertEquals(new Scene([8]).watch.calmPeriodMs, 500);
  const scene = new Scene([60, 60], [60]).pass(3600, true);
  assert(scene.checks < 3600 + 300, `${scene.checks} checks in an hour`);
});

const CALM_OR_NOT: { what: string; scene: () => Scene; isCalm: boolean }[] = [
  { what: "all wait", scene: () => new Scene([60, 60], [60]).pass(1), isCalm: true },
  {
    what: "one is in its turn",
    scene: () => new Scene([60, 60], [60]).pass(1).act(2, "is busy").pass(1),
    isCalm: false,
  },
  {
    what: "one moves",
    scene: () => new Scene([60]).act(0, "is busy").pass(1).act(0, "waits").pass(0.25),
    isCalm: false,
  },
  {
    what: "one has moved, and waits",
    scene: () => new Scene([60]).act(0, "is busy").pass(1).act(0, "waits").pass(0.5),
    isCalm: true,
  },
  {
    what: "one is down",
    scene: () => new Scene([60], [60]).act(0, "is down").pass(1),
    isCalm: true,
  },
  {
    what: "a thread owes an answer",
    scene: () => new Scene([60]).stick(0).pass(16),
    isCalm: false,
  },
];

for (const { what, scene, isCalm } of CALM_OR_NOT) {
  Deno.test(`HangWatch finds a graph ${isCalm ? "calm" : "not calm"} in which ${what}`, () => {
    assertEquals(scene().isCalm, isCalm);
  });
}

Deno.test("HangWatch finds a hang that begins in a calm graph, a calm period later at most", () => {
  const scene = new Scene([60], [60]).pass(100, true).act(0, "is busy").stick(0);
  scene.pass(59, true);
  assertEquals(scene.story.filter((line) => line.includes("hung")), []);
  scene.pass(3, true);
  assertEquals(scene.story.map((line) => line.split(" ").slice(2, 4).join(" ")), [
    "suspects 0",
    "hung 0",
  ]);
});

Deno.test("HangWatch never accuses actors that move within their deadlines, whatever else they do", () => {
  const step = fc.record({
    actor: fc.nat(3),
    act: fc.constantFrom<Act>("waits", "is busy", "commits", "is down"),
    seconds: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const scene = new Scene([60, 60], [60, 60]);
    steps.forEach(({ actor, act, seconds }, i) => {
      scene.act(actor, act).pass(seconds, seconds % 2 === 0);
      // Nobody is left alone for long.
      if (i % 2 === 0) { for (let a = 0; a < 4; a++) scene.act(a, "is busy").act(a, "waits"); }
    });
    assertEquals(scene.story, []);
  }));
});

Deno.test("HangWatch accuses every solo actor that stands still, and no other", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(9)), (still) => {
    const scene = new Scene(...Array.from({ length: 10 }, () => [60]));
    for (let actor = 0; actor < 10; actor++) {
      scene.act(actor, still.includes(actor) ? "is busy" : "commits");
    }
    scene.pass(61);
    const hung = scene.story.filter((line) => line.includes("hung"));
    assertEquals(
      hung.map((line) => Number(line.split(" ")[3])).sort(),
      still.toSorted(),
    );
  }));
});
