/** Holds that a supervision keeps its promises in whatever order its actors and their threads fail. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { WorkerEvents } from "../../src/supervisor/spawner.ts";
import type { RestartType, Strategy, SupervisorPlan } from "../../src/supervisor/tree.ts";
import { FakeTheatre } from "./fake_theatre.ts";
import { errorOf, type FakeWorker } from "./fake_worker.ts";

/** A solo actor, a troupe of three, one of two: the actors 0, 1 to 3, and 4 and 5. */
const CREWS = [1, 3, 2];
const ACTORS = [0, 1, 2, 3, 4, 5];
const STRATEGIES: readonly Strategy[] = ["oneForOne", "oneForAll", "restForOne"];
const TYPES: readonly RestartType[] = ["permanent", "transient", "temporary"];

/** A theatre whose workers obey, and that notes what must never be. */
class StrictTheatre extends FakeTheatre {
  readonly broken: string[] = [];
  /** Workers whose threads are there. */
  readonly #there = new Set<number>();
  /** Actors that a thread runs. */
  readonly #inside = new Set<number>();

  override spawn(worker: number, events: WorkerEvents): FakeWorker {
    this.#must(!this.#there.has(worker), `worker ${worker} has two threads`);
    this.#there.add(worker);
    const first = ACTORS.find((actor) => workerOf(actor) === worker)!;
    const fake = super.spawn(worker, {
      ...events,
      onLife: (message) => {
        const isOut = ["ended", "retired", "crashed"].includes(message.type);
        if (isOut && "actor" in message) this.#inside.delete(message.actor);
        events.onLife(message);
      },
      onGone: () => {
        this.#there.delete(worker);
        for (const actor of ACTORS) if (workerOf(actor) === worker) this.#inside.delete(actor);
        events.onGone();
      },
    });
    const perform = fake.perform.bind(fake);
    fake.perform = (seat, generation, suspects) => {
      const actor = first + seat;
      const isSound = this.#there.has(worker) && !fake.terminated && !fake.killed;
      this.#must(isSound, `actor ${actor} is to run in a thread that ends`);
      this.#must(!this.#inside.has(actor), `actor ${actor} runs twice`);
      this.#inside.add(actor);
      perform(seat, generation, suspects);
    };
    return fake;
  }

  #must(holds: boolean, what: string): void {
    if (!holds) this.broken.push(what);
  }
}

function workerOf(actor: number): number {
  return actor === 0 ? 0 : actor < 4 ? 1 : 2;
}

/** What can happen. It is about an actor, or about its worker. */
const HAPPENINGS: Readonly<Record<string, (theatre: StrictTheatre, actor: number) => void>> = {
  "it throws": (theatre, actor) => theatre.crash(actor),
  "it throws with views in hand": (theatre, actor) =>
    theatre.workerOf(actor).crash(actor, theatre.supervision.generation(actor), "it broke", true),
  "it returns": (theatre, actor) =>
    theatre.workerOf(actor).end(actor, theatre.supervision.generation(actor)),
  "it has ended in a commit that nobody heard of": ({ ended }, actor) => ended.add(actor),
  "it is suspected": ({ unclear }, actor) => unclear.add(actor),
  "it is no longer suspected": ({ unclear }, actor) => unclear.delete(actor),
  "it is past what was suspected": (theatre, actor) =>
    theatre.workerOf(actor).say({
      type: "eased",
      actor,
      generation: theatre.supervision.generation(actor),
    }),
  "its worker is unsound": (theatre, actor) => theatre.workerOf(actor).uncaught(),
  "its thread goes": (theatre, actor) => theatre.workerOf(actor).gone(),
  "it hangs": ({ supervision }, actor) =>
    void supervision.condemn(actor, "hang", errorOf("it hangs")),
  "it waits outside for too long": ({ supervision }, actor) =>
    supervision.abandon(actor, "hang", errorOf("it waits")),
  "people restart it": ({ supervision }, actor) =>
    void supervision.restart(actor, errorOf("asked")),
  "it is expelled": ({ supervision }, actor) => supervision.expel(actor),
  "the next load of its worker fails": ({ badLoads }, actor) => {
    badLoads[workerOf(actor)] = 1;
  },
  "a moment passes": (theatre) => theatre.time += 15,
  "seconds pass": (theatre) => theatre.time += 2500,
};

