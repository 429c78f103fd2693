import { assert, assertEquals, assertMatch } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import type { CulpritsView } from "../../src/telemetry/api/api_schema.ts";
import { culpritsView } from "../../src/telemetry/api/culprits_view.ts";
import { Observer } from "../../src/telemetry/mod.ts";
import { findCulprits } from "../../static/lens/culprit.js";
import { deadline } from "../fixtures/strain.ts";
import { answerer, asker, clerk, miser, tireless } from "../telemetry/fixtures/stages.ts";
import { buildGraph } from "../../examples/02_standard/main.ts";
import { plantedGraph } from "../telemetry/random_graphs.ts";

/** Looks at a running graph until the lens sees what is expected for half a second, or gives up and returns what it sees. */
async function look(
  graph: Graph,
  expected: (view: CulpritsView) => boolean,
): Promise<CulpritsView> {
  using observer = new Observer(graph.telemetry);
  const { topology } = observer.source;
  const seen = Promise.withResolvers<void>();
  const patience = setTimeout(() => seen.resolve(), deadline(9000));
  let inARow = 0;
  observer.onSample((sample) => {
    inARow = expected(culpritsView(topology, sample)) ? inARow + 1 : 0;
    if (inARow === 5) seen.resolve();
  });
  await graph.start();
  await seen.promise;
  clearTimeout(patience);
  return culpritsView(topology, observer.latest);
}

for (let seed = 1; seed <= 10; seed++) {
  const trouble = seed % 2 === 0 ? "busy" : "paused";
  Deno.test(`lens: names the slow one of twenty real actors, and nobody else: graph ${seed}, ${trouble}`, async () => {
    const planted = plantedGraph(seed, trouble);
    await using graph = planted.graph;
    const { actors } = graph.telemetry.topology;
    const view = await look(
      graph,
      ({ culprits }) =>
        culprits.length === 1 && culprits[0]!.actor === planted.slow &&
        culprits[0]!.chain.some((i) => i < 2),
    );
    assertEquals(view.culprits.map(({ actor }) => actor), [planted.slow]);
    assertEquals(view.cycles, []);
    const [{ sentence, chain, channels }] = view.culprits as [CulpritsView["culprits"][0]];
    // A source is held up in the end.
    assert(chain.some((actor) => actor < 2), `chain ${chain}`);
    assert(channels.length >= chain.length);
    const { name } = actors[planted.slow!]!;
    const input = `c\\d+-${planted.slow} is (\\d+% )?full`;
    assertMatch(
      sentence,
      new RegExp(
        trouble === "busy"
          ? `^${name} is the bottleneck: \\d+% busy, its input ${input}, and \\d+ actors? waits? for it\\.$`
          : `^${name} sets its own pace and waits \\d+% of the time: that ${input} meanwhile is no trouble\\.$`,
      ),
    );
  });
}

Deno.test("lens: nobody is blamed in a graph that flows", async () => {
  const { graph: drawn } = plantedGraph(3, "none");
  await using graph = drawn;
  let samples = 0;
  const blamed: unknown[] = [];
  await look(graph, ({ culprits, cycles }) => {
    samples++;
    blamed.push(...culprits, ...cycles);
    return samples > 15;
  });
  assertEquals(blamed, []);
  assert(graph.lifecycle === "running");
});

Deno.test("lens: the standard example is green, and calmly said to be paced by its heartbeat", async () => {
  await using graph = buildGraph({ rateMs: 500, beats: 0, troupe: false }, { log: () => {} });
  using observer = new Observer(graph.telemetry);
  const troubled: unknown[] = [];
  observer.onSample(({ actors, channels }, alerts) => {
    troubled.push(...[...actors, ...channels].filter(({ level }) => level > 0), ...alerts);
  });
  const { culprits } = await look(graph, ({ culprits }) => /by HEARTBEAT/.test(textOf(culprits)));
  assertMatch(
    textOf(culprits),
    /^WORKER is paced by HEARTBEAT, which waits \d+% of the time: that numbers is (\d+% )?full meanwhile is no trouble\.$/,
  );
  assertEquals(culprits.map(({ kind }) => kind), ["pace"]);
  assertEquals(troubled, []);
});

const textOf = (culprits: CulpritsView["culprits"]) =>
  culprits.map(({ sentence }) => sentence).join();

