/**
 * What the parts of a graph take from the machine beside memory and threads: time, timers, rounds of the event loop, and chance. Tests
 * put others in their place, and a simulation runs a whole graph in a world of its own.
 *
 * @module
 */

/** Tells the time. The actor's only one: a test or a simulation may put another in its place. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions; never runs backwards within a thread. */
  now(): number;
}

/** Time to read, and to be woken by. */
export interface Timers extends Clock {
  /** Calls `call` once, `ms` milliseconds from now. The result takes that back. */
  after(ms: number, call: () => void): () => void;
}

/** Time, rounds of the event loop, and chance: all that differs from run to run. */
export interface World extends Timers {
  /** Calls `call` every `ms` milliseconds. The result ends that. */
  every(ms: number, call: () => void): () => void;
  /** Calls `call` once the event loop has had its round. */
  soon(call: () => void): void;
  /** A number from 0 on, less than 1. */
  random(): number;
}

const BEGIN = performance.timeOrigin;

/**
 * The machine's clock. Threads agree on it to within a microsecond, unless the system's clock was set after one of them began:
 * each thread keeps the time of its start and counts on from there.
 */
export const systemClock: Clock = { now: () => BEGIN + performance.now() };

/** The machine's own. */
export const systemWorld: World = {
  now: systemClock.now,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
  soon: (call) => void setImmediate(call),
  random: () => Math.random(),
};
