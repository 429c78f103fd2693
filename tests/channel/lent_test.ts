/** What an end knows of views on the ring that its program may still hold, and what is left in its hands when it is revoked. */
import { assertEquals, assertThrows } from "@std/assert";
import { RxBundle, TxBundle } from "../../src/channel/bundle.ts";
import { showAtLeast } from "../../src/channel/ring/caution.ts";
import * as fields from "../../src/channel/mod.ts";
import type { Rx } from "../../src/channel/rx.ts";
import type { Tx } from "../../src/channel/tx.ts";
import { generationOver } from "../../src/generation_over.ts";
import { ChannelMemory, commit, controlOf, nextTurns } from "../contract/channel_memory.ts";

const { bytes, f64, struct, text, u32 } = fields;
const OVER = generationOver(0, false);
const entry = struct({ n: u32, share: f64, word: text(8) });
const ENTRY = { n: 1, share: 0.5, word: "one" };

/** An end with all verbs that any kind has. */
type AnyEnd = (Tx<never> | Rx<unknown>) & Record<string, (...args: unknown[]) => unknown>;

interface Sample {
  readonly kind: typeof u32;
  readonly message: unknown;
}

const SAMPLES: Record<string, Sample> = {
  u32: { kind: u32, message: 1 },
  struct: { kind: entry as never, message: ENTRY },
  bytes: { kind: bytes as never, message: Uint8Array.of(1, 2) },
};

/** Both ends of a channel of eight, of which four are taken up. */
function endsOf({ kind, message }: Sample, checked = false): { tx: AnyEnd; rx: AnyEnd } {
  const memory = new ChannelMemory(kind, { capacity: 8, checked });
  const [tx, rx] = [memory.tx(), memory.rx()];
  for (let i = 0; i < 4; i++) tx.trySend(message as never);
  nextTurns(tx, rx);
  return { tx, rx } as unknown as { tx: AnyEnd; rx: AnyEnd };
}

const LENDING: readonly (readonly ["tx" | "rx", string, string])[] = [
  ["tx", "u32", "pokeSlices"],
  ["rx", "u32", "peekSlices"],
  ["tx", "struct", "pokeColumns"],
  ["rx", "struct", "peekColumns"],
  ["rx", "bytes", "peekBytes"],
];

for (const [side, kind, verb] of LENDING) {
  Deno.test(`${verb} lends until a turn commits that ends one of its messages`, () => {
    const { [side]: end } = endsOf(SAMPLES[kind]!);
    assertEquals(controlOf(end).isLent, false);
    end[verb]!();
    assertEquals(controlOf(end).isLent, true);
    commit(end);
    assertEquals(
      controlOf(end).isLent,
      true,
      "a wait commits, and the views may be filled meanwhile",
    );
    end.advance!(1);
    assertEquals(controlOf(end).isLent, true, "the turn is not committed yet");
    commit(end);
    assertEquals(controlOf(end).isLent, false);
  });

  Deno.test(`${verb} of a checked channel, or of nothing, lends nothing`, () => {
    const checked = endsOf(SAMPLES[kind]!, true)[side];
    checked[verb]!();
    const { [side]: none, tx } = endsOf(SAMPLES[kind]!);
    if (side === "rx") none.takeBatch!();
    else for (let i = 0; i < 4; i++) tx.trySend!(SAMPLES[kind]!.message as never);
    none[verb]!();
    assertEquals([controlOf(checked).isLent, controlOf(none).isLent], [false, false]);
  });
}

Deno.test("views on later messages count as long as those on earlier ones, also when counters wrap", () => {
  for (const start of [0, -2, 0x7ffffffe | 0]) {
    const memory = new ChannelMemory(bytes, { capacity: 8 }).startAt(start);
    const [tx, rx] = [memory.tx(), memory.rx()];
    tx.sendBatch([Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]);
    nextTurns(tx, rx);
    const { peekBytes } = rx as unknown as { peekBytes(offset: number): Uint8Array };
    peekBytes.call(rx, 2);
    peekBytes.call(rx, 0);
    rx.advance(1);
    commit(rx);
    assertEquals(controlOf(rx).isLent, true);
    rx.advance(2);
    commit(rx);
    assertEquals(controlOf(rx).isLent, false);
  }
});

