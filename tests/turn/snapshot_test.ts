import { assert, assertEquals } from "@std/assert";
import { json, text, u32, u64 } from "../../src/channel/mod.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import {
  cell,
  initState,
  readState,
  type StateSchema,
  stateSpec,
  StateStore,
  type StateValues,
} from "../../src/state/mod.ts";
import {
  initJournal,
  journalBytes,
  raiseFence,
  settleTurn,
  type TurnEnd,
  TurnJournal,
} from "../../src/turn/mod.ts";
import { scratchFor, StoredCells } from "../../src/state/stored_cells.ts";
import {
  JOURNAL_APPLIED_WORD,
  JOURNAL_COMMITTED_WORD,
  JOURNAL_MASK_WORD,
  JOURNAL_NEXT_MASK_WORD,
} from "../../src/turn/journal_layout.ts";
import { committedTurn, readCommitted, type Snapshot } from "../../src/turn/snapshot.ts";
import { seedOfRun, stressFactor } from "../contract/random.ts";
import { inWorkers } from "../contract/workers.ts";
import type { SnapshotTask } from "./snapshot_stress_worker.ts";
import { valuesOf } from "./snapshot_values.ts";

const WORKER = new URL("./snapshot_stress_worker.ts", import.meta.url);

/** The journal and the state of one actor. */
class Home {
  readonly cells: ReturnType<typeof stateSpec>["cells"];
  readonly journal: number;
  readonly state: number;
  readonly region: SharedArrayBuffer;

  constructor(schema: StateSchema) {
    const plan = new RegionPlan();
    const { cells, bytes } = stateSpec(schema);
    this.cells = cells;
    this.journal = plan.reserve(journalBytes(1));
    this.state = plan.reserve(bytes);
    this.region = plan.allocate();
    initJournal(this.region, this.journal, 1);
    initState(this.region, this.state);
  }

  /** Reads the state in one look, with `meanwhile` between its cells. */
  read(mask: number, meanwhile: () => void = () => {}): StateValues {
    const values: StateValues = {};
    for (const cell of this.cells) {
      Object.assign(values, readState(this.region, this.state, [cell], mask));
      meanwhile();
    }
    return values;
  }

  snapshot(tries: number, meanwhile?: () => void): Snapshot<StateValues> | undefined {
    const read = (mask: number) => this.read(mask, meanwhile);
    return readCommitted(this.region, this.journal, read, tries);
  }
}

/** An actor whose two cells are the number of its turn. It dies when it publishes, if `dies`. */
class Pair {
  readonly home = new Home({ left: u32, right: cell(text, "0") });
  readonly journal: TurnJournal;
  readonly store: StateStore;
  dies = false;
  #generation = 0;

