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
    ballots: Array.from({ length: actors }, (_, actor) => new Ballot(region, AT, actor)),
  };
}

Deno.test("the ballot layout has these numbers", () => {
  const { ballotBytes, ballotOwnWord, ...numbers } = layout;
  assertEquals(numbers, {
    BALLOT_VERSION: 3,
    BALLOT_VERSION_WORD: 0,
    BALLOT_ACTORS_WORD: 1,
    BALLOT_STATE_WORD: 32,
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
  new Int32Array(region, AT)[layout.BALLOT_VERSION_WORD] = 4;
  assertThrows(
    () => new Ballot(region, AT, 0),
    TypeError,
    "Cannot attach to the ballot in shared memory: it has layout version 4, this package reads version 3",
  );
});

Deno.test("every actor sees the graph's lifecycle, and knows when to stop", () => {
  const { tally, ballots } = election(2);
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
    assertEquals(ballots.map((ballot) => ballot.stopping), [stopping, stopping]);
  }
});

Deno.test("an actor that is asked alone stops alone, once it hears of it or begins anew, and goes on when it is asked no more", () => {
  const { region, tally, ballots } = election(3);
  tally.lifecycle = "running";
  const stopping = () => ballots.map((ballot) => ballot.stopping);
  tally.askAlone(1, true);
  ballots.forEach((ballot) => ballot.heedOwn());
  assertEquals(stopping(), [false, true, false]);
  assertEquals([0, 1, 2].map((actor) => new Ballot(region, AT, actor).stopping), [
    false,
    true,
    false,
  ]);
  tally.askAlone(1, false);
  assertEquals(new Ballot(region, AT, 1).stopping, false);
  tally.lifecycle = "stopping";
  assertEquals(new Ballot(region, AT, 1).stopping, true);
});

Deno.test("the tally counts each actor's latest vote, and no other's", () => {
  const { tally, ballots } = election(4);
  const votes = () => [0, 1, 2, 3].map((actor) => tally.vote(actor));
  assertEquals(votes(), ["none", "none", "none", "none"]);
  ballots[0]!.accept();
  ballots[1]!.veto();
  ballots[2]!.leave();
  tally.markGone(3);
  assertEquals(votes(), ["accept", "veto", "gone", "gone"]);
  ballots[1]!.ask();
  assertEquals(votes(), ["accept", "asked", "gone", "gone"]);
  ballots[1]!.veto();
  ballots[1]!.accept();
  ballots[0]!.veto();
  assertEquals(votes(), ["veto", "accept", "gone", "gone"]);
});

Deno.test("Tally.clear forgets the vote of an actor that is about to start again", () => {
  const { tally, ballots } = election(2);
  ballots.forEach((ballot) => ballot.veto());
  tally.clear(1);
  assertEquals([tally.vote(0), tally.vote(1)], ["veto", "none"]);
});
