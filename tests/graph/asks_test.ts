/** The asks of a service by themselves, in a world whose clock the test moves: each is settled once, by whatever is first. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { type Answer, AskError, type Call, call, u32 } from "@steady-state/deno";
import { AskDesk, type ServiceHands } from "../../src/graph/service/service.ts";
import type { World } from "../../src/world.ts";

const doubling = call(u32, u32);

/** A clock that stands until it is moved. */
class StillWorld implements World {
  #now = 0;
  #timers: { at: number; call: () => void }[] = [];

  get timers(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return () => this.#timers = this.#timers.filter((one) => one !== timer);
  }

  every(): () => void {
    throw new Error("nobody asks for it");
  }

  soon(): void {
    throw new Error("nobody asks for it");
  }

  random(): number {
    return 0.5;
  }

  /** Stands still for so long: no timer comes meanwhile, and all that are due come late. */
  pause(ms: number): void {
    this.#now += ms;
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = until;
  }
}

/** A desk, and the graph behind it as the test plays it. */
class Scene implements ServiceHands<number, number> {
  readonly target = 'channel "tasks"';
  readonly clock = new StillWorld();
  readonly calls: Call<number, number>[] = [];
  readonly lines: string[] = [];
  /** What becomes of a call that is to be sent. */
  readonly losses = new Map<string, string>();
  isStopping = false;
  onSend: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  readonly desk: AskDesk<number, number>;

  constructor(options: { timeoutMs?: number; maxWaiting?: number } = {}) {
    const settings = { timeoutMs: 1000, maxWaiting: 10, ...options };
    this.desk = new AskDesk<number, number>(this, settings, this.clock);
  }

  async send(call: Call<number, number>, signal: AbortSignal): Promise<void> {
    await this.onSend(signal);
    this.calls.push(call);
  }

  look(): (id: string) => string {
    return (id) => `${id} is somewhere`;
  }

  lost(): ReadonlyMap<string, string> {
    return this.losses;
  }

  isOver(): boolean {
    return this.isStopping;
  }

  log(text: string): void {
    this.lines.push(text);
  }

  /** Answers the call with that number, from 0 on. */
  async answer(number: number, answer?: (call: Call<number, number>) => Answer<number>) {
    await settled();
    const call = this.calls[number]!;
    this.desk.heard([answer?.(call) ?? call.answer(2 * call.message)]);
  }
}

/** What is under way by promises alone is done: what is to be sent is sent. */
async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

async function failureOf(ask: Promise<unknown>): Promise<[reason: string, text: string]> {
  const error = await assertRejects(() => ask, AskError);
  return [error.reason, error.message];
}

Deno.test("an ask has the answer to its own call, whatever the order", async () => {
  const scene = new Scene();
  const asks = [1, 2, 3].map((n) => scene.desk.ask(n));
  for (const i of [2, 0, 1]) await scene.answer(i);
  assertEquals(await Promise.all(asks), [2, 4, 6]);
  assertEquals(scene.desk.totals, { asked: 3, answered: 3, failed: 0, unclaimed: 0 });
  assertEquals(scene.desk.waiting, 0);
});

Deno.test("a refusal is an error with the sentence of the actor", async () => {
  const scene = new Scene();
  const ask = scene.desk.ask(1);
  await scene.answer(0, (call) => call.refuse("no"));
  const error = await assertRejects(() => ask, AskError);
  assertEquals(
    [error.reason, error.refusal, error.message, error.name],
    ["refused", "no", `Call ${error.id} was refused: no`, "AskError"],
  );
});

Deno.test("an ask that has no answer in time says where its call is; the answer is dropped, counted and told", async () => {
  const scene = new Scene();
  const [one, other] = [scene.desk.ask(1), scene.desk.ask(2, { timeoutMs: 500 })];
  one.catch(() => {});
  const early = failureOf(other);
  await scene.answer(
    0,
    (call) => doubling.from({ id: "nobody-1", message: call.message }).answer(0),
  );
  scene.clock.advance(500);
  const { id } = scene.calls[1]!;
  assertEquals(await early, [
    "timeout",
    `Call ${id} has no answer: there was no answer within 500 ms: ${id} is somewhere`,
  ]);
  await scene.answer(0);
  assertEquals(await one, 2);
  await scene.answer(1);
  scene.clock.advance(1000);
  assertEquals(scene.desk.totals, { asked: 2, answered: 1, failed: 1, unclaimed: 2 });
  assertEquals(scene.lines, [
    `2 answers are dropped, the first of them to call nobody-1, nobody waits for it: it is late, or a second one, or the ask was let go`,
  ]);
});

