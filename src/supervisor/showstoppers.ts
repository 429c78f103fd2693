/** An input of an actor that has died. */
export interface InputAtDeath {
  /** Its number among the actor's ends. */
  readonly end: number;
  /** Published cursors: the next message to take, and the one behind the last that was sent. */
  readonly tail: number;
  readonly head: number;
  /**
   * How many messages the turn had taken or looked at; 0 if it did none of that, `undefined` if nobody knows, because the
   * thread died without a word.
   */
  readonly underWork: number | undefined;
  /** Whether the turn touched another input later: then that one is the more likely reason. */
  readonly isEarlier: boolean;
}

/** How many times the deaths are too many for a message of an input that was touched before another. */
const EARLIER = 4;

/** What a death says about messages. */
export interface Verdict {
  /** Ends whose next message has now been there at too many deaths. It is to be taken out. */
  readonly showstoppers: readonly number[];
  /** Ends whose messages, up to a cursor, the next generation is to take one by one. */
  readonly suspects: readonly { readonly end: number; readonly until: number }[];
}

/**
 * Finds the messages that kill an actor again and again. A message is blamed for a death if it was the first that the turn
 * had under work on its input. Of several inputs, the message of the one touched last is given up first: others of the same turn
 * only if that did not help, after four times as many deaths. The generation after a death goes on with one message a turn, so from the second death on
 * it is known which one it was.
 */
export class Showstoppers {
  readonly #limit: number;
  readonly #deaths = new Map<number, { readonly cursor: number; readonly count: number }>();
  /** Up to which cursor an end's messages are suspected, as long as they are not all done. */
  readonly #untils = new Map<number, number>();

  /** @param limit how many deaths on one message are too many; `Infinity` never gives one up */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many deaths the next message of that end was blamed for. */
  deaths(end: number): number {
    return this.#deaths.get(end)?.count ?? 0;
  }

  /** Judges a death. */
  judge(inputs: readonly InputAtDeath[]): Verdict {
    const showstoppers: number[] = [];
    const suspects: { end: number; until: number }[] = [];
    for (const { end, tail, head, underWork, isEarlier } of inputs) {
      const there = (head - tail) | 0;
      const suspected = Math.min(underWork ?? there, there);
      const until = this.#suspect(end, tail, suspected);
      if (until !== undefined) suspects.push({ end, until });
      if (suspected === 0) continue;
      const known = this.#deaths.get(end);
      const count = known?.cursor === tail ? known.count + 1 : 1;
      this.#deaths.set(end, { cursor: tail, count });
      if (count >= (isEarlier ? EARLIER * this.#limit : this.#limit)) showstoppers.push(end);
    }
    return { showstoppers, suspects };
  }

  /** Suspects some messages more of an end. What was suspected at an earlier death stays so until it is done. */
  #suspect(end: number, tail: number, messages: number): number | undefined {
    const left = Math.max(0, ((this.#untils.get(end) ?? tail) - tail) | 0);
    const ahead = Math.max(left, messages);
    if (ahead === 0) {
      this.#untils.delete(end);
      return undefined;
    }
    const until = (tail + ahead) | 0;
    this.#untils.set(end, until);
    return until;
  }
}
