import { reportError, textOf } from "../errors.ts";
import type { ReplayMessage } from "../protocol/mod.ts";
import { ReplayDesk, WrittenLetters } from "./letter_desk.ts";
import type { Stage } from "./stage.ts";

/** What the letters need of the turns that they go with. */
export interface LetterTurns {
  /** Whether the generation is over. */
  readonly isOver: boolean;
  /** Commits, if a wait between two turns is under way. */
  commitBetween(): void;
}

/** A dead letter that finds no room is tried again after so long, or at the next commit. */
const REPLAY_AGAIN_MS = 50;

/** The dead letters of one generation: those that it writes, and those that people have it send again. Made with the first of them. */
export class Letters {
  readonly #stage: Stage;
  readonly #turns: LetterTurns;
  readonly #replays: ReplayDesk;
  readonly #written = new WrittenLetters();

  constructor(stage: Stage, turns: LetterTurns) {
    const { role, ends, journal, surroundings } = stage;
    this.#stage = stage;
    this.#turns = turns;
    this.#replays = new ReplayDesk(role.index, ends, journal, surroundings.post);
  }

  /**
   * Writes one. It goes ahead of the commit, with the turn's number: the host counts it once that turn has committed, and only then.
   * Resolves once it has arrived.
   */
  write(message: unknown, reason: string): Promise<void> {
    const { role, generation, journal, surroundings } = this.#stage;
    try {
      surroundings.post({
        type: "deadLetter",
        actor: role.index,
        generation,
        turn: journal.next,
        time: surroundings.clock.now(),
        message,
        reason: textOf(reason),
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
    if (!this.#replays.isEmpty) setTimeout(() => this.#replaySoon(), REPLAY_AGAIN_MS);
  }

  /** The turn is to commit: sends what is to go with it. Returns whether the turn wrote letters, so that it counts even if nothing else has changed. */
  beforeCommit(): boolean {
    if (!this.#turns.isOver) this.#replays.send();
    if (this.#written.areUnderWay) {
      throw new TypeError(
        `Cannot commit a turn of actor "${this.#stage.role.label}": a dead letter of it is still on its way, await deadLetter() first`,
      );
    }
    return this.#written.areInTurn;
  }

  newTurn(): void {
    this.#written.newTurn();
  }

  /** The generation is over, and no letter will arrive any more: whoever waits for one gets the reason. */
  fail(rejected: Promise<never>): void {
    this.#written.fail(rejected);
  }
}
