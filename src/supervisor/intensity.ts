import { pauseMs } from "../backoff.ts";

/** How many crashes in what time are too many for a supervisor, and how long it waits before it starts a child again. */
export interface Intensity {
  /**
   * Crashes of its children that a supervisor answers with a restart within the window, all children together; one more, and
   * it is given up. 0 means that the first crash is the last. Siblings that are started again with the one that crashed do
   * not count, and the death of a worker that several children share counts once.
   */
  readonly restarts: number;
  /**
   * The window, in milliseconds. Time in which a child that has crashed is down, because it waits for its restart or loads,
   * does not count: however long the pauses are, a child that crashes each time it runs is given up.
   */
  readonly withinMs: number;
  /** How long to wait before a restart. */
  readonly backoff?: Backoff;
}

/**
 * How long to wait before a child is started again: not at all after its first crash in the window, up to `firstMs` after the
 * second, then twice as long each time, `maxMs` at most.
 *
 * @default {firstMs 20, maxMs 1000, jitter "none"}
 */
export interface Backoff {
  /** The wait after the second crash, in milliseconds. */
  readonly firstMs: number;
  /** The longest wait, in milliseconds. */
  readonly maxMs: number;
  /**
   * `none`: as said. `full`: each time a random part of it, evenly spread from nothing to the whole, so that children which
   * crash for one reason do not all come back at one moment. (Marc Brooker, "Exponential Backoff And Jitter", AWS
   * Architecture Blog, 2015: of the variants compared there, this one makes the least work and is the simplest.)
   *
   * @default {"none"}
   */
  readonly jitter?: "none" | "full";
}

/** A restart that still counts: when its crash was, which children had crashed, and when they were up again. */
export interface Restart<C> {
  readonly at: number;
  readonly crashed: readonly C[];
  /** `undefined` as long as they are down. */
  readonly upAt: number | undefined;
}

/** The restarts of one supervisor that still count. */
export type RestartHistory<C> = readonly Restart<C>[];

/**
 * What to do about a crash: start again after a pause, or give up, because of those `before` it that count. `history` is what to pass
 * next time.
 */
export type RestartDecision<C> =
  | { readonly restart: true; readonly afterMs: number; readonly history: RestartHistory<C> }
  | { readonly restart: false; readonly before: RestartHistory<C> };

/** The pauses where nobody says. */
export const DEFAULT_BACKOFF: Required<Backoff> = { firstMs: 20, maxMs: 1000, jitter: "none" };

/**
 * Decides for a supervisor about a crash of some of its children at `now`: to start again, or not at all once there were too
 * many (the restart intensity of Erlang's supervisors, with a backoff). The pause depends on how often these very children
 * have crashed in the window: a child that crashes for the first time does not pay for its siblings.
 *
 * @param random numbers from 0 up to 1, for the jitter
 */
export function decideRestart<C>(
  history: RestartHistory<C>,
  crashed: readonly C[],
  now: number,
  { restarts, withinMs, backoff = DEFAULT_BACKOFF }: Intensity,
  random: () => number,
): RestartDecision<C> {
  const recent = history.filter((past) => upTimeSince(past, history, now) < withinMs);
  if (recent.length >= restarts) return { restart: false, before: recent };
  const before = crashed.map((child) =>
    recent.filter((past) => past.crashed.includes(child)).length
  );
  const afterMs = pauseMs(Math.max(0, ...before), backoff, random);
  const restart = { at: now, crashed, upAt: undefined };
  return { restart: true, afterMs, history: [...recent, restart] };
}

/** The history once it is known who is up: the restarts whose children all are have come to their end. */
export function backUp<C>(
  history: RestartHistory<C>,
  isUp: (child: C) => boolean,
  now: number,
): RestartHistory<C> {
  return history.map((past) =>
    past.upAt === undefined && past.crashed.every(isUp) ? { ...past, upAt: now } : past
  );
}

/** How long nobody was down since that restart began: the time in which children could crash. The history is in order. */
function upTimeSince<C>({ at }: Restart<C>, history: RestartHistory<C>, now: number): number {
  let up = 0;
  let seen = at;
  for (const { at: downAt, upAt = now } of history) {
    if (upAt <= seen) continue;
    up += Math.max(0, downAt - seen);
    seen = upAt;
  }
  return up + Math.max(0, now - seen);
}

/** What counts for a supervisor that does not say, with so many children. */
export function standardIntensity(children: number): Intensity {
  return { restarts: Math.max(10, children), withinMs: 10_000 };
}
