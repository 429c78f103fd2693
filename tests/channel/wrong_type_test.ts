import { assertEquals, assertThrows } from "@std/assert";
import {
  array,
  bool,
  bytes,
  json,
  oneOf,
  openChannel,
  optional,
  RxBundle,
  struct,
  text,
  TxBundle,
  u64,
  u8,
} from "../../src/channel/mod.ts";

const refusals = [
  [text, null, 'Cannot send on channel "c": it is null, give a string'],
  [text, 5, "it is a number, give a string"],
  [bytes, "a", "it is a string, give a Uint8Array"],
  [bytes, null, "it is null, give a Uint8Array"],
  [json(), undefined, "it is undefined, give a value that has a JSON form"],
  [struct({ id: u8 }), null, 'Cannot send null on channel "c": it is null, give an object with'],
  [struct({ id: u8 }), 7, "it is a number, give an object with the fields of the struct"],
] as const;

for (const [kind, message, said] of refusals) {
  Deno.test(`${kind.name} refuses ${message} as of a wrong type, and says what to give`, () => {
    const { tx, rx, commit } = openChannel("c", kind as typeof text);
    assertThrows(() => tx.trySend(message as never), TypeError, said);
    commit();
    assertEquals(rx.availUnits, 0);
  });
}

const ROW = { id: 1, side: "buy", big: 1n, on: true, name: "a", at: [1, 2], extra: 3 };

const FIELDS = [
  ["id", 256, RangeError, 'field "id" is 256, which is not a u8'],
  ["id", "1", TypeError, 'field "id" is "1", which is not a u8'],
  ["id", undefined, TypeError, 'field "id" is undefined, which is not a u8'],
  ["side", "sell short", RangeError, 'field "side" is "sell short", which is not one of buy, sell'],
  ["side", 1, TypeError, 'field "side" is 1, which is not one of buy, sell'],
  ["big", -1n, RangeError, 'field "big" is -1n, which is not a u64'],
  ["big", 1, TypeError, 'field "big" is 1, which is not a u64'],
  ["on", 1, TypeError, 'field "on" is 1, which is not a bool'],
  ["name", "too long", RangeError, 'field "name" is "too long", which takes more than 4 bytes'],
  ["name", null, TypeError, 'field "name" is null, which is not a text'],
  ["at", [1], RangeError, 'field "at" is [ 1 ], which is not an array of 2 u8'],
  ["at", [1, 300], RangeError, 'field "at" is 300, which is not an array of 2 u8'],
  ["at", [1, "2"], TypeError, 'field "at" is "2", which is not an array of 2 u8'],
  ["at", null, TypeError, 'field "at" is null, which is not an array of 2 u8'],
  ["extra", null, TypeError, 'field "extra" is null, which is not a u8'],
] as const;

for (const [field, value, error, said] of FIELDS) {
  Deno.test(`a struct refuses ${field}: ${Deno.inspect(value)} with a ${error.name}`, () => {
    const kind = struct({
      id: u8,
      side: oneOf("buy", "sell"),
      big: u64,
      on: bool,
      name: text(4),
      at: array(u8, 2),
      extra: optional(u8),
    });
    const { tx } = openChannel("c", kind);
    assertThrows(() => tx.trySend({ ...ROW, [field]: value } as never), error, said);
    assertEquals(tx.trySend(ROW as never), true);
  });
}

Deno.test("to take a number of messages that is none is refused, and not to take none for ever", () => {
  const { tx, rx, commit } = openChannel("c", u8);
  const bundle = new RxBundle([rx]);
  const lanes = new TxBundle([tx]);
  tx.trySend(1);
  commit();
  for (const strange of [null, "3", {}] as never[]) {
    assertThrows(() => rx.takeBatch(strange), TypeError, 'Cannot take from channel "c": ');
    assertThrows(() => rx.peekBatch(strange), TypeError, 'Cannot take from channel "c": ');
    assertThrows(() => bundle.takeBatch(strange), TypeError, "Cannot take from a bundle: ");
    for (const ends of [bundle, lanes]) {
      assertThrows(() => ends.readyLane(strange), TypeError, "give a number, or an array with one");
    }
  }
  assertThrows(() => rx.takeBatch(NaN), RangeError, "NaN asked for, give a number");
  assertThrows(() => bundle.takeBatch(NaN), RangeError, "NaN asked for, give a number");
  assertThrows(() => bundle.readyLane(NaN), RangeError, "NaN asked for, give a number");
  assertEquals(rx.takeBatch(-1), []);
  assertEquals(rx.takeBatch(Infinity), [1]);
});

Deno.test("a key that is neither a text nor a number has no lane", () => {
  const lanes = new TxBundle([openChannel("c[0]", u8).tx, openChannel("c[1]", u8).tx]);
  for (const strange of [undefined, null, {}, 5n] as never[]) {
    assertThrows(() => lanes.laneFor(strange), TypeError, "give a text or a number");
  }
});

Deno.test("a struct within a struct is refused with how to write it", () => {
  assertThrows(
    () => struct({ at: struct({ x: u8 }) } as never),
    TypeError,
    'field "at" is of kind struct(x:u8), write its fields there without struct, { name: kind }',
  );
  const { tx, rx, commit } = openChannel("c", struct({ at: { x: u8 } }));
  tx.trySend({ at: { x: 3 } });
  commit();
  assertEquals(rx.tryTake(), { at: { x: 3 } });
});
