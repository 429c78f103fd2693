/** Four times of one ping, in milliseconds: asked and answered by our clock, received and sent by theirs. */
export interface Ping {
  readonly asked: number;
  readonly received: number;
  readonly sent: number;
  readonly answered: number;
}

/** How far a pod's clock is ahead of ours, and by how much that may be wrong, in milliseconds. */
export interface ClockOffset {
  readonly ahead: number;
  readonly error: number;
}

/** How many pings are looked at. */
const PINGS = 8;

/** For how long an estimate holds, in milliseconds: clocks drift, and are set. */
const HOLDS_MS = 10_000;

/**
 * Estimates how far the clock of a pod is ahead, by the ping with the shortest round trip of the last few: the way there and the way
 * back differ by no more than all of it. Has no clock.
 */
export class ClockEstimate {
  #pings: Ping[] = [];
  #offset: ClockOffset | null = null;
  #madeAt = -Infinity;

  /** The estimate; `null` before the first ping. */
  get offset(): ClockOffset | null {
    return this.#offset;
  }

  /** Takes a ping. A better one than all before counts at once; what the estimate was made from counts for ten seconds at most. */
  add(ping: Ping): void {
    this.#pings.push(ping);
    if (this.#pings.length > PINGS) this.#pings.shift();
    const isBetter = this.#offset === null || tripOf(ping) / 2 <= this.#offset.error;
    if (!isBetter && ping.answered - this.#madeAt < HOLDS_MS) return;
    this.#madeAt = ping.answered;
    const best = this.#pings.reduce((one, other) => tripOf(other) < tripOf(one) ? other : one);
    this.#offset = offsetOf(best);
  }

  /** Forgets everything: another process answers. */
  clear(): void {
    this.#pings = [];
    this.#offset = null;
    this.#madeAt = -Infinity;
  }
}

function tripOf({ asked, received, sent, answered }: Ping): number {
  return Math.max(0, answered - asked - (sent - received));
}

function offsetOf(ping: Ping): ClockOffset {
  const { asked, received, sent, answered } = ping;
  return { ahead: (received + sent) / 2 - (asked + answered) / 2, error: tripOf(ping) / 2 };
}
