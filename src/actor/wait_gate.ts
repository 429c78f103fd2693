import type { Gate } from "../channel/gate.ts";

/**
 * Closed while an actor waits: a wait has ended its turn, so there is none that a callback, or code that has forgotten to await,
 * could add to. In the middle of a turn (a send that waits for room) it would add to something it knows nothing of.
 */
export class WaitGate implements Gate {
  readonly #actor: string;

  constructor(actor: string) {
    this.#actor = actor;
  }

  /** Called where the verb is, so that its stack shows who called. */
  refusal(what: string): TypeError {
    return new TypeError(
      `${what}: actor "${this.#actor}" is in a wait, await each wait, take and send of it, join waits with ` +
        `any() or all(), and let callbacks hand what they bring to the loop of run, which waits with actor.settled(promise)`,
    );
  }

  asked(): void {}
}
