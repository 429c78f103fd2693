import type { RxControl, TxControl } from "../channel/ring/mod.ts";
import type { Rx } from "../channel/rx.ts";
import type { Tx } from "../channel/tx.ts";
import { reportError, textOf } from "../errors.ts";
import {
  abortWith,
  afterAbort,
  type Ending,
  endReason,
  generationOver,
  overOf,
  RETURNED,
} from "../generation_over.ts";
import type { MessageOrigin, ReplayMessage, TellMessage, UnderWork } from "../protocol/mod.ts";
import type { TurnCompanion } from "./companions.ts";
import { Inboxes } from "./inboxes.ts";
import type { LoopHands } from "./ahead/mod.ts";
import { batchesRoom, callsRoom } from "./late_rooms.ts";
import { Letters } from "./letters.ts";
import type { ActorLog } from "./log.ts";
import { OwnConditions } from "./own_conditions.ts";
import type { Setting } from "./setting.ts";
import { StreamDesk } from "./stream_desk.ts";
import { Turns } from "./turns.ts";

/** What a generation had in hand when its end came. */
export interface Parting {
  /** Messages that the turn under way had taken or looked at. */
  readonly underWork: readonly UnderWork[];
  /** Whether its code may still hold views on the channels' memory, which nobody can take back. */
  readonly lent: boolean;
}

/**
 * One generation of an actor at work, from its beginning to its end, as its worker sees it. What its `run` gets is an
 * {@link ActorHandle} on it.
 */
export class Performance {
  /** What it does in each turn. */
  readonly turns: Turns;
  /** What it works with. */
  readonly setting: Setting;
  #isOver = false;
  // Made when first used: most actors never need them.
  #log: ActorLog | undefined;
  #conditions: OwnConditions | undefined;
  #letters: Letters | undefined;
  #inboxes: Inboxes | undefined;
  #streams: StreamDesk | undefined;
  #abort: AbortController | undefined;
  #onGone: (() => void) | undefined;
  /** Whether its `run` is settled, and what its signal's listeners do is done. */
  #isGone = false;
  #stopAsked = false;

  constructor(setting: Setting) {
    this.setting = setting;
    this.turns = new Turns(setting);
  }

  get generation(): number {
    return this.setting.generation;
  }

