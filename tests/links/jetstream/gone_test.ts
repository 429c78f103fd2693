/** What is gone from a log while pods use it, or between: by its age, by the hand of an administrator, with its stream. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Graph, type KeptCell, type StateChanges, u32 } from "@steady-state/deno";
import { jetstream, type JetstreamOptions, loggedTo } from "@steady-state/deno/links";
import { noNats } from "../../connectors/servers/nats.ts";
import { FRAME_MESSAGES } from "../../../src/links/jetstream/frame.ts";
import { EndsTeller, keptEnds } from "../../../src/links/jetstream/kept_ends.ts";
import { LogBed, writeEach } from "./log_bed.ts";
import { summing } from "./pod_actors.ts";
import { quiet, sendingPod, SMALL, sumBefore, takingPod, until } from "./pods.ts";

function test(name: string, fn: (bed: LogBed, servers: string) => Promise<void>): void {
  Deno.test({
    name: `gone from a log: ${name}${noNats === undefined ? "" : ` (not run: ${noNats})`}`,
    ignore: noNats !== undefined,
    async fn() {
      await using bed = await LogBed.make();
      await fn(bed, bed.server.url);
    },
  });
}

/** A pod whose host sends what it is given. */
class HostPod {
  readonly graph: Graph;
  readonly #sender: { send(message: number): Promise<unknown>; close(): void };

  constructor(options: JetstreamOptions, lines: string[] = []) {
    this.graph = new Graph("sender", quiet(lines));
    const orders = this.graph.aqueduct("orders", u32, {
      capacity: SMALL,
      stopTimeoutMs: 1,
      via: jetstream(options),
    });
    this.#sender = this.graph.sender(orders.tx);
  }

  /** Sends the numbers from one up to another, and waits until all are in the log. */
  async send(from: number, to: number): Promise<void> {
    for (let i = from; i < to; i++) await this.#sender.send(i);
    await this.logged(to - from);
  }

