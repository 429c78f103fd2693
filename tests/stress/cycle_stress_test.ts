import { assertEquals } from "@std/assert";
import { type Channel, Graph, type Troupe, u32 } from "@steady-state/deno";
import { feeder, node } from "../fixtures/cycle_actors.ts";
import { seeded } from "../fixtures/random.ts";
import { actorIn, until, within } from "../fixtures/watch.ts";

const LONG = Deno.env.get("STRESS") === "long";
const SEEDS = LONG ? 200 : 12;

const MOST = 600;
/**
 * No output is ever full: one that leads to its own actor may hold all that two feeders send, and as much again, because what a turn takes
 * makes room only at its end.
 */
const CAPACITY = 4096;

/**
 * Two feeders and up to six nodes, with channels at random: almost every graph has cycles, nested ones and several in a row. Some
 * nodes wake by the clock, one dies on the way, some share a worker. It is stopped at any moment, or ends when its feeders do.
 */
async function storm(seed: number): Promise<void> {
  const dice = seeded(seed);
  const below = (limit: number) => Math.floor(dice() * limit);
  await using graph = new Graph(`cycles ${seed}`, {
    log: () => {},
    intensity: { restarts: 10, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 5 } },
  });
  const nodes = 2 + below(5);
  const troupes = [graph.troupe("a"), graph.troupe("b")].slice(0, below(3));
  const home = (): { troupe?: Troupe } => {
    const troupe = troupes[below(3)];
    return troupe === undefined ? {} : { troupe };
  };
  const ins = Array.from({ length: nodes }, (): Channel<number, "u32">["rx"][] => []);
  const outs = Array.from({ length: nodes }, (): Channel<number, "u32">["tx"][] => []);
  let links = 0;
  const wire = (from: Channel<number, "u32">["tx"][] | undefined, to: number) => {
    const { tx, rx } = graph.channel(`link ${links++}`, u32, { capacity: CAPACITY });
    from?.push(tx);
    ins[to]!.push(rx);
    return tx;
  };
  const stops = dice() < 0.6;
  const label = (kind: string, i: number) => `${kind} ${i}`;
  for (let i = 0; i < 2; i++) {
    graph.actor(label("FEEDER", i), feeder, {
      ports: { out: wire(undefined, below(nodes)) },
      args: { count: MOST, rounds: below(20), perTurn: 1 + below(50) },
      ...home(),
    });
  }
  // Around all of them, or not; and across.
  for (let i = 0; i < nodes; i++) wire(outs[i], dice() < 0.7 ? (i + 1) % nodes : below(nodes));
  for (let i = below(nodes); i > 0; i--) wire(outs[below(nodes)], below(nodes));
  for (let i = 0; i < nodes; i++) if (ins[i]!.length === 0) wire(outs[below(nodes)], i);
  const doomed = below(nodes);
  for (let i = 0; i < nodes; i++) {
    graph.actor(label("NODE", i), node, {
      ports: { ins: ins[i]!, outs: outs[i]! },
      args: {
        beatMs: stops && dice() < 0.3 ? 1 + below(10) : 0,
        dieOn: i === doomed ? below(MOST) : -1,
      },
      ...home(),
    });
  }
  await within(graph.start(), "the start");
  if (stops) {
    const { region, topology: { channels } } = graph.telemetry;
    const words = new Int32Array(region);
    const enough = below(2 * MOST);
    const sent = () =>
      Atomics.load(words, channels[0]!.sentWord) + Atomics.load(words, channels[1]!.sentWord);
    await until(() => sent() >= enough, `${enough} messages`);
    graph.stop("enough").catch(() => {});
  }
  const report = await within(graph.finished, `the end of graph ${seed}`, 40_000);
  const total = (kind: string, count: number, cell: string) =>
    Array.from({ length: count }, (_, i) => actorIn(report, label(kind, i)).state[cell] as number)
      .reduce((all, one) => all + one, 0);
  assertEquals(report.clean, true);
  assertEquals(
    { count: total("NODE", nodes, "count"), sum: total("NODE", nodes, "sum") },
    { count: total("FEEDER", 2, "next"), sum: total("FEEDER", 2, "sum") },
  );
  for (const { label, left } of report.channels) assertEquals(left, 0, label);
}

for (let seed = 1; seed <= SEEDS; seed++) {
  Deno.test(`a graph with random cycles comes to its end with nothing lost, seed ${seed}`, () =>
    storm(seed));
}
