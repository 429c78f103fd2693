/** One actor's wait, as its scheduler sees it. */
export interface Waiter {
  /** `true` or `false` if the wait is over with that result, `undefined` if it goes on. */
  look(): boolean | undefined;
  /** The first moment later than `now` to look again even if nobody rings, in milliseconds since the epoch. */
  dueAt(now: number): number;
}

/** What runs the actors of one thread: lets them park, and keeps timers and sockets alive while they work. */
export interface Scheduler {
  /** Whether an actor may spin before it parks: not while others in its thread could use the time. */
  readonly maySpin: boolean;
  /**
   * Called at each wait that is already satisfied. Returns a promise to await when the thread has worked long enough
   * without letting timers, sockets and its other actors have their turn.
   */
  breathe(): Promise<void> | undefined;
  /** Ends when `waiter` says so. It is asked now, whenever the seat is rung, and when it is due. */
  park(seat: number, waiter: Waiter): Promise<boolean>;
  /** Asks the waiter of `seat` now, if it waits: something in this thread has changed. */
  nudge(seat: number): void;
  /** Forgets the waiter of `seat`, if there is one: its generation is over, and its promise is never settled. */
  leave(seat: number): void;
}
