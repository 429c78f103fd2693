import type { Lookout } from "./lookout.ts";

/** One actor's wait, as its scheduler sees it. All times are milliseconds since the epoch. */
export interface Waiter {
  /**
   * `true` or `false` if the wait is over with that result, `undefined` if it goes on. `now` is the scheduler's last look at
   * the clock, which may be a little while ago.
   */
  look(now: number): boolean | undefined;
  /** The first moment later than `now` to look again even if nobody rings. */
  dueAt(now: number): number;
  /** Called once, when the wait is over. */
  settle(met: boolean, now: number): void;
}

/** What runs the actors of one thread: lets them park, and keeps timers and sockets alive while they work. */
export interface Scheduler {
  /** Whether an actor may spin before it parks: not while others in its thread could use the time. */
  readonly maySpin: boolean;
  /** Notices who waits for something that is no condition. */
  readonly lookout: Lookout;
  /**
   * Called at each wait that is already satisfied. Returns a promise to await when the thread has worked long enough
   * without letting timers, sockets and its other actors have their turn.
   */
  breathe(): Promise<void> | undefined;
  /**
   * Settles `waiter` once it says that its wait is over. It is asked now, whenever the seat is rung, and when it is due.
   *
   * @param now a look at the clock just taken
   */
  park(seat: number, waiter: Waiter, now: number): void;
  /** Asks the waiter of `seat` now, if it waits: something in this thread has changed. */
  nudge(seat: number): void;
  /** Forgets the waiter of `seat`, if there is one: its generation is over, and it is never settled. */
  leave(seat: number): void;
}
