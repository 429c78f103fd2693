/** What a wire's method has failed with. The source opens another wire then, where any other error is its own death. */
export class WireFailure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** Something that a wire does, and what came of it, to be looked at in a turn. */
export class WireCall<T> {
  /** Resolves when it is over, whichever way. */
  readonly over: Promise<void>;
  isOver = false;
  #value: T | undefined;
  #failure: WireFailure | undefined;

  constructor(doing: Promise<T>) {
    this.over = doing.then((value) => {
      this.#value = value;
    }, (error) => {
      this.#failure = new WireFailure(error);
    }).then(() => {
      this.isOver = true;
    });
  }

  /** Whether it has failed. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** What came of it. It must be over. Throws a {@link WireFailure} if it has failed. */
  result(): T {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#value as T;
  }
}
