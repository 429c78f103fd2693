/**
 * What the actors of a random graph have sent, one by one, for a test that runs them in its own thread; workers have no such ledger.
 *
 * Each message is written where it stands in its channel. So what a generation had sent and not committed is overwritten by its
 * successor, and in the end the ledger has what was committed, as far as the channel's count goes.
 *
 * @module
 */

/** How an actor fares with a message that it cannot bear. */
export type Bane = "throws" | "rejects" | "exits" | "closes" | "hangs" | "gives it up";

/** The ledger of one run. */
export class Ledger {
  readonly #sent = new Map<number, number[]>();
  /** Messages that their actor can bear by now, by node and value. */
  readonly #cured = new Set<string>();

  /** A generation begins to write where the one before had come to for good. */
  begin(channel: number, sent: number): void {
    const list = this.#sent.get(channel);
    if (list === undefined) this.#sent.set(channel, []);
    else list.length = Math.min(list.length, sent);
  }

  /** Message number `place` of the channel was sent. */
  note(channel: number, place: number, value: number): void {
    (this.#sent.get(channel) as number[])[place] = value;
  }

  /** What was sent on a channel, by place; `undefined` where somebody else than its actor's own code has sent. */
  sent(channel: number): readonly (number | undefined)[] {
    return this.#sent.get(channel) ?? [];
  }

  /** What was wrong with the message is mended. */
  cure(node: number, value: number): void {
    this.#cured.add(`${node} ${value}`);
  }

  isCured(node: number, value: number): boolean {
    return this.#cured.has(`${node} ${value}`);
  }
}

let current: Ledger | undefined;

/** The ledger of the run in this thread, if there is one. */
export function ledger(): Ledger | undefined {
  return current;
}

/** Has what is sent from now on written into this ledger. */
export function openLedger(): Ledger {
  return current = new Ledger();
}
