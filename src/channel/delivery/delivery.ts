/**
 * A message from outside, as an actor has it in hand.
 *
 * @module
 */

/**
 * A message that came from outside of the graph, and where it comes from. Whatever is made of it keeps the origin, so that whoever
 * writes it out again can tell that it was there before: `await actor.send(bills, order.with(bill))`.
 */
export interface Delivery<M> {
  /**
   * Where the message comes from, as the service there counts, for instance `orders/3/5512`: of this message alone, and the same whenever
   * the service hands it over, to whichever process. So it will do as a key for what must not be done twice.
   */
  readonly origin: string;
  /** The message. */
  readonly message: M;

  /** Another message of the same origin: what has become of this one. */
  with<N>(message: N): Delivery<N>;
}

/**
 * A delivery as plain data: what may be sent instead of one, and what is left of one in `state`, in JSON, in a dead letter, or in another
 * thread.
 */
export type KeptDelivery<M> = Pick<Delivery<M>, "origin" | "message">;

/**
 * What may be sent where a channel carries messages `T` of a kind of the name `N`: the messages themselves, and of deliveries plain data as
 * well.
 */
export type SendableOf<T, N extends string> = [N] extends [`delivery(${string})`]
  ? T extends Delivery<infer M> ? KeptDelivery<M> : T
  : T;

/** A delivery that was taken, or made of what was kept of one. */
export class TakenDelivery<M> implements Delivery<M> {
  readonly origin: string;
  readonly message: M;

  constructor(origin: string, message: M) {
    this.origin = origin;
    this.message = message;
  }

  with<N>(message: N): Delivery<N> {
    return new TakenDelivery(this.origin, message);
  }
}
