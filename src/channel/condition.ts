/** What the ports of a condition may still bring. */
export type Outlook = ReturnType<Condition["outlook"]>;

/**
 * What an actor can wait for. Ports make conditions (`rx.avail(1)`, `tx.vacant(8)`), the actor makes others (time,
 * promises, a stop), and `all` and `any` combine them. An actor waits for one with `await actor.wait(condition)`.
 */
export interface Condition {
  /** Whether it holds now. */
  met(): boolean;
  /** Whether it can never hold any more, for instance because the channel is closed and empty. */
  hopeless(): boolean;
  /** The first moment later than `now` at which time may make it hold, in milliseconds since the epoch; or `Infinity`. */
  dueAt(now: number): number;
  /** Whether something outside of the graph may bring it about: a promise, or people who ask for a stop. */
  outside(): boolean;
  /**
   * What its ports may still bring: an actor that waits for messages alone has nothing to do once there are none. `nothing`: it asks
   * for messages, and none will come. `something`: messages may come, or it asks for room. `undefined`: it asks no port.
   */
  outlook(): "nothing" | "something" | undefined;
  /** Whether what is missing is room in an output: the actor then counts as blocked, else as waiting. */
  forRoom(): boolean;
  /** Whether room in an output alone would bring it about: whoever takes there need not have anything to do with what else is waited for. */
  byRoom(): boolean;
  /**
   * Whether room that was made in an output (`room`), or else messages that came on an input, or the end of either, may change what it
   * says. Without it, they may.
   */
  heeds?(room: boolean): boolean;
  /**
   * Whether room, or else messages, are what is missing now: as long as that holds, nothing else but the end of a channel makes any
   * difference. Without it, whatever it heeds is.
   */
  lacks?(room: boolean): boolean;
  /** Called once when a wait ends because it is met. */
  fulfil(): void;
}

/** A condition over a port: only the peer can bring it about. */
export abstract class PortCondition implements Condition {
  abstract met(): boolean;
  abstract hopeless(): boolean;
  abstract forRoom(): boolean;

  byRoom(): boolean {
    return this.forRoom();
  }

  abstract outlook(): Outlook;
  abstract heeds(room: boolean): boolean;

  dueAt(_now: number): number {
    return Infinity;
  }

  outside(): boolean {
    return false;
  }

  fulfil(): void {}
}