  constructor() {
    raiseFence(this.home.region, this.home.journal, this.#generation);
    this.journal = new TurnJournal(this.home.region, this.home.journal, 1, 0, "A");
    this.store = new StateStore(this.home.region, this.home.state, this.home.cells, undefined, "A");
    const end: TurnEnd = {
      staged: 0,
      ending: false,
      isDirty: true,
      publish: () => {
        if (this.dies) throw new Error("dead");
      },
      ringPeer: () => {},
    };
    this.journal.attach([end], this.store);
  }

  turn(): void {
    this.write();
    this.journal.commit();
  }

  write(): void {
    this.store.values.left = this.journal.next;
    this.store.values.right = String(this.journal.next);
  }

  /** Does a turn that counts, and dies before it is published. */
  halfTurn(): void {
    this.dies = true;
    try {
      this.turn();
    } catch { /* Dead. */ }
  }
}

function pairOf(turn: number): Snapshot<StateValues> {
  return { turn, value: { left: turn, right: String(turn) } };
}

Deno.test("a snapshot of an actor that never committed is undefined", () => {
  const { home } = new Pair();
  assertEquals(committedTurn(home.region, home.journal), 0);
  assertEquals(home.snapshot(3), undefined);
});

Deno.test("a snapshot is of the last turn that counts, published or not", () => {
  const pair = new Pair();
  for (let turn = 1; turn <= 4; turn++) {
    pair.turn();
    assertEquals(pair.home.snapshot(1), pairOf(turn));
    assertEquals(committedTurn(pair.home.region, pair.home.journal), turn);
  }
  pair.halfTurn();
  assertEquals(pair.home.snapshot(1), pairOf(5));
});

Deno.test("a snapshot is read again when a turn, or several, came between", () => {
  for (const turns of [1, 2, 3, 4]) {
    const pair = new Pair();
    pair.turn();
    let due = turns;
    let reads = 0;
    const got = pair.home.snapshot(turns + 2, () => {
      reads++;
      if (due-- > 0) pair.turn();
    });
    // Each of the first looks at a cell was followed by a turn.
    assertEquals(got, pairOf(1 + turns));
    assert(reads > 2);
  }
});

Deno.test("a snapshot that began with a half published turn is read again when that is settled", () => {
  const pair = new Pair();
  pair.turn();
  pair.halfTurn();
  let due = true;
  const got = pair.home.snapshot(3, () => {
    if (!due) return;
    due = false;
    pair.dies = false;
    const { region, journal: at, state, cells } = pair.home;
    settleTurn(region, at, () => {});
    const successor = new TurnJournal(region, at, 1, 0, "A");
    const store = new StateStore(region, state, cells, successor.mask, "A");
    assertEquals(store.values, pairOf(2).value);
    successor.attach([], store);
    for (let turn = 3; turn <= 4; turn++) {
      store.values.left = turn;
      store.values.right = String(turn);
      successor.commit();
    }
  });
  assertEquals(got, pairOf(4));
});

Deno.test("a turn that wrote its copies and has not committed does not show", () => {
  const pair = new Pair();
  pair.turn();
  pair.write();
  pair.store.stage(pair.journal.mask ?? 0);
  assertEquals(pair.home.snapshot(1), pairOf(1));
});

Deno.test("a snapshot gives up when the actor is faster each time", () => {
  const pair = new Pair();
  pair.turn();
  let reads = 0;
  const got = pair.home.snapshot(5, () => {
    reads++;
    pair.turn();
  });
  assertEquals([got, reads], [undefined, 10]);
});

Deno.test("snapshots of an actor that commits as fast as it can, and dies, are of one turn each", async () => {
  const home = new Home({
    number: u32,
    big: u64,
    words: cell(text, "", { maxBytes: 256 }),
    list: cell(json<number[]>(), [], { maxBytes: 256 }),
  });
  const turns = 200_000 * stressFactor();
  const seed = seedOfRun();
  const { region, journal, state, cells } = home;
  const task: SnapshotTask = { region, journal, state, cells, turns, seed };
  const [result] = await Promise.all([
    inWorkers<{ deaths: number }>(WORKER, [task]),
    look(home, turns),
  ]);
  assert(result[0]!.deaths > 20, "hardly anybody died");
});

/** Takes snapshots until the last turn has come, and checks each. */
async function look({ region, journal, state, cells }: Home, turns: number): Promise<void> {
  const stored = new StoredCells(region, state, cells, scratchFor([cells]));
  let last = 0;
  let distinct = 0;
  for (let looks = 0; last < turns; looks++) {
    const got = readCommitted(region, journal, (mask) => stored.copy(mask), 1000);
    if (got !== undefined) {
      const { number, big, words, list } = valuesOf(got.turn);
      const expected = [number, big, JSON.stringify(words), JSON.stringify(list)];
      const found = stored.read(got.value);
      // The whole comparison is slow: the actor would be over too soon.
      if (found.some((value, i) => value !== expected[i])) assertEquals(found, expected);
      assert(got.turn >= last, `turn ${got.turn} after turn ${last}`);
      if (got.turn > last) distinct++;
      last = got.turn;
    }
    // The worker is started, and its answer comes, between these.
    if (got === undefined || looks % 1000 === 0) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  assert(distinct > 100, `${distinct} turns seen: nothing was tested`);
}

/** The stores of a commit, one after the other, as `journal_layout.ts` tells them; state is one word in two copies. */
class SteppedActor {
  readonly home = new Home({ left: u32, right: u32 });
  readonly #words = new Int32Array(this.home.region);
  readonly #floats = new Float64Array(this.home.region);
  #steps = 0;

  /** Takes one step. In turn n both cells are n; each turn flips the mask. */
  step(): void {
    const turn = Math.floor(this.#steps / 5) + 1;
    const mask = turn & 1;
    const word = (word: number) => this.home.journal / 4 + word;
    const [left, right] = this.home.cells.map(({ at, stride }) => at + mask * stride);
    switch (this.#steps++ % 5) {
      case 0:
        this.#floats[(this.home.state + left!) / 8] = turn;
        this.#floats[(this.home.state + right!) / 8] = turn;
        break;
      case 1:
        this.#words[word(JOURNAL_NEXT_MASK_WORD)] = mask;
        break;
      case 2:
        this.#words[word(JOURNAL_COMMITTED_WORD)] = turn;
        break;
      case 3:
        this.#words[word(JOURNAL_MASK_WORD)] = mask;
        break;
      case 4:
        this.#words[word(JOURNAL_APPLIED_WORD)] = turn;
    }
  }
}

/** Runs `read` with `beforeEach` ahead of every atomic operation in it. */
function withAtomicsWatched<T>(beforeEach: () => void, read: () => T): T {
  const { load, compareExchange } = Atomics;
  function watched<A extends unknown[], R>(operation: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      beforeEach();
      return operation(...args);
    };
  }
  try {
    Object.assign(Atomics, { load: watched(load), compareExchange: watched(compareExchange) });
    return read();
  } finally {
    Object.assign(Atomics, { load, compareExchange });
  }
}

/** Every way to put at most `steps` things into `places` places. */
function* ways(places: number, steps: number): Generator<number[]> {
  if (places === 0) return yield [];
  for (let here = 0; here <= steps; here++) {
    for (const rest of ways(places - 1, steps - here)) yield [here, ...rest];
  }
}

Deno.test("a snapshot is of one turn in every interleaving with three turns", () => {
  const counts = { taken: 0, refused: 0 };
  // Steps ahead of each load, of the two cells, and of the look at the end.
  for (const way of ways(7, 15)) {
    const actor = new SteppedActor();
    const { home } = actor;
    let place = 0;
    const go = () => {
      for (let i = way[place++] ?? 0; i > 0; i--) actor.step();
    };
    const { cells, region, state } = home;
    const got = withAtomicsWatched(
      go,
      () =>
        readCommitted(region, home.journal, (mask) =>
          cells.map((cell) => {
            go();
            return Object.values(readState(region, state, [cell], mask))[0];
          }), 1),
    );
    if (got === undefined) counts.refused++;
    else {
      counts.taken++;
      assert(got.value.every((value) => value === got.turn), `${way}: ${JSON.stringify(got)}`);
    }
  }
  assert(counts.taken > 1000 && counts.refused > 1000, JSON.stringify(counts));
});
