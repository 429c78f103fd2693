import { assertEquals, assertThrows } from "@std/assert";
import { RegionPlan } from "../../src/memory/region.ts";
import {
  initJournal,
  journalBytes,
  readMask,
  settleTurn,
  TurnJournal,
} from "../../src/turn/mod.ts";

/** An end that dies while it publishes, if told to. */
class FakeEnd {
  published = 0;
  readonly staged: number;
  readonly ending = false;
  readonly #dies: boolean;

  constructor(staged: number, dies = false) {
    this.staged = staged;
    this.#dies = dies;
  }

  get isDirty(): boolean {
    return this.published !== this.staged;
  }

  publish(cursor: number): void {
    if (this.#dies) throw new Error("died");
    this.published = cursor;
  }

  ringPeer(): void {}
}

Deno.test("settleTurn publishes the rest of a turn whose actor died while it published, and only once", () => {
  const plan = new RegionPlan();
  const at = plan.reserve(journalBytes(2));
  const region = plan.allocate();
  initJournal(region, at, 2);
  const journal = new TurnJournal(region, at, 2, 0, "DYING");
  const first = new FakeEnd(7);
  journal.attach([first, new FakeEnd(9, true)], { stage: (mask) => mask ^ 1 });
  assertThrows(() => journal.commit(), Error, "died");
  assertEquals(first.published, 7);

  const settled: [number, number, boolean][] = [];
  const settle = () =>
    settleTurn(region, at, (end, cursor, ending) => settled.push([end, cursor, ending]));
  settle();
  assertEquals(settled, [[0, 7, false], [1, 9, false]]);
  assertEquals(readMask(region, at), 1);
  settle();
  assertEquals(settled.length, 2);
});
