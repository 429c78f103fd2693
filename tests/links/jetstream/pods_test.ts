/** Graphs with an aqueduct over JetStream between them: real workers, a real server. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bytes, delivery, Graph, text, u32 } from "@steady-state/deno";
import { jetstream, loggedTo } from "@steady-state/deno/links";
import { noNats } from "../../connectors/servers/nats.ts";
import { LogBed } from "./log_bed.ts";
import { dealing, delivering, heaving, receiving, sorting, weighing } from "./pod_actors.ts";
import { quiet, sendingPod, SMALL, sumBefore, takingPod, until } from "./pods.ts";

function test(name: string, fn: (bed: LogBed, servers: string) => Promise<void>): void {
  Deno.test({
    name: noNats === undefined ? `pods: ${name}` : `pods: ${name} (not run: ${noNats})`,
    ignore: noNats !== undefined,
    async fn() {
      await using bed = await LogBed.make();
      await fn(bed, bed.server.url);
    },
  });
}

/** What came to a taking pod. */
function totals(pod: Graph): { count: number; sum: number; isWrong: boolean } {
  const { count, sum, isWrong } = pod.state("SUMMING");
  return { count: Number(count), sum: Number(sum), isWrong: isWrong === true };
}

/** How far the reader has come, as the broker has it. */
async function kept(bed: LogBed): Promise<number | undefined> {
  const { manager } = await bed.log();
  const message = await manager.streams.getMessage("STEADY_ORDERS_READERS", {
    last_by_subj: "steady.orders.read.main",
  });
  return message?.json<{ next: number[] }>().next[0];
}

/** Runs a graph from its start to its end. */
async function through(graph: Graph): Promise<void> {
  await graph.start();
  await graph.finished;
}

test("what one sends the other takes up to the end, whoever starts first", async (_, servers) => {
  const taker = takingPod({ servers });
  await taker.start();
  await through(sendingPod({ servers }, { to: 50_000 }));
  await taker.finished;
  assertEquals(totals(taker), { count: 50_000, sum: sumBefore(50_000), isWrong: false });
  // The place is kept: what comes later comes to the next process.
  await through(sendingPod({ servers }, { from: 50_000, to: 50_100 }));
  const next = takingPod({ servers });
  await through(next);
  assertEquals(totals(next), {
    count: 100,
    sum: sumBefore(50_100) - sumBefore(50_000),
    isWrong: false,
  });
});

test(
  "a source that closes its channel once all of it is in the log has ended all the same",
  async (_, servers) => {
    const taker = takingPod({ servers });
    await taker.start();
    const sender = new Graph("sender", quiet());
    const orders = sender.aqueduct("orders", u32, { capacity: SMALL, via: jetstream({ servers }) });
    const source = sender.sender(orders.tx);
    await sender.start();
    for (let i = 0; i < 100; i++) await source.send(i);
    // What is taken is in the log, and the egress has nothing left to do.
    await until(() => sender.state("ORDERS EGRESS").settled === 100);
    source.close();
    await sender.finished;
    await taker.finished;
    assertEquals(totals(taker), { count: 100, sum: sumBefore(100), isWrong: false });
  },
);

test(
  "a source that has closed its channel has ended, also where a stop of its pod follows at once",
  async (_, servers) => {
    const taker = takingPod({ servers });
    await taker.start();
    const sender = new Graph("sender", quiet());
    const orders = sender.aqueduct("orders", u32, { capacity: SMALL, via: jetstream({ servers }) });
    const source = sender.sender(orders.tx);
    await sender.start();
    for (let i = 0; i < 100; i++) await source.send(i);
    source.close();
    await sender.stop();
    await taker.finished;
    assertEquals(totals(taker), { count: 100, sum: sumBefore(100), isWrong: false });
  },
);

test("deaths of link actors and of the broker lose and double nothing", async (bed, servers) => {
  const [sender, taker] = [sendingPod({ servers }, { to: 600_000 }), takingPod({ servers })];
  await taker.start();
  await sender.start();
  for (let i = 1; i <= 12; i++) {
    await until(() => totals(taker).count > i * 30_000);
    if (i % 4 === 0) {
      await bed.server.kill();
      await bed.server.restart();
    } else if (i % 2 === 0) await sender.restart("ORDERS EGRESS", "a kill from outside");
    else await taker.restart("ORDERS INGRESS", "a kill from outside");
  }
  await sender.finished;
  await taker.finished;
  assertEquals(totals(taker), { count: 600_000, sum: sumBefore(600_000), isWrong: false });
});

