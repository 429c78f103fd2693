/** The ledger of a source: what it knows after a death, how much it remembers, and that it stays small. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Ledger, LEDGER_STATE, type LedgerCell } from "../../../src/connectors/source/ledger.ts";
import {
  type LedgerEntry,
  OriginRuns,
  originsOf,
  runsIn,
} from "../../../src/connectors/source/origin_runs.ts";

type Cells = Record<LedgerCell, string>;

function emptyCells(): Cells {
  return Object.fromEntries(Object.keys(LEDGER_STATE).map((name) => [name, ""])) as Cells;
}

/** How many messages the channel had before the ledger. */
const SENT_BEFORE = 7;

function created(cells: Cells, maxInFlight: number): Ledger {
  return new Ledger(cells, maxInFlight, { sent: SENT_BEFORE, isNew: true });
}

function readAgain(cells: Cells, maxInFlight: number): Ledger {
  return new Ledger(cells, maxInFlight, { sent: -1, isNew: false });
}

function sent(origin: string): LedgerEntry {
  return { origin, isDead: false };
}

function addTo(runs: OriginRuns, entry: LedgerEntry): void {
  if (runs.continues(entry)) runs.countOn();
  else runs.begin(entry);
}

function entriesIn(text: string): LedgerEntry[] {
  return runsIn(text).flatMap((run) =>
    [...originsOf(run)].map((origin) => ({ origin, isDead: run.isDead }))
  );
}

/** What the cells take in memory: each must fit its own. */
function bytesOf(cells: Cells): number {
  let bytes = 0;
  for (const [name, text] of Object.entries(cells)) {
    const { length } = new TextEncoder().encode(JSON.stringify(text));
    assert(length <= LEDGER_STATE[name as LedgerCell].maxBytes, `${name} takes ${length} bytes`);
    bytes += length;
  }
  return bytes;
}

const counted = fc.tuple(
  fc.constantFrom("orders/", "", "a b/", "0", "%", "é/", "x!+"),
  fc.oneof(fc.nat({ max: 20 }), fc.constantFrom(9, 99, 999_999_999_999_998, 999_999_999_999_999)),
).map(([prefix, n]) => `${prefix}${n}`);
const origin = fc.oneof(
  { weight: 3, arbitrary: counted },
  fc.string({ unit: "grapheme", minLength: 1 }),
  fc.constantFrom("7", "07", "+1", "!x", "a\nb", 'q"', "\\", "1 2", "a+3", "%0020"),
);
const entries = fc.array(fc.record({ origin, isDead: fc.boolean() }), { maxLength: 40 });