  #sent = 0;
  async logged(more: number): Promise<void> {
    this.#sent += more;
    await until(() => this.graph.state("ORDERS EGRESS").settled === this.#sent);
  }

  close(): void {
    this.#sender.close();
  }
}

function taken(pod: Graph): { count: number; sum: number; isWrong: boolean } {
  const { count, sum, isWrong } = pod.state("SUMMING");
  return { count: Number(count), sum: Number(sum), isWrong: isWrong === true };
}

async function stopAll(...pods: readonly Graph[]): Promise<void> {
  await Promise.allSettled(pods.map((pod) => pod.stop()));
  await Promise.allSettled(pods.map((pod) => pod.finished));
}

/** Waits until what was told last of the log is of its last message. */
async function untilTold(bed: LogBed): Promise<void> {
  const { manager } = await bed.log();
  await until(async () => {
    const { state } = await manager.streams.info("STEADY_ORDERS");
    const told = await manager.streams.getMessage("STEADY_ORDERS_READERS", {
      last_by_subj: "steady.orders.read.writer/ends",
    }).catch(() => null);
    return told?.json<{ sequence: number }>().sequence === state.last_seq;
  });
}

test("numbers go on when the age of a log has taken all of it", async (bed, servers) => {
  const options = { servers, maxAgeMs: 100 };
  const first = new HostPod(options);
  await first.graph.start();
  await first.send(0, 100);
  await untilTold(bed);
  const { manager } = await bed.log();
  const isEmpty = async () => (await manager.streams.info("STEADY_ORDERS")).state.messages === 0;
  await until(isEmpty);
  // The same process, by another connection: what it was given meanwhile has the next numbers.
  await first.graph.restart("ORDERS EGRESS", "a kill from outside");
  await first.send(100, 200);
  await untilTold(bed);
  await stopAll(first.graph);
  await until(isEmpty);
  assertEquals(await loggedTo(jetstream(options), "orders"), [200]);
  const next = new HostPod(options);
  await next.graph.start();
  await next.send(200, 210);
  assertEquals(await loggedTo(jetstream(options), "orders"), [210]);
  await stopAll(next.graph);
});

test(
  "a log that is purged by hand once all of it is read is gone on with by both, whoever is started again",
  async (bed, servers) => {
    const taker = takingPod({ servers }, { stopTimeoutMs: 1 });
    await taker.start();
    const sender = new HostPod({ servers });
    await sender.graph.start();
    const { manager } = await bed.log();
    const purged = async (count: number) => {
      await until(() => taken(taker).count === count);
      await untilTold(bed);
      await manager.streams.purge("STEADY_ORDERS");
    };
    await sender.send(0, 100);
    await purged(100);
    await sender.send(100, 200);
    await purged(200);
    await taker.restart("ORDERS INGRESS", "a kill from outside");
    await sender.graph.restart("ORDERS EGRESS", "a kill from outside");
    await sender.send(200, 300);
    await purged(300);
    assertEquals(taken(taker), { count: 300, sum: sumBefore(300), isWrong: false });
    await stopAll(sender.graph, taker);
    const [next, reader] = [new HostPod({ servers }), takingPod({ servers })];
    await reader.start();
    await next.graph.start();
    await next.send(300, 310);
    next.close();
    await next.graph.finished;
    await reader.finished;
    assertEquals(taken(reader), {
      count: 10,
      sum: sumBefore(310) - sumBefore(300),
      isWrong: false,
    });
  },
);

test(
  "what is purged by hand and was not read is told by the taking pod, which goes no further",
  async (bed, servers) => {
    const lines: string[] = [];
    // Its channel is full, and more is read ahead; the rest is with the log alone.
    const taker = takingPod({ servers }, { most: 1, stopTimeoutMs: 1, graph: quiet(lines) });
    await taker.start();
    const sender = new HostPod({ servers });
    await sender.graph.start();
    await sender.send(0, 1000);
    await until(() => taken(taker).count === 1);
    const { manager } = await bed.log();
    await manager.streams.purge("STEADY_ORDERS");
    await taker.restart("ORDERS INGRESS", "a kill from outside");
    await sender.send(1000, 1001);
    await until(() => lines.some((line) => line.includes("and were not read here")));
    const told = lines.find((line) => line.includes("and were not read here"));
    assertStringIncludes(`${told}`, 'to 999 of lane 0 are gone from stream "STEADY_ORDERS"');
    assertStringIncludes(`${told}`, 'set lost: "skip" to go on with message 1000');
    await stopAll(sender.graph, taker);
  },
);

test("where nobody has counted the last messages that are gone, numbers begin behind all that they may have had", async (bed) => {
  const writer = await bed.writer();
  await writeEach(writer, 0, 5);
  const { log, claim: { fence } } = writer;
  const told = { log: log.id, fence, next: [5], sequence: writer.last };
  await new EndsTeller(log).tell(told);
  assertEquals(await log.rangeOf(0), { first: 0, end: 5, most: 5, isEnded: false });
  await writeEach(writer, 5, 2);
  writer.close();
  await log.manager.streams.purge("STEADY_ORDERS");
  assertEquals(await log.rangeOf(0), {
    first: 5,
    end: 5,
    most: 5 + 2 * FRAME_MESSAGES,
    isEnded: false,
  });
  // Who has read them is not taken for a reader of another log.
  assertEquals((await bed.reader(7)).next, 7);
  // A later word of an earlier claim does not count.
  await new EndsTeller(log).tell({ ...told, fence: fence + 1, sequence: writer.last, next: [7] });
  await new EndsTeller(log).tell({ ...told, fence, next: [6] });
  assertEquals((await log.rangeOf(0)).end, 7);
});

test(
  "a source that begins anew has that written again which nobody has counted",
  async (bed, servers) => {
    const run = async () => {
      const pod = sendingPod({ servers, first: 0 }, { to: 1000 });
      await pod.start();
      await pod.finished;
    };
    await run();
    const log = await bed.log();
    const told = await keptEnds(log);
    assertEquals(told?.next, [1000]);
    if (told === undefined) return;
    await new EndsTeller(log).tell({ ...told, next: [500], sequence: told.sequence - 1 });
    await log.manager.streams.purge("STEADY_ORDERS");
    await run();
    const { first, end } = await log.rangeOf(0);
    assertEquals([first, end], [500, 1000]);
  },
);

test(
  "a consumer that is deleted while it is read by is made anew, and nothing is lost or doubled",
  async (bed, servers) => {
    const lines: string[] = [];
    const taker = takingPod({ servers }, { graph: quiet(lines) });
    const sender = new HostPod({ servers });
    await taker.start();
    await sender.graph.start();
    const { manager } = await bed.log();
    const consumers = async () => {
      const names: string[] = [];
      for await (const { name } of manager.consumers.list("STEADY_ORDERS")) names.push(name);
      return names;
    };
    for (let i = 0; i < 3; i++) {
      await sender.send(i * 1000, (i + 1) * 1000);
      await until(() => taken(taker).count === (i + 1) * 1000);
      const before = await consumers();
      for (const name of before) await manager.consumers.delete("STEADY_ORDERS", name);
      await until(async () => (await consumers()).some((name) => !before.includes(name)));
    }
    assert(lines.some((line) => line.includes("was deleted")), lines.join("\n"));
    await sender.send(3000, 4000);
    sender.close();
    await sender.graph.finished;
    await taker.finished;
    assertEquals(taken(taker), { count: 4000, sum: sumBefore(4000), isWrong: false });
  },
);

test(
  "a consumer that several pods share is made anew when it is deleted: nothing is lost",
  async (bed, servers) => {
    const lines: string[] = [];
    const workers = [1, 2].map(() =>
      takingPod({ servers, share: "workers" }, { graph: quiet(lines) })
    );
    for (const worker of workers) await worker.start();
    const sender = sendingPod({ servers }, { to: 100_000 });
    await sender.start();
    const all = () => workers.reduce((sum, worker) => sum + taken(worker).count, 0);
    await until(() => all() > 20_000);
    const { manager } = await bed.log();
    await manager.consumers.delete("STEADY_ORDERS", "main_0");
    await until(() => lines.some((line) => line.includes("was deleted")));
    await sender.finished;
    await until(() => all() >= 100_000);
    for (const worker of workers) await worker.stop();
    assert(all() >= 100_000);
  },
);

test(
  "the stream of places that is deleted is made anew with the place that the taking pod has come to",
  async (bed, servers) => {
    const taker = takingPod({ servers });
    const sender = sendingPod({ servers }, { to: 100_000 });
    await taker.start();
    await sender.start();
    await until(() => taken(taker).count > 10_000);
    const { manager } = await bed.log();
    await manager.streams.delete("STEADY_ORDERS_READERS");
    await sender.finished;
    await taker.finished;
    assertEquals(taken(taker), { count: 100_000, sum: sumBefore(100_000), isWrong: false });
    const word = await manager.streams.getMessage("STEADY_ORDERS_READERS", {
      last_by_subj: "steady.orders.read.main",
    });
    assertEquals(word?.json<{ next: number[] }>().next, [100_000]);
  },
);

test(
  "where the graph keeps the place, what is on the disk is removed while it runs, and nothing else is",
  async (bed, servers) => {
    const saved: { actor: string; cell: string }[][] = [];
    const kept = new Map<string, KeptCell>();
    let isHeld = false;
    const store = {
      name: "memory",
      load: () => [],
      async save({ put }: StateChanges) {
        while (isHeld) await new Promise((resolve) => setTimeout(resolve, 5));
        saved.push(put.map(({ actor, cell }) => ({ actor, cell })));
        for (const one of put) kept.set(`${one.actor} ${one.cell}`, one);
      },
      close() {},
    };
    const graph = new Graph("taker", { ...quiet(), durable: { store, everyMs: 20 } });
    const orders = graph.aqueduct("orders", u32, {
      capacity: SMALL,
      via: jetstream({ servers, position: "graph" }),
    });
    graph.actor("SUMMING", summing, { ports: { numbers: orders.rx }, durable: true });
    await graph.start();
    const sender = new HostPod({ servers });
    await sender.graph.start();
    const log = await bed.log();
    const first = async () => (await log.frameFrom(log.lane(0), 0))?.first ?? 0;
    const onDisk = () => {
      const cell = kept.get("ORDERS INGRESS settledTo");
      return cell === undefined ? 0 : (JSON.parse(cell.value) as number[])[0] ?? 0;
    };
    for (let i = 0; i < 10; i++) await sender.send(i * 100, i * 100 + 100);
    await until(() => taken(graph).count === 1000 && onDisk() === 1000);
    await until(async () => await first() >= 900);
    // What is not saved stays, though all of it is done.
    isHeld = true;
    for (let i = 10; i < 20; i++) await sender.send(i * 100, i * 100 + 100);
    await until(() => graph.state("ORDERS INGRESS").settled === 2000);
    const held = onDisk();
    assert(await first() <= held);
    isHeld = false;
    await until(async () => onDisk() === 2000 && await first() > held);
    // A place is read before the state of those who have what came of it.
    for (const put of saved) {
      const actors = put.map(({ actor }) => actor);
      const last = actors.lastIndexOf("ORDERS INGRESS");
      assert(last === -1 || !actors.slice(0, last).includes("SUMMING"));
    }
    await stopAll(sender.graph, graph);
  },
);
