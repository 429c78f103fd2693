import { assertEquals, assertThrows } from "@std/assert";
import {
  between,
  type Check,
  choice,
  filled,
  flag,
  HERE,
  itemOf,
  misuse,
  number,
  optionFaults,
  orElse,
  partOf,
  parts,
  placed,
  placeOf,
  type Schema,
  shown,
  textsOf,
  throwOptionFaults,
  time,
  whole,
} from "../../src/option_faults.ts";

interface Bounds {
  readonly least: number;
  readonly most?: number;
}

interface Drink {
  readonly name?: "tea" | "cocoa" | "water";
  readonly sweet?: boolean;
  readonly cups?: Bounds | false;
}

const BOUNDS: Schema<Bounds, "most"> = {
  least: { check: whole(0, 9), required: true },
  most: { check: whole(0, Infinity), default: 9 },
};

const DRINK: Schema<Drink, "name" | "sweet"> = {
  name: { check: choice(["tea", "cocoa", "water"]), default: "tea" },
  sweet: { check: flag, default: false },
  cups: {
    check: orElse(
      false,
      parts<Bounds>(
        BOUNDS,
        undefined,
        ({ least, most = 9 }, place) =>
          least > most ? [misuse(`${placed(place)} is upside down`)] : [],
      ),
    ),
  },
};

// What the compiler refuses: `deno check` fails when it does not.
const misfits: readonly Schema<Bounds, "most">[] = [
  // @ts-expect-error an option is missing
  { least: BOUNDS.least },
  // @ts-expect-error there is one too many
  { ...BOUNDS, cups: { check: whole(0, 9) } },
  // @ts-expect-error an option that must be given is not required
  { ...BOUNDS, least: { check: whole(0, 9) } },
  // @ts-expect-error a default is missing
  { ...BOUNDS, most: { check: whole(0, 9) } },
  // @ts-expect-error a default is of another type
  { ...BOUNDS, most: { check: whole(0, 9), default: "9" } },
  // @ts-expect-error a check is of another type
  { ...BOUNDS, most: { check: flag, default: 9 } },
];

const faultsOf = (given: unknown, place = HERE) => textsOf(optionFaults(DRINK, given, place));

Deno.test("options: an option that is not known is a fault, also one that every object seems to have", () => {
  assertEquals(faultsOf({ sweet: true, sweeet: 2, toString: 3 }), [
    'there is no option "sweeet", there are "name", "sweet", "cups"',
    'there is no option "toString", there are "name", "sweet", "cups"',
  ]);
  assertEquals(faultsOf({ cap: 2 }, placeOf('actor "A"')), [
    'actor "A" has no option "cap", there are "name", "sweet", "cups"',
  ]);
  assertEquals(faultsOf({ cups: { least: 1, lest: 1 } }), [
    'option cups has no "lest", it has "least", "most"',
  ]);
  assertEquals(faultsOf({ cups: { least: 1, lest: 1 } }, placeOf('actor "A"')), [
    'cups of actor "A" has no "lest", it has "least", "most"',
  ]);
});

Deno.test("options: everything is told at once, however deep, and where it is", () => {
  const wrong = { nam: 1, name: "milk", sweet: 1, cups: { least: 11, most: -1, lest: 1 } };
  const known = '"name", "sweet", "cups"';
  const [least, most] = ["give a whole number from 0 to 9", "give a whole number from 0"];
  assertEquals(faultsOf(wrong), [
    `there is no option "nam", there are ${known}`,
    'option name is "milk", give "tea", "cocoa" or "water"',
    "option sweet is 1, give true or false",
    'option cups has no "lest", it has "least", "most"',
    `option cups.least is 11, ${least}`,
    `option cups.most is -1, ${most}`,
    "option cups is upside down",
  ]);
  assertEquals(faultsOf(wrong, placeOf('actor "A"')), [
    `actor "A" has no option "nam", there are ${known}`,
    'name of actor "A" is "milk", give "tea", "cocoa" or "water"',
    'sweet of actor "A" is 1, give true or false',
    'cups of actor "A" has no "lest", it has "least", "most"',
    `cups.least of actor "A" is 11, ${least}`,
    `cups.most of actor "A" is -1, ${most}`,
    'cups of actor "A" is upside down',
  ]);
});

Deno.test("options: undefined is the same as left out, which is a fault only of what is required", () => {
  assertEquals(faultsOf({}), []);
  assertEquals(faultsOf({ name: undefined, sweet: undefined, cups: undefined }), []);
  assertEquals(faultsOf({ cups: false }), []);
  assertEquals(faultsOf({ cups: {} }), [
    "option cups.least is undefined, give a whole number from 0 to 9",
  ]);
  assertEquals(faultsOf({ cups: null }), ["option cups is null, give { least, most }"]);
});

Deno.test("options: what can be none is told as that", () => {
  for (const none of [null, "tea", 5, [], undefined]) {
    assertEquals(faultsOf(none), [`its options are ${shown(none)}, give an object`]);
    assertEquals(faultsOf(none, placeOf('actor "A"')), [
      `options of actor "A" are ${shown(none)}, give an object`,
    ]);
  }
});

Deno.test("options: what is left out has its default, and what is inherited counts", () => {
  const fill = (options: Drink) => filled<Drink, "name" | "sweet">(DRINK, options);
  assertEquals(fill({}), { name: "tea", sweet: false });
  assertEquals(fill({ name: undefined as never, cups: false }), {
    name: "tea",
    sweet: false,
    cups: false,
  });
  const inherited = Object.create({ name: "cocoa", sweet: 1 });
  assertEquals(faultsOf(inherited), ["option sweet is 1, give true or false"]);
  assertEquals(fill(inherited).name, "cocoa");
});

Deno.test("options: a place is named by its names and its owner", () => {
  const place = itemOf(partOf(partOf(HERE, "alerts"), "actors"), 2);
  assertEquals(placed(partOf(place, "level")), "option alerts.actors[2].level");
  assertEquals(placed(partOf(placeOf('channel "c"'), "bytes")), 'bytes of channel "c"');
});

Deno.test("options: a schema that does not fit its interface does not compile", () => {
  assertEquals(misfits.length, 6);
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
  const check = number((value) => value > 0, "give a number above 0");
  const x = partOf(HERE, "x");
  assertEquals(check(1, x), []);
  assertEquals([0, NaN, "1", null].flatMap((value) => check(value, x)), [
    { error: RangeError, text: "option x is 0, give a number above 0" },
    { error: RangeError, text: "option x is NaN, give a number above 0" },
    { error: TypeError, text: 'option x is "1", give a number above 0' },
    { error: TypeError, text: "option x is null, give a number above 0" },
  ]);
});

Deno.test("bounds are within, and what is not a number is in no bounds", () => {
  const fits = (check: Check<number>) =>
    [-1, 0, 0.5, 9, 10, Infinity, NaN, "5", 5n].filter((value) => check(value, HERE).length === 0);
  assertEquals(fits(whole(0, 9)), [0, 9]);
  assertEquals(fits(whole(0, Infinity)), [0, 9, 10]);
  assertEquals(fits(between(0, 9)), [0, 0.5, 9]);
  assertEquals(fits(between(0, Infinity)), [0, 0.5, 9, 10, Infinity]);
  assertEquals(fits(time), [0.5, 9, 10]);
  assertEquals(time(2 ** 31 - 1, HERE), []);
  assertEquals(time(2 ** 31, HERE).length, 1);
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
