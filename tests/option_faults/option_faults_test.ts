import { assertEquals, assertThrows } from "@std/assert";
import {
  misuse,
  numberFaults,
  shown,
  throwOptionFaults,
  unknownOptions,
  unknownParts,
} from "../../src/option_faults.ts";

Deno.test("an option that is not known is a fault, also one that every object seems to have", () => {
  const given = { a: 1, c: 2, toString: 3 };
  assertEquals(unknownOptions(given, ["a", "b"]), [
    'there is no option "c", there are "a", "b"',
    'there is no option "toString", there are "a", "b"',
  ]);
  assertEquals(unknownOptions({ c: 2 }, ["a"], 'actor "A"'), [
    'actor "A" has no option "c", there are "a"',
  ]);
  assertEquals(unknownParts("option x", { c: 2 }, ["a"]), ['option x has no "c", it has "a"']);
  assertEquals(unknownOptions({ a: undefined }, ["a"]), []);
});

Deno.test("a value is shown such that a text is known from what it says", () => {
  const values = ["5", 5, Symbol("s"), null, { a: 1 }, Object.create(null), [1]];
  assertEquals(values.map(shown), [
    '"5"',
    "5",
    "Symbol(s)",
    "null",
    "{ a: 1 }",
    "[Object: null prototype] {}",
    "[ 1 ]",
  ]);
});

Deno.test("a number out of range is another fault than what is no number", () => {
  const faults = (value: unknown) =>
    numberFaults("option x", value, (number) => number > 0, "give a number above 0");
  assertEquals([undefined, 1].flatMap(faults), []);
  assertEquals([0, NaN, "1", null].flatMap(faults), [
    { error: RangeError, text: "option x is 0, give a number above 0" },
    { error: RangeError, text: "option x is NaN, give a number above 0" },
    { error: TypeError, text: 'option x is "1", give a number above 0' },
    { error: TypeError, text: "option x is null, give a number above 0" },
  ]);
});

Deno.test("one fault is thrown as what it is, several are one error without a stack to hide them", () => {
  throwOptionFaults("build it", []);
  const range = { error: RangeError, text: "option x is 0" };
  const one = assertThrows(() => throwOptionFaults("build it", [range]), RangeError);
  assertEquals(one.message, "Cannot build it: option x is 0");
  const two = assertThrows(
    () => throwOptionFaults("build it", [range, misuse("there is no y")]),
    TypeError,
  );
  assertEquals(two.message, "Cannot build it: 2 faults\n  - option x is 0\n  - there is no y");
  assertEquals(two.stack, `TypeError: ${two.message}`);
});
