// @ts-check
// What the charts show: values by time, as they were kept, and as they come.

/** @typedef {(number | null)[]} Values */
/** @typedef {{ from: number, step: number, series: Record<string, Values> }} Kept times in milliseconds */

export class ChartData {
  /** @type {number[]} in seconds, as the charts want them */
  #times = [];
  /** @type {Map<string, Values>} */
  #series = new Map();
  #spanMs;

  /** @param {number} spanMs how far back it goes */
  constructor(spanMs) {
    this.#spanMs = spanMs;
  }

  /** The time of the last values, in milliseconds; 0 when there are none. */
  get last() {
    return (this.#times.at(-1) ?? 0) * 1000;
  }

  /**
   * Puts what was kept before what has come since.
   * @param {Kept} kept
   */
  load({ from, step, series }) {
    const first = this.#times[0] ?? Infinity;
    const length = Math.max(0, ...Object.values(series).map((values) => values.length));
    const times = Array.from({ length }, (_, at) => (from + at * step) / 1000);
    const until = times.findIndex((time) => time >= first);
    const count = until === -1 ? length : until;
    for (const name of new Set([...this.#series.keys(), ...Object.keys(series)])) {
      const before = Array.from({ length: count }, (_, at) => series[name]?.[at] ?? null);
      this.#series.set(name, [
        ...before,
        ...(this.#series.get(name) ?? this.#times.map(() => null)),
      ]);
    }
    this.#times = [...times.slice(0, count), ...this.#times];
  }

  /**
   * Adds the values of a moment.
   * @param {number} time in milliseconds
   * @param {Record<string, number | null>} values
   */
  append(time, values) {
    for (const name of Object.keys(values)) {
      if (!this.#series.has(name)) this.#series.set(name, this.#times.map(() => null));
    }
    this.#times.push(time / 1000);
    for (const [name, series] of this.#series) series.push(values[name] ?? null);
    let old = 0;
    while (Number(this.#times[old]) < (time - this.#spanMs) / 1000) old++;
    if (old === 0) return;
    this.#times.splice(0, old);
    for (const series of this.#series.values()) series.splice(0, old);
  }

  /**
   * The columns of a chart: the times in seconds, then a column for each name.
   * @param {readonly string[]} names
   */
  columns(names) {
    const none = () => this.#times.map(() => null);
    return [this.#times, ...names.map((name) => this.#series.get(name) ?? none())];
  }
}
