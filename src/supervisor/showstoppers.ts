/** An input of an actor that has died. */
export interface InputAtDeath {
  /** Its number among the actor's ends. */
  readonly end: number;
  /** Published cursors: the next message to take, and the one behind the last that was sent. */
  readonly tail: number;
  readonly head: number;
  /** How many messages the turn had taken or looked at; 0 if it did none of that, `undefined` if nobody knows. */
  readonly underWork: number | undefined;
  /** Whether the turn was shown no more messages than it asked for, because the actor went on with caution. */
  readonly isCautious: boolean;
  /** Whether the turn touched another input later: then that one is the more likely reason. */
  readonly isEarlier: boolean;
}

/** By how much the limit is higher for a message of an input that was not the last to be touched, or if the death may have been anybody's. */
const DOUBTFUL = 4;

/** So many deaths count against the message at that cursor. */
export interface CountedDeaths {
  readonly cursor: number;
  readonly count: number;
}

/** Something that is known of ends, by number: a Map, or what outlives the process. */
export interface ByEnd<T> {
  get(end: number): T | undefined;
  set(end: number, value: T): unknown;
  delete(end: number): unknown;
}

/** Messages of an end, up to a cursor, that the next generation is to take one by one. */
export interface Suspicion {
  readonly end: number;
  readonly until: number;
}

/** What a death says about messages. */
export interface DeathFinding {
  /** Ends whose next message has now been there at too many deaths. It is to be taken out. */
  readonly showstoppers: readonly number[];
  readonly suspects: readonly Suspicion[];
}

/**
 * Finds the messages that kill an actor again and again. What a turn had under work at a death is suspected, and the actor goes on
 * with one message a turn until it is past that. A death counts against a message only if
 *
 * - it was shown to be this actor's own (see `evidence.ts`), and
 * - the message is known to have been the one under work: the only one, or the first where the actor went on with caution.
 *
 * Of several inputs, the message of the one touched last is given up first: others of the same turn only if that did not help,
 * after four times as many deaths.
 */
export class Showstoppers {
  readonly #limit: number;
  readonly #deaths: ByEnd<CountedDeaths>;
  /** Up to which cursor an end's messages are suspected, as long as they are not all done. */
  readonly #untils: ByEnd<number>;

  /**
   * @param limit how many deaths on one message are too many; `Infinity` never gives one up
   * @param deaths what has counted up to now
   * @param untils up to which cursors messages are suspected
   */
  constructor(
    limit: number,
    deaths: ByEnd<CountedDeaths> = new Map(),
    untils: ByEnd<number> = new Map(),
  ) {
    this.#limit = limit;
    this.#deaths = deaths;
    this.#untils = untils;
  }

  /** How many deaths have counted against the next message of that end. */
  deaths(end: number): number {
    return this.#deaths.get(end)?.count ?? 0;
  }

  /**
   * Judges a death. `shown`: whether it was the actor's own: if it may have been anybody's, because the process ended, it counts less.
   */
  judge(inputs: readonly InputAtDeath[], shown: boolean | "maybe"): DeathFinding {
    const showstoppers: number[] = [];
    const suspects: Suspicion[] = [];
    for (const { end, tail, head, underWork, isCautious, isEarlier } of inputs) {
      const there = (head - tail) | 0;
      const suspected = Math.min(underWork ?? there, there);
      const until = this.#suspect(end, tail, there, suspected);
      if (until !== undefined) suspects.push({ end, until });
      if (shown === false || suspected === 0 || underWork === undefined) continue;
      if (underWork > 1 && !isCautious) continue;
      const known = this.#deaths.get(end);
      const count = known?.cursor === tail ? known.count + 1 : 1;
      this.#deaths.set(end, { cursor: tail, count });
      const isDoubtful = isEarlier || shown === "maybe";
      if (count >= (isDoubtful ? DOUBTFUL * this.#limit : this.#limit)) showstoppers.push(end);
    }
    return { showstoppers, suspects };
  }

  /** What is suspected still, of deaths before. */
  pending(inputs: readonly Pick<InputAtDeath, "end" | "tail" | "head">[]): Suspicion[] {
    return inputs.flatMap(({ end, tail, head }) => {
      const until = this.#suspect(end, tail, (head - tail) | 0, 0);
      return until === undefined ? [] : [{ end, until }];
    });
  }

  /** Suspects some messages more of an end. What was suspected at an earlier death stays so until it is done. */
  #suspect(end: number, tail: number, there: number, messages: number): number | undefined {
    const left = ((this.#untils.get(end) ?? tail) - tail) | 0;
    // What was suspected was there. If it seems to lie ahead of all there is, it was done long ago, and the cursors went round.
    const ahead = Math.max(left > there ? 0 : left, messages);
    if (ahead <= 0) {
      this.#untils.delete(end);
      return undefined;
    }
    const until = (tail + ahead) | 0;
    this.#untils.set(end, until);
    return until;
  }
}
