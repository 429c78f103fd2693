/**
 * Keeps everybody from an actor's channel ends for a while, though the actor is at work: nobody takes, sends or closes. Questions
 * are answered.
 */
export interface Gate {
  /** The error of a verb that does `what`. */
  refusal(what: string): Error;
  /** An input is asked how it stands. It may open the gate. */
  asked(): void;
}
