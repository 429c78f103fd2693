/** Ends of the host while actors die: each message that was sent arrives once, each that was refused never does. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  Graph,
  type Receiver,
  type Sender,
  type StopError,
  u32,
  UndeliveredError,
} from "@steady-state/deno";
import {
  type RealOptions,
  simulate,
  type SimulateOptions,
  type Stage,
} from "@steady-state/deno/testing";
import { relay } from "../fixtures/chain_actors.ts";

/** Code of the host that sends, and code that takes: so many of each at a time. */
const HANDLERS = 20;

interface Desk {
  readonly senders: readonly Sender<number>[];
  readonly receivers: readonly Receiver<number>[];
}

let desk: Desk;

/** Four lanes, each with its relay: two of them in a troupe, the host at both ends of all. */
function lanes(): Graph {
  const graph = new Graph("lanes", {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 5 } },
    showstopper: 100_000,
    stopTimeoutMs: 600_000,
    logLevel: "error",
    strategy: "oneForAll",
  });
  const work = graph.bundle("work", u32, { girth: 4, capacity: 4 });
  const done = graph.bundle("done", u32, { girth: 4, capacity: 2 });
  const troupe = graph.troupe("pair");
  for (let i = 0; i < 4; i++) {
    const ports = { in: work.rx[i]!, out: done.tx[i]! };
    graph.actor("RELAY", relay, { ports, instance: i, ...(i < 2 && { troupe }) });
  }
  // Some of the host's code shares an end, some has its own lane.
  const senders = [graph.sender(work.tx.slice(0, 2), { maxWaiting: 4 }), graph.sender(work.tx[2]!)];
  senders.push(graph.sender(work.tx[3]!, { maxWaiting: 0 }));
  const receivers = [graph.receiver(done.rx.slice(0, 3), { label: "HALL" })];
  receivers.push(graph.receiver(done.rx[3]!));
  desk = { senders, receivers };
  return graph;
}

/** What became of each message. */
interface Ledger {
  readonly sent: number[];
  readonly refused: number[];
  readonly taken: number[];
  readonly reasons: Set<string>;
  left: number;
  /** How often an end of the host was started again, with the actor that died. */
  restarts: number;
}

/** Handlers send and take until the graph stops, some message by message, some in batches. */
function open({ senders, receivers }: Desk, ledger: Ledger, messages: number): Promise<unknown>[] {
  let next = 0;
  let settling = Promise.withResolvers<void>();
  const { sent, refused, taken, reasons } = ledger;
  async function send(handler: number): Promise<void> {
    const sender = senders[handler % senders.length]!;
    while (next < messages) {
      const batch = Array.from({ length: 1 + handler % 3 }, () => next++);
      try {
        if (batch.length === 1) await sender.send(batch[0]!);
        else await sender.sendBatch(batch);
        sent.push(...batch);
      } catch (error) {
        assert(error instanceof UndeliveredError, `${error}`);
        reasons.add(error.reason);
        sent.push(...batch.slice(0, error.sent));
        refused.push(...batch.slice(error.sent));
        // Another may have more luck: it goes on when one has had its answer.
        if (error.reason === "full") await settling.promise;
      }
      settling.resolve();
      settling = Promise.withResolvers();
    }
  }
  /** Takes one message after the other, beside others. */
  async function take(): Promise<void> {
    const [hall] = receivers as [Receiver<number>];
    for (let n = await hall.take(); n !== undefined; n = await hall.take()) taken.push(n);
  }
  /** Loops over a lane; its body fails now and then, and the loop that follows gets that message again. */
  async function loop(): Promise<void> {
    const lane = receivers[1] as Receiver<number>;
    for (let fails = 0, isOver = false; !isOver; fails++) {
      try {
        for await (const n of lane) {
          if (n % 7 === fails % 7) throw new Error("the body fails");
          taken.push(n);
        }
        isOver = true;
      } catch {
        // It goes on.
      }
    }
  }
  const handlers = Array.from({ length: HANDLERS }, (_, i) => i);
  return [...handlers.map(send), ...handlers.map(take), loop()];
}

async function storm(options: SimulateOptions | RealOptions, messages: number): Promise<Ledger> {
  const all: Ledger = {
    sent: [],
    refused: [],
    taken: [],
    reasons: new Set(),
    left: 0,
    restarts: 0,
  };
  await simulate(lanes, options as SimulateOptions, async (stage: Stage) => {
    const ledger: Ledger = {
      sent: [],
      refused: [],
      taken: [],
      reasons: all.reasons,
      left: 0,
      restarts: 0,
    };
    const handlers = open(desk, ledger, messages);
    await stage.until(() => ledger.sent.length + ledger.refused.length >= messages, "5 min");
    stage.stop();
    // Who dies of the stop itself, with nothing to do, is not started again; what was sent to it by then the report tells.
    const { channels } = await stage.finished.catch((error: StopError) => error.report);
    await Promise.all(handlers);
    const { sent, refused, taken } = ledger;
    const left = channels.reduce((all, channel) => all + channel.left, 0);
    assertEquals(new Set(taken).size, taken.length, "doubled");
    assertEquals(taken.filter((n) => !sent.includes(n)), [], "taken, and not told to be sent");
    assertEquals(sent.length - taken.length, left, "lost");
    all.left += left;
    all.restarts += stage.graph.telemetry.restarts(4);
    assertEquals(refused.filter((n) => taken.includes(n)), []);
    assertEquals(new Set([...sent, ...refused]).size, sent.length + refused.length);
    all.sent.push(...sent);
    all.refused.push(...refused);
  });
  return all;
}

Deno.test("twenty senders and twenty takers of the host, while actors die at whatever store: each message once, or refused", async () => {
  const faults = {
    death: 0.005,
    deathAtStore: 0.02,
    hang: 0.0005,
    uncaught: 0.002,
    lateToHost: 0.002,
    stop: 0.0005,
  };
  const { sent, refused, reasons, left, restarts } = await storm({ seeds: 200, faults }, 400);
  assert(
    sent.length > 10_000 && refused.length > 1000,
    `${sent.length} sent, ${refused.length} not`,
  );
  assert(left < sent.length / 100 && restarts > 50, `${left} left, ${restarts} restarts`);
  assert(reasons.has("full") && reasons.has("stopping"), `${[...reasons]}`);
});

Deno.test("the same on real workers, whose threads are really ended", async () => {
  const options: RealOptions = { real: true, faults: { death: 0.02 }, faultsFor: "1 min" };
  const { sent, restarts } = await storm(options, 3000);
  // How many find room depends on the machine; what was lost or doubled the storm has asked.
  assert(sent.length > 100 && restarts > 0, `${sent.length} sent, ${restarts} restarts`);
});

Deno.test("a script waits for what it sends by the stage, in virtual time and on real workers", async () => {
  const stages: (SimulateOptions | RealOptions)[] = [{ seeds: 3 }, { real: true }];
  for (const options of stages) {
    await simulate(lanes, options as SimulateOptions, async (stage) => {
      const { senders: [, lane], receivers: [hall] } = desk as Required<Desk>;
      await stage.settled(lane!.send(7));
      assertEquals(await stage.settled(hall!.take()), 7);
      assertEquals(stage.unplayed.filter((label) => label.startsWith("HOST")), []);
      stage.stop();
      assertEquals((await stage.finished).clean, true);
      const late = await assertRejects(() => stage.settled(lane!.send(8)), UndeliveredError);
      assertEquals(late.reason, "stopping");
    });
  }
});
