/** Tells the time. The actor's only one: a test or a simulation may put another in its place. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions; never runs backwards within a thread. */
  now(): number;
}

const BEGIN = performance.timeOrigin;

/**
 * The machine's clock. Threads agree on it to within a microsecond, unless the system's clock was set after one of them began:
 * each thread keeps the time of its start and counts on from there.
 */
export const systemClock: Clock = { now: () => BEGIN + performance.now() };
