/** Channels that drop what finds no room: what is dropped, what is kept, and what is counted, over commits and deaths. */
import {
  bool,
  bytes,
  type Codec,
  customKind,
  f64,
  i64,
  json,
  type Kind,
  openChannel,
  struct,
  text,
  TxBundle,
  u32,
} from "@steady-state/deno/channel";
import { Graph } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { collect, simulate } from "@steady-state/deno/testing";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { controlOf } from "../contract/channel_memory.ts";

class Plain implements Codec<number> {
  encode(message: number): Uint8Array {
    return Uint8Array.of(message);
  }
  decode(bytes: Uint8Array<ArrayBuffer>): number {
    return bytes[0]!;
  }
}

/** A kind, and messages of it by number. */
interface Numbered {
  readonly kind: Kind<unknown>;
  readonly message: (n: number) => unknown;
}

function numbered<T>(kind: Kind<T>, message: (n: number) => T): Numbered {
  return { kind: kind as unknown as Kind<unknown>, message };
}

const KINDS: readonly Numbered[] = [
  numbered(u32, (n) => n),
  numbered(f64, (n) => n / 2),
  numbered(i64, (n) => BigInt(n)),
  numbered(bool, (n) => n % 2 === 0),
  numbered(text, (n) => `text ${n}`),
  numbered(bytes, (n) => Uint8Array.of(n)),
  numbered(json<unknown>(), (n) => ({ n })),
  numbered(struct({ n: u32 }), (n) => ({ n })),
  numbered(customKind("plain", () => new Plain()), (n) => n),
];

for (const { kind, message } of KINDS) {
  Deno.test(`a channel of ${kind.name} that drops takes all, keeps what fits, and counts the rest`, () => {
    const { tx, rx, commit } = openChannel("c", kind, {
      capacity: 4,
      overflow: "dropNewest",
    });
    for (let n = 0; n < 7; n++) assertEquals(tx.trySend(message(n)), true);
    commit();
    assertEquals([rx.takeBatch(), tx.sent], [[0, 1, 2, 3].map(message), 4]);
    commit();
    assertEquals(tx.trySend(message(7)), true);
    commit();
    assertEquals([rx.tryTake(), tx.sent], [message(7), 5]);
  });
}

Deno.test("a turn drops no more than the channel holds, so that a loop which sends comes to its end", () => {
  const { tx, rx, commit } = openChannel("c", u32, { capacity: 3, overflow: "dropNewest" });
  let n = 0;
  while (tx.trySend(n)) n++;
  assertEquals([n, tx.vacant().met()], [6, false]);
  commit();
  assertEquals(tx.vacant().met(), true);
  while (tx.trySend(n)) n++;
  assertEquals(n, 9);
  commit();
  assertEquals(rx.takeBatch(), [0, 1, 2]);
});

Deno.test("a sample keeps one of so many that find no room, which waits", () => {
  const { tx, rx, commit } = openChannel("c", u32, { capacity: 2, overflow: { sample: 3 } });
  let n = 0;
  const send = () => {
    while (tx.trySend(n)) n++;
    commit();
    return n;
  };
  assertEquals([send(), tx.vacant().met()], [4, false]); // 0 and 1 are sent, 2 and 3 dropped, 4 waits
  assertEquals(send(), 4);
  assertEquals(rx.takeBatch(1), [0]);
  commit();
  assertEquals([tx.vacant().met(), send()], [true, 7]); // 4 is sent, 5 and 6 dropped, 7 waits
  assertEquals(rx.takeBatch(), [1, 4]);
});

Deno.test("nothing is dropped once the reader is gone, nor of what is longer than the channel", () => {
  const gone = openChannel("c", u32, { capacity: 2, overflow: "dropNewest" });
  controlOf(gone.rx).leave();
  gone.commit();
  assertEquals([gone.tx.trySend(1), gone.tx.vacant().met()], [false, false]);
  const { tx } = openChannel("c", text, { capacity: 2, bytes: 16, overflow: "dropNewest" });
  assertThrows(() => tx.trySend("x".repeat(100)), RangeError, "has 100 bytes");
  assertEquals([tx.trySend("x".repeat(16)), tx.trySend("y"), tx.sent], [true, true, 1]);
});

