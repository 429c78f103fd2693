/** Deaths of a thread of which nobody knows whose they were: no message of an innocent mate is given up. With real workers. */
import { assert, assertEquals } from "@std/assert";
import { Graph, type GraphOptions, u32 } from "@steady-state/deno";
import { counter } from "../fixtures/plain_actors.ts";
import { keeper } from "../fixtures/poison_actors.ts";
import { bomber, dozer, holder, innocent, latecomer, victim } from "../fixtures/suspect_actors.ts";
import { actorIn, within } from "../fixtures/watch.ts";

const QUIET: GraphOptions = {
  log: () => {},
  intensity: { restarts: 1000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
};

/** Far more than it takes: members that are suspected are alone for a second and more. */
const PATIENCE_MS = 120_000;

/** A graph whose troupe has an innocent member that is in the middle of a turn until something is over. */
function graphOf(crashes: string[]) {
  const graph = new Graph("suspicion", {
    ...QUIET,
    showstopper: 2,
    onCrash: ({ actor, cause }) => crashes.push(`${actor}: ${cause}`),
  });
  const source = graph.channel("source", u32, { capacity: 8 });
  const passed = graph.channel("passed", u32, { capacity: 2 });
  const over = graph.channel("over", u32, { capacity: 2 });
  const troupe = graph.troupe("ensemble");
  graph
    .actor("SOURCE", counter, { ports: { numbers: source.tx }, args: { count: 30 } })
    .actor("INNOCENT", innocent, {
      ports: { numbers: source.rx, onward: passed.tx },
      troupe,
    })
    .actor("LATECOMER", latecomer, { ports: { over: over.rx, numbers: passed.rx } });
  return { graph, troupe, over };
}

for (const how of ["throw", "reject", "close", "exit"]) {
  Deno.test(`callbacks of a mate that "${how}" cost an actor no message, though it has one in hand each time`, async () => {
    const crashes: string[] = [];
    const { graph, troupe, over } = graphOf(crashes);
    await using _graph = graph;
    graph.actor("BOMBER", bomber, { ports: { over: over.tx }, args: { how }, troupe });
    await within(graph.start(), "the start", PATIENCE_MS);
    const report = await within(graph.finished, "the end", PATIENCE_MS);
    assertEquals(graph.deadLetters, []);
    assertEquals(actorIn(report, "INNOCENT").state.passed, 30);
    assertEquals(actorIn(report, "LATECOMER").state, { count: 30, sum: 435 });
    const hits = crashes.filter((crash) => crash.startsWith("INNOCENT"));
    assert(hits.length >= 3, `it was hit ${hits.length} times: the test tests little`);
  });

  Deno.test(`messages that kill by "${how}" are found among the mates' messages in hand, and no other is given up`, async () => {
    const { graph, troupe, over } = graphOf([]);
    await using _graph = graph;
    const numbers = graph.channel("numbers", u32, { capacity: 4 });
    const onward = graph.channel("onward", u32, { capacity: 4 });
    graph
      .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 12 } })
      .actor("VICTIM", victim, {
        ports: { numbers: numbers.rx, onward: onward.tx, over: over.tx },
        args: { how, poisons: [3, 8] },
        troupe,
      })
      .actor("KEEPER", keeper, { ports: { numbers: onward.rx } });
    await within(graph.start(), "the start", PATIENCE_MS);
    const report = await within(graph.finished, "the end", PATIENCE_MS);
    assertEquals(
      graph.deadLetters.map(({ actor, message, deaths }) => [actor, message, deaths]),
      [["VICTIM", 3, 2], ["VICTIM", 8, 2]],
    );
    assertEquals(actorIn(report, "KEEPER").state.got, [0, 1, 2, 4, 5, 6, 7, 9, 10, 11]);
    assertEquals(actorIn(report, "LATECOMER").state, { count: 30, sum: 435 });
  });
}

for (const how of ["throw", "close", "exit"]) {
  Deno.test(`an actor that only waits for messages when its own callback dies by "${how}" loses none of them, though it is alone`, async () => {
    let crashes = 0;
    await using graph = new Graph("dozing", {
      ...QUIET,
      showstopper: 2,
      onCrash: () => crashes++,
    });
    const numbers = graph.channel("numbers", u32, { capacity: 8 });
    graph.actor("TELLER", holder, { ports: { numbers: numbers.tx }, args: { count: 3 } })
      .actor("DOZER", dozer, { ports: { numbers: numbers.rx }, args: { how } });
    await within(graph.start(), "the start", PATIENCE_MS);
    const report = await within(graph.finished, "the end", PATIENCE_MS);
    assertEquals(graph.deadLetters, []);
    // Nothing was under work, so nothing is tried one by one.
    assertEquals(actorIn(report, "DOZER").state, { deaths: 4, count: 3, turns: 1 });
    assertEquals(crashes, 4);
  });
}