const story = fc.record({
  strategies: fc.array(fc.constantFrom(...STRATEGIES), { minLength: 3, maxLength: 3 }),
  types: fc.array(fc.constantFrom(...TYPES), { minLength: 6, maxLength: 6 }),
  restarts: fc.constantFrom(1, 4, 1000),
  happenings: fc.array(
    fc.record({
      name: fc.constantFrom(...Object.keys(HAPPENINGS)),
      actor: fc.constantFrom(...ACTORS),
      isSettled: fc.boolean(),
    }),
    { minLength: 3, maxLength: 30 },
  ),
  /** When the graph is asked to stop, if it is. */
  stopsAt: fc.option(fc.nat(30), { freq: 2 }),
});

type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

/** Three supervisors, one below the other: each has a part of the troupe. */
function treeOf({ strategies, restarts }: Story): SupervisorPlan[] {
  const intensity = { restarts, withinMs: 1000 };
  const children = [
    [{ actor: 0 }, { actor: 1 }, { supervisor: 1 }, { actor: 4 }],
    [{ supervisor: 2 }, { actor: 3 }, { actor: 5 }],
    [{ actor: 2 }],
  ];
  return ["root", "middle", "lowest"].map((label, i) => ({
    label,
    strategy: strategies[i]!,
    intensity,
    children: children[i]!,
  }));
}

/** Lets everything happen that is due at once. */
async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await null;
}

/** What was told of one actor: the generations that were let in, and how often its end was. */
function checkStory(theatre: StrictTheatre, actor: number): void {
  const lines = theatre.story.filter((line) => new RegExp(`^[a-z ]+ ${actor}\\b`).test(line));
  const generations = lines.filter((line) => line.startsWith("let in"))
    .map((line) => Number(line.split(".")[1]));
  assertEquals(generations, [...new Set(generations)].sort((a, b) => a - b), `actor ${actor}`);
  const isOver = theatre.supervision.isOver(actor);
  const ends = lines.filter((line) => /^(ended|retired) /.test(line));
  assertEquals(ends.length, isOver ? 1 : 0, `the end of actor ${actor}: ${lines.join(", ")}`);
  const last = lines.findLastIndex((line) => line.startsWith("started"));
  const end = lines.findIndex((line) => /^(ended|retired) /.test(line));
  if (isOver) assertEquals(end > last, true, `it runs after its end: ${lines.join(", ")}`);
}

async function play(told: Story): Promise<void> {
  const { types, happenings, stopsAt } = told;
  const theatre = new StrictTheatre(CREWS, {
    willing: true,
    restart: Object.fromEntries(types.entries()),
    supervisors: treeOf(told),
  });
  await theatre.curtainUp();
  for (const [i, { name, actor, isSettled }] of happenings.entries()) {
    if (i === stopsAt) theatre.supervision.hurry(30_000);
    HAPPENINGS[name]!(theatre, actor);
    if (isSettled) await settle();
  }
  theatre.unclear.clear();
  for (let i = 0; i < 20; i++) {
    await settle();
    theatre.time += 10_000;
  }
  await settle();
  assertEquals(theatre.broken, []);
  for (const actor of ACTORS) {
    const { supervision } = theatre;
    assertEquals(supervision.isDown(actor), false, `actor ${actor} is left down`);
    checkStory(theatre, actor);
  }
  const isOver = ACTORS.every((actor) => theatre.supervision.isOver(actor));
  assertEquals(theatre.story.filter((line) => line === "all done").length, isOver ? 1 : 0);
}

Deno.test("a supervision keeps its promises in whatever order actors and threads fail", async () => {
  await fc.assert(fc.asyncProperty(story, play), { numRuns: 2000, seed: 20_261 });
});
