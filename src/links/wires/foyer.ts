import {
  type LinkAddress,
  type LinkConnection,
  type LinkListener,
  LinkLostError,
} from "../link.ts";

/** So many connections wait until they are accepted. Beyond that the one that waits longest makes room: who dials in earnest dials again. */
const MOST_WAITING = 64;

/** Whoever lets connections in at the place. */
export interface FoyerPlace {
  readonly place: string;
  readonly address: LinkAddress;
  /** Lets go of the socket that listens. */
  stop(): void;
}

/** Where connections wait until they are accepted. */
export class Foyer implements LinkListener {
  #place: FoyerPlace | undefined;
  readonly #waiting: LinkConnection[] = [];
  #taker: PromiseWithResolvers<LinkConnection> | undefined;
  #isClosed = false;

  get place(): string {
    return this.#at.place;
  }

  get address(): LinkAddress {
    return this.#at.address;
  }

  get #at(): FoyerPlace {
    if (this.#place === undefined) throw new Error("Cannot tell where: nobody listens yet");
    return this.#place;
  }

  /** From now on it is known where it listens. Connections may have entered before. */
  open(place: FoyerPlace): this {
    this.#place = place;
    return this;
  }

  /** Whether it listens no longer. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** One more has come. */
  enter(connection: LinkConnection): void {
    if (this.#isClosed) return connection.close();
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker !== undefined) return taker.resolve(connection);
    this.#waiting.push(connection);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift()?.close();
  }

  async accept(signal: AbortSignal): Promise<LinkConnection> {
    signal.throwIfAborted();
    if (this.#isClosed) throw closedError(this.place);
    const first = this.#waiting.shift();
    if (first !== undefined) return first;
    const taker = this.#taker = Promise.withResolvers<LinkConnection>();
    const giveUp = () => {
      if (this.#taker === taker) this.#taker = undefined;
      taker.reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await taker.promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#at.stop();
    for (const connection of this.#waiting.splice(0)) connection.close();
    this.#taker?.reject(closedError(this.place));
    this.#taker = undefined;
  }
}

function closedError(place: string): LinkLostError {
  return new LinkLostError(`nobody listens at ${place} any longer: its listener is closed`);
}
