/** Journals that are carried to another place, for other ends. */
import { assertEquals } from "@std/assert";
import { RegionPlan } from "../../src/memory/region.ts";
import { carryJournal, nameJournal } from "../../src/turn/carry.ts";
import { journalDamage } from "../../src/turn/inspect.ts";
import {
  hasEnded,
  initJournal,
  journalBytes,
  raiseFence,
  readMask,
  touchedAt,
  type TurnEnd,
  TurnJournal,
  wasBetweenTurns,
} from "../../src/turn/mod.ts";

function journalWith(ends: number, identity = 0) {
  const plan = new RegionPlan();
  const at = plan.reserve(journalBytes(ends));
  const region = plan.allocate();
  initJournal(region, at, ends, identity);
  return {
    region,
    at,
    attach: (generation = 0) => new TurnJournal(region, at, ends, generation, "A"),
  };
}

/** An end of which each turn changes something. */
const end = (): TurnEnd => ({
  staged: 1,
  ending: false,
  isDirty: true,
  publish() {},
  ringPeer() {},
});

Deno.test("a journal goes on where it was, with other ends", () => {
  const from = journalWith(2, 4);
  raiseFence(from.region, from.at, 6);
  const journal = from.attach(6);
  journal.attach([end(), end()], { stage: () => 0b11 });
  for (let turn = 0; turn < 3; turn++) journal.commit();
  journal.touch(1);
  journal.pause();
  const to = journalWith(3);
  carryJournal(from, to, [undefined, 1, 0]);
  assertEquals(journalDamage(to.region, to.at, 3, 7), undefined);
  // The copies that it has are the first ones.
  assertEquals([readMask(from.region, from.at), readMask(to.region, to.at)], [0b11, 0]);
  assertEquals([0, 1, 2].map((end) => touchedAt(to.region, to.at, end)), [undefined, 1, undefined]);
  assertEquals([wasBetweenTurns(to.region, to.at), hasEnded(to.region, to.at)], [true, false]);
  const later = to.attach(6);
  assertEquals([later.turn, later.identity], [3, 4]);
  assertEquals([0, 1, 2].map((end) => later.endIdentity(end)), [2, 1, 0]);
  later.attach([end(), end(), end()], undefined);
  later.commit("last");
  const ended = journalWith(1);
  carryJournal(to, ended, [0]);
  assertEquals([hasEnded(ended.region, ended.at), ended.attach(6).turn], [true, 4]);
});

Deno.test("no end has a number that another one has had, and no actor", () => {
  const [first, second, third] = [journalWith(2, 1), journalWith(1), journalWith(2)];
  carryJournal(first, second, [1]);
  // The end that comes back is another one.
  carryJournal(second, third, [undefined, 0]);
  const journal = third.attach();
  assertEquals([journal.identity, journal.endIdentity(0), journal.endIdentity(1)], [1, 2, 1]);
  nameJournal(third, 8);
  assertEquals(third.attach().identity, 8);
});