Deno.test("lens: two actors that both wait for room are a deadlock", async () => {
  await using graph = new Graph("knot", { log: () => {}, stopTimeoutMs: 300 });
  const [jobs, answers] = ["jobs", "answers"].map((name) =>
    graph.channel(name, u32, { capacity: 8 })
  );
  graph.actor("ASKER", asker, { ports: { jobs: jobs!.tx, answers: answers!.rx } })
    .actor("ANSWERER", answerer, { ports: { jobs: jobs!.rx, answers: answers!.tx } });
  const view = await look(graph, ({ cycles }) => cycles.length === 1);
  assertEquals(view.culprits, []);
  assertEquals(view.cycles, [{
    actors: [0, 1],
    channels: [0, 1],
    sentence:
      "Deadlock: ASKER waits for ANSWERER, jobs is full; ANSWERER waits for ASKER, answers is full.",
  }]);
});

Deno.test("lens: one that waits for room and one that waits for a permit are a deadlock, and who waits for them is not to blame", async () => {
  await using graph = new Graph("permits", { log: () => {}, stopTimeoutMs: 300 });
  const [jobs, permits, more] = ["jobs", "permits", "more"].map((name) =>
    graph.channel(name, u32, { capacity: 8 })
  );
  graph.actor("SOURCE", tireless, { ports: { out: more!.tx } })
    .actor("MISER", miser, { ports: { jobs: jobs!.tx, permits: permits!.tx } })
    .actor("CLERK", clerk, { ports: { jobs: [jobs!.rx, more!.rx], permits: permits!.rx } });
  const view = await look(graph, ({ cycles }) => cycles.length === 1);
  assertEquals(view.culprits, []);
  assertEquals(view.cycles, [{
    actors: [1, 2],
    channels: [0, 1],
    sentence:
      "Deadlock: MISER waits for CLERK, jobs is full; CLERK waits for MISER, permits is empty.",
  }]);
});

const actor = (label: string) => ({ label });
const channel = (name: string, from: number, to: number) => ({ name, lane: null, from, to });

const NOTHING = { column: () => [] };

/** Columns of actors given by busy, blocked, waiting, turns a second, and outside; of channels by fill and rate. */
function find(
  graph: Parameters<typeof findCulprits>[0],
  actors: [
    busy: number,
    blocked: number,
    waiting: number,
    turns: number,
    up?: boolean,
    outside?: number,
  ][],
  channels: [fill: number, rate: number][],
) {
  const rows = {
    a: actors.map(([busy, blocked, waiting, turnRate, up = true, outside = 0]) => ({
      ...{ busy, blocked, waiting, turnRate, up, outside },
    })),
    c: channels.map(([fill, rate]) => ({ fill, rate })),
  };
  return findCulprits(graph, {
    column: (side, name) => rows[side].map((row) => (row as Record<string, unknown>)[name]),
  });
}

const chain = {
  actors: ["source", "parse", "score"].map(actor),
  chans: [channel("lines", 0, 1), channel("parsed", 1, 2)],
};

Deno.test("findCulprits: the sentence names the evidence", () => {
  const { culprits } = find(chain, [[3, 97, 0, 5], [10, 90, 0, 5], [97, 0, 3, 5]], [[100, 5], [
    98,
    5,
  ]]);
  assertEquals(culprits, [{
    kind: "bottleneck",
    actor: 2,
    sentence:
      "score is the bottleneck: 97% busy, its input parsed is 98% full, and 2 actors wait for it.",
    advice:
      "Share the work of score out, to several of it that take from a bundle, or make its turns cheaper (see its Profile): 97% busy, and parsed is 98% full.",
    chain: [1, 0],
    channels: [1, 0],
  }]);
});

Deno.test("findCulprits: one that waits outside is told as that, with a cure", () => {
  const { culprits } = find(
    chain,
    [[3, 97, 0, 5], [10, 90, 0, 5], [3, 0, 2, 5, true, 95]],
    [[100, 5], [98, 5]],
  );
  assertEquals(culprits.map(({ actor, sentence, advice }) => [actor, sentence, advice]), [[
    2,
    "score is the bottleneck: it waits outside 95% of the time, its input parsed is 98% full, and 2 actors wait for it.",
    "Let score await several at a time, with actor.wait(actor.settled(promise)), or share its work out: it waits outside 95% of the time, and parsed is 98% full.",
  ]]);
  // In the middle of a turn, it will go on.
  const circle = {
    actors: ["a", "b"].map(actor),
    chans: [channel("there", 0, 1), channel("back", 1, 0)],
  };
  const waits = (outside: number) =>
    find(circle, [[1, 99, 0, 0], [1, 99 - outside, 0, 0, true, outside]], [[100, 0], [100, 0]]);
  assertEquals([waits(0).cycles.length, waits(60).cycles.length], [1, 0]);
});

