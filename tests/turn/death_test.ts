import { assert, assertEquals } from "@std/assert";
import type { TxControl } from "../../src/channel/ring/tx_control.ts";
import { leaveFor, settleFor } from "../../src/graph/workers/stand_in.ts";
import { fenceOff, hasEnded } from "../../src/turn/mod.ts";
import { controlOf } from "../contract/channel_memory.ts";
import { Fate } from "../contract/fate.ts";
import { type Relay, RelayWorld } from "./relay.ts";

/** What the actor does in each of its turns; each kind of turn changes something else. */
const TURNS: readonly (readonly [string, (relay: Relay) => void])[] = [
  ["changes a scalar", ({ state }) => {
    state.sum = 7;
  }],
  ["sends", ({ numbersOut, textsOut }) => {
    numbersOut.sendBatch([1, 2]);
    textsOut.sendBatch(["one", "", "two€"]);
  }],
  ["takes", ({ numbersIn, textsIn }) => {
    numbersIn.takeNext();
    textsIn.takeBatch(2);
  }],
  ["does nothing", () => {}],
  ["takes, sends and changes everything", ({ state, numbersIn, textsIn, numbersOut, textsOut }) => {
    state.sum += numbersIn.tryTake()! + numbersIn.tryTake()!;
    state.last = textsIn.tryTake()!;
    state.seen.push(state.sum);
    assert(numbersOut.trySend(state.sum));
    assert(textsOut.trySend(state.last + state.sum));
  }],
  ["changes a text only", ({ state }) => {
    state.last += "!";
  }],
  ["sends around the end of the payload ring", ({ textsOut, state }) => {
    assert(textsOut.trySend("x".repeat(40)));
    state.seen.length = 0;
  }],
  ["closes its output and leaves its input", ({ numbersOut, numbersIn, state }) => {
    assert(numbersOut.trySend(99));
    numbersOut.close();
    controlOf(numbersIn).leave();
    state.sum++;
  }],
];

/** A world in which the turns before `turn` have happened, and the peers wait for the next one. */
function worldBefore(turn: number): RelayWorld {
  const world = new RelayWorld();
  const [numbers, texts] = [0, 1].map((place) => world.control(place, "peer") as TxControl);
  numbers!.end.sendBatch([10, 20, 30, 40]);
  texts!.end.sendBatch(["a", "b", "c", "d"]);
  for (const control of [numbers!, texts!]) control.publish(control.staged, false);
  if (turn > 0) {
    const relay = world.live();
    for (const [, act] of TURNS.slice(0, turn)) {
      act(relay);
      relay.journal.commit();
    }
  }
  const bell = world.bell();
  bell.answer(() => {});
  bell.arm(0);
  bell.arm(1);
  return world;
}

function rungSeats(world: RelayWorld, bell = world.bell()): number[] {
  const seats: number[] = [];
  bell.answer((seat) => seats.push(seat));
  return seats;
}

/** Lives through one turn, from its start to the end of its commit. */
function liveTurn(world: RelayWorld, turn: number, fate: Fate): boolean {
  return fate.lives(() => {
    const relay = world.live(fate);
    TURNS[turn]![1](relay);
    relay.journal.commit();
  });
}

const NEVER = Infinity;

TURNS.forEach(([what, act], turn) => {
  Deno.test(`a turn that ${what} happens wholly or not at all, wherever it dies, and wherever its recovery dies`, () => {
    const before = worldBefore(turn).visible();
    const undisturbed = worldBefore(turn);
    assert(liveTurn(undisturbed, turn, new Fate(NEVER)));
    const after = undisturbed.visible();
    const seatsRung = rungSeats(undisturbed);

    let happened = 0;
    let survived = false;
    for (let dieAt = 0; !survived; dieAt++) {
      let recovered = false;
      for (let dieAgainAt = 0; !recovered; dieAgainAt++) {
        const where = `death at step ${dieAt}, again at step ${dieAgainAt} of the recovery`;
        const world = worldBefore(turn);
        survived = liveTurn(world, turn, new Fate(dieAt));
        const state = world.readState();
        const fate = new Fate(dieAgainAt);
        recovered = fate.lives(() => void world.live());
        const relay = world.live();

        const now = world.visible();
        const all = equal(now, after);
        assert(all || equal(now, before), `neither before nor after: ${where}`);
        assert(all || !survived, `a committed turn was forgotten: ${where}`);
        assertEquals(world.readState(), state, `the host was told something else: ${where}`);
        const rung = rungSeats(world);
        assert(
          !all || seatsRung.every((seat) => rung.includes(seat)),
          `a peer sleeps on: ${where}`,
        );
        if (all) happened++;

        // The successor does what is still to be done: in the end, nobody can tell.
        if (!all) {
          act(relay);
          relay.journal.commit();
        }
        assertEquals(world.visible(), after, where);
        liveTurn(world, 3, new Fate(NEVER));
        assertEquals(world.visible(), after, `changed by a turn that does nothing: ${where}`);
      }
    }
    assert(happened > 0);
  });
});

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

