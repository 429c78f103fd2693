import type { RxControl, TxControl } from "../channel/ring/mod.ts";
import { reportError, textOf } from "../errors.ts";
import type { MessageOrigin, NotReplayedMessage, ReplayMessage } from "../protocol/mod.ts";
import type { TurnJournal } from "../turn/mod.ts";
import type { TurnCompanion } from "./companions.ts";
import type { Setting } from "./setting.ts";

/** What the letters need of the turns that they go with. */
export interface LetterTurns {
  /** Whether the generation is over. */
  readonly isOver: boolean;
  /** Commits, if a wait between two turns is under way. */
  commitBetween(): void;
}

/** A dead letter that finds no room is tried again after so long, or at the next commit. */
const REPLAY_AGAIN_MS = 50;

/**
 * The letters of one generation: the dead letters that it writes, those that people have it send again, and what else the host tells it
 * that has to wait for the end of a turn. Made with the first of them.
 */
export class Letters implements TurnCompanion {
  readonly #setting: Setting;
  readonly #turns: LetterTurns;
  readonly #replays: ReplayDesk;
  readonly #written = new WrittenLetters();
  /** What is to be done between the turn under way and the next. */
  #afterTurn: (() => void)[] = [];

  constructor(setting: Setting, turns: LetterTurns) {
    const { role, ends, journal, surroundings } = setting;
    this.#setting = setting;
    this.#turns = turns;
    this.#replays = new ReplayDesk(role.index, ends, journal, surroundings.post);
  }

  /**
   * Writes one. It goes ahead of the commit, with the turn's number: the host counts it once that turn has committed, and only then.
   * Resolves once it has arrived.
   *
   * @param origin where the message came from, if that is known
   */
  write(message: unknown, reason: string, origin?: MessageOrigin): Promise<void> {
    const { role, generation, journal, surroundings } = this.#setting;
    try {
      surroundings.post({
        type: "deadLetter",
        actor: role.index,
        generation,
        turn: journal.next,
        time: surroundings.world.now(),
        message,
        reason: textOf(reason),
        ...(origin && { origin }),
      });
    } catch (cause) {
      throw new TypeError(
        `Cannot write a dead letter in actor "${role.label}": ${reportError(cause).message}`,
        { cause },
      );
    }
    return this.#written.add();
  }

  /** As the host says: the oldest letter that is on its way has arrived. */
  kept(): void {
    this.#written.arrived();
  }

  /** As the host says: sends a dead letter on one of the ends, with the next commit. */
  replay(letter: ReplayMessage): void {
    this.#replays.take(letter);
    this.#replaySoon();
  }

  /** Between two turns there may be no commit for long. */
  #replaySoon(): void {
    if (this.#turns.isOver || this.#replays.isEmpty) return;
    this.#turns.commitBetween();
    if (this.#replays.isEmpty) return;
    this.#setting.surroundings.world.after(REPLAY_AGAIN_MS, () => this.#replaySoon());
  }

  /** The turn is to commit: sends what is to go with it. Returns whether the turn wrote letters, so that it counts even if nothing else has changed. */
  beforeCommit(): boolean {
    if (!this.#turns.isOver) this.#replays.send();
    if (this.#written.areUnderWay) {
      throw new TypeError(
        `Cannot commit a turn of actor "${this.#setting.role.label}": a dead letter of it is still on its way, await deadLetter() first`,
      );
    }
    return this.#written.areInTurn;
  }

  /** Has something done once the turn under way has committed, before the next begins; never, if it does not. */
  afterTurn(call: () => void): void {
    this.#afterTurn.push(call);
  }

  newTurn(): void {
    this.#written.newTurn();
    if (this.#afterTurn.length === 0) return;
    for (const call of this.#afterTurn.splice(0)) call();
  }

  /** The generation is over, and no letter will arrive any more: whoever waits for one gets the reason. */
  fail(rejected: Promise<never>): void {
    this.#written.fail(rejected);
  }
}

/**
 * Dead letters that a generation is to send, in the order of their numbers. The journal notes only the number of the last one, and
 * that counts for all before it. So behind one that is refused nothing is sent until the host knows: it tells the others again.
 */
class ReplayDesk {
  readonly #actor: number;
  readonly #ends: readonly (TxControl | RxControl)[];
  readonly #journal: TurnJournal;
  readonly #post: (message: NotReplayedMessage) => void;
  #letters: ReplayMessage[] = [];
  /** The number of the last letter that was taken, or refused. */
  #newest = 0;
  /** The number of the last letter that was refused. */
  #refused = 0;

  constructor(
    actor: number,
    ends: readonly (TxControl | RxControl)[],
    journal: TurnJournal,
    post: (message: NotReplayedMessage) => void,
  ) {
    this.#actor = actor;
    this.#ends = ends;
    this.#journal = journal;
    this.#post = post;
  }

  /** Whether nothing is to be sent. */
  get isEmpty(): boolean {
    return this.#letters.length === 0;
  }

  /** As the host tells. */
  take(letter: ReplayMessage): void {
    if (letter.refused < this.#refused || letter.id <= this.#newest) return;
    this.#newest = letter.id;
    this.#letters.push(letter);
  }

  /** Sends as many as there is room for, with the commit that follows. */
  send(): void {
    let sent = 0;
    for (const letter of this.#letters) {
      try {
        if (!this.#trySend(letter)) break;
      } catch (error) {
        return this.#refuse(letter, reportError(error).message);
      }
      this.#journal.replay(letter.id);
      sent++;
    }
    this.#letters.splice(0, sent);
  }

  #trySend({ end: number, message }: ReplayMessage): boolean {
    const control = this.#ends[number] as TxControl;
    control.look();
    // Nothing fits any more: it would wait for ever, and all behind it.
    if (control.isAbandoned) {
      throw new TypeError(`nobody takes from channel "${control.name}" any more`);
    }
    // A letter is not to be dropped by a channel that is full.
    return control.hasRoom(1, 0) && control.end.trySend(message);
  }

  #refuse({ id }: ReplayMessage, why: string): void {
    this.#letters = [];
    this.#newest = this.#refused = id;
    this.#post({ type: "notReplayed", actor: this.#actor, id, why });
  }
}

/** Dead letters that a generation has written. A turn commits only once those that it wrote have arrived: the host must know them first. */
class WrittenLetters {
  /** What to call for each letter that is on its way to the host, oldest first. */
  readonly #underWay: ((kept: void | PromiseLike<void>) => void)[] = [];
  #inTurn = false;

  /** One is on its way. Resolves once it has arrived. */
  add(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay.push(resolve);
    this.#inTurn = true;
    return promise;
  }

  get areUnderWay(): boolean {
    return this.#underWay.length > 0;
  }

  /** Whether the turn under way wrote some, so that it counts even if nothing else has changed. */
  get areInTurn(): boolean {
    return this.#inTurn;
  }

  newTurn(): void {
    this.#inTurn = false;
  }

  /** As the host says: the oldest has arrived. */
  arrived(): void {
    this.#underWay.shift()?.();
  }

  /** The generation is over, and no letter will arrive any more: whoever waits for one gets the reason. */
  fail(rejected: Promise<never>): void {
    for (const resolve of this.#underWay.splice(0)) resolve(rejected);
  }
}