Deno.test("origins come out of their text as they went in", () => {
  fc.assert(
    fc.property(entries, (entries) => {
      const runs = new OriginRuns();
      for (const entry of entries) addTo(runs, entry);
      assertEquals(entriesIn(runs.text), entries);
      assertEquals(runs.all, runsIn(runs.text));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("what counts up is one word, however long it is", () => {
  const runs = new OriginRuns();
  for (let n = 1; n <= 100_000; n++) addTo(runs, sent(`orders/3/${n}`));
  assertEquals(runs.text, "orders/3/1+99999");
});

Deno.test("a ledger that is read again knows the same, and goes on where it was", () => {
  const step = fc.record({ origin: fc.uuid(), isDead: fc.boolean(), reads: fc.boolean() });
  fc.assert(fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
    const cells = emptyCells();
    let ledger = created(cells, 1);
    const model: { origin: string; isDead: boolean }[] = [];
    for (const { origin, isDead, reads } of steps) {
      if (reads) {
        ledger.write();
        if (model.length > 0) ledger = readAgain(cells, 1);
      }
      assert(ledger.hasRoom(sent(origin), model.length));
      assertEquals(ledger.add({ origin, isDead }), model.length);
      model.push({ origin, isDead });
    }
    ledger.write();
    if (model.length > 0) ledger = readAgain(cells, 1);
    assertEquals([ledger.end, ledger.sent], [
      model.length,
      SENT_BEFORE + model.filter(({ isDead }) => !isDead).length,
    ]);
    model.forEach(({ origin, isDead }, place) => {
      assertEquals(ledger.placeOf(origin), place < ledger.first ? undefined : place);
      if (place >= ledger.first) assertEquals(ledger.isDead(place), isDead);
    });
  }));
});

Deno.test("no more is forgotten than may be, and what is under way never", () => {
  const cells = emptyCells();
  const ledger = created(cells, 100);
  let n = 0;
  // Nothing is done: it takes a hundred and more, and then no further ones.
  while (ledger.hasRoom(sent(`s/${n}`), 0)) ledger.add(sent(`s/${n++}`));
  assert(n >= 100, `${n}`);
  ledger.write();
  assertEquals([ledger.first, ledger.placeOf("s/0")], [0, 0]);
  assertEquals(readAgain(cells, 100).hasRoom(sent("s/x"), 0), false);
  // All but the last hundred are done: there is room again, and what was before it is remembered for long.
  assert(ledger.hasRoom(sent("s/x"), n - 100));
  for (const end = n + 5000; n < end; n++) {
    assert(ledger.hasRoom(sent(`s/${n}`), n - 100));
    ledger.add(sent(`s/${n}`));
  }
  assert(ledger.first <= n - 200, `it remembers ${n - ledger.first}`);
  assertEquals(ledger.placeOf(`s/${ledger.first - 1}`), undefined);
});

Deno.test("pages of several runs, and of what was given up, are forgotten as a whole", () => {
  const ledger = created(emptyCells(), 100);
  const all: LedgerEntry[] = [];
  // Each run of ten begins elsewhere, and has a dead letter behind it.
  for (let n = 0; n < 3000; n++) {
    const isDead = n % 11 === 10;
    const entry = { origin: isDead ? `dead/${n}x` : `s${n % 7}/${n * 3 % 11}/${n}`, isDead };
    all.push(n % 5 < 3 ? entry : { origin: `orders/${n}`, isDead: false });
  }
  for (let n = 0; n < 10_000; n++) all.push(sent(n % 50 < 49 ? `orders/x/${n}` : `other/${n}`));
  all.forEach((entry, n) => {
    assert(ledger.hasRoom(entry, n));
    ledger.add(entry);
  });
  assert(ledger.first > 8000);
  all.forEach(({ origin, isDead }, place) => {
    const isKnown = place >= ledger.first;
    assertEquals(ledger.placeOf(origin), isKnown ? place : undefined, origin);
    assertEquals(ledger.isDead(place), isKnown && isDead, origin);
  });
});

Deno.test("ten thousand under way fit, whatever their origins are, and are small where they count up", () => {
  const fill = (originOf: (n: number) => string) => {
    const cells = emptyCells();
    const ledger = created(cells, 10_000);
    for (let n = 0; n < 10_000; n++) {
      assert(ledger.hasRoom(sent(originOf(n)), 0), `no room for number ${n}`);
      ledger.add(sent(originOf(n)));
    }
    ledger.write();
    assertEquals(readAgain(cells, 10_000).placeOf(originOf(9999)), 9999);
    return bytesOf(cells);
  };
  assert(fill((n) => `ORDERS/${n}`) < 1000);
  assert(fill((n) => `orders/${n % 3}/${Math.floor(n / 3)}`) < 200_000);
  const ids = Array.from({ length: 10_000 }, () => crypto.randomUUID());
  fill((n) => ids[n] as string);
});

Deno.test("pages of long origins, or of letters that take more bytes, do not outgrow their cells", () => {
  for (const letter of ["x", "é", "語", "😀", "%", " "]) {
    const cells = emptyCells();
    const ledger = created(cells, 10_000);
    for (let n = 0;; n++) {
      const entry = { origin: `${letter.repeat(700)}${n}/`, isDead: n % 2 === 0 };
      if (!ledger.hasRoom(entry, 0)) break;
      ledger.add(entry);
    }
    ledger.write();
    bytesOf(cells);
  }
});

Deno.test("what an earlier process has left is not this one's", () => {
  const cells = emptyCells();
  const earlier = created(cells, 100);
  earlier.add(sent("s/1"));
  earlier.write();
  assertEquals(readAgain(cells, 100).end, 1);
  const ledger = created(cells, 100);
  assertEquals([ledger.end, ledger.placeOf("s/1")], [0, undefined]);
});
