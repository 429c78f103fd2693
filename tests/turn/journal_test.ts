import { assertEquals, assertThrows } from "@std/assert";
import { generationOver } from "../../src/generation_over.ts";
import * as layout from "../../src/turn/journal_layout.ts";
import {
  initJournal,
  journalBytes,
  raiseFence,
  readMask,
  type TurnEnd,
  TurnJournal,
} from "../../src/turn/mod.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { RelayWorld } from "./relay.ts";

Deno.test("the journal layout has these numbers", () => {
  const { journalBytes, journalTouchedWord } = layout;
  const numbers = Object.entries(layout).filter(([, value]) => typeof value === "number");
  assertEquals(Object.fromEntries(numbers), {
    JOURNAL_VERSION: 7,
    JOURNAL_VERSION_WORD: 0,
    JOURNAL_ENDS_WORD: 1,
    JOURNAL_GENERATION_WORD: 2,
    JOURNAL_COMMITTED_WORD: 3,
    JOURNAL_APPLIED_WORD: 4,
    JOURNAL_MASK_WORD: 5,
    JOURNAL_NEXT_MASK_WORD: 6,
    JOURNAL_LAST_WORD: 7,
    JOURNAL_REPLAYED_WORD: 8,
    JOURNAL_NEXT_REPLAYED_WORD: 9,
    JOURNAL_TURN_HIGH_WORD: 10,
    JOURNAL_BETWEEN_WORD: 11,
    UNNOTED: 0,
    UNTOUCHED: 1,
  });
  assertEquals([0, 1, 4].map(journalBytes), [56, 72, 120]);
  assertEquals([0, 1, 3].map(layout.journalCursorWord), [12, 14, 18]);
  assertEquals([0, 1, 3].map(layout.journalEndingWord), [13, 15, 19]);
  assertEquals([0, 1, 3].map((end) => journalTouchedWord(4, end)), [20, 21, 23]);
  assertEquals([layout.journalIdentityWord(4), layout.journalEndsEverWord(4)], [24, 25]);
  assertEquals([0, 3].map((end) => layout.journalEndIdentityWord(4, end)), [26, 29]);
});

function journalWith(ends: number) {
  const plan = new RegionPlan();
  const at = plan.reserve(journalBytes(ends));
  const region = plan.allocate();
  initJournal(region, at, ends);
  return {
    words: new Int32Array(region, at, journalBytes(ends) / 4),
    attach: (generation = 0) => new TurnJournal(region, at, ends, generation, "A"),
    readMask: () => readMask(region, at),
  };
}

/** An end that writes down what happens to it. */
class FakeEnd implements TurnEnd {
  staged = 0;
  ending = false;
  isDirty = false;
  readonly #name: string;
  readonly #story: string[];

  constructor(name: string, story: string[]) {
    this.#name = name;
    this.#story = story;
  }

  stage(cursor: number, ending = false): void {
    this.staged = cursor;
    this.ending = ending;
    this.isDirty = true;
  }

  publish(cursor: number, ending: boolean): void {
    this.#story.push(`${this.#name} publishes ${cursor}${ending ? " and ends" : ""}`);
    this.isDirty = false;
  }

  ringPeer(): void {
    this.#story.push(`${this.#name} rings`);
  }
}

Deno.test("TurnJournal refuses a journal of another layout version", () => {
  const { words, attach } = journalWith(1);
  words[layout.JOURNAL_VERSION_WORD] = 8;
  assertThrows(
    () => attach(),
    TypeError,
    "Cannot attach to the journal in shared memory: it has layout version 8, this package reads version 7",
  );
});

Deno.test("TurnJournal.commit publishes and rings for the ends that have something to publish", () => {
  const { attach } = journalWith(3);
  const story: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => new FakeEnd(name, story));
  const journal = attach();
  journal.attach([a!, b!, c!], { stage: (mask) => mask });
  assertEquals(journal.commit(), false);
  assertEquals([journal.turn, story], [0, []]);
  a!.stage(5);
  c!.stage(-7, true);
  assertEquals(journal.commit(), true);
  assertEquals(story, ["a publishes 5", "c publishes -7 and ends", "a rings", "c rings"]);
  assertEquals([journal.turn, journal.commit()], [1, false]);
});

Deno.test("TurnJournal.commit commits a turn that changed the state only", () => {
  const { words, attach, readMask } = journalWith(0);
  const journal = attach();
  let next = 0b101;
  journal.attach([], { stage: () => next });
  assertEquals([journal.mask, readMask()], [undefined, undefined]);
  assertEquals(journal.commit(), true);
  assertEquals([journal.mask, readMask()], [0b101, 0b101]);
  assertEquals(words[layout.JOURNAL_MASK_WORD], 0b101);
  assertEquals(journal.commit(), false);
  next = 0;
  assertEquals(journal.commit(), true);
  assertEquals([journal.mask, readMask()], [0, 0]);
});