test(
  "a pod that is told to stop is no end of the stream, and the next goes on behind",
  async (_, servers) => {
    const taker = takingPod({ servers });
    await taker.start();
    const first = sendingPod({ servers }, { to: 10_000_000 });
    await first.start();
    await until(() => totals(taker).count > 1000);
    await first.stop();
    await first.finished.catch(() => {});
    const [end = 0] = await loggedTo(jetstream({ servers }), "orders");
    await until(() => totals(taker).count === end);
    await through(sendingPod({ servers, first: end }, { from: end, to: end + 10 }));
    await taker.finished;
    assertEquals(totals(taker), { count: end + 10, sum: sumBefore(end + 10), isWrong: false });
  },
);

test(
  "a source that begins anew with each process is passed over as far as the log has come",
  async (_, servers) => {
    await through(sendingPod({ servers, first: 0 }, { to: 5000 }));
    await through(sendingPod({ servers, first: 0 }, { to: 8000 }));
    await through(sendingPod({ servers, first: 0 }, { to: 8000 }));
    const taker = takingPod({ servers });
    await through(taker);
    assertEquals(totals(taker), { count: 8000, sum: sumBefore(8000), isWrong: false });
  },
);

test("what is not settled comes to the next process", async (bed, servers) => {
  await through(sendingPod({ servers }, { to: 5000 }));
  // It takes so many, and leaves the rest in its channel for ever.
  const taker = takingPod({ servers }, { most: 1000, stopTimeoutMs: 1 });
  await taker.start();
  await until(() => totals(taker).count === 1000);
  await until(async () => await kept(bed) === 1000);
  await taker.stop().catch(() => {});
  await taker.finished.catch(() => {});
  const next = takingPod({ servers });
  await through(next);
  assertEquals(totals(next), {
    count: 4000,
    sum: sumBefore(5000) - sumBefore(1000),
    isWrong: false,
  });
});

