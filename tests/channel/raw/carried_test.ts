/** Actors that move messages as bytes: wired to channels of any kind, in workers, in a simulation and in a rehearsal, whatever dies. */
import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, json, type Kind, oneOf, struct, text, u32 } from "@steady-state/deno";
import { type ActorShape, defineActor, rx, tx } from "@steady-state/deno/actor";
import { collect, feed, rehearse, simulate } from "@steady-state/deno/testing";
import { rawOf, rawShapeOf } from "../../../src/channel/raw/mod.ts";
import { carrier } from "../../fixtures/raw_actors.ts";
import { within } from "../../fixtures/watch.ts";

const trade = struct({ id: u32, side: oneOf("buy", "sell"), symbol: text(8) });

const KINDS: readonly (readonly [Kind<unknown>, (n: number) => unknown])[] = [
  [u32, (n) => n],
  [text, (n) => "ö".repeat(n % 50) + n],
  [json(), (n) => ({ n, path: ["a", `b${n}`] })],
  [trade, (n) => ({ id: n, side: n % 3 === 0 ? "buy" : "sell", symbol: `S${n}` })],
  [delivery(json()), (n) => ({ origin: `orders/${n}`, message: { n } })],
] as readonly (readonly [Kind<unknown>, (n: number) => unknown])[];

/** The carrier as a graph is drawn with it: its ports take channels of `kind`. */
function carrierOf(kind: Kind<unknown>): ActorShape {
  return { ...carrier, ports: { from: rx(rawOf(kind)), to: tx(rawOf(kind)) } } as ActorShape;
}

const STURDY = {
  intensity: { restarts: 10_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } },
  showstopper: 10_000,
};

/** Draws two carriers, one behind the other, between two channels. */
function carry(graph: Graph, kind: Kind<unknown>, dieEach = Infinity) {
  const options = { capacity: 8, bytes: 2048 };
  const [first, between, last] = ["first", "between", "last"].map((name) =>
    graph.channel(name, kind, options)
  );
  const args = { shape: rawShapeOf(kind), dieEach };
  graph.actor("EGRESS", carrierOf(kind), {
    ports: { from: first!.rx, to: between!.tx },
    args,
  } as never).actor("INGRESS", carrierOf(kind), {
    ports: { from: between!.rx, to: last!.tx },
    args,
  } as never);
  return { tx: first!.tx, rx: last!.rx };
}

for (const [kind, message] of KINDS) {
  const messages = Array.from({ length: 150 }, (_, n) => message(n));
  const plain = (message: unknown) => typeof message === "object" ? { ...message } : message;

  Deno.test(`messages of ${kind.name.slice(0, 20)} are carried as bytes in workers, whoever dies`, async () => {
    await using graph = new Graph("g", { ...STURDY, log: () => {} });
    const { tx, rx } = carry(graph, kind, 12);
    const sender = graph.sender(tx);
    const receiver = graph.receiver(rx);
    await within(graph.start(), "the start");
    const sending = (async () => {
      for (const message of messages) await sender.send(message as never);
      sender.close();
    })();
    const taken: unknown[] = [];
    for await (const message of receiver) taken.push(plain(message));
    await within(sending, "all to be sent");
    assertEquals(taken, messages);
    assert(graph.crashes.length > 3, `${graph.crashes.length} deaths`);
  });

  Deno.test(`messages of ${kind.name.slice(0, 20)} are carried as bytes in a simulation, whatever dies at whichever store`, async () => {
    const source = defineActor(import.meta, "source", { ports: { out: tx(kind) }, run() {} });
    const sink = defineActor(import.meta, "sink", { ports: { in: rx(kind) }, run() {} });
    const build = () => {
      const graph = new Graph("g", { ...STURDY, logLevel: "error" });
      const ends = carry(graph, kind);
      return graph.actor("SOURCE", source, { ports: { out: ends.tx } } as never)
        .actor("SINK", sink, { ports: { in: ends.rx } } as never);
    };
    let deaths = 0;
    const faults = { death: 0.02, deathAtStore: 0.05, slow: 0.01 };
    await simulate(build, { seeds: 40, faults }, async (stage) => {
      stage.perform("SOURCE", source, feed(messages.slice(0, 60)) as never);
      const heard = stage.perform("SINK", sink, collect<unknown>() as never) as ReturnType<
        typeof collect<unknown>
      >;
      await stage.finished;
      assertEquals(heard.taken.map(plain), messages.slice(0, 60));
      deaths += stage.graph.crashes.filter(({ actor }) => actor.endsWith("GRESS")).length;
    });
    assert(deaths > 10, `${deaths} deaths`);
  });
}

Deno.test("an actor that moves any messages as bytes is rehearsed with records of bytes", async () => {
  const args = { shape: rawShapeOf(text) };
  await using scene = await rehearse(carrier, { args });
  scene.from.send(Uint8Array.of(1, 2), Uint8Array.of());
  assertEquals(await scene.to.take(2), [Uint8Array.of(1, 2), Uint8Array.of()]);
  scene.from.close();
  assertEquals((await scene.ended).clean, true);
});
