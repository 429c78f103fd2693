/** Holds that the life of a crew's worker makes sense in whatever order things happen to it. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Execution } from "../../src/protocol/execution.ts";
import { Crew, type CrewMember, RELEASE_TIMEOUT_MS } from "../../src/supervisor/crew.ts";
import type { Spawner, WorkerEvents, WorkerHandle } from "../../src/supervisor/spawner.ts";
import { Alarms } from "../../src/supervisor/timers.ts";
import { ARROWS, type WorkerState } from "../../src/supervisor/worker_state.ts";
import { errorOf } from "./fake_worker.ts";
import { VirtualTimers } from "./virtual_timers.ts";

/** How a thread ends: when it is asked to, when it is killed, not even then; or it cannot be started at all. */
const NATURES = ["obeys", "is killed", "stays", "does not begin"] as const;
type Nature = typeof NATURES[number];

const LIMIT = { ms: 20_000, option: "restartTimeoutMs" } as const;
const MEMBERS: readonly CrewMember[] = [0, 1, 2].map((actor) => ({ actor, seat: actor }));

/** What a crew tells of a thread, each once at most. */
type Told = "ready" | "load failed" | "died" | "ending" | "thread gone" | "gone" | "zombie";

/** What must not have been told before that. */
const NOT_AFTER: Readonly<Record<Told, readonly Told[]>> = {
  "ready": ["load failed", "died", "ending", "gone", "zombie"],
  "load failed": ["ready", "died", "gone", "zombie"],
  "died": ["load failed", "ending", "gone", "zombie"],
  "ending": ["gone", "zombie"],
  "thread gone": ["gone"],
  "gone": ["zombie"],
  "zombie": ["gone", "thread gone"],
};

/** Says that something must hold. Nothing is thrown: the code under test might take that for a fault of its worker. */
type Must = (holds: boolean | undefined, what: string) => void;

/** A thread that ends as its nature is. */
class TestThread implements WorkerHandle {
  readonly nature: Nature;
  readonly events: WorkerEvents;
  readonly must: Must;
  readonly told: Told[] = [];
  isGone = false;
  hasLoaded = false;
  /** Whether it was ever asked to let somebody go. */
  wasAsked = false;
  /** How many reports on kills are to come. */
  reportsDue = 0;

  constructor(nature: Nature, events: WorkerEvents, must: Must) {
    this.nature = nature;
    this.events = events;
    this.must = must;
    this.isGone = nature === "does not begin";
  }

  /** Whether its end is under way, so that nobody in it may commit any more. */
  get isEnding(): boolean {
    return this.told.includes("ending");
  }

  perform(): void {
    this.must(this.hasLoaded && !this.isEnding && !this.isGone, `it runs somebody: ${this.told}`);
  }

  retire(): void {
    this.must(!this.isEnding && !this.isGone, `it lets somebody go: ${this.told}`);
    this.wasAsked = true;
  }

  ping(): void {}

  terminate(): void {
    this.must(this.isEnding, "it is told first that it is ended");
    if (this.nature === "obeys") queueMicrotask(() => this.goes());
  }

  kill(): Promise<Execution> {
    this.must(this.isEnding, "it is told first that it is killed");
    if (this.nature !== "stays") this.goes();
    return Promise.resolve({ stack: "at loop", ended: this.isGone, tookMs: 1 });
  }

  goes(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.events.onGone();
  }

  /** Says something, as long as it is there. */
  says(say: (events: WorkerEvents) => void): void {
    if (!this.isGone) say(this.events);
  }
}

