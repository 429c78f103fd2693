/** What a script has begun to wait for: all of it is to be awaited before it ends. */
export class ScriptWaits {
  readonly #waits = new Set<{ readonly what: string }>();

  /** Waits, as the script asks for by `what`. */
  waitFor<T>(what: string, wait: () => Promise<T>): Promise<T> {
    const under = { what };
    this.#waits.add(under);
    const waited = wait().finally(() => this.#waits.delete(under));
    // Whoever does not await it is told when the script is over.
    waited.catch(() => {});
    return waited;
  }

  /** Throws a TypeError if the script, which has ended, still waits for something. */
  checkAwaited(doing: string): void {
    const [wait] = this.#waits;
    if (wait === undefined) return;
    throw new TypeError(
      `Cannot ${doing}: the script has ended and still waits for ${wait.what}, await it`,
    );
  }
}
