/** How long an actor may be alone in its worker the first time, unless it is through before. */
export const ALONE_MS = 1000;
/** How often that is doubled at most, for an actor of which nothing was learned in that time. */
const MAX_DOUBLINGS = 3;

/** What is known of an actor that was to run alone before. */
interface Record {
  /** When it was last through, or too late, alone: a number that is the higher the later that was. */
  last: number;
  /** How many of its runs alone were too short. */
  late: number;
}

/**
 * In what order the members of a troupe enter a fresh worker after a death of which nobody knows whose it was. Suspected actors enter
 * one by one, each when the one before is through: past what was suspected, or waiting for others, or out of the worker. The first of
 * them has the worker for itself until then, so a death in that time is its own. After the last of them all the others enter.
 *
 * Nobody is kept out for long. If the first one is not through in time, nothing is learned of it and all are let in: next time another
 * actor is the first, and this one gets more time when it is first again. An actor that dies alone is the first again, until its
 * message is given up or done. So a message that kills is found although other actors are suspected again and again: after each death
 * another of them is first.
 */
export class Probation<M> {
  readonly #records = new Map<M, Record>();
  #runs = 0;
  #current: M | undefined;
  /** Whether the current one has the worker for itself. */
  #isAlone = false;
  #suspected: M[] = [];
  #others: M[] = [];

  /** The actor that is to get through now; `undefined` if nobody is kept out. */
  get current(): M | undefined {
    return this.#current;
  }

  /** How long the current one may take. */
  get patienceMs(): number {
    const record = this.#current === undefined ? undefined : this.#records.get(this.#current);
    return ALONE_MS * 2 ** Math.min(record?.late ?? 0, MAX_DOUBLINGS);
  }

  /** Actors are to enter a fresh worker, and some of them are suspected. Returns those that enter at once. */
  begin(actors: readonly M[], suspected: readonly M[]): readonly M[] {
    for (const actor of this.#records.keys()) {
      if (actors.includes(actor) && !suspected.includes(actor)) this.#records.delete(actor);
    }
    if (suspected.length === 0) return actors;
    const last = (actor: M) => this.#records.get(actor)?.last ?? 0;
    this.#suspected = suspected.toSorted((a, b) => last(a) - last(b));
    this.#others = actors.filter((actor) => !suspected.includes(actor));
    this.#isAlone = true;
    return this.#next();
  }

  /** Keeps more actors out, until the current one is through. */
  join(actors: readonly M[]): void {
    this.#others.push(...actors);
  }

  /** An actor is through. Returns those that enter now. */
  through(actor: M): readonly M[] {
    if (actor !== this.#current) return [];
    if (this.#isAlone) this.#note(actor, 0);
    this.#isAlone = false;
    return this.#next();
  }

  /** The current one is not through in time. Returns those that enter now: all that were kept out. */
  late(): readonly M[] {
    if (this.#current !== undefined && this.#isAlone) this.#note(this.#current, 1);
    return this.dissolve();
  }

  /** Keeps nobody out any more. Returns those that were. */
  dissolve(): readonly M[] {
    const kept = [...this.#suspected, ...this.#others];
    this.#suspected = [];
    this.#others = [];
    this.#current = undefined;
    this.#isAlone = false;
    return kept;
  }

  /** An actor that is kept out will not come in, or with others later. */
  drop(actor: M): void {
    this.#suspected = this.#suspected.filter((kept) => kept !== actor);
    this.#others = this.#others.filter((kept) => kept !== actor);
  }

  #note(actor: M, late: number): void {
    const before = this.#records.get(actor)?.late ?? 0;
    this.#records.set(actor, { last: ++this.#runs, late: before + late });
  }

  #next(): readonly M[] {
    const next = this.#suspected.shift();
    if (next === undefined) return this.dissolve();
    this.#current = next;
    return [next];
  }
}