Deno.test("a call that was not sent by the time is taken back, and the error says that it was never sent", async () => {
  const scene = new Scene();
  let isWithdrawn = false;
  scene.onSend = (signal) =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        isWithdrawn = true;
        reject(signal.reason);
      })
    );
  const failure = failureOf(scene.desk.ask(1));
  scene.clock.advance(1000);
  const [reason, text] = await failure;
  assertEquals([reason, isWithdrawn, scene.calls.length], ["timeout", true, 0]);
  assert(
    text.endsWith(
      'it was never sent, because there was no room on channel "tasks", or the graph does not run',
    ),
  );
});

Deno.test("a pause of the whole process counts against no ask, and as much time as was lost is left", async () => {
  const scene = new Scene();
  const failures = [scene.desk.ask(1), scene.desk.ask(2, { timeoutMs: 60_000 })].map(failureOf);
  const ends: number[] = [];
  failures.forEach((failure, i) => failure.then(() => ends[i] = scene.clock.now()));
  scene.clock.advance(900);
  scene.clock.pause(5000);
  scene.clock.advance(999);
  await settled();
  assertEquals(ends, []);
  scene.clock.advance(1);
  await settled();
  // Of the one all that it had at most, to the other all that was lost.
  assertEquals(ends, [6900]);
  scene.clock.advance(58_100);
  await settled();
  assertEquals(ends[1], 65_000);
});

Deno.test("an ask that is let go rejects with the reason of its signal, before and after its call is sent", async () => {
  const scene = new Scene();
  const [before, after] = [new AbortController(), new AbortController()];
  before.abort("gone before");
  assertEquals(
    await scene.desk.ask(1, { signal: before.signal }).catch((why) => why),
    "gone before",
  );
  const ask = scene.desk.ask(2, { signal: after.signal });
  await Promise.resolve();
  after.abort("gone after");
  assertEquals(await ask.catch((why) => why), "gone after");
  await scene.answer(0);
  assertEquals(scene.desk.totals, { asked: 1, answered: 0, failed: 1, unclaimed: 1 });
  after.signal.dispatchEvent(new Event("abort"));
  assertEquals(scene.desk.totals.failed, 1);
});

Deno.test("a graph that takes place in a world of its own has its asks wait there", async () => {
  const scene = new Scene();
  const failure = failureOf(scene.desk.ask(1));
  const other = new StillWorld();
  scene.desk.takesPlaceIn(other);
  assertEquals(scene.clock.timers, 0);
  other.advance(1000);
  assertEquals((await failure)[0], "timeout");
});

Deno.test("more asks than may wait are refused at once, and let in again once there is room", async () => {
  const scene = new Scene({ maxWaiting: 2 });
  const asks = [scene.desk.ask(1), scene.desk.ask(2)];
  assertEquals(await failureOf(scene.desk.ask(3)), [
    "busy",
    'Cannot ask on channel "tasks": 2 asks wait for their answers, and maxWaiting allows no more; ' +
    "try again later, have whoever asks do so (HTTP: 503), or raise it",
  ]);
  await scene.answer(0);
  asks.push(scene.desk.ask(4));
  await scene.answer(1);
  await scene.answer(2);
  assertEquals(await Promise.all(asks), [2, 4, 8]);
});

Deno.test("what becomes of the call ends the ask: a dead letter, a reader that is gone, the end of the graph", async () => {
  const scene = new Scene();
  const failures = [1, 2, 3, 4].map((n) => failureOf(scene.desk.ask(n)));
  await settled();
  const ids = scene.calls.map(({ id }) => id);
  scene.desk.givenUp({ id: ids[0], message: 1 }, "DESK", "3 deaths");
  scene.desk.givenUp([{ id: "x" }, null, 7, { id: ids[1] }], "DESK", "I cannot");
  scene.desk.lost(new Map([[ids[2]!, "it is lost"], ["x-1", "never asked"]]));
  scene.isStopping = true;
  scene.desk.end(new Error("the graph has stopped"));
  assertEquals(await Promise.all(failures), [
    ["deadLetter", `Call ${ids[0]} has no answer: actor "DESK" has it as a dead letter: 3 deaths`],
    ["deadLetter", `Call ${ids[1]} has no answer: actor "DESK" has it as a dead letter: I cannot`],
    ["lost", `Call ${ids[2]} has no answer: it is lost`],
    ["stopped", `Call ${ids[3]} has no answer: the graph has stopped, and ${ids[3]} is somewhere`],
  ]);
  assertEquals(await failureOf(scene.desk.ask(5)), [
    "stopped",
    'Cannot ask on channel "tasks": the graph has stopped',
  ]);
  assertEquals(scene.clock.timers, 0, "nothing is left that would keep a process alive");
});

Deno.test("who asks once the graph has stopped hears of that, though nothing came on the channel of answers before", async () => {
  const scene = new Scene();
  scene.desk.end(new Error("nothing more comes"));
  assertEquals(await failureOf(scene.desk.ask(1)), [
    "lost",
    'Cannot ask on channel "tasks": nothing more comes',
  ]);
  scene.isStopping = true;
  scene.desk.end(new Error("the graph has stopped"));
  assertEquals(await failureOf(scene.desk.ask(1)), [
    "stopped",
    'Cannot ask on channel "tasks": the graph has stopped',
  ]);
});