Deno.test("a state that refuses to commit leaves the turn as it was, and a later commit takes all of it", () => {
  const { words, attach } = journalWith(1);
  const story: string[] = [];
  const end = new FakeEnd("a", story);
  const journal = attach();
  let fits = false;
  journal.attach([end], {
    stage(mask) {
      if (!fits) throw new RangeError("too long");
      return mask;
    },
  });
  end.stage(1);
  const before = [...words];
  assertThrows(() => journal.commit(), RangeError, "too long");
  assertEquals([...words], before);
  fits = true;
  assertEquals(journal.commit(), true);
  assertEquals(story, ["a publishes 1", "a rings"]);
});

Deno.test("readMask gives the mask of a turn that is committed but not applied", () => {
  const { words, readMask } = journalWith(0);
  words[layout.JOURNAL_COMMITTED_WORD] = 8;
  words[layout.JOURNAL_APPLIED_WORD] = 7;
  words[layout.JOURNAL_MASK_WORD] = 1;
  words[layout.JOURNAL_NEXT_MASK_WORD] = 2;
  assertEquals(readMask(), 2);
  words[layout.JOURNAL_APPLIED_WORD] = 8;
  assertEquals(readMask(), 1);
});

Deno.test("the number of a turn goes on past 32 bits, and its lower bits are never those of no turn", () => {
  const { words, attach, readMask } = journalWith(1);
  words[layout.JOURNAL_COMMITTED_WORD] = words[layout.JOURNAL_APPLIED_WORD] = 2 ** 31 - 1;
  const story: string[] = [];
  const end = new FakeEnd("a", story);
  const journal = attach();
  journal.attach([end], { stage: (mask) => mask });
  end.stage(1);
  journal.commit();
  assertEquals(journal.turn, 2 ** 31);
  words[layout.JOURNAL_COMMITTED_WORD] = words[layout.JOURNAL_APPLIED_WORD] = -1;
  const later = attach();
  later.attach([end], { stage: (mask) => mask });
  end.stage(2);
  later.commit();
  assertEquals([later.turn, later.mask, readMask()], [2 ** 32 + 1, 0, 0]);
  assertEquals(words[layout.JOURNAL_APPLIED_WORD], 1);
  // Up to where numbers are exact.
  words[layout.JOURNAL_TURN_HIGH_WORD] = 2 ** 22 - 1;
  words[layout.JOURNAL_COMMITTED_WORD] = words[layout.JOURNAL_APPLIED_WORD] = -3;
  const last = attach();
  assertEquals([last.turn, last.next], [2 ** 53 - 3, 2 ** 53 - 2]);
});

Deno.test("a generation that was replaced can neither commit nor touch anything its successor sees", () => {
  const world = new RelayWorld();
  const old = world.live();
  old.state.sum = 1;
  old.state.last = "old";
  old.journal.commit();
  const current = world.live();
  current.state.sum = 2;
  current.state.last = "new";
  current.numbersOut.trySend(2);
  current.journal.commit();
  const before = new Uint8Array(world.region).slice();

  // A callback that the old generation left behind goes on.
  old.state.sum = 666;
  old.state.last = "from the dead";
  for (let i = 0; i < 2; i++) {
    assertThrows(
      () => old.journal.commit(),
      TypeError,
      'Cannot commit a turn of actor "RELAY": generation 0 was replaced',
    );
  }
  const now = new Uint8Array(world.region);
  assertEquals(before.findIndex((byte, at) => byte !== now[at]), -1, "a byte was changed");
  current.state.sum++;
  current.journal.commit();
  assertEquals(world.readState(), { sum: 3, last: "new", seen: [] });
});

Deno.test("a generation that is over cannot commit, though its successor is not there yet", () => {
  const world = new RelayWorld();
  const relay = world.live();
  relay.state.sum = 1;
  relay.numbersOut.trySend(1);
  relay.journal.revoke(generationOver(0, false));
  const before = world.visible();
  assertThrows(
    () => relay.journal.commit(),
    TypeError,
    'Cannot commit a turn of actor "RELAY": generation 0 is over',
  );
  assertEquals(world.visible(), before);
});

Deno.test("raiseFence shuts out everybody when no generation may follow", () => {
  const world = new RelayWorld();
  const relay = world.live();
  raiseFence(world.region, world.journal, -1);
  assertThrows(() => relay.journal.commit(), TypeError, "generation 0 was replaced");
});
