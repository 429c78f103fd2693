/** Channels that are carried to another place, into other measures. */
import { assert, assertEquals } from "@std/assert";
import {
  bool,
  bytes,
  customKind,
  delivery,
  f64,
  json,
  type Kind,
  oneOf,
  optional,
  struct,
  text,
  u32,
  u64,
  u8,
} from "../../mod.ts";
import { rawShapeOf } from "../../src/channel/raw/mod.ts";
import { array } from "../../src/channel/struct/mod.ts";
import {
  carryChannel,
  type ChannelMove,
  contentOf,
  fittingIn,
} from "../../src/channel/ring/carry.ts";
import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_FOLLOWED_WORD,
  CHANNEL_PARTED_WORD,
  CHANNEL_SETTLED_WORD,
  CLOSED_BY_HOST,
  CLOSED_BY_WRITER,
  READER_GONE,
  WRITER_ASLEEP,
} from "../../src/channel/ring/channel_layout.ts";
import { countsOf } from "../../src/channel/ring/host.ts";
import { ChannelMemory, commit, controlOf } from "../contract/channel_memory.ts";
import { Dice } from "../region/dice.ts";

const row = struct({
  n: u32,
  side: oneOf("buy", "sell"),
  name: text(9),
  three: array(u8, 3),
  wide: optional(u64),
});
const origin = delivery(row);
const reversed = customKind("reversed", () => ({
  encode: (value: string) => new TextEncoder().encode([...value].reverse().join("")),
  decode: (data: Uint8Array) => [...new TextDecoder().decode(data)].reverse().join(""),
}));
const rowOf = (n: number) => ({
  n,
  side: n % 2 === 0 ? "buy" as const : "sell" as const,
  name: `row ${n % 1000}`,
  three: [n & 255, 1, 2],
  wide: n % 3 === 0 ? undefined : BigInt(n) ** 2n,
});
const textOf = (n: number) => `${n} `.repeat(n % 40);

/** Kinds of every way to lie in memory, and the message with a number. */
const KINDS: readonly (readonly [Kind<unknown>, (n: number) => unknown])[] = [
  [u8, (n: number) => n & 255],
  [u32, (n: number) => n],
  [u64, (n: number) => BigInt(n)],
  [f64, (n: number) => n / 3],
  [bool, (n: number) => n % 3 === 1],
  [row, rowOf],
  [text, textOf],
  [bytes, (n: number) => new TextEncoder().encode(textOf(n))],
  [json(), (n: number) => ({ n, list: [textOf(n), null] })],
  [reversed, textOf],
  [origin, (n: number) => origin.from({ origin: `from ${n}`, message: rowOf(n) })],
] as unknown as readonly (readonly [Kind<unknown>, (n: number) => unknown])[];

const columnsOf = (kind: Kind<unknown>) => {
  const shape = rawShapeOf(kind);
  return shape.form === "columns" ? shape.columns.map(({ width }) => width) : null;
};
const SAME = { sameWriter: true, sameReader: true };

/** What a message says, for comparison: some are views. */
const plain = (message: unknown) =>
  JSON.stringify(
    message,
    (_, value) =>
      typeof value === "bigint"
        ? `${value}n`
        : ArrayBuffer.isView(value)
        ? [...value as Uint8Array]
        : value,
  );

for (const [kind, messageOf] of KINDS) {
  Deno.test(`messages of kind ${kind.name.slice(0, 20)} are carried into longer and shorter channels`, () => {
    let carried = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const dice = new Dice(seed);
      const from = new ChannelMemory<unknown>(kind, {
        capacity: 1 + dice.below(20),
        bytes: 4096,
      }).startAt([0, 2 ** 31 - 5, 2 ** 32 - 5, 2 ** 33][dice.below(4)] as number);
      const [tx, rx] = [from.tx(), from.rx()];
      const expected: string[] = [];
      let sent = 0;
      const send = (to: typeof tx, most: number) => {
        // As a turn does when it begins.
        controlOf(to).look();
        for (let i = 0; i < most && to.trySend(messageOf(sent) as never); i++) {
          expected.push(plain(messageOf(sent++)));
        }
        commit(to);
      };
      const take = (of: typeof rx, most: number) => {
        for (const message of of.takeBatch(most)) {
          assertEquals(plain(message), expected.shift(), `seed ${seed}`);
        }
        commit(of);
      };
      for (let step = 0; step < 10; step++) {
        send(tx, dice.below(25));
        take(rx, dice.below(25));
      }
      send(tx, dice.below(25));
      const to = new ChannelMemory<unknown>(kind, {
        capacity: 1 + dice.below(30),
        bytes: [256, 1024, 16_384][dice.below(3)] as number,
      });
      const before = contentOf(from);
      carried += before.messages;
      assertEquals(before.messages, expected.length);
      const messages = fittingIn(from, to.spec);
      if (to.spec.capacity >= before.messages && to.spec.payloadBytes >= before.bytes) {
        assertEquals(messages, before.messages);
      }
      // The newest that fit.
      expected.splice(0, expected.length - messages);
      carryChannel(from, to, { messages, columns: columnsOf(kind), ...SAME });
      assertEquals(contentOf(to).messages, messages);
      assertEquals(countsOf(to.region, to.at).sent, countsOf(from.region, from.at).sent);
      const [later, last] = [to.tx(), to.rx()];
      assertEquals(controlOf(last).taken, countsOf(from.region, from.at).sent - messages);
      for (let step = 0; step < 10; step++) {
        take(last, dice.below(25));
        send(later, dice.below(25));
      }
      take(last, 50);
      assertEquals(expected, []);
    }
    assert(carried > 200, `only ${carried} messages were there to be carried`);
  });
}

Deno.test("what an end has said of itself goes along with the actor that it is of, and what is settled in any case", () => {
  const carried = (move: Pick<ChannelMove, "sameWriter" | "sameReader">) => {
    const [from, to] = [new ChannelMemory(u32), new ChannelMemory(u32)];
    from.words[CHANNEL_CLOSED_WORD] = CLOSED_BY_WRITER | CLOSED_BY_HOST;
    from.words[CHANNEL_ABANDONED_WORD] = READER_GONE;
    from.words[CHANNEL_PARTED_WORD] = -3;
    from.words[CHANNEL_SETTLED_WORD] = 17;
    to.words[CHANNEL_FOLLOWED_WORD] = 1;
    to.words[CHANNEL_CLOSED_WORD] = WRITER_ASLEEP;
    to.words[CHANNEL_ABANDONED_WORD] = -1;
    carryChannel(from, to, { messages: 0, columns: [4], ...move });
    assertEquals([to.words[CHANNEL_FOLLOWED_WORD], to.words[CHANNEL_SETTLED_WORD]], [1, 17]);
    return [CHANNEL_CLOSED_WORD, CHANNEL_ABANDONED_WORD, CHANNEL_PARTED_WORD].map((word) =>
      to.words[word]
    );
  };
  assertEquals(carried(SAME), [CLOSED_BY_WRITER | CLOSED_BY_HOST, READER_GONE, -3]);
  assertEquals(carried({ ...SAME, sameWriter: false }), [WRITER_ASLEEP, READER_GONE, 0]);
  assertEquals(carried({ ...SAME, sameReader: false }), [CLOSED_BY_WRITER, -1, 0]);
  assertEquals(carried({ sameWriter: false, sameReader: false }), [WRITER_ASLEEP, -1, 0]);
});
