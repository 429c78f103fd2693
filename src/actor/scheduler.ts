import type { Bell } from "../memory/doorbell.ts";
import type { Lookout } from "./lookout.ts";

/** One actor's wait, as its scheduler sees it. All times are milliseconds since the epoch. */
export interface Waiter {
  /**
   * `true` or `false` if the wait is over with that result, `undefined` if it goes on.
   */
  look(): boolean | undefined;
  /** The first moment later than `now` to look again even if nobody rings. */
  dueAt(now: number): number;
  /** Whether room that a peer made, or else messages that one sent, may end the wait. */
  heeds(room: boolean): boolean;
  /** Whether room, or else messages, are what is missing now: as long as that holds, nothing else but the end of a channel ends the wait. */
  lacks(room: boolean): boolean;
  /** Whether the thread may sleep in the wait without its event loop: what ends the wait does not come by that. */
  mayNap(): boolean;
  /** Whether all its peers share its thread: then only the host rings it. */
  readonly isLocal: boolean;
  /**
   * The wait begins, or goes on: {@link Waiter.look} was asked before, or what it asks, and nothing has changed since.
   *
   * @param looked a moment that was no later than that
   */
  rest(now: number, looked: number): void;
  /** Called once, when the wait is over. */
  settle(met: boolean, now: number): void;
}

/** What runs the actors of one thread: lets them park, and keeps timers and sockets alive while they work. */
export interface Scheduler extends Bell {
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
   * Settles `waiter` once it says that its wait is over. It has just looked whether it is. It is asked once more if somebody in another
   * thread may have changed that meanwhile, whenever the seat is rung, and when it is due.
   *
   * @param now a look at the clock just taken
   */
  park(seat: number, waiter: Waiter, now: number): void;
  /** Asks the waiter of `seat` now, if it waits: something in this thread has changed. */
  nudge(seat: number): void;
  /** The same, where a peer in this thread has made room, or else sent messages: it is asked if it heeds that. `undefined`: in any case. */
  ring(seat: number, room: boolean | undefined): void;
  /** Asks all that were rung, now. */
  answer(): void;
  /** Forgets the waiter of `seat`, if there is one: its generation is over, and it is never settled. */
  leave(seat: number): void;
}
