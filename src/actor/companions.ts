/** What goes with the turns of an actor and is no part of the journal. What only some actors have is here, so that the others pay nothing. */
export interface TurnCompanion {
  /** The turn is to commit. Returns whether it counts even if nothing else has changed. Throws if it cannot commit yet. */
  beforeCommit(): boolean;
  /** It has committed, and the next begins. */
  newTurn(): void;
  /**
   * The generation is over, and its last turn, if it did not commit, never happened.
   *
   * @param rejected rejects with why
   */
  fail(rejected: Promise<never>, why: DOMException): void;
}