/** A crew whose threads are of these natures, one after the other; and what must hold of all that it tells. */
class Rehearsal implements Spawner {
  readonly timers = new VirtualTimers();
  readonly threads: TestThread[] = [];
  readonly crew: Crew<CrewMember>;
  isClosed = false;
  readonly #broken: string[] = [];
  readonly #must: Must = (holds, what) => {
    if (holds !== true) this.#broken.push(what);
  };
  readonly #natures: readonly Nature[];

  constructor(natures: readonly Nature[]) {
    this.#natures = natures;
    this.crew = new Crew(0, this, new Alarms(this.timers), {
      onLife: () => this.#must(!this.thread!.isEnding, "what it says while it ends counts no more"),
      onReady: () => this.#tell("ready"),
      onLoadFailed: () => this.#tell("load failed"),
      onDied: () => this.#tell("died"),
      onEnding: () => this.#tell("ending"),
      onThreadGone: () => this.#tell("thread gone"),
      onGone: () => this.#tell("gone"),
      onLingering: () => {},
      onZombie: () => this.#tell("zombie"),
      onAdmitted: () => {},
      onUnreleased: () =>
        this.#must(
          this.thread!.isEnding && this.thread!.wasAsked,
          "only a worker that was asked is late",
        ),
    });
    this.crew.members.push(...MEMBERS);
  }

  /** The present thread, or the last. */
  get thread(): TestThread | undefined {
    return this.threads.at(-1);
  }

  spawn(_worker: number, events: WorkerEvents): WorkerHandle {
    this.#must(this.threads.every(({ isGone }) => isGone), "never two threads at once");
    this.#must(this.thread?.told.includes("gone") ?? true, "the last one's end is told before");
    const nature = this.#natures[this.threads.length % this.#natures.length]!;
    const thread = new TestThread(nature, events, this.#must);
    this.threads.push(thread);
    if (nature === "does not begin") throw new Error("no more threads");
    return thread;
  }

  /** Kills the worker. If it was sound and goes, what came of that is reported once, before another may follow. */
  kill(): void {
    const { thread, crew } = this;
    if (crew.isSound) thread!.reportsDue = 1;
    void crew.kill(() => {
      this.#must(thread?.isGone && !thread.told.includes("gone"), `${thread?.told}`);
      thread!.reportsDue--;
    });
  }

  #tell(what: Told): void {
    const { told, isGone } = this.thread!;
    const story = `${[...told, what].join(", ")}`;
    this.#must(!told.includes(what), `told twice: ${story}`);
    this.#must(NOT_AFTER[what].every((one) => !told.includes(one)), `in a wrong order: ${story}`);
    if (what === "gone" || what === "zombie") this.#must(told.includes("ending"), story);
    if (what === "gone" || what === "thread gone") this.#must(isGone, story);
    if (what === "gone") {
      this.#must(this.thread!.reportsDue === 0, "what came of a kill is told first");
    }
    told.push(what);
  }

  /** What holds between any two events. */
  check(): void {
    const { crew, thread } = this;
    if (crew.isVacant) this.#must(!crew.isThere && (thread?.isGone ?? true), "vacant");
    if (crew.isSound) this.#must(thread?.hasLoaded && !thread.isEnding, "sound");
    if (crew.state === "ending") this.#must(thread?.isEnding, "ending");
    if (crew.state === "zombie") this.#must(thread?.told.includes("zombie"), "zombie");
    assertEquals(this.#broken, []);
  }
}

/** What can happen to a crew, in whatever state it is. */
const HAPPENINGS: Readonly<Record<string, (rehearsal: Rehearsal) => void>> = {
  "it is hired": ({ crew, isClosed }) => isClosed || crew.hire(LIMIT),
  "it may begin": ({ crew }) => crew.begin(),
  "it is loaded": ({ thread }) =>
    thread?.says((events) => {
      thread.hasLoaded = true;
      events.onLoad({ type: "loaded" });
    }),
  "it cannot be loaded": ({ thread }) =>
    thread?.says(({ onLoad }) =>
      onLoad({ type: "notLoaded", faults: [{ actor: 1, error: errorOf("no such export") }] })
    ),
  "it is broken": ({ thread }) => thread?.says(({ onBroken }) => onBroken(errorOf("broken"))),
  "it is unsound": ({ thread }) =>
    thread?.says(({ onLife }) => onLife({ type: "uncaught", error: errorOf("unsound") })),
  "it gives a sign of life": ({ thread }) =>
    thread?.says(({ onLife }) =>
      onLife({ type: "pong", worker: 0, call: 0, heapBytes: 0, thread: null })
    ),
  "its thread goes": ({ thread }) => thread?.goes(),
  "it runs somebody": ({ crew }) => crew.perform(MEMBERS[0]!, 0, []),
  "it is to let somebody go": ({ crew }) => crew.release(MEMBERS[0]!, 0, true),
  "it has let somebody go": ({ crew }) => crew.released(MEMBERS[0]!),
  "it is ended": ({ crew }) => crew.end(),
  "it is killed": (rehearsal) => rehearsal.kill(),
  "the graph stops": ({ crew }) => crew.hurry(5000),
  "the graph is over": (rehearsal) => {
    rehearsal.isClosed = true;
    void rehearsal.crew.close(1000);
  },
  "a moment passes": ({ timers }) => timers.passTo(timers.now() + 10),
  "seconds pass": ({ timers }) => timers.passTo(timers.now() + RELEASE_TIMEOUT_MS + 500),
  "a minute passes": ({ timers }) => timers.passTo(timers.now() + 60_000),
};

/** The end of a graph ends most stories, so it comes seldom. */
const happening = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...Object.keys(HAPPENINGS)) },
  { weight: 20, arbitrary: fc.constantFrom("it is hired", "it is loaded") },
).filter((name) => name !== "the graph is over");

