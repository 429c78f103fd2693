/** After how long the same trouble may be told again, where there was a partner in between, in milliseconds. */
const TELL_AGAIN_MS = 10_000;
/** So many troubles are told apart: a partner may say ever other things. */
const MOST_TOLD = 16;

/**
 * Says of which troubles of one's own attempts people are to be told: each once until there is a partner, also where another one was told just before.
 * Who was not there yet, and then does not want this pod, is the second that counts.
 */
export class ToldTroubles {
  readonly #now: () => number;
  readonly #told = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether that is to be told. Numbers in it may be others each time. */
  isNews(text: string): boolean {
    const gist = text.replaceAll(/\d+/g, "");
    if (this.#told.has(gist) || this.#told.size >= MOST_TOLD) return false;
    this.#told.set(gist, this.#now());
    return true;
  }

  /** There is a partner. */
  succeeded(): void {
    const now = this.#now();
    for (const [gist, at] of this.#told) {
      if (now - at >= TELL_AGAIN_MS) this.#told.delete(gist);
    }
  }
}
