// @ts-check
// Exact figures of one actor or channel, asked for once a second, and only while somebody looks and somebody answers.

/**
 * @typedef {import("./buckets.js").Buckets} Buckets
 * @typedef {Partial<Record<string, number>> & { count: number }} LatencyFigures by name, in microseconds
 * @typedef {object} Latest what `/api/detail` says of an actor or a channel, besides its figures
 * @property {(LatencyFigures & { buckets: Buckets }) | null} [latency] of a channel
 * @property {Readonly<Record<string, Windows>>} [windows] by name
 * @typedef {Latest & Readonly<Record<string, any>>} Figures
 */
/** @typedef {Readonly<Record<string, Readonly<Record<string, number | null>> | null>>} Windows statistics by metric */

const PERIOD_MS = 1000;

export class Exact {
  /** @type {Figures | null} */
  #figures = null;
  /** @type {string | null} */
  #id = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #isLive;

  /**
   * `isLive` tells whether the server answers.
   * @param {() => boolean} isLive
   */
  constructor(isLive) {
    this.#isLive = isLive;
  }

  /** The figures, or `null` while they are not known. */
  get figures() {
    // Old figures beside new ones would contradict them.
    return this.#isLive() ? this.#figures : null;
  }

  /**
   * Asks about `id` from now on, or about nothing.
   * @param {string | null} id
   */
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

/**
 * @param {string} url
 * @returns {Promise<Figures | null>}
 */
async function read(url) {
  try {
    const response = await fetch(url);
    return response.ok ? await response.json() : null;
  } catch {
    // The connection's state says that the server is away.
    return null;
  }
}
