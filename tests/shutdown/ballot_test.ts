import { assertEquals, assertThrows } from "@std/assert";
import { RegionPlan } from "../../src/memory/region.ts";
import { Ballot } from "../../src/shutdown/ballot.ts";
import * as layout from "../../src/shutdown/ballot_layout.ts";
import type { Lifecycle } from "../../src/shutdown/ballot_layout.ts";
import { Tally } from "../../src/shutdown/tally.ts";

const AT = 128;

function election(actors: number) {
  const plan = new RegionPlan();
  assertEquals(plan.reserve(layout.ballotBytes(actors)), AT);
  const region = plan.allocate();
  return {
    region,
    tally: new Tally(region, AT, actors),
    ballot: new Ballot(region, AT),
  };
}

Deno.test("the ballot layout has these numbers", () => {
  const { ballotBytes, ballotOwnWord, ...numbers } = layout;
  assertEquals(numbers, {
    BALLOT_VERSION: 4,
    BALLOT_VERSION_WORD: 0,
    BALLOT_ACTORS_WORD: 1,
    BALLOT_STATE_WORD: 32,
    BALLOT_LEVEL_WORD: 33,
    BALLOT_VOTE_WORD: 64,
    LIFECYCLE_BUILDING: 0,
    LIFECYCLE_RUNNING: 1,
    LIFECYCLE_STOPPING: 2,
    LIFECYCLE_STOPPED: 3,
    VOTE_NONE: 0,
    VOTE_ACCEPT: 1,
    VOTE_VETO: 2,
    VOTE_GONE: 3,
    VOTE_ASKED: 4,
  });
  assertEquals([0, 1, 10].map(ballotBytes), [256, 264, 336]);
  assertEquals([0, 9].map((actor) => ballotOwnWord(10, actor)), [74, 83]);
});

Deno.test("Ballot refuses one of another layout version", () => {
  const { region } = election(1);
  new Int32Array(region, AT)[layout.BALLOT_VERSION_WORD] = 5;
  assertThrows(
    () => new Ballot(region, AT),
    TypeError,
    "Cannot attach to the ballot in shared memory: it has layout version 5, this package reads version 4",
  );
});

Deno.test("actors see the graph's lifecycle, and know when to stop", () => {
  const { tally, ballot } = election(2);
  const table: [Lifecycle, boolean][] = [
    ["building", false],
    ["running", false],
    ["stopping", true],
    ["stopped", true],
  ];
  assertEquals(tally.lifecycle, "building");
  for (const [lifecycle, stopping] of table) {
    tally.lifecycle = lifecycle;
    assertEquals(tally.lifecycle, lifecycle);
    assertEquals(ballot.stopping, stopping);
  }
});

Deno.test("an actor that is asked alone stops alone, once it hears of it or begins anew, and goes on when it is asked no more", () => {
  const { tally, ballot } = election(3);
  tally.lifecycle = "running";
  const asked = () => [0, 1, 2].map((actor) => ballot.asksAlone(actor));
  const stopping = () => [0, 1, 2].map((actor) => ballot.alone(actor).stopping);
  tally.askAlone(1, true);
  assertEquals([asked(), stopping()], [[false, true, false], [false, true, false]]);
  assertEquals(ballot.stopping, false);
  tally.askAlone(1, false);
  assertEquals([asked(), stopping()], [[false, false, false], [false, false, false]]);
  tally.lifecycle = "stopping";
  assertEquals(ballot.stopping, true);
});

Deno.test("the tally counts each actor's latest vote, and no other's", () => {
  const { tally, ballot } = election(4);
  const votes = () => [0, 1, 2, 3].map((actor) => tally.vote(actor));
  assertEquals(votes(), ["none", "none", "none", "none"]);
  ballot.accept(0);
  ballot.veto(1);
  ballot.leave(2);
  tally.markGone(3);
  assertEquals(votes(), ["accept", "veto", "gone", "gone"]);
  ballot.ask(1);
  assertEquals(votes(), ["accept", "asked", "gone", "gone"]);
  ballot.veto(1);
  ballot.accept(1);
  ballot.veto(0);
  assertEquals(votes(), ["veto", "accept", "gone", "gone"]);
});

Deno.test("Tally.clear forgets the vote of an actor that is about to start again", () => {
  const { tally, ballot } = election(2);
  for (const actor of [0, 1]) ballot.veto(actor);
  tally.clear(1);
  assertEquals([tally.vote(0), tally.vote(1)], ["veto", "none"]);
});