Deno.test("verbs that copy, and rows, lend nothing", () => {
  const { tx, rx } = endsOf(SAMPLES.struct!);
  tx.pokeRow!();
  for (const verb of ["peekRow", "takeRow", "tryPeek", "peekBatch", "tryTake", "takeBatch"]) {
    rx[verb]!();
  }
  const numbers = endsOf(SAMPLES.u32!);
  numbers.tx.sendFrom!(Uint32Array.of(1, 2));
  numbers.rx.takeInto!(new Uint32Array(2));
  assertEquals([tx, rx, numbers.tx, numbers.rx].map((end) => controlOf(end).isLent), [
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("a revoked rx finds nothing however often it looks, alone and in a bundle", () => {
  const { rx } = endsOf(SAMPLES.u32!);
  controlOf(rx).revoke(OVER);
  const end = rx as unknown as Rx<number>;
  controlOf(end).look();
  controlOf(end).newTurn();
  showAtLeast(controlOf(end), 4);
  controlOf(end).limit = undefined;
  controlOf(end).look();
  const bundle = new RxBundle([end]);
  for (
    const verb of [
      () => end.tryTake(),
      () => end.takeNext(),
      () => bundle.takeBatch(),
      () => bundle.tryTake(),
      () => bundle.avail().met(),
      () => end.avail().met(),
    ]
  ) {
    assertThrows(verb, TypeError, "this end belongs to an earlier generation of its actor");
  }
  assertEquals(controlOf(end).staged, 0);
});

Deno.test("a revoked tx has no room however often it looks, alone and in a bundle", () => {
  const { tx } = endsOf(SAMPLES.u32!);
  tx.pokeSlices!(2);
  controlOf(tx).revoke(OVER);
  const end = tx as unknown as Tx<number>;
  controlOf(end).look();
  controlOf(end).newTurn();
  const bundle = new TxBundle([end]);
  assertEquals([end.vacantUnits, end.vacant().met(), bundle.vacant().met()], [0, false, false]);
  for (
    const verb of [
      () => end.trySend(1),
      () => bundle.trySend(1),
      () => bundle.trySendAll(1),
      () => tx.advance!(1),
    ]
  ) {
    assertThrows(verb, TypeError, "this end belongs to an earlier generation of its actor");
  }
  assertEquals(controlOf(end).staged, 4);
});

Deno.test("rows of a revoked end reach no slot: numbers, texts, arrays and nested fields", () => {
  const { array, bool, oneOf, optional, struct, u8, i64 } = fields;
  const kind = struct({
    n: u32,
    share: f64,
    word: text(8),
    flag: bool,
    big: i64,
    side: oneOf("buy", "sell"),
    list: array(u8, 3),
    inner: { depth: u32, note: optional(text(4)) },
  });
  const message = {
    n: 1,
    share: 0.5,
    word: "one",
    flag: true,
    big: 5n,
    side: "buy",
    list: [1, 2, 3],
    inner: { depth: 4, note: "abc" },
  };
  const memory = new ChannelMemory(kind, { capacity: 2 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  tx.sendBatch([message, message] as never);
  nextTurns(tx, rx);
  type Row = typeof message;
  const shown = (rx as unknown as { peekRow(): Row }).peekRow();
  rx.takeBatch();
  nextTurns(rx, tx);
  const poked = (tx as unknown as { pokeRow(): Row }).pokeRow();
  assertEquals([shown.n, poked.n], [1, 1]);
  const before = new Uint8Array(memory.region).slice();
  controlOf(tx).revoke(OVER);
  controlOf(rx).revoke(OVER);
  for (const row of [shown, poked]) {
    const { inner } = row;
    for (
      const write of [
        () => row.n = 9,
        () => row.share = 9,
        () => row.word = "nine",
        () => row.word = "neün",
        () => row.flag = false,
        () => row.big = 9n,
        () => row.side = "sell",
        () => row.list = [9, 9, 9],
        () => inner.depth = 9,
        () => inner.note = "nin",
        () => row.inner = { depth: 9, note: "nin" },
      ]
    ) {
      try {
        write();
      } catch (error) {
        assertEquals(
          (error as Error).message,
          "Cannot write a row of a channel: this end belongs to an earlier generation of its actor",
        );
      }
    }
    assertEquals([row.n, row.word, row.list, row.side, inner.note], [
      undefined,
      "",
      [],
      undefined,
      undefined,
    ] as never);
  }
  assertEquals(new Uint8Array(memory.region).slice(), before);
});
