/** Calls outside, exact in virtual time: timeouts, retries, what servers say, rates, what is given up, how they end. */
import { json, u32 } from "@steady-state/deno";
import {
  type CallAttempt,
  type CallsOptions,
  defineActor,
  doneMarks,
  rx,
  tx,
} from "@steady-state/deno/actor";
import { rehearse } from "@steady-state/deno/testing";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";

/** What the actors below call with, and how: of the test that runs. */
let call: (job: number, attempt: CallAttempt) => unknown = (job) => job;
let options: CallsOptions<number> = {};
/** When calls began, in milliseconds of the actor's clock. */
let begun: { readonly job: number; readonly attempt: number; readonly at: number }[] = [];

const caller = defineActor(import.meta, "caller", {
  ports: { jobs: rx(u32), results: tx(json<unknown>()) },
  state: { ended: u32 },
  async run(actor) {
    const { jobs, results } = actor.ports;
    const start = actor.clock.now();
    const ended = await actor.calls(jobs, results, options, (job, attempt) => {
      begun.push({ job, attempt: attempt.attempt, at: actor.clock.now() - start });
      return call(job, attempt) as Promise<unknown>;
    });
    actor.state.ended = ended ? 1 : 2;
  },
});

const marker = defineActor(import.meta, "marker", {
  ports: { jobs: rx(u32), results: tx(json<unknown>()) },
  state: { marks: doneMarks(8) },
  async run(actor) {
    const { jobs, results } = actor.ports;
    await actor.calls(jobs, results, options, (job, attempt) => call(job, attempt) as unknown);
  },
});

const after = (ms: number, value?: unknown) =>
  new Promise((resolve) => setTimeout(() => resolve(value), ms));

function begin(wanted: CallsOptions<number>, by: typeof call): void {
  options = wanted;
  call = by;
  begun = [];
}