Deno.test("an actor that dies at every single step still does each of its turns exactly once", () => {
  const last = TURNS.length - 1;
  const undisturbed = worldBefore(last);
  assert(liveTurn(undisturbed, last, new Fate(NEVER)));
  const world = worldBefore(0);
  let committed = 0;
  for (let turn = 0; turn <= last; turn++) {
    for (let dieAt = 0;; dieAt++) {
      const fate = new Fate(dieAt);
      const lived = fate.lives(() => {
        const relay = world.live(fate);
        if (relay.journal.turn > committed) return; // Its predecessor got past the commit point.
        TURNS[turn]![1](relay);
        relay.journal.commit();
      });
      if (lived) break;
    }
    committed = world.live().journal.turn;
  }
  assertEquals(world.visible(), undisturbed.visible());
});

Deno.test("a last turn has happened wholly, and the actor has ended, or not at all, wherever it dies", () => {
  const last = 4;
  const before = worldBefore(last).visible();
  const undisturbed = worldBefore(last);
  const lastTurn = (relay: Relay) => {
    TURNS[last]![1](relay);
    relay.end();
  };
  lastTurn(undisturbed.live());
  const after = undisturbed.visible();
  const seatsRung = rungSeats(undisturbed);
  let ended = 0;
  let survived = false;
  for (let dieAt = 0; !survived; dieAt++) {
    const world = worldBefore(last);
    const fate = new Fate(dieAt);
    survived = fate.lives(() => lastTurn(world.live(fate)));
    const where = `death at step ${dieAt}`;
    const isOver = hasEnded(world.region, world.journal);
    const state = world.readState();
    // Behind the fence, whatever the thread may still do.
    fenceOff(world.region, world.journal);
    for (const again of ["", ", settled twice"]) {
      settleFor(world.region, world.absent);
      assertEquals(world.visible(), isOver ? after : before, where + again);
    }
    assertEquals(hasEnded(world.region, world.journal), isOver, where);
    assertEquals(world.readState(), state, where);
    if (isOver) {
      const rung = rungSeats(world);
      assert(seatsRung.every((seat) => rung.includes(seat)), `a peer sleeps on: ${where}`);
      ended++;
    } else assert(!survived, where);
    // Given up instead: what counts is published all the same, and every end is over.
    const givenUp = worldBefore(last);
    const sameFate = new Fate(dieAt);
    sameFate.lives(() => lastTurn(givenUp.live(sameFate)));
    leaveFor(givenUp.region, givenUp.absent);
    assertEquals(countsOf(givenUp), countsOf(world), where);
    const { channels } = givenUp.visible() as Visible;
    assert(channels.every(({ closed, abandoned }) => closed || abandoned), where);
  }
  assert(ended > 3, "the commit point was not the last step");
});

/** What is looked at of all that is visible of a world. */
interface Visible {
  readonly channels: readonly {
    readonly sent: number;
    readonly taken: number;
    readonly closed: boolean;
    readonly abandoned: boolean;
  }[];
}

function countsOf(world: RelayWorld): (readonly number[])[] {
  return (world.visible() as Visible).channels.map(({ sent, taken }) => [sent, taken]);
}

Deno.test("an actor that dies in its last turn before that counts has not ended, whatever its successor commits", () => {
  const last = 4;
  const lastTurn = (relay: Relay) => {
    TURNS[last]![1](relay);
    relay.end();
  };
  let died = 0;
  for (let dieAt = 0;; dieAt++) {
    const world = worldBefore(last);
    const fate = new Fate(dieAt);
    fate.lives(() => lastTurn(world.live(fate)));
    if (hasEnded(world.region, world.journal)) break;
    died++;
    // The successor's turn has the number of the one that never counted, and is one of many.
    for (let turn = 0, dieAgainAt = 0; turn < 2; dieAgainAt++) {
      const where = `death at step ${dieAt}, its successor's at step ${dieAgainAt} of turn ${turn}`;
      const lived = liveTurn(world, 5, new Fate(dieAgainAt));
      assert(!hasEnded(world.region, world.journal), where);
      if (!lived) continue;
      turn++;
      dieAgainAt = -1;
    }
    const successor = world.live();
    successor.end();
    assert(hasEnded(world.region, world.journal), `death at step ${dieAt}`);
  }
  assert(died > 10, `${died} steps before the commit point`);
});
