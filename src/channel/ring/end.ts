let controlIn: (end: object) => unknown;
let meansIn: (end: End<unknown, unknown>) => unknown;

/**
 * An end of a channel as the program has it: it hides what it works with. Whatever could be called or seen of an end is a verb of the
 * program's; what the actor's turn does with it is in its control, which the program never gets.
 *
 * Each class of ends fetches control and means into private fields of its own, for private names are not inherited, and a verb that had
 * to ask for them would be slower. It does so by initializers: a field that a constructor sets is `undefined` first, and so counts for
 * the compiler as one that may be anything, to be looked at each time.
 */
export abstract class End<C, M> {
  readonly #control: C;
  readonly #means: M;

  static {
    controlIn = (end) => #control in end ? end.#control : undefined;
    meansIn = (end) => end.#means;
  }

  /** @param means what else its verbs work with: the slots, an encoder, a reader */
  constructor(control: C, means: M) {
    this.#control = control;
    this.#means = means;
  }
}

/** What the turn has in hand of an end. */
export function controlOf<C>(end: End<C, unknown>): C {
  return controlIn(end) as C;
}

/** What an end's verbs work with besides. */
export function meansOf<M>(end: End<unknown, M>): M {
  return meansIn(end) as M;
}

/** The control of what may be an end; `undefined` if it was not made by this copy of the package. */
export function controlIfOurs(end: object): unknown {
  return controlIn(end);
}
