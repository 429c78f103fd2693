// @ts-check
// How fresh what is shown is: the tick, how many come a second, and how old the last one is.

/** Over how long ticks are counted, in milliseconds. */
const WINDOW_MS = 5000;

export class Pulse {
  #offset = 0;
  /** @type {number[]} */
  #arrivals = [];
  #sequence = 0;
  /** @type {number | null} of the last frame of the server that was greeted last */
  #time = null;

  /**
   * Takes the clock of a server from its `hello`; `received` is when it came, by our clock.
   * @param {{ now: number, received?: number }} hello
   */
  greet({ now, received }) {
    this.#offset = received === undefined ? 0 : received - now;
    this.#arrivals = [];
    this.#time = null;
  }

  /**
   * Notes a frame with values.
   * @param {{ s: number, t: number }} frame
   * @param {number} now by our clock, in milliseconds
   */
  beat({ s, t }, now) {
    this.#sequence = s;
    this.#time = t;
    this.#arrivals.push(now);
    while (Number(this.#arrivals[0]) < now - WINDOW_MS) this.#arrivals.shift();
  }

  /**
   * How long ago, in milliseconds, what is shown was so; `null` before the server has told anything.
   * @param {number} now by our clock, in milliseconds
   * @returns {number | null}
   */
  lag(now) {
    return this.#time === null ? null : Math.max(0, now - this.#time - this.#offset);
  }

  /** Ticks a second, or `null` while too few have come. */
  get hz() {
    const first = this.#arrivals[0];
    const last = this.#arrivals.at(-1);
    if (first === undefined || last === undefined || last - first < 500) return null;
    return (this.#arrivals.length - 1) * 1000 / (last - first);
  }

  /**
   * For the footer; empty before the server has told anything.
   * @param {number} now by our clock, in milliseconds
   */
  text(now) {
    const lag = this.lag(now);
    if (lag === null) return "";
    const hz = this.hz === null
      ? ""
      : ` · ${this.hz < 9.95 ? this.hz.toFixed(1) : Math.round(this.hz)} Hz`;
    const age = lag < 1000 ? `${Math.round(lag)} ms` : `${(lag / 1000).toFixed(1)} s`;
    return `tick ${this.#sequence}${hz} · lag ${age}`;
  }
}