const story = fc.record({
  natures: fc.array(fc.constantFrom(...NATURES), { minLength: 1, maxLength: 4 }),
  /** Whether it begins as a graph does: with a first worker. */
  isFirst: fc.boolean(),
  happenings: fc.array(fc.record({ name: happening, isSettled: fc.boolean() }), {
    minLength: 5,
    maxLength: 40,
  }),
  /** When the graph is over, if it is. */
  overAt: fc.option(fc.nat(40), { freq: 2 }),
});

/** Lets everything happen that is due at once. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await null;
}

/** What must hold once nothing more happens by itself. */
function checkEnd({ crew, threads, isClosed }: Rehearsal, isFirst: boolean): void {
  assert(!["loading", "ending"].includes(crew.state), `it comes to an end: ${crew.state}`);
  for (const [i, { told, isGone, nature, hasLoaded }] of threads.entries()) {
    const has = (one: Told) => told.includes(one);
    const told_ = told.join(", ");
    if (nature !== "does not begin") assertEquals(has("thread gone"), isGone, told_);
    if (has("died") || has("load failed")) assert(has("ending"), told_);
    if (isFirst && i === 0) continue; // Of a first load its promise tells.
    const isAnswered = has("ready") || has("load failed") || has("ending");
    assert(isAnswered, `a load ends in a fault, in a ready crew, or is broken off: ${told_}`);
    if (has("ready")) assert(hasLoaded, told_);
    if (has("ending") && !isClosed) assert(has("gone") || has("zombie"), `no end: ${told_}`);
  }
}

/** Plays a story to its end. Returns the states that were seen. */
async function play(
  { natures, isFirst, happenings, overAt }: typeof story extends fc.Arbitrary<infer S> ? S : never,
): Promise<ReadonlySet<WorkerState>> {
  const rehearsal = new Rehearsal(natures);
  const { crew, timers } = rehearsal;
  const seen = new Set<WorkerState>([crew.state]);
  let isLoadOver = !isFirst;
  if (isFirst) void crew.load(LIMIT).then(() => isLoadOver = true);
  for (const [i, { name, isSettled }] of happenings.entries()) {
    HAPPENINGS[i === overAt ? "the graph is over" : name]!(rehearsal);
    if (isSettled) await settle();
    rehearsal.check();
    seen.add(crew.state);
  }
  for (let i = 0; i < 10; i++) {
    await settle();
    timers.passTo(timers.now() + LIMIT.ms);
    rehearsal.check();
    seen.add(crew.state);
  }
  await settle();
  assert(isLoadOver, "the first load is over");
  assertEquals(timers.pending, 0, "nothing is waited for any more");
  checkEnd(rehearsal, isFirst);
  return seen;
}

Deno.test("a worker's life makes sense in whatever order things happen", async () => {
  const seen = new Set<WorkerState>();
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      for (const state of await play(told)) seen.add(state);
    }),
    { numRuns: 5000, seed: 20_260 },
  );
  assertEquals([...seen].sort(), Object.keys(ARROWS).sort(), "every state was seen");
});

Deno.test("from each state of a worker there is a way to its end, and from nowhere back to a second thread", () => {
  const next = (state: WorkerState) =>
    new Set(Object.values(ARROWS[state]).filter((to) => to !== null));
  for (const state of ["loading", "loaded", "unfit", "sound"] as const) {
    assert(next(state).has("ending"), state);
    assert(next(state).has("closing"), state);
  }
  assertEquals([...next("zombie"), ...next("closing")], []);
  const intoLoading = (Object.keys(ARROWS) as WorkerState[]).filter((from) =>
    next(from).has("loading")
  );
  assertEquals(intoLoading, ["vacant"]);
  const intoVacant = (Object.keys(ARROWS) as WorkerState[]).filter((from) =>
    next(from).has("vacant")
  );
  assertEquals(intoVacant, ["ending"]);
});

Deno.test("the patience with a worker ends with it: its successor is not killed for it", async () => {
  const rehearsal = new Rehearsal(["obeys"]);
  const { crew, timers } = rehearsal;
  const begin = () => {
    crew.hire(LIMIT);
    rehearsal.thread!.events.onLoad({ type: "loaded" });
    rehearsal.thread!.hasLoaded = true;
  };
  begin();
  crew.release(MEMBERS[0]!, 0, true);
  rehearsal.thread!.goes();
  await settle();
  begin();
  timers.passTo(RELEASE_TIMEOUT_MS + 500);
  rehearsal.check();
  assertEquals(crew.state, "sound");
});
