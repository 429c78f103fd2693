import { ringKind } from "../../../src/channel/ring/kind.ts";
import { RingMemory } from "../../../src/channel/ring/ring_memory.ts";
import type { RxControl } from "../../../src/channel/ring/rx_control.ts";
import type { TxControl } from "../../../src/channel/ring/tx_control.ts";
import { Doorbell, Ringer } from "../../../src/memory/doorbell.ts";
import { Ballot } from "../../../src/shutdown/ballot.ts";
import { StateStore } from "../../../src/state/mod.ts";
import { type TurnEnd, TurnJournal } from "../../../src/turn/mod.ts";
import { type Chain, type ChainPlace, KIND } from "./chain.ts";
import type { Gate } from "./gate.ts";

/** In one of so many turns what is left of a generation before comes to its next commit. */
const HAUNTS = 4;

/** Message number `n`, of one to six bytes. */
function messageOf(n: number): string {
  return `${n}${"x".repeat(n % 5)}`;
}

/** One generation of an actor of the chain, put together as the runtime does it. */
export class ChainLife {
  readonly #gate: Gate;
  readonly #messages: number;
  readonly #rx: RxControl<string> | undefined;
  readonly #tx: TxControl<string> | undefined;
  readonly #controls: readonly (RxControl<string> | TxControl<string>)[];
  readonly #journal: TurnJournal;
  readonly #state: { next: number; disorder: number };
  readonly #bell: Doorbell;
  readonly #ballot: Ballot;
  readonly #actor: number;
  #isCommitting = false;

  constructor(chain: Chain, actor: number, generation: number, gate: Gate) {
    const { region, places, messages, ballot } = chain;
    const { seat, journal, state, cells, ends } = places[actor] as ChainPlace;
    this.#gate = gate;
    this.#messages = messages;
    this.#journal = new TurnJournal(region, journal, ends.length, generation, `ACTOR ${actor}`);
    const memories = ends.map(({ at, spec, peer, direction }) => ({
      direction,
      memory: new RingMemory(region, at, spec, new Ringer(region, peer)),
    }));
    const kind = ringKind<string>(KIND);
    this.#controls = memories.map(({ direction, memory }) =>
      direction === "rx" ? kind.createRx(memory) : kind.createTx(memory)
    );
    const of = (direction: "rx" | "tx") =>
      this.#controls.find((control) => control.direction === direction);
    this.#rx = of("rx") as RxControl<string> | undefined;
    this.#tx = of("tx") as TxControl<string> | undefined;
    const store = new StateStore(region, state, cells, this.#journal.mask, `ACTOR ${actor}`);
    this.#state = store.values as { next: number; disorder: number };
    this.#journal.attach(this.#controls.map((control) => new GatedEnd(control, gate)), store);
    this.#bell = new Doorbell(region, seat.doorbell, seat.seats);
    this.#ballot = new Ballot(region, ballot);
    this.#actor = actor;
  }

  /** Whether it is in the middle of a commit. */
  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  /**
   * Lives up to its end.
   *
   * @param ghost what is left of a generation before
   */
  live(ghost: ChainLife | undefined): void {
    while (!this.#isOver()) {
      if (ghost !== undefined && this.#gate.below(HAUNTS) === 0 && !ghost.#haunt()) {
        throw new Error("a generation that is over has committed a turn");
      }
      this.#turn();
      // Its last messages may go with its end.
      if (this.#gate.below(2) === 0 && this.#isOver()) break;
      this.#wait();
    }
    for (const control of this.#controls) control.leave();
    this.#commit("last");
    this.#ballot.leave(this.#actor);
  }

  /** Whether it agrees to end. */
  #isOver(): boolean {
    const isStopping = this.#ballot.stopping;
    if (isStopping) this.#ballot.ask(this.#actor);
    const isOver = this.#rx === undefined
      ? isStopping || this.#state.next >= this.#messages
      : this.#rx.isClosedAndEmpty;
    if (isStopping) {
      if (isOver) this.#ballot.accept(this.#actor);
      else this.#ballot.veto(this.#actor);
    }
    return isOver;
  }

  /** Takes, sends and counts what it can. */
  #turn(): void {
    const state = this.#state;
    const most = 1 + this.#gate.below(3);
    for (let i = 0; i < most && this.#canGoOn(); i++) {
      const message = this.#rx === undefined
        ? messageOf(state.next)
        : this.#rx.end.tryTake() as string;
      this.#gate.point();
      if (message !== messageOf(state.next)) state.disorder++;
      state.next++;
      if (this.#tx !== undefined && !this.#tx.end.trySend(message)) {
        throw new Error(`no room for ${message}, where there was some`);
      }
      this.#gate.point();
    }
  }

  #canGoOn(): boolean {
    const hasRoom = this.#tx === undefined || this.#tx.hasRoom(1, 0) && this.#tx.vacantUnits > 0;
    const hasMore = this.#rx === undefined
      ? this.#state.next < this.#messages
      : this.#rx.availUnits > 0;
    return hasRoom && hasMore;
  }

  /** Commits, and waits for something to do, as the scheduler does it. */
  #wait(): void {
    this.#commit("usual");
    for (const control of this.#controls) control.newTurn();
    if (this.#canGoOn()) return;
    const bell = this.#bell;
    bell.arm(0);
    for (;;) {
      if (this.#isCalled()) break;
      let isRung = false;
      bell.answer(() => isRung = true);
      if (isRung) continue;
      bell.park(Infinity);
      bell.wake();
    }
    bell.disarm(0);
    for (const control of this.#controls) control.newTurn();
  }

  #isCalled(): boolean {
    if (this.#canGoOn() || this.#rx?.isClosedAndEmpty) return true;
    if (this.#rx !== undefined) return false;
    return this.#state.next >= this.#messages || this.#ballot.stopping;
  }

  #commit(how: "usual" | "last"): void {
    this.#isCommitting = true;
    this.#journal.commit(how);
    this.#isCommitting = false;
  }

  /** What is left of it, although its successor is at work, comes to its next commit. Returns whether that was refused. */
  #haunt(): boolean {
    try {
      this.#journal.commit("always");
      return false;
    } catch (error) {
      if (this.#gate.isDead) throw error;
      return true;
    }
  }
}

/** An end before whose every use others may come: the journal writes its record between them. */
class GatedEnd implements TurnEnd {
  readonly #end: TurnEnd;
  readonly #gate: Gate;

  constructor(end: TurnEnd, gate: Gate) {
    this.#end = end;
    this.#gate = gate;
  }

  get staged(): number {
    this.#gate.point();
    return this.#end.staged;
  }

  get ending(): boolean {
    this.#gate.point();
    return this.#end.ending;
  }

  get isDirty(): boolean {
    this.#gate.point();
    return this.#end.isDirty;
  }

  publish(cursor: number, ending: boolean): void {
    this.#end.publish(cursor, ending);
  }

  ringPeer(): void {
    this.#end.ringPeer();
  }
}
