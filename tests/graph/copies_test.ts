/** Two copies of this package in one graph: the host's, and another that actors come with. */
import { assertEquals } from "@std/assert";
import { type ActorShape, Graph, json, type Kind, u32 } from "@steady-state/deno";
import { collector, counter } from "../fixtures/plain_actors.ts";
import { COPIED_ACTORS } from "../fixtures/copied_actors.ts";
import { type Copy, copyPackage } from "../fixtures/copies.ts";
import { actorIn, within } from "../fixtures/watch.ts";

/** What the module of a copy exports. Its types are those of another package, as far as anybody can tell. */
interface Copied {
  readonly source: ActorShape;
  readonly sink: ActorShape;
  readonly sieve: ActorShape;
  readonly reader: ActorShape;
  readonly u32: Kind<number, "u32">;
}

async function load(copy: Copy): Promise<Copied> {
  return await import(await copy.write("actors.ts", COPIED_ACTORS));
}

const COUNT = 1000;

for (const home of ["solo", "troupe"] as const) {
  Deno.test(`actors of another copy of the package die and begin again, and nothing is lost, ${home}`, async () => {
    await using copy = await copyPackage();
    const { source, sink, u32: kind } = await load(copy);
    const intensity = { restarts: 100, withinMs: 60_000 };
    await using graph = new Graph("g", { intensity, log: () => {} });
    const { tx, rx } = graph.channel("numbers", kind, { capacity: 16 });
    const place = home === "solo" ? {} : { troupe: graph.troupe("ensemble") };
    graph.actor("SOURCE", source, {
      ports: { out: tx },
      args: { count: COUNT, dieEvery: 250 },
      ...place,
    } as never).actor("SINK", sink, {
      ports: { in: rx },
      args: { poison: 777 },
      showstopper: 3,
      ...place,
    } as never);
    await graph.start();
    const report = await within(graph.finished, "the end", 30_000);
    assertEquals(actorIn(report, "SOURCE").state, { next: COUNT, deaths: 3 });
    assertEquals(actorIn(report, "SINK").state, { got: COUNT - 1, disorder: 0, next: COUNT });
    assertEquals(
      graph.deadLetters.map(({ actor, port, message }) => [actor, port, message]),
      [["SINK", "in", 777]],
    );
    assertEquals(report.clean, true);
  });
}

Deno.test("actors of two copies of the package share a troupe, channels and dead letters", async () => {
  await using copy = await copyPackage();
  const { sieve, reader, u32: kind } = await load(copy);
  await using graph = new Graph("g", { log: () => {} });
  const troupe = graph.troupe("ensemble");
  // A kind of one copy where the ports at both ends are of the other, and the other way round.
  const raw = graph.channel("raw", kind, { capacity: 8 });
  const sieved = graph.channel("sieved", u32, { capacity: 8 });
  const notes = graph.channel("notes", json(), { capacity: 2 });
  graph.actor("COUNTER", counter, { ports: { numbers: raw.tx }, args: { count: COUNT }, troupe })
    .actor("SIEVE", sieve, {
      ports: { in: raw.rx, out: sieved.tx, notes: notes.tx },
      troupe,
    } as never)
    .actor("COLLECTOR", collector, { ports: { numbers: sieved.rx } })
    .actor("READER", reader, { ports: { notes: notes.rx }, troupe } as never);
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  assertEquals(report.clean, true);
  assertEquals(actorIn(report, "COLLECTOR").state!.count, COUNT * 0.9);
  assertEquals(actorIn(report, "READER").state, { read: 10 });
  assertEquals(graph.deadLetters.length, COUNT / 10);
});

Deno.test("a graph with actors of another copy of the package drains when it is told to stop", async () => {
  await using copy = await copyPackage();
  const { source, sink } = await load(copy);
  await using graph = new Graph("g");
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
  graph.actor("SOURCE", source, { ports: { out: tx }, args: { count: 2 ** 31 } } as never)
    .actor("SINK", sink, { ports: { in: rx } } as never);
  await graph.start();
  const report = await within(graph.stop(), "the end", 30_000);
  const { next } = actorIn(report, "SOURCE").state as { next: number };
  assertEquals(actorIn(report, "SINK").state, { got: next, disorder: 0, next });
  assertEquals(report.clean, true);
});