  /** `run` has returned: ends its part in every channel. Returns `false` if it was over already, and does nothing then. */
  end(): boolean {
    if (this.#isOver) return false;
    this.turns.commitLast();
    this.retire(RETURNED);
    return true;
  }

  /**
   * Takes it out. It commits nothing more, its channel ends refuse every verb, and it is never called again with the result of
   * anything. Then, and only then, it is told: its signal is aborted, and the wait it may be in rejects, so that it gives back what
   * it holds outside. Returns what it had in hand; nothing if it was over before.
   */
  retire(end: Ending): Parting | undefined {
    if (this.#isOver) return undefined;
    const lent = this.setting.ends.some(({ isLent }) => isLent);
    const parting: Parting = { underWork: this.underWork(), lent };
    const reason = this.#revoke(end);
    if (this.#abort !== undefined) abortWith(this.#abort, reason, (error) => this.stray(error));
    this.turns.reject();
    return parting;
  }

  /** Its thread is gone, as far as anybody can tell: nothing of it has any effect more, and none of its code is told. */
  abandon(): void {
    if (!this.#isOver) this.#revoke("its thread is gone");
  }

  #revoke(end: Ending): DOMException {
    const { role, generation, ends, journal } = this.setting;
    const over = generationOver(role.index, end === RETURNED);
    const reason = endReason(role.label, generation, end, over);
    this.#isOver = true;
    this.turns.end(reason);
    journal.revoke(over);
    for (const end of ends) end.revoke(over);
    return reason;
  }

  /** Its `run` is settled. Calls `call` once the listeners of its signal have run too. */
  afterRun(call: () => void): void {
    const gone = () => {
      this.#isGone = true;
      call();
      this.#onGone?.();
    };
    if (this.#abort === undefined) gone();
    else afterAbort(gone, this.setting.surroundings.world);
  }

  /** Calls `call` once its `run` is settled and its signal's listeners have run; at once, if they have. */
  whenGone(call: () => void): void {
    if (this.#isGone) call();
    else this.#onGone = call;
  }

  /** Its `run` threw although it was taken out before, or a listener of its signal did: nobody else would tell. */
  stray(thrown: unknown): void {
    if (overOf(thrown) !== undefined) return;
    const { name, message } = reportError(thrown);
    this.log.warn(`threw after its generation was over: ${name}: ${message}`);
  }

  /** Messages that the turn under way has taken or looked at, by end. */
  underWork(): UnderWork[] {
    if (this.#isOver) return [];
    return this.setting.ends.flatMap((end, number) => {
      if (end.direction === "tx" || end.underWork === 0) return [];
      return [{ end: number, messages: end.underWork, from: end.published }];
    });
  }

  /**
   * As a rehearsal says: gives cells of its state other values, and commits them. Returns `false`, and does nothing, if it is not
   * between two turns. Throws a RangeError, and does nothing, if a value is none for its cell.
   */
  setState(values: Readonly<Record<string, unknown>>): boolean {
    if (this.#isOver || !this.turns.isBetween) return false;
    const { state } = this.setting;
    const before = { ...state };
    try {
      Object.assign(state, values);
      this.turns.commitBetween();
    } catch (error) {
      Object.assign(state, before);
      throw error;
    }
    return true;
  }

  /** As the host says: sends a dead letter on one of the ends, with the next commit. */
  replay(letter: ReplayMessage): void {
    if (!this.#isOver) this.#lettersMade.replay(letter);
  }

  /**
   * As the host says: it has other args, all of them at once, from its next turn on. They change in place, so that code which has
   * taken the object out of its actor sees them too.
   */
  tell({ id, args }: TellMessage): void {
    if (this.#isOver) return;
    const { role, surroundings } = this.setting;
    this.#betweenTurns(() => {
      Object.assign(role.args, args);
      surroundings.post({ type: "told", actor: role.index, id });
    });
  }

  /** As the host says: it is to stop alone. */
  heedOwnStop(): void {
    if (this.#isOver) return;
    this.turns.heedOwnStop();
  }

  /** As the host says: readers of its outputs are about to sleep, and wait until nothing more is on the way to them. */
  lookForReaders(): void {
    if (this.#isOver) return;
    this.#betweenTurns(() => {
      for (const end of this.setting.ends) if (end.direction === "tx") end.part();
    });
  }

  /** Has something done between two turns: now, if it waits between two, else once the turn under way has committed. */
  #betweenTurns(call: () => void): void {
    if (this.turns.isBetween) call();
    else this.#lettersMade.afterTurn(call);
  }

  /** As the host says: the oldest letter that is on its way has arrived. */
  letterKept(): void {
    this.#letters?.kept();
  }

  get #lettersMade(): Letters {
    if (this.#letters === undefined) {
      this.#letters = new Letters(this.setting, this.turns);
      this.#goWith(this.#letters);
    }
    return this.#letters;
  }

  /** From now on that goes with its turns, beside what does so already. */
  #goWith(companion: TurnCompanion): void {
    const before = this.turns.companion;
    this.turns.companion = before === undefined ? companion : both(before, companion);
  }

  /** What its callbacks bring. */
  get inboxes(): Inboxes {
    if (this.#inboxes === undefined) {
      this.#inboxes = new Inboxes(this.setting.role.label, this.turns);
      this.#goWith(this.#inboxes);
    }
    return this.#inboxes;
  }

  /** As `Actor.deadLetter`. */
  deadLetter(message: unknown, reason: string, origin?: MessageOrigin): Promise<void> {
    if (this.#isOver) return this.turns.tooLate();
    this.turns.checkTurn("Cannot write a dead letter");
    return this.#lettersMade.write(message, reason, origin);
  }

  /** As `Actor.signal`. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#isOver) this.#abort.abort(this.turns.over);
    }
    return this.#abort.signal;
  }

  /** As `Actor.log`. */
  get log(): ActorLog {
    const { role, surroundings } = this.setting;
    return this.#log ??= surroundings.createLog(role.index);
  }

  /** Number of the turn under way. */
  get turn(): number {
    return this.setting.journal.next;
  }

  /** As `Actor.effectId`. */
  effectId(port?: Rx<unknown> | Tx<never>, offset = 0): string {
    const { role, journal, ends, surroundings } = this.setting;
    const of = `${surroundings.run}-${journal.identity}`;
    if (port === undefined) return `${of}-turn-${journal.next}`;
    const end = ends.findIndex((control) => control.end === port);
    if (end < 0) {
      throw new TypeError(
        `Cannot make an effect id in actor "${role.label}": ${
          Deno.inspect(port, { depth: 0 })
        } is none of its channel ends, give a port or one lane of a bundle`,
      );
    }
    return `${of}-${journal.endIdentity(end)}-${(ends[end] as TxControl).numberAt(offset)}`;
  }

  /** The conditions that it makes, beside those of its ports. */
  get conditions(): OwnConditions {
    if (this.#conditions === undefined) {
      const { role, ends, surroundings } = this.setting;
      this.#conditions = new OwnConditions(role.label, {
        clock: surroundings.world,
        isStopping: () => this.turns.isStopping,
        controlOf: (port) => {
          const control = ends.find(({ end }) => end === port);
          return control?.direction === "rx" ? control : undefined;
        },
        warn: (text) => this.log.warn(text),
        nudge: () => this.turns.nudge(),
      });
    }
    return this.#conditions;
  }

  /** What its streams use its one wait through. */
  get streams(): StreamDesk {
    return this.#streams ??= new StreamDesk(this.turns);
  }

  /** As `Actor.calls`, whatever it was given. */
  async calls(given: readonly unknown[]): Promise<boolean> {
    if (this.#isOver) return this.turns.tooLate();
    const room = callsRoom();
    const { performCalls } = room instanceof Promise ? await room : room;
    return performCalls(this.#loopHands, given);
  }

  /** As `Actor.batches`, whatever it was given. */
  async batches(given: readonly unknown[]): Promise<boolean> {
    if (this.#isOver) return this.turns.tooLate();
    const room = batchesRoom();
    const { performBatches } = room instanceof Promise ? await room : room;
    return performBatches(this.#loopHands, given);
  }

  get #loopHands(): LoopHands {
    const { role, generation, state, ends, journal, surroundings } = this.setting;
    return {
      label: role.label,
      generation,
      world: surroundings.world,
      state,
      turns: this.turns,
      log: () => this.log,
      isStopping: () => this.turns.isStopping,
      inputOf: (port) => ends.findIndex(({ direction, end }) => direction === "rx" && end === port),
      controlOf: (input) => ends[input] as RxControl,
      marksOf: (input) => ({ run: surroundings.run, end: journal.endIdentity(input) }),
      effectId: (port, offset) => this.effectId(port, offset),
      deadLetter: (message, reason, origin) => this.deadLetter(message, reason, origin),
    };
  }

  /** As `Actor.stop`. */
  stop(reason = "an actor asked for it"): void {
    if (this.#stopAsked || this.#isOver) return;
    this.#stopAsked = true;
    const { role, surroundings } = this.setting;
    surroundings.post({ type: "stop", actor: role.index, reason: textOf(reason) });
  }

  /** As `Actor.heartbeat`. */
  heartbeat(): void {
    if (!this.#isOver) this.turns.beat();
  }

  /** As `Actor.setStatus`. */
  setStatus(text: string): void {
    if (!this.#isOver) this.setting.probe.setStatus(textOf(text));
  }
}

/** Two that go with the turns of one actor, as one. */
function both(one: TurnCompanion, other: TurnCompanion): TurnCompanion {
  return {
    beforeCommit() {
      // Both are to know.
      const counts = one.beforeCommit();
      return other.beforeCommit() || counts;
    },
    newTurn() {
      one.newTurn();
      other.newTurn();
    },
    fail(rejected, why) {
      one.fail(rejected, why);
      other.fail(rejected, why);
    },
  };
}
