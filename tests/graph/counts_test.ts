import { assert, assertEquals, assertMatch } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { Observer } from "../../src/telemetry/mod.ts";
import { detailView } from "../../src/telemetry/api/detail_view.ts";
import { storeCount } from "../../src/wide_count.ts";
import { auditor, buyer, numberer, payer } from "../fixtures/count_actors.ts";
import { actorIn, channelIn, Watch, within } from "../fixtures/watch.ts";

const MESSAGES = 300;

/** As if so many messages had gone through its first channel before. */
function startAt(graph: Graph, count: number): void {
  const { region, topology } = graph.telemetry;
  const { sentWord, sentHighWord, takenWord, takenHighWord } = topology.channels[0]!;
  const words = new Int32Array(region);
  storeCount(words, sentWord, sentHighWord, count);
  storeCount(words, takenWord, takenHighWord, count);
}

for (const before of [2 ** 31 - 100, 2 ** 32 - 100, 3 * 2 ** 32 - 100]) {
  Deno.test(`what is counted goes on past ${before} in actors, the report and telemetry, whoever dies`, async () => {
    const intensity = { restarts: 1000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 1 } };
    await using graph = new Graph("counts", { log: () => {}, intensity });
    const { tx, rx } = graph.channel("numbers", u32, { capacity: 16 });
    graph.actor("NUMBERER", numberer, {
      ports: { numbers: tx },
      args: { messages: MESSAGES, dies: 30 },
    }).actor("AUDITOR", auditor, { ports: { numbers: rx }, args: { dies: 70 } });
    startAt(graph, before);
    // Nobody looks in between: what is told does not rest on having looked.
    using observer = new Observer(graph.telemetry, { hz: 1 });
    await graph.start();
    const report = await within(graph.finished, "the end", 30_000);
    const after = before + MESSAGES;
    assertEquals(channelIn(report, "numbers"), {
      label: "numbers",
      sent: after,
      taken: after,
      left: 0,
    });
    const [sender, taker] = [actorIn(report, "NUMBERER"), actorIn(report, "AUDITOR")];
    assertEquals([sender.ports, taker.ports], [{ numbers: after }, { numbers: after }]);
    assertEquals([sender.state.sent, sender.restarts > 0], [after, true]);
    const { taken, first, wrong } = taker.state;
    assertEquals([taken, first, wrong, taker.restarts], [MESSAGES, before, 0, 4]);
    const sample = observer.tick();
    assertEquals([sample.channels[0]!.sent, sample.channels[0]!.taken], [after, after]);
    const detail = detailView(graph.telemetry.topology, sample, observer.measures, "c0");
    assertEquals((detail as unknown as { sent: number }).sent, after);
  });
}

/** What was done outside, by what it was for: the ids it had, each once. */
function idsOf(watch: Watch, source: string, text: string): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { to, id } of watch.data(source, text) as { to: string; id: string }[]) {
    const known = ids.get(to) ?? new Set();
    ids.set(to, known.add(id));
  }
  return ids;
}

Deno.test("an effect id is the same however often a turn is done again, and of nothing else", async () => {
  const runs: string[][] = [];
  for (let run = 0; run < 2; run++) {
    const watch = new Watch();
    const intensity = { restarts: 1000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 1 } };
    await using graph = new Graph("effects", { log: watch.log, intensity });
    const numbers = graph.bundle("numbers", u32, { girth: 2, capacity: 16 });
    numbers.tx.forEach((tx, instance) =>
      graph.actor("BUYER", buyer, { ports: { numbers: tx }, instance, args: { messages: 60 } })
    );
    // Each message may be under work at many deaths.
    graph.actor("PAYER", payer, {
      ports: { numbers: numbers.rx },
      args: { lives: 6 },
      showstopper: 100,
    });
    await graph.start();
    const report = await within(graph.finished, "the end", 30_000);
    assertEquals(actorIn(report, "PAYER").restarts, 6);
    const all = [
      idsOf(watch, "PAYER", "pays"),
      ...[0, 1].flatMap((i) => [
        idsOf(watch, `BUYER ${i}`, "buys"),
        idsOf(watch, `BUYER ${i}`, "turn"),
      ]),
    ];
    assertEquals(all.map(({ size }) => size).slice(0, 2), [120, 60]);
    const ids = all.flatMap((ids) => [...ids.values()].map((of) => [...of]));
    assertEquals(ids.filter(({ length }) => length !== 1), [], "one id for one effect");
    const again = watch.data("PAYER", "pays").length;
    assert(again > 120, `${again} payments, so some were made again`);
    runs.push(ids.flat());
  }
  const every = runs.flat();
  assertEquals(new Set(every).size, every.length, "no id comes again, in another run neither");
  for (const id of every) assertMatch(id, /^[\w-]{1,80}$/);
});