Deno.test("a bundle drops nothing as long as a lane has room", () => {
  const lanes = [0, 1].map((i) =>
    openChannel(`c[${i}]`, u32, { capacity: 2, overflow: "dropNewest" })
  );
  const bundle = new TxBundle(lanes.map(({ tx }) => tx));
  lanes[0]!.tx.sendBatch([7, 7]);
  assertEquals([1, 2, 3].map((n) => bundle.trySend(n)), [true, true, true]);
  for (const { commit } of lanes) commit();
  assertEquals(lanes.map(({ rx }) => rx.takeBatch()), [[7, 7], [1, 2]]);
});

Deno.test("what is sent on every lane or none takes back what it has dropped, too", () => {
  const drops = openChannel("c[0]", u32, { capacity: 1, overflow: "dropNewest" });
  const waits = openChannel("c[1]", u32, { capacity: 2 });
  const bundle = new TxBundle([drops.tx, waits.tx]);
  assertEquals([1, 2, 3].map((n) => bundle.trySendAll(n)), [true, true, false]);
  for (const { commit } of [drops, waits]) commit();
  // The second was dropped by the one, and the third by nobody: the budget of the next turn is whole.
  assertEquals([drops.rx.takeBatch(), waits.rx.takeBatch()], [[1], [1, 2]]);
  assertEquals(controlOf(drops.tx).overflow!.mayDrop(controlOf(drops.tx).head), true);
});

Deno.test("a rule that there is not is refused", () => {
  const open = (overflow: unknown) => () =>
    openChannel("c", u32, { overflow } as { overflow: "wait" });
  assertThrows(open("drop"), TypeError, 'overflow is "drop", give "wait", "dropNewest" or');
  assertThrows(open({ sample: 1 }), RangeError, "overflow.sample is 1, give a whole number from 2");
  assertThrows(open({ every: 2 }), TypeError, 'option overflow has no "every", it has "sample"');
});

const source = defineActor(import.meta, "source", {
  ports: { out: tx(u32) },
  state: { next: u32 },
  async run(actor) {
    const { ports: { out }, state } = actor;
    while (state.next < 200 && actor.isRunning(() => out.close())) {
      await actor.wait(actor.timeout(1 + Math.floor(5 * Math.random())));
      for (let i = Math.floor(8 * Math.random()); i > 0 && state.next < 200; i--) {
        if (!out.trySend(state.next)) break;
        state.next++;
      }
    }
  },
});
const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });

for (const overflow of ["dropNewest", { sample: 3 }] as const) {
  Deno.test(`what is sent and what is dropped are all there was, whatever dies: ${Deno.inspect(overflow)}`, async () => {
    const build = () => {
      const intensity = { restarts: 10_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } };
      const graph = new Graph("drops", { intensity, showstopper: 10_000, logLevel: "error" });
      const numbers = graph.channel("numbers", u32, { capacity: 4, overflow });
      return graph.actor("SOURCE", source, { ports: { out: numbers.tx } })
        .actor("SINK", sink, { ports: { in: numbers.rx } });
    };
    let [deaths, dropped] = [0, 0];
    const faults = { death: 0.01, deathAtStore: 0.03, hang: 0.0005, slow: 0.01 };
    await simulate(build, { seeds: 60, faults }, async (stage) => {
      const heard = stage.perform("SINK", sink, collect());
      const { channels: [channel] } = await stage.finished;
      const { sent, dropped: lost, taken, left } = channel!;
      assertEquals(sent + lost!, 200, `${sent} sent and ${lost} dropped`);
      assertEquals([taken, left, heard.taken.length], [sent, 0, sent]);
      assertEquals(heard.taken, heard.taken.toSorted((a, b) => a - b));
      dropped += lost!;
      deaths += stage.graph.crashes.filter(({ actor }) => actor === "SOURCE").length;
    });
    assert(deaths > 50 && dropped > 100, `${deaths} deaths, ${dropped} dropped`);
  });
}
