/** Something that is under way outside of the turns of an actor, and what came of it, to be looked at in a turn. */
export class Doing<T> {
  /** Resolves when it is over, whichever way. */
  readonly over: Promise<void>;
  isOver = false;
  #value: T | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(doing: Promise<T>) {
    this.over = doing.then((value) => {
      this.#value = value;
      this.isOver = true;
    }, (error) => {
      this.#failure = { error };
      this.isOver = true;
    });
  }

  /** What came of it. It must be over. Throws what it has failed with. */
  result(): T {
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#value as T;
  }
}

/** What callbacks ring for a loop that waits. */
export class LoopBell {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next ring. */
  get rung(): Promise<void> {
    return this.#next.promise;
  }

  ring(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers<void>();
    resolve();
  }
}

/** As a promise that rejects with an `Error`, whatever was thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