Deno.test("a call that nobody takes any more is lost, also if the end of the graph is what tells", async () => {
  const scene = new Scene();
  const asks = [1, 2].map((n) => scene.desk.ask(n));
  const failures = asks.map(failureOf);
  await settled();
  const [lost, other] = scene.calls.map(({ id }) => id);
  scene.losses.set(lost!, "its reader is gone");
  scene.isStopping = true;
  scene.desk.end(new Error("the graph has stopped"));
  assertEquals(await Promise.all(failures), [
    ["lost", `Call ${lost} has no answer: its reader is gone`],
    ["stopped", `Call ${other} has no answer: the graph has stopped, and ${other} is somewhere`],
  ]);
});

Deno.test("nothing keeps a process alive once all asks are answered and the graph has stopped", async () => {
  const scene = new Scene();
  const ask = scene.desk.ask(1);
  await scene.answer(0);
  assertEquals(await ask, 2);
  scene.desk.end(new Error("the graph has stopped"));
  assertEquals(scene.clock.timers, 0);
});

Deno.test("what the sender refuses is told in the words of the ask", async () => {
  for (
    const [thrown, reason, isStopping = false] of [
      [Object.assign(new Error("it is full"), { reason: "full" }), "busy"],
      [Object.assign(new Error("it stops"), { reason: "stopping" }), "stopped"],
      [Object.assign(new Error("its reader is gone"), { reason: "over" }), "lost"],
      [Object.assign(new Error("it has stopped"), { reason: "over" }), "stopped", true],
    ] as const
  ) {
    const scene = new Scene();
    scene.isStopping = isStopping;
    scene.onSend = () => Promise.reject(thrown);
    assertEquals(await failureOf(scene.desk.ask(1)), [reason, thrown.message]);
  }
  const scene = new Scene();
  scene.onSend = () => Promise.reject(new RangeError("it is not a u32"));
  await assertRejects(() => scene.desk.ask(-1), RangeError, "it is not a u32");
  assertEquals(scene.desk.totals, { asked: 1, answered: 0, failed: 1, unclaimed: 0 });
});

Deno.test("faulty options are refused, all at once", async () => {
  const options = { timeoutMs: 0, signal: 5, retry: true } as never;
  const error = await assertRejects(() => new Scene().desk.ask(1, options), TypeError);
  assertEquals(error.message.split("\n").slice(0, 3), [
    'Cannot ask on channel "tasks": 3 faults',
    '  - there is no option "retry", there are "timeoutMs", "signal"',
    "  - option timeoutMs is 0, give milliseconds above 0, at most 2147483647",
  ]);
});

Deno.test("each ask is settled once, and no later than its time, whatever happens in which order", async () => {
  const act = fc.oneof(
    fc.record({ do: fc.constant("ask" as const), timeoutMs: fc.constantFrom(10, 20, 1000) }),
    fc.record({ do: fc.constantFrom("answer" as const, "abort" as const), which: fc.nat() }),
    fc.record({ do: fc.constant("advance" as const), ms: fc.nat({ max: 15 }) }),
  );
  await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 60, size: "max" }), async (acts) => {
    const scene = new Scene({ maxWaiting: 1000 });
    const asks: { dueAt: number; abort: AbortController; ends: [string, number][] }[] = [];
    for (const one of acts) {
      if (one.do === "advance") scene.clock.advance(one.ms);
      else if (one.do === "ask") {
        const ask = {
          dueAt: scene.clock.now() + one.timeoutMs,
          abort: new AbortController(),
          ends: [] as [string, number][],
        };
        const n = asks.push(ask) - 1;
        const end = (how: string) => ask.ends.push([how, scene.clock.now()]);
        scene.desk.ask(n, { timeoutMs: one.timeoutMs, signal: ask.abort.signal })
          .then((answer) => end(String(answer)), (error) => end(error.reason ?? "aborted"));
      } else if (asks.length > 0) {
        const n = one.which % asks.length;
        if (one.do === "abort") asks[n]!.abort.abort(new Error("let go"));
        else await scene.answer(n);
      }
      await settled();
      for (const { dueAt, ends } of asks) {
        assert(ends.length === (dueAt <= scene.clock.now() ? 1 : ends.length) && ends.length < 2);
      }
    }
    scene.isStopping = true;
    scene.desk.end(new Error("it is over"));
    await settled();
    asks.forEach(({ ends }, n) => {
      assertEquals(ends.length, 1);
      assert(["timeout", "aborted", "stopped", String(2 * n)].includes(ends[0]![0]), ends[0]![0]);
    });
    const { asked, answered, failed } = scene.desk.totals;
    assertEquals([asked, answered + failed, scene.desk.waiting], [asks.length, asks.length, 0]);
  }));
});