Deno.test("findCulprits: one that waits for its timer sets the pace, and is no bottleneck", () => {
  const { culprits } = find(chain, [[3, 97, 0, 5], [0, 0, 100, 1], [0, 0, 100, 1]], [[100, 1], [
    0,
    1,
  ]]);
  assertEquals(culprits.map(({ sentence }) => sentence), [
    "parse sets its own pace and waits 100% of the time: that lines is full meanwhile is no trouble.",
  ]);
});

Deno.test("findCulprits: an input that is empty is waited for by who joins, and not by who takes what there is", () => {
  const graph = {
    actors: ["full", "rare", "both"].map(actor),
    chans: [channel("often", 0, 2), channel("seldom", 1, 2)],
  };
  const named = (turns: number) =>
    find(graph, [[1, 93, 6, 60], [0, 0, 100, 20], [1, 0, 99, turns]], [[99, 21], [1, 7]])
      .culprits.map(({ actor }) => actor);
  // A turn for each message of both inputs; and one for each pair of messages.
  assertEquals([named(28), named(7)], [[2], [1]]);
});

Deno.test("findCulprits: nobody where nobody waits, whoever is busy or idle", () => {
  assertEquals(
    find(chain, [[100, 0, 0, 5], [100, 0, 0, 5], [100, 0, 0, 5]], [[40, 5], [40, 5]]).culprits,
    [],
  );
  assertEquals(find(chain, [[0, 0, 100, 0], [0, 0, 100, 0], [0, 0, 100, 0]], [[0, 0], [0, 0]]), {
    culprits: [],
    cycles: [],
  });
  // One that falls behind is named before anybody waits for it: its level tells of it, too.
  const busy = find(chain, [[97, 3, 0, 5], [99, 1, 0, 5], [20, 0, 80, 5]], [[90, 5], [90, 5]]);
  assertEquals(busy.culprits.map(({ sentence, chain }) => [sentence, chain]), [[
    "parse is the bottleneck: 99% busy, its input lines is 90% full, and nobody waits for it.",
    [],
  ]]);
  assertEquals(findCulprits({ actors: [], chans: [] }, NOTHING), { culprits: [], cycles: [] });
  assertEquals(findCulprits(chain, NOTHING), { culprits: [], cycles: [] });
});

Deno.test("findCulprits: one that does not run, and one whose messages are few and long", () => {
  const down = find(chain, [[3, 97, 0, 5], [0, 0, 0, 0, false], [0, 0, 100, 0]], [[100, 0], [
    0,
    0,
  ]]);
  assertEquals(down.culprits.map(({ sentence }) => sentence), [
    "parse is the bottleneck: it does not run, its input lines is full, and 1 actor waits for it.",
  ]);
  const long = find(chain, [[5, 95, 0, 5], [95, 0, 5, 5], [0, 0, 100, 5]], [[3, 5], [0, 5]]);
  assertEquals(long.culprits.map(({ actor }) => actor), [1]);
});

Deno.test("findCulprits: who holds up a join by what it does not send", () => {
  const join = {
    actors: ["orders", "rates", "join"].map(actor),
    chans: [channel("sold", 0, 2), channel("rate", 1, 2)],
  };
  const { culprits } = find(join, [[2, 98, 0, 5], [96, 0, 4, 5], [5, 0, 95, 5]], [[100, 5], [
    0,
    5,
  ]]);
  assertEquals(culprits.map(({ sentence }) => sentence), [
    "rates is the bottleneck: 96% busy, its output rate is empty, and 2 actors wait for it.",
  ]);
  // A channel on which nothing is ever sent may mean nothing: the join itself waits for something.
  const quiet = find(join, [[2, 98, 0, 5], [0, 0, 100, 0], [5, 0, 95, 5]], [[100, 5], [0, 0]]);
  assertEquals(quiet.culprits.map(({ actor }) => actor), [2]);
});

Deno.test("findCulprits: a circle in which something moves is no deadlock, nor is one with nothing to do", () => {
  const circle = {
    actors: ["a", "b"].map(actor),
    chans: [channel("there", 0, 1), channel("back", 1, 0)],
  };
  const waits = (turns: number) =>
    find(circle, [[1, 99, 0, turns], [1, 99, 0, turns]], [[100, 0], [100, 0]]);
  assertEquals(waits(0).cycles.length, 1);
  assertEquals(waits(3).cycles, []);
  assertEquals(find(circle, [[0, 0, 100, 0], [0, 0, 100, 0]], [[0, 0], [0, 0]]).cycles, []);
});
