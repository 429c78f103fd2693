/**
 * One thread of the turn's stress test: it runs an actor that takes what there is, counts it in its state, and passes it
 * on. Again and again the actor dies somewhere in a turn, and a new generation of it goes on.
 */
import type { ChannelSpec } from "../../src/channel/ring/channel_spec.ts";
import { type Kind, ringKind } from "../../src/channel/ring/kind.ts";
import { text, u32 } from "../../src/channel/mod.ts";
import { RingMemory } from "../../src/channel/ring/ring_memory.ts";
import type { RxControl } from "../../src/channel/ring/rx_control.ts";
import type { TxControl } from "../../src/channel/ring/tx_control.ts";
import type { Rx } from "../../src/channel/rx.ts";
import type { Tx } from "../../src/channel/tx.ts";
import { Doorbell, Ringer, type SeatAddress } from "../../src/memory/doorbell.ts";
import { type CellSpec, StateStore } from "../../src/state/mod.ts";
import { raiseFence, settleTurn, TurnJournal } from "../../src/turn/mod.ts";
import { Fate } from "../contract/fate.ts";
import { Random } from "../contract/random.ts";
import { doTask } from "../contract/workers.ts";

export interface StressEnd {
  readonly at: number;
  readonly spec: ChannelSpec;
  readonly peer: SeatAddress;
}

/** An actor of the pipeline; the first makes the numbers, the last keeps their sum. */
export interface TurnTask {
  readonly region: SharedArrayBuffer;
  readonly doorbell: number;
  readonly journal: number;
  readonly state: number;
  readonly cells: readonly CellSpec[];
  readonly numbersIn: StressEnd | undefined;
  readonly textsIn: StressEnd | undefined;
  readonly numbersOut: StressEnd | undefined;
  readonly textsOut: StressEnd | undefined;
  /** How many messages go through. */
  readonly messages: number;
  readonly seed: number;
}

/** What the actor has found; the fault is empty when there is none. */
export interface TurnResult {
  readonly deaths: number;
  readonly turns: number;
  readonly fault: string;
}

/** A wake-up that is this late was lost. */
const PATIENCE_MS = 20_000;

interface State {
  next: number;
  sum: number;
  last: string;
}

doTask(async (task: TurnTask): Promise<TurnResult> => {
  const random = new Random(task.seed);
  const bell = new Doorbell(task.region, task.doorbell, 1);
  let deaths = 0;
  let turns = 0;
  for (let generation = 0;; generation++) {
    raiseFence(task.region, task.journal, generation);
    // Most generations live for some turns; in each turn there are some dozen steps to die at.
    const fate = new Fate(random.below(600));
    let verdict: string | undefined;
    let life: Life | undefined;
    fate.lives(() => life = new Life(task, generation));
    while (!fate.dead && life !== undefined && verdict === undefined) {
      const current = life;
      fate.lives(() => verdict = current.turn(random));
      if (fate.dead) break;
      turns++;
      if (verdict !== undefined) break;
      bell.arm(0);
      if (!current.canGoOn()) {
        const park = bell.park(PATIENCE_MS);
        if (await park === "timed-out" && current.canGoOn()) verdict = "a wake-up was lost";
        bell.wake();
      }
      bell.answer(() => {});
      bell.disarm(0);
    }
    // The verdict counts once the turn that brought it is committed, or its successor comes to it again.
    if (!fate.dead && verdict !== undefined) return { deaths, turns, fault: verdict };
    deaths++;
  }
});

class Life {
  readonly #task: TurnTask;
  readonly #journal: TurnJournal;
  readonly #state: State;
  readonly #numbersIn: Rx<number> | undefined;
  readonly #textsIn: Rx<string> | undefined;
  readonly #numbersOut: Tx<number> | undefined;
  readonly #textsOut: Tx<string> | undefined;

  constructor(task: TurnTask, generation: number) {
    this.#task = task;
    const ends = [
      () => task.numbersIn && rx(task, u32, task.numbersIn),
      () => task.textsIn && rx(task, text, task.textsIn),
      () => task.numbersOut && tx(task, u32, task.numbersOut),
      () => task.textsOut && tx(task, text, task.textsOut),
    ];
    const present = ends.filter((end) => end() !== undefined);
    settleTurn(task.region, task.journal, (i, cursor, ending) => {
      const control = present[i]!() as TxControl;
      control.publish(cursor, ending);
      control.ringPeer();
    });
    this.#journal = new TurnJournal(task.region, task.journal, present.length, generation, "A");
    const attached = ends.map((end) => end());
    this.#numbersIn = attached[0]?.end as Rx<number> | undefined;
    this.#textsIn = attached[1]?.end as Rx<string> | undefined;
    this.#numbersOut = attached[2]?.end as Tx<number> | undefined;
    this.#textsOut = attached[3]?.end as Tx<string> | undefined;
    const { region, state, cells } = task;
    const store = new StateStore(region, state, cells, this.#journal.mask, "A");
    this.#state = store.values as unknown as State;
    this.#journal.attach(attached.filter((control) => control !== undefined), store);
  }

  /** Does a turn. Returns what came out once everything is done: an empty string if all was right. */
  turn(random: Random): string | undefined {
    const state = this.#state;
    for (let i = 1 + random.below(20); i > 0 && this.#canStep(); i--) {
      const next = state.next;
      if (this.#numbersIn !== undefined) {
        const number = this.#numbersIn.tryTake();
        const words = this.#textsIn!.tryTake();
        if (number !== next || words !== wordsOf(next)) {
          return `got ${number} and ${JSON.stringify(words)} in place of message ${next}`;
        }
      }
      if (this.#numbersOut !== undefined) {
        // The one may have room and the other not: then the turn must not count.
        if (!this.#textsOut!.trySend(wordsOf(next))) break;
        if (!this.#numbersOut.trySend(next)) return "room that was there is gone";
      }
      state.next = next + 1;
      state.sum += next;
      state.last = wordsOf(next);
    }
    const { next } = state;
    if (next === this.#task.messages) this.#numbersOut?.close();
    this.#journal.commit();
    if (next < this.#task.messages) return undefined;
    const sum = next * (next - 1) / 2;
    return state.sum === sum && state.last === wordsOf(next - 1)
      ? ""
      : `the state is ${JSON.stringify(state)}`;
  }

  #canStep(): boolean {
    const { next } = this.#state;
    if (next >= this.#task.messages) return false;
    if (this.#numbersIn !== undefined && this.#numbersIn.isEmpty) return false;
    if (this.#textsIn !== undefined && this.#textsIn.isEmpty) return false;
    if (this.#numbersOut !== undefined && this.#numbersOut.isFull) return false;
    return this.#textsOut === undefined || this.#textsOut.vacant().met();
  }

  canGoOn(): boolean {
    return this.#canStep();
  }
}

/** A text of any length from 0 to 16, always the same for a number. */
function wordsOf(number: number): string {
  return "€".repeat(number * 7 % 5) + (number % 3 === 0 ? "" : String(number));
}

function memory({ region }: TurnTask, { at, spec, peer }: StressEnd): RingMemory {
  return new RingMemory(region, at, spec, new Ringer(region, peer));
}

function rx<T>(task: TurnTask, kind: Kind<T>, end: StressEnd): RxControl<T> {
  return ringKind(kind).createRx(memory(task, end));
}

function tx<T>(task: TurnTask, kind: Kind<T>, end: StressEnd): TxControl<T> {
  return ringKind(kind).createTx(memory(task, end));
}
