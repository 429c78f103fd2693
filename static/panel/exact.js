// Exact figures of one actor or channel, asked for once a second, and only while somebody looks and somebody answers.

const PERIOD_MS = 1000;

export class Exact {
  #figures = null;
  #id = null;
  #timer = null;
  #isLive;

  /** `isLive` tells whether the server answers. */
  constructor(isLive) {
    this.#isLive = isLive;
  }

  /** The figures, or `null` while they are not known. */
  get figures() {
    // Old figures beside new ones would contradict them.
    return this.#isLive() ? this.#figures : null;
  }

  /** Asks about `id` from now on, or about nothing. */
  follow(id) {
    this.#id = id;
    this.#figures = null;
    clearTimeout(this.#timer);
    if (id !== null) this.#ask();
  }

  async #ask() {
    const id = this.#id;
    const figures = this.#isLive() ? await read(`api/detail/${id}`) : null;
    if (id !== this.#id) return;
    this.#figures = figures;
    this.#timer = setTimeout(() => this.#ask(), PERIOD_MS);
  }
}

async function read(url) {
  try {
    const response = await fetch(url);
    return response.ok ? await response.json() : null;
  } catch {
    // The connection's state says that the server is away.
    return null;
  }
}
