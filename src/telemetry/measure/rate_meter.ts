/** A rate is of so many milliseconds, if enough has come in them, and of the last steps else. */
const WINDOW_MS = 1000;

/** So many steps are enough, and further back than so many milliseconds none is looked for. */
const ENOUGH = 5;
const LONGEST_MS = 30_000;

/** After so many times the usual pause nothing comes any more. */
const PAUSES = 3;

/** A flow that comes again after a rest is known by so many steps, or is another one: steps before are so much closer together. */
const KNOWN = 4;
const CLOSER = 8;

/** Steps that are closer together than this, in milliseconds, are one. */
const GRAIN_MS = 45;

/** So many steps are kept: those of more than a second. */
const KEPT = 24;

/** Over a shorter time, in milliseconds, nothing is known. */
const SHORTEST_MS = 50;

/**
 * How fast counts grow. There is one notion of a rate, wherever it is told: a count grows in steps, as messages come, and what it grew
 * by from one step to another is divided by the time between the two. So a steady flow is told as steady, whether it comes once in three
 * seconds or a thousand times in one; a window of one second would hold no message of the former, one, or two, by turns.
 *
 * A rate is of the last second, or, where fewer than five steps were in it, of the last five, at most thirty seconds back. It falls once
 * the next step is late, and is 0 when none came for a second, or for three times as long as is usual.
 */
export class RateMeter {
  readonly #times: Float64Array;
  readonly #counts: Float64Array;
  /** How many steps each count has had; the first is where it began. */
  readonly #steps: Int32Array;
  readonly #rates: Float64Array;
  #begun = NaN;
  #now = NaN;

  /** For so many counts. */
  constructor(size: number) {
    this.#times = new Float64Array(size * KEPT);
    this.#counts = new Float64Array(size * KEPT);
    this.#steps = new Int32Array(size);
    this.#rates = new Float64Array(size);
  }

  /** Takes the counts as of `now`, in milliseconds, and tells the rates a second; `NaN` while none are known. A clock that was set back begins anew. */
  add(now: number, counts: Float64Array): Float64Array {
    if (!(now >= this.#now)) {
      this.#steps.fill(0);
      this.#begun = now;
    }
    this.#now = now;
    for (let index = 0; index < counts.length; index++) this.#note(index, counts[index]!);
    const isKnown = now - this.#begun >= SHORTEST_MS;
    for (let index = 0; index < counts.length; index++) {
      this.#rates[index] = isKnown ? this.#rate(index) * 1000 : NaN;
    }
    return this.#rates;
  }

  #note(index: number, count: number): void {
    const steps = this.#steps[index]!;
    if (steps > 0 && count <= this.#counts[this.#at(index, steps - 1)]!) return;
    // Whoever looks all the time must not see a flow of steps that say nothing.
    const isClose = steps > 2 &&
      this.#timeOf(index, steps - 1) - this.#timeOf(index, steps - 2) < GRAIN_MS;
    const at = this.#at(index, isClose ? steps - 1 : steps);
    this.#times[at] = this.#now;
    this.#counts[at] = count;
    if (!isClose) this.#steps[index] = steps + 1;
  }

  /** A millisecond. */
  #rate(index: number): number {
    const last = this.#steps[index]! - 1;
    if (last < 1) return 0;
    const time = this.#timeOf(index, last);
    const late = this.#now - time;
    const base = this.#baseOf(index, last, time);
    const count = this.#countOf(index, last);
    if (base === last) {
      // One step says nothing of a flow: what came with it came in the last second.
      const came = count - this.#countOf(index, last - 1);
      return late < WINDOW_MS ? came / Math.min(WINDOW_MS, this.#now - this.#begun) : 0;
    }
    const steps = last - base;
    const span = time - this.#timeOf(index, base);
    const pause = span / steps;
    if (late >= Math.max(WINDOW_MS, PAUSES * pause)) return 0;
    const grown = count - this.#countOf(index, base);
    return late <= pause ? grown / span : grown * (1 + 1 / steps) / (span + late);
  }

  /** The step from which on the growth up to the last one is looked at; the last one itself, if there is none. */
  #baseOf(index: number, last: number, time: number): number {
    // Where a count began is no step.
    const oldest = Math.max(1, last + 1 - KEPT);
    let base = last;
    while (base > oldest) {
      const next = this.#timeOf(index, base - 1);
      if (this.#now - next > LONGEST_MS) break;
      const steps = last - base;
      const span = time - this.#timeOf(index, base);
      if (steps >= ENOUGH && span >= WINDOW_MS) break;
      const pause = span / steps;
      const gap = this.#timeOf(index, base) - next;
      if (span < WINDOW_MS && steps >= KNOWN && gap > PAUSES * pause) break;
      if (span >= WINDOW_MS && base - 1 > oldest && gap < pause / CLOSER) {
        if (next - this.#timeOf(index, base - 2) < pause / CLOSER) break;
      }
      base--;
    }
    return base;
  }

  #at(index: number, step: number): number {
    return index * KEPT + step % KEPT;
  }

  #timeOf(index: number, step: number): number {
    return this.#times[this.#at(index, step)]!;
  }

  #countOf(index: number, step: number): number {
    return this.#counts[this.#at(index, step)]!;
  }
}
