import { assertEquals } from "@std/assert";
import { whyActor, whyChannel } from "../../static/lens/why.js";

/** A pipe of three, of which the middle one is asked about; what is not said is calm. */
function pipe(
  said: { input?: object; output?: object; actor?: object; last?: object } = {},
) {
  const running = {
    up: true,
    level: 0,
    busy: 0,
    blocked: 0,
    waiting: 100,
    outside: 0,
    turnRate: 9,
  };
  const flowing = { level: 0, fill: 0, rate: 9, pressure: 0 };
  const rows: Record<"a" | "c", object[]> = {
    a: [running, { ...running, ...said.actor }, { ...running, ...said.last }],
    c: [{ ...flowing, ...said.input }, { ...flowing, ...said.output }],
  };
  const graph = {
    actors: ["SOURCE", "MIDDLE", "LOGGER"].map((label) => ({ label })),
    chans: ["jobs", "rows"].map((name, at) => ({ name, lane: null, from: at, to: at + 1 })),
  };
  const columns = {
    column: (side: "a" | "c", name: string) =>
      rows[side].map((row) => (row as Record<string, unknown>)[name]),
  };
  return { graph, columns };
}

function actorSays(said?: Parameters<typeof pipe>[0]): string {
  const { graph, columns } = pipe(said);
  return whyActor(graph, columns, 1);
}

function channelSays(channel: number, said?: Parameters<typeof pipe>[0]): string {
  const { graph, columns } = pipe(said);
  return whyChannel(graph, columns, channel);
}

const full = { fill: 97, level: 3, pressure: 95 };
const atWork = { busy: 98, waiting: 2, level: 3 };

Deno.test("whyActor blames who does not keep up, and not who waits for room", () => {
  assertEquals(actorSays(), "");
  assertEquals(
    actorSays({ input: full, actor: atWork }),
    "jobs is 97% full: MIDDLE does not keep up, 98% busy.",
  );
  assertEquals(
    actorSays({
      input: { ...full, pressure: 0, level: 0 },
      output: full,
      actor: { blocked: 80, waiting: 0, busy: 20 },
      last: atWork,
    }),
    "It waits for room in rows: LOGGER is the cause, 98% busy.",
  );
});

Deno.test("whyActor tells of what does not run, and of a crash", () => {
  assertEquals(
    actorSays({ actor: { up: false } }),
    "It does not run: not started yet, ended, or being restarted.",
  );
  const crash = "It crashed a moment ago, or an alert of its own is active.";
  assertEquals(actorSays({ actor: { level: 3 } }), crash);
  // A crash before an input that is less urgent.
  const jobs = { fill: 84, level: 2, pressure: 82 };
  assertEquals(actorSays({ input: jobs, actor: atWork }), crash);
});

Deno.test("whyChannel names the reader, and tells of one that has time to spare as that", () => {
  assertEquals(
    channelSays(1, {
      output: { fill: 85, level: 2, pressure: 83 },
      last: { busy: 97, waiting: 3 },
    }),
    "rows is 85% full: LOGGER does not keep up, 97% busy.",
  );
  assertEquals(
    channelSays(1, { output: { fill: 85 } }),
    "rows is 85% full: LOGGER sets its own pace, it waits 100% of the time for time, a promise or other messages, which is no trouble.",
  );
  assertEquals(channelSays(0, { input: { rate: 0 } }), "Nothing flows.");
});

Deno.test("why: a level that does not come from the fill is not explained by it", () => {
  const late = { fill: 3, level: 3 };
  assertEquals(
    actorSays({ input: late, actor: { level: 3 } }),
    "Its input jobs asks for attention.",
  );
  assertEquals(channelSays(0, { input: late }), "An alert is active.");
});

Deno.test("an actor that sleeps asks for no attention, and says why it does nothing", () => {
  const actor = { up: true, asleep: true, busy: null, waiting: null };
  assertEquals(
    actorSays({ actor }),
    "It sleeps: its pool does not need it now, and what is sent goes to those that are awake.",
  );
});
