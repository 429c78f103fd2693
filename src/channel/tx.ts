import type { Condition } from "./condition.ts";

/**
 * What keeps a message from being sent. `"full"`: there is no room now, wait for it with `actor.wait(tx.vacant())`. `"asleep"`: the
 * reader sleeps, and may wake. `"abandoned"`: the reader is gone for good. `"closed"`: this end was closed, and a send is an error.
 */
export type SendObstacle = "full" | "asleep" | "abandoned" | "closed";

/**
 * The sending end of a channel. What is sent becomes visible to the reader when the turn commits: at the actor's next
 * wait or `isRunning`, or at `commit()`. If the actor dies before, nothing of the turn was ever sent.
 *
 * A turn fills the room that there was when it began: after a wait, a commit, `isRunning` or a look at `vacantUnits`. What
 * the reader takes meanwhile is room for the next turn.
 *
 * No method waits. A full channel is an answer (`false`, or a smaller count), not an error; wait for room with
 * `actor.wait(tx.vacant(n))`. Sending on a channel after {@link Tx.close} is an error.
 */
export interface Tx<T> {
  /** The channel's name. */
  readonly name: string;
  /** How many messages the channel holds at most. */
  readonly capacity: number;
  /**
   * How many more messages fit now; 0 once the reader is gone. The reader may make it grow at any time, and nobody makes it
   * shrink but a reader that leaves.
   */
  readonly vacantUnits: number;
  /** Whether no message fits now. */
  readonly isFull: boolean;
  /** Whether the reader took everything that was sent. */
  readonly isEmpty: boolean;
  /** Whether this end was closed. */
  readonly isClosed: boolean;
  /**
   * Whether the reader is gone for good: it has ended, or was removed or given up. Nothing that is sent will ever be taken, so
   * from the next turn on nothing fits any more, whatever room there is. What was sent before is told in the graph's report.
   */
  readonly isAbandoned: boolean;
  /**
   * Whether the reader sleeps: a member of a pool that is not needed now, or an actor that is being stopped alone. Nothing fits meanwhile,
   * and it may wake again: `vacant` is not hopeless. Lanes of a bundle whose readers sleep are passed over.
   */
  readonly isAsleep: boolean;
  /**
   * What keeps the next message from being sent, of all that does what lasts longest; `undefined` if nothing does. Look at it where a send
   * was refused, to tell why: a message that was refused is the caller's as before.
   *
   * ```ts
   * import type { Actor, Tx } from "@steady-state/deno/actor";
   *
   * export async function sendOrTell(actor: Actor, port: Tx<string>, message: string): Promise<void> {
   *   while (!port.trySend(message)) {
   *     const { obstacle } = port;
   *     if (obstacle === "abandoned") return actor.log.warn(`nobody takes ${message}`);
   *     await actor.wait(port.vacant());
   *   }
   * }
   * ```
   */
  readonly obstacle: SendObstacle | undefined;
  /** What a message takes in the channel, in bytes: all of it for kinds of a fixed size; without its payload for the others. */
  readonly messageBytes: number;
  /** What the channel takes in memory, in bytes: with the room for payload, and what it needs besides. It never changes. */
  readonly memoryBytes: number;
  /** Total of messages sent on this channel so far, by every generation of its actor and in the turn under way. Exact up to 2⁵³. */
  readonly sent: number;
  /**
   * How many of the messages sent on this channel, from its first one on, have left the graph with all that came of them: each was taken
   * by a turn that counts, and so was whatever the actors behind have sent because of it, up to those that send nothing more. It never
   * goes back, outlives its actor, and never passes {@link Tx.sent}; wait for more with {@link Tx.settledTo}. What became a dead letter
   * has left the graph; what nobody takes, because its reader is gone, never does. An actor behind that
   * keeps messages in its state from one turn to the next says by `holds` of its definition how many it is done with; what it keeps without
   * saying so is not known of. The host finds all of it out, some milliseconds later.
   *
   * @throws {TypeError} if the actor is not followed: define it with `followed: true`
   */
  readonly settled: number;

  /**
   * Sends one message if there is room. Where the reader is gone there is none: the answer is `false`, and will be. A full channel does not look at the message, so it answers `false` to a faulty one
   * too; the error comes as soon as a slot is free.
   *
   * @returns whether it was sent
   * @throws {RangeError} if the message can never fit: a number outside the kind's range, or a payload longer than the
   * channel's payload bytes. The channel is as before.
   * @throws {TypeError} if the channel is closed, or the message is not of the channel's kind
   */
  trySend(message: T): boolean;

  /**
   * Sends as many messages of `messages[start…end)` as there is room for, in order.
   *
   * @returns how many were sent
   * @throws {RangeError} and {TypeError} as {@link Tx.trySend}; the messages before the faulty one are sent
   */
  sendBatch(messages: ArrayLike<T>, start?: number, end?: number): number;

  /**
   * Says that nothing more will be sent. The reader takes what is left and then finds the channel closed and empty.
   * Closing twice is fine.
   *
   * @returns always `true`, so that it can stand in the condition of `isRunning`
   */
  close(): true;

  /**
   * Holds when `messages` more fit, which together have at most `bytes` of payload (for `text`, `bytes`, `json` and kinds
   * with a codec; 0 if not given). It also asks for enough payload room for the message that last found too little of it.
   * Hopeless once the reader is gone.
   *
   * @throws {RangeError} if the channel could never hold that much
   */
  vacant(messages?: number, bytes?: number): Condition;

  /** Holds when the reader took everything that was sent. Hopeless once the reader is gone with messages left. */
  drained(): Condition;

  /**
   * Holds when at least the first `messages` that were sent on this channel are settled, as {@link Tx.settled} counts; all that were
   * sent up to now if it is not given. It is for whoever tells a service how far it has come: what is acknowledged then is lost by
   * no death, of an actor or of the process. Nothing makes it hopeless: what nobody takes may still be taken.
   *
   * ```ts
   * import { defineActor, tx, u32 } from "@steady-state/deno/actor";
   * import { assertEquals } from "@std/assert";
   *
   * export const intake = defineActor(import.meta, "intake", {
   *   ports: { orders: tx(u32) },
   *   followed: true,
   *   async run(actor) {
   *     const { orders } = actor.ports;
   *     for (let order = 1; order <= 3; order++) await actor.send(orders, order);
   *     await actor.wait(orders.settledTo()); // all three have left the graph
   *     actor.log.info(`acknowledged up to ${orders.settled}`);
   *   },
   * });
   * assertEquals(intake.followed, true);
   * ```
   *
   * @throws {TypeError} if the actor is not followed: define it with `followed: true`
   * @throws {RangeError} if `messages` is no number from 0 on
   */
  settledTo(messages?: number): Condition;
}
