/** What is settled never passes what the sink holds: of a window that keeps messages in its state, under deaths at any store. */
import { assert, assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { feed, simulate } from "@steady-state/deno/testing";
import { graphRunOf } from "../../src/graph/graph.ts";
import type { Waves } from "../../src/graph/settled/mod.ts";
import { careful, counting, dealing, joining, sorter, window } from "../fixtures/settled_actors.ts";

const UNTIRING = {
  showstopper: Infinity,
  intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
} as const;
const COUNT = 30;

/** SOURCE → WINDOW → SINK. */
function windowed(): Graph {
  const graph = new Graph("windowed", UNTIRING);
  const fresh = graph.channel("fresh", u32, { capacity: 4 });
  const sums = graph.channel("sums", u32, { capacity: 4 });
  return graph.actor("SOURCE", careful, { ports: { out: fresh.tx } })
    .actor("WINDOW", window, { ports: { in: fresh.rx, sums: sums.tx } })
    .actor("SINK", counting, { ports: { in: sums.rx } });
}

/** Waves that look after each step: how many messages of the source are settled. */
class Observer {
  settled = 0;
  moves = 0;
  #waves: Waves | undefined;

  look(graph: Graph): void {
    this.#waves ??= graphRunOf(graph).watermarks.newWaves();
    for (const [count = 0] of this.#waves.look().settled.values()) {
      if (count > this.settled) this.moves++;
      this.settled = count;
    }
  }
}

const FAULTS = { death: 0.005, deathAtStore: 0.05, slow: 0.01, lateToHost: 0.002 };

Deno.test("what a window keeps in its state is not settled before its sum has come out, whoever dies", async () => {
  let observer = new Observer();
  let moves = 0;
  const check = (stage: { readonly graph: Graph; state(label: string): object }) => {
    observer.look(stage.graph);
    const { count } = stage.state("SINK") as { readonly count: number };
    const most = count === Math.ceil(COUNT / 4) ? COUNT : 4 * count;
    assert(observer.settled <= most, `${observer.settled} settled, ${count} sums`);
  };
  const build = () => {
    observer = new Observer();
    return windowed();
  };
  const options = { seeds: 60, faults: FAULTS, freshModules: false, check };
  await simulate(build, options, async (stage) => {
    stage.perform("SOURCE", feed(Array.from({ length: COUNT }, (_, i) => i + 1)));
    await stage.finished;
    assertEquals(stage.graph.inFlight("SOURCE"), { sent: COUNT, settled: COUNT, oldestMs: 0 });
    assertEquals(stage.state("SINK"), { count: 8, sum: COUNT * (COUNT + 1) / 2 });
    moves += observer.moves;
  });
  assert(moves > 200, `${moves} moves`);
});

/** SOURCE → DEALER ⇉ JOIN → SINK. */
function joined(): Graph {
  const graph = new Graph("joined", UNTIRING);
  const fresh = graph.channel("fresh", u32, { capacity: 4 });
  const lanes = graph.bundle("lanes", u32, { girth: 2, capacity: 8 });
  const sums = graph.channel("sums", u32, { capacity: 4 });
  return graph.actor("SOURCE", careful, { ports: { out: fresh.tx } })
    .actor("DEALER", dealing, { ports: { in: fresh.rx, lanes: lanes.tx } })
    .actor("JOIN", joining, { ports: { lanes: lanes.rx, sums: sums.tx } })
    .actor("SINK", counting, { ports: { in: sums.rx } });
}

Deno.test("what a join keeps of the lanes of a bundle is not settled before its partner has come, whoever dies", async () => {
  let observer = new Observer();
  let moves = 0;
  const check = (stage: { readonly graph: Graph; state(label: string): object }) => {
    observer.look(stage.graph);
    const { count } = stage.state("SINK") as { readonly count: number };
    assert(observer.settled <= 2 * count, `${observer.settled} settled, ${count} sums`);
  };
  const build = () => {
    observer = new Observer();
    return joined();
  };
  const options = { seeds: 60, faults: FAULTS, freshModules: false, check };
  await simulate(build, options, async (stage) => {
    stage.perform("SOURCE", feed(Array.from({ length: COUNT }, (_, i) => i + 1)));
    await stage.finished;
    assertEquals(stage.graph.inFlight("SOURCE"), { sent: COUNT, settled: COUNT, oldestMs: 0 });
    assertEquals(stage.state("SINK"), { count: COUNT / 2, sum: COUNT * (COUNT + 1) / 2 });
    moves += observer.moves;
  });
  assert(moves > 200, `${moves} moves`);
});

/** SOURCE → SORTER → two sinks. */
function sorted(): Graph {
  const graph = new Graph("sorted", UNTIRING);
  const fresh = graph.channel("fresh", u32, { capacity: 4 });
  const left = graph.channel("left", u32, { capacity: 4 });
  const right = graph.channel("right", u32, { capacity: 4 });
  return graph.actor("SOURCE", careful, { ports: { out: fresh.tx }, args: { count: 12 } })
    .actor("SORTER", sorter, { ports: { in: fresh.rx, left: left.tx, right: right.tx } })
    .actor("LEFT", counting, { ports: { in: left.rx } })
    .actor("RIGHT", counting, { ports: { in: right.rx } });
}

Deno.test("a source that waits for what it has sent hears of each message, and only of what both sinks hold, whoever dies", async () => {
  const check = (stage: { state(label: string): object }) => {
    const { heard } = stage.state("SOURCE") as { readonly heard: number };
    const counts = ["LEFT", "RIGHT"].map((label) =>
      (stage.state(label) as { readonly count: number }).count
    );
    // Of each four, two are odd, and one goes both ways.
    const fours = Math.floor(heard / 4);
    assert(counts[1]! >= fours, `${heard} heard, ${counts[1]} on the right`);
    assert(counts[0]! >= Math.ceil(heard / 2) + fours, `${heard} heard, ${counts[0]} on the left`);
  };
  const options = { seeds: 60, faults: FAULTS, freshModules: false, check };
  await simulate(sorted, options, async (stage) => {
    await stage.finished;
    assertEquals(stage.state("SOURCE"), { sent: 12, heard: 12 });
  });
});
