/** How long an actor is alone in its worker at first, if it does not get past what is suspected. */
export const ALONE_MS = 1000;
/** How often that is doubled for an actor that has come to no result. */
const MAX_DOUBLINGS = 3;

/** What is known of an actor that was to run alone before. */
interface Record {
  /** When its last run alone was, if that came to no result: a number that is the higher the later it was; else 0. */
  last: number;
  /** How many of its runs alone were too short. */
  late: number;
}

/**
 * In what order the members of a troupe come into a fresh worker after a death of which nobody knows whose it was. Those that are
 * suspected come one by one, each when the one before is through: it is past what was suspected, or waits for others, or is out. The
 * first of them has the worker for itself till then, so a death meanwhile is its own. Then come all the others.
 *
 * Nobody is kept out for long. Who is not through in time comes to no result: all are let in, and next time it is another's turn to be
 * first, and its own time is longer. Who dies alone is the first again, until its message is given up or done. So a message that
 * kills is found although others are suspected again and again: after each death another of them is first.
 */
export class Probation {
  readonly #records = new Map<number, Record>();
  #runs = 0;
  #current: number | undefined;
  /** Whether the current one has the worker for itself. */
  #isAlone = false;
  #suspected: number[] = [];
  #others: number[] = [];

  /** Who is to get through now; `undefined` if nobody is kept out. */
  get current(): number | undefined {
    return this.#current;
  }

  /** How long the current one may take. */
  get patienceMs(): number {
    return ALONE_MS *
      2 ** Math.min(this.#records.get(this.#current ?? -1)?.late ?? 0, MAX_DOUBLINGS);
  }

  /** Actors that are to come into a fresh worker, and those of them that are suspected. Returns who comes in at once. */
  begin(actors: readonly number[], suspected: readonly number[]): readonly number[] {
    for (const actor of this.#records.keys()) {
      if (actors.includes(actor) && !suspected.includes(actor)) this.#records.delete(actor);
    }
    if (suspected.length === 0) return actors;
    const last = (actor: number) => this.#records.get(actor)?.last ?? 0;
    this.#suspected = suspected.toSorted((a, b) => last(a) - last(b));
    this.#others = actors.filter((actor) => !suspected.includes(actor));
    this.#isAlone = true;
    return this.#next();
  }

  /** Keeps more actors out, as long as somebody is to get through. */
  join(actors: readonly number[]): void {
    this.#others.push(...actors);
  }

  /** An actor is through. Returns who comes in now. */
  through(actor: number): readonly number[] {
    if (actor !== this.#current) return [];
    if (this.#isAlone) this.#note(actor, 0);
    this.#isAlone = false;
    return this.#next();
  }

  /** The current one is not through in time. Returns who comes in now: everybody. */
  late(): readonly number[] {
    if (this.#current !== undefined && this.#isAlone) this.#note(this.#current, 1);
    return this.dissolve();
  }

  /** Keeps nobody out any more. Returns who was. */
  dissolve(): readonly number[] {
    const kept = [...this.#suspected, ...this.#others];
    this.#suspected = [];
    this.#others = [];
    this.#current = undefined;
    this.#isAlone = false;
    return kept;
  }

  /** An actor that is kept out will not come in, or with others later. */
  drop(actor: number): void {
    this.#suspected = this.#suspected.filter((kept) => kept !== actor);
    this.#others = this.#others.filter((kept) => kept !== actor);
  }

  #note(actor: number, late: number): void {
    const before = this.#records.get(actor)?.late ?? 0;
    this.#records.set(actor, { last: ++this.#runs, late: before + late });
  }

  #next(): readonly number[] {
    const next = this.#suspected.shift();
    if (next === undefined) return this.dissolve();
    this.#current = next;
    return [next];
  }
}