Deno.test("results are in the order of jobs, and no more calls are under way than may be", async () => {
  let [now, most] = [0, 0];
  begin({ concurrency: 3, window: 6 }, async (job) => {
    most = Math.max(most, ++now);
    await after(job % 2 === 0 ? 100 : 10);
    now--;
    return job;
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  assertEquals(await scene.results.take(10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(most, 3);
});

Deno.test("a job is taken in the turn that sends its result, and not before", async () => {
  begin({ concurrency: 2 }, (job) => after(100, job));
  await using scene = await rehearse(caller);
  scene.jobs.send(1, 2, 3);
  await scene.advance(50);
  assertEquals([scene.jobs.waiting, scene.results.taken.length], [3, 0]);
  await scene.advance(100);
  assertEquals([scene.jobs.waiting, scene.results.taken], [1, [1, 2]]);
});

Deno.test("calls go on as jobs come, one by one, and the loop ends with its input", async () => {
  begin({}, (job) => after(10, job));
  await using scene = await rehearse(caller);
  for (const job of [1, 2, 3]) {
    await scene.advance("1 h");
    scene.jobs.send(job);
    assertEquals(await scene.results.take(), [job]);
  }
  scene.jobs.close();
  const { clean, state, crashes } = await scene.ended;
  assertEquals([clean, state.ended, crashes.length], [true, 1, 0]);
});

Deno.test("the first failure at a job is a warning, those after it are for whoever looks for a fault", async () => {
  begin({ retry: { attempts: 4, firstMs: 0 } }, (job, { attempt }) => {
    if (attempt < 4) throw new Error(`no way to ${job}`);
    return job;
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(7);
  assertEquals(await scene.results.take(), [7]);
  await scene.settle();
  const told = scene.log.filter(({ text }) => text.startsWith("attempt "));
  assertEquals(told.map(({ level }) => level), ["warn", "debug", "debug"]);
  assertMatch(told[0]!.text, /^attempt 1 of 4 at job 0 has failed, .*no way to 7/);
});

Deno.test("with no order results are sent as they come", async () => {
  begin({ concurrency: 3, order: "any" }, (job) => after(job, job));
  await using scene = await rehearse(marker);
  scene.jobs.send(300, 200, 100);
  assertEquals(await scene.results.take(3), [100, 200, 300]);
  assertEquals(scene.jobs.waiting, 0);
});

Deno.test("what was sent before an older job is done is not done again after a death", async () => {
  const called: number[] = [];
  begin({ concurrency: 3, order: "any" }, (job) => {
    called.push(job);
    return after(job, job);
  });
  await using scene = await rehearse(marker);
  scene.jobs.send(300, 200, 100);
  assertEquals(await scene.results.take(2), [100, 200]);
  assertEquals(scene.jobs.waiting, 3);
  scene.crash();
  assertEquals(await scene.results.take(), [300]);
  assertEquals(called, [300, 200, 100, 300]);
  await scene.settle();
  assertEquals([scene.jobs.waiting, scene.results.taken.length], [0, 3]);
});

Deno.test("an attempt that takes too long is aborted, and counts as failed", async () => {
  const aborted: unknown[] = [];
  begin({ timeoutMs: 50, retry: { firstMs: 0 } }, (job, { attempt, signal }) => {
    signal.addEventListener("abort", () => aborted.push((signal.reason as DOMException).name));
    return after(attempt < 3 ? 1000 : 20, job);
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(7);
  assertEquals(await scene.results.take(), [7]);
  assertEquals(aborted, ["TimeoutError", "TimeoutError"]);
  assertEquals(begun.map(({ at }) => Math.round(at)), [0, 50, 100]);
});

Deno.test("pauses between attempts grow, and the dice choose from nothing to the whole", async () => {
  const pauses: number[][] = [];
  for (let seed = 1; seed <= 20; seed++) {
    begin({ retry: { attempts: 6, firstMs: 100, maxMs: 1000 } }, (job, { attempt }) => {
      if (attempt < 6) throw new Error("not yet");
      return job;
    });
    await using scene = await rehearse(caller, { seed });
    scene.jobs.send(1);
    await scene.results.take();
    pauses.push(begun.slice(1).map(({ at }, i) => at - begun[i]!.at));
  }
  const most = [100, 200, 400, 800, 1000];
  for (const [i, limit] of most.entries()) {
    const drawn = pauses.map((row) => row[i]!);
    assert(drawn.every((ms) => ms >= 0 && ms <= limit), `pause ${i}: ${drawn}`);
    assert(
      Math.max(...drawn) > limit / 2 && Math.min(...drawn) < limit / 2,
      `pause ${i}: ${drawn}`,
    );
  }
});

Deno.test("a server's Retry-After is waited for: as seconds, as a date, and from an error", async () => {
  const said: ((now: number) => unknown)[] = [
    () => new Response("slow down", { status: 429, headers: { "retry-after": "7" } }),
    (now) =>
      new Response(null, {
        status: 503,
        headers: { "retry-after": new Date(now + 60_000).toUTCString() },
      }),
    () => Object.assign(new Error("busy"), { headers: { "retry-after": "2" } }),
    () =>
      new Error("busy", {
        cause: new Response("", { status: 500, headers: { "retry-after": "3" } }),
      }),
  ];
  begin({ retry: { firstMs: 0 } }, (job, { attempt }) => {
    const say = said[attempt - 1];
    if (say === undefined) return job;
    throw say(Date.now());
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(1);
  await scene.results.take(1, { within: "5 min" });
  const pauses = begun.slice(1).map(({ at }, i) => at - begun[i]!.at);
  // A date has whole seconds.
  assert(pauses[1]! > 58_999 && pauses[1]! <= 60_000, String(pauses));
  assertEquals([pauses[0], pauses[2], pauses[3]], [7000, 2000, 3000]);
});

Deno.test("a job whose server wants nobody for too long is given up", async () => {
  begin({ retry: { maxRetryAfterMs: 1000 } }, () => {
    throw new Response("come back tomorrow", { status: 429, headers: { "retry-after": "86400" } });
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(1);
  scene.jobs.close();
  await scene.ended;
  assertMatch(
    scene.deadLetters[0]!.reason,
    /HTTP 429: come back tomorrow; .* 86400000 ms .* 1000$/,
  );
});

Deno.test("a job that is given up becomes a dead letter with what was said, and the rest goes on", async () => {
  begin({ concurrency: 2, retry: { attempts: 2, firstMs: 0 } }, (job) => {
    if (job === 1) throw new Response("no such page\n", { status: 404, statusText: "Not Found" });
    if (job === 2) throw new TypeError("cannot connect", { cause: new Error("refused") });
    if (job === 3) throw { status: 400, why: "not an error" };
    return job;
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(0, 1, 2, 3, 4);
  scene.jobs.close();
  const { clean, crashes } = await scene.ended;
  assertEquals([clean, crashes.length, scene.results.taken], [true, 0, [0, 4]]);
  assertEquals(
    scene.deadLetters.map(({ port, lane, number, message }) => [port, lane, number, message]),
    [["jobs", null, 1, 1], ["jobs", null, 2, 2], ["jobs", null, 3, 3]],
  );
  assertEquals(scene.deadLetters.map(({ message, reason }) => [message, reason]), [
    [1, "the call failed, given up after 1 attempt: HTTP 404 Not Found: no such page"],
    [2, "the call failed, given up after 2 attempts: TypeError: cannot connect (Error: refused)"],
    [3, 'the call failed, given up after 1 attempt: { status: 400, why: "not an error" }'],
  ]);
});

Deno.test("a classifier decides what is tried again; where it cannot, the job is given up", async () => {
  const classify = (error: unknown) => {
    const { message } = error as Error;
    if (message === "who knows") throw new RangeError("lost");
    return message === "worth it" ? "retry" : "giveUp";
  };
  begin({ retry: { attempts: 3, firstMs: 0, classify } }, (job) => {
    throw new Error(["worth it", "not worth it", "who knows"][job]);
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(0, 1, 2);
  scene.jobs.close();
  await scene.ended;
  const reasons = scene.deadLetters.map(({ reason }) => reason);
  assertStringIncludes(reasons[0]!, "after 3 attempts: Error: worth it");
  assertStringIncludes(reasons[1]!, "after 1 attempt: Error: not worth it");
  assertStringIncludes(
    reasons[2]!,
    "after 1 attempt: Error: who knows; retry.classify threw RangeError: lost",
  );
});

Deno.test("a result that fits no channel is a dead letter of its job, and kills nobody", async () => {
  begin({}, (job) => job === 1 ? 1n : job);
  await using scene = await rehearse(caller);
  scene.jobs.send(0, 1, 2);
  scene.jobs.close();
  const { crashes } = await scene.ended;
  assertEquals([crashes.length, scene.results.taken], [0, [0, 2]]);
  assertStringIncludes(
    scene.deadLetters[0]!.reason,
    "what the call returned cannot be sent: TypeError",
  );
});

Deno.test("no result is nothing to send", async () => {
  begin({}, (job) => job % 2 === 0 ? job : undefined);
  await using scene = await rehearse(caller);
  scene.jobs.send(0, 1, 2, 3, 4);
  assertEquals(await scene.results.take(3), [0, 2, 4]);
  assertEquals(scene.jobs.waiting, 0);
});

Deno.test("a rate is kept: evenly, with a burst, and after a death", async () => {
  begin({ rate: 10 }, (job) => job);
  await using even = await rehearse(caller);
  even.jobs.send(0, 1, 2, 3, 4);
  await even.results.take(5);
  assertEquals(begun.map(({ at }) => Math.round(at)), [0, 100, 200, 300, 400]);

  begin({ rate: { perSecond: 10, burst: 3 } }, (job) => job);
  await using burst = await rehearse(caller);
  burst.jobs.send(0, 1, 2, 3, 4);
  await burst.results.take(3);
  burst.crash();
  await burst.results.take(2);
  // Each generation counts from its own start: the second has no token to begin with.
  assertEquals(begun.map(({ at }) => Math.round(at)), [0, 0, 0, 100, 200]);
});

Deno.test("full results hold the calls back, as far as the window goes", async () => {
  begin({ concurrency: 2, window: 4 }, (job) => job);
  await using scene = await rehearse(caller, { capacity: 16 });
  scene.results.hold();
  scene.jobs.send(...Array.from({ length: 16 }, (_, i) => i));
  await scene.advance("1 s");
  scene.jobs.send(...Array.from({ length: 16 }, (_, i) => 16 + i));
  await scene.advance("1 s");
  // Those that are sent, and those in hand.
  assertEquals(begun.length, 16 + 4);
  scene.results.hold(false);
  assertEquals((await scene.results.take(32)).length, 32);
});

Deno.test("calls of one key never overlap", async () => {
  const under = new Map<number, number>();
  begin({ concurrency: 4, order: { perKey: (job) => job % 2 } }, async (job) => {
    const before = under.get(job % 2) ?? 0;
    assertEquals(before, 0);
    under.set(job % 2, 1);
    await after(job === 0 ? 500 : 10);
    under.set(job % 2, 0);
    return job;
  });
  await using scene = await rehearse(marker);
  scene.jobs.send(0, 2, 4, 1, 3, 5);
  assertEquals(await scene.results.take(6), [1, 3, 5, 0, 2, 4]);
});

Deno.test("a key that cannot be made gives its job up, and the rest goes on", async () => {
  const key = (job: number) => job === 1 ? (undefined as unknown as string) : `job-${job}`;
  begin({ key }, (_, { effectId }) => effectId);
  await using scene = await rehearse(caller);
  scene.jobs.send(0, 1, 2);
  scene.jobs.close();
  await scene.ended;
  assertEquals(scene.results.taken, ["job-0", "job-2"]);
  assertStringIncludes(scene.deadLetters[0]!.reason, "option key returned undefined");
});

Deno.test("a stop waits for all jobs that their sender has, or else for those under way", async () => {
  begin({ concurrency: 2 }, (job) => after(100, job));
  await using all = await rehearse(caller);
  all.jobs.send(0, 1, 2, 3);
  await all.advance(10);
  all.stop();
  assertEquals((await all.ended).state.ended, 1);
  assertEquals(all.results.taken, [0, 1, 2, 3]);

  begin({ concurrency: 2, atStop: "finish" }, (job) => after(100, job));
  await using begunOnly = await rehearse(caller);
  begunOnly.jobs.send(0, 1, 2, 3);
  await begunOnly.advance(10);
  begunOnly.stop();
  const { state } = await begunOnly.ended;
  assertEquals([state.ended, begunOnly.results.taken, begun.length], [2, [0, 1], 2]);
});

Deno.test("it ends when nobody takes results, and aborts what is under way", async () => {
  const reasons: string[] = [];
  begin({ concurrency: 2 }, (job, { signal }) => {
    signal.addEventListener("abort", () => reasons.push((signal.reason as DOMException).name));
    return after(job === 0 ? 10 : 10_000, job);
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(0, 1);
  assertEquals(await scene.results.take(), [0]);
  scene.results.abandon();
  await scene.settle();
  assertEquals([scene.state.ended, reasons], [2, ["AbortError"]]);
});

Deno.test("a call may take as long as it is allowed to: nobody takes its actor for hung", async () => {
  begin({ concurrency: 1, timeoutMs: Infinity }, (job) => after(3_600_000, job));
  await using scene = await rehearse(caller);
  scene.jobs.send(1, 2);
  assertEquals(await scene.results.take(2, { within: "3 h" }), [1, 2]);
  assertEquals([scene.crashes.length, begun.length], [0, 2]);
});

Deno.test("a call that its timeout has given up changes nothing when it comes to its end after all", async () => {
  begin({ timeoutMs: 50, retry: { attempts: 2, firstMs: 0 } }, (_, { attempt }) => {
    return attempt === 1 ? after(60, "late") : after(40, "right");
  });
  await using scene = await rehearse(caller);
  scene.jobs.send(1, 2);
  assertEquals(await scene.results.take(2), ["right", "right"]);
  await scene.advance("1 s");
  assertEquals(scene.results.taken.length, 2);
});

Deno.test("calls follow one another in one actor: each for its channel, with the marks of one cell", async () => {
  const ports = { jobs: rx(u32), later: rx(u32), results: tx(json<unknown>()) };
  const both = defineActor(import.meta, "both", {
    ports,
    state: { marks: doneMarks(8) },
    async run(actor) {
      const { jobs, later, results } = actor.ports;
      for (const port of [jobs, later]) {
        await actor.calls(
          port,
          results,
          { order: "any", concurrency: 2 },
          (job) => after(job, job),
        );
      }
    },
  });
  await using scene = await rehearse(both);
  scene.later.send(40, 30);
  scene.jobs.send(20, 10);
  scene.jobs.close();
  scene.later.close();
  await scene.ended;
  assertEquals(scene.results.taken, [10, 20, 30, 40]);
});