test(
  "where the graph keeps the place, what it begins with is on the disk, and is removed",
  async (bed, servers) => {
    const folder = await Deno.makeTempDir();
    try {
      await through(sendingPod({ servers }, { to: 20_000 }));
      const options = { servers, position: "graph" } as const;
      const pod = () =>
        takingPod(options, { graph: { ...quiet(), durable: { folder, everyMs: 60_000 } } });
      const log = await bed.log();
      const first = async () => (await log.frameFrom(log.lane(0), 0))?.first;
      await through(pod());
      assertEquals(await first(), 0);
      const next = pod();
      await next.start();
      await until(async () => await first() !== 0);
      await next.finished;
      assertEquals(totals(next).count, 0);
      const { end } = await log.rangeOf(0);
      assertEquals(end, 20_000);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

test("lanes keep their order, each for itself", async (_, servers) => {
  const draw = (name: string) => {
    const graph = new Graph(name, quiet());
    const options = { capacity: SMALL, girth: 3, via: jetstream({ servers }) };
    return { graph, words: graph.aqueduct("words", text, options) };
  };
  const [{ graph: sender, words: out }, { graph: taker, words: into }] = [draw("a"), draw("b")];
  sender.actor("DEALING", dealing, { ports: { words: out.tx }, args: { count: 2000 } });
  taker.actor("SORTING", sorting, { ports: { words: into.rx } });
  await Promise.all([through(sender), through(taker)]);
  assertEquals(taker.state("SORTING"), { count: 6000, isWrong: false });
});

test(
  "deliveries that are handed over again are not written again, by their origins",
  async (_, servers) => {
    const draw = (name: string) => {
      const graph = new Graph(name, quiet());
      return {
        graph,
        letters: graph.aqueduct("letters", delivery(text), {
          capacity: 64,
          via: jetstream({ servers }),
        }),
      };
    };
    // Each process has some of the last handed over again, and one of them is in the middle of an origin.
    for (const [from, to] of [[0, 500], [300, 900], [0, 1000], [900, 1000]] as const) {
      const { graph, letters } = draw("sender");
      graph.actor("DELIVERING", delivering, { ports: { letters: letters.tx }, args: { from, to } });
      await graph.start();
      if (to === 1000 && from === 0) await graph.restart("LETTERS EGRESS", "a kill from outside");
      await graph.finished;
    }
    const { graph, letters } = draw("taker");
    graph.actor("RECEIVING", receiving, { ports: { letters: letters.rx } });
    await through(graph);
    assertEquals(graph.state("RECEIVING"), { count: 2000, wrong: 0 });
  },
);

test(
  "a full log makes the sending pod wait, and say so, until there is room",
  async (_, servers) => {
    const lines: string[] = [];
    const options = { servers, maxBytes: 100_000 };
    const sender = sendingPod(options, { to: 60_000, graph: quiet(lines) });
    await sender.start();
    await until(() => lines.some((line) => line.includes("maximum bytes exceeded")));
    assertStringIncludes(lines.join("\n"), "it goes on when there is room");
    const taker = takingPod(options);
    await taker.start();
    await sender.finished;
    await taker.finished;
    assertEquals(totals(taker), { count: 60_000, sum: sumBefore(60_000), isWrong: false });
  },
);

test(
  "bodies are cut to what the stream takes, and a message that is longer is told",
  async (bed, servers) => {
    const { manager } = await bed.log({ stream: "OTHER", subject: "other" });
    await manager.streams.add({
      name: "STEADY_BLOBS",
      subjects: ["steady.blobs.*"],
      max_msg_size: 4096,
    });
    const lines: string[] = [];
    const draw = (name: string) => {
      const graph = new Graph(name, quiet(lines));
      const options = { capacity: 64, bytes: 10_000, via: jetstream({ servers }) };
      return { graph, blobs: graph.aqueduct("blobs", bytes, options) };
    };
    const [{ graph: sender, blobs: out }, { graph: taker, blobs: into }] = [draw("a"), draw("b")];
    const sizes = [3000, 3000, 10, 2000, 5000, 7];
    sender.actor("HEAVING", heaving, { ports: { blobs: out.tx }, args: { sizes } });
    taker.actor("WEIGHING", weighing, { ports: { blobs: into.rx } });
    await taker.start();
    await sender.start();
    await until(() => lines.some((line) => line.includes("Message 4 has 5004 bytes")));
    await manager.streams.update("STEADY_BLOBS", { max_msg_size: 100_000 });
    await sender.finished;
    await taker.finished;
    assertEquals(taker.state("WEIGHING"), { sizes: "3000 3000 10 2000 5000 7 ", isWrong: false });
  },
);

test(
  "a stream that is deleted while it runs is told by both, and made anew by neither",
  async (bed, servers) => {
    const lines: string[] = [];
    const sender = sendingPod({ servers }, {
      to: 1_000_000_000,
      stopTimeoutMs: 1,
      graph: quiet(lines),
    });
    const taker = takingPod({ servers }, { stopTimeoutMs: 1, graph: quiet(lines) });
    await taker.start();
    await sender.start();
    await until(() => totals(taker).count > 1000);
    const { manager } = await bed.log();
    await manager.streams.delete("STEADY_ORDERS");
    const told = () => lines.filter((line) => line.includes("was deleted while this pod used it"));
    await until(() => told().length >= 2);
    assertEquals((await manager.streams.list().next()).map(({ config }) => config.name), [
      "STEADY_ORDERS_READERS",
    ]);
    await Promise.allSettled([sender.stop(), taker.stop()]);
    await Promise.allSettled([sender.finished, taker.finished]);
  },
);

test(
  "a second pod of the same role is refused as long as the first one lives",
  async (_, servers) => {
    const lines: string[] = [];
    const [sender, taker] = [
      sendingPod({ servers }, { to: 1_000_000_000 }),
      takingPod({ servers }),
    ];
    await taker.start();
    await sender.start();
    await until(() => totals(taker).count > 1000);
    const second = [
      sendingPod({ servers }, { to: 10, stopTimeoutMs: 1, graph: quiet(lines) }),
      takingPod({ servers }, { stopTimeoutMs: 1, graph: quiet(lines) }),
    ];
    for (const pod of second) await pod.start();
    await until(() => lines.some((line) => line.includes('writes aqueduct "orders" already')));
    await until(() =>
      lines.some((line) => line.includes('reads aqueduct "orders" as reader "main" already'))
    );
    const all = [sender, taker, ...second];
    await Promise.allSettled(all.map((pod) => pod.stop()));
    await Promise.allSettled(all.map((pod) => pod.finished));
    assert(!totals(taker).isWrong);
  },
);

test(
  "pods that share have each message once, as long as they end in good order",
  async (_, servers) => {
    // The log has room for a part of it: what is acknowledged is removed.
    const options = { servers, share: "workers", maxBytes: 150_000 } as const;
    const workers = [1, 2].map(() => takingPod(options));
    for (const worker of workers) await worker.start();
    await through(sendingPod({ servers }, { to: 50_000 }));
    const all = () => workers.reduce((sum, worker) => sum + totals(worker).count, 0);
    await until(() => all() === 50_000);
    await workers[0]?.restart("ORDERS INGRESS", "a kill from outside");
    for (const worker of workers) await worker.stop();
    assertEquals(workers.reduce((sum, worker) => sum + totals(worker).sum, 0), sumBefore(50_000));
    assert(workers.every((worker) => totals(worker).count > 0));
  },
);
