/**
 * Whoever looks for a partner pauses ever longer between two tries. But once one of this process has found somebody at a place, all others
 * who look there try at once: the aqueducts of a pod whose partner has been away come back together.
 *
 * @module
 */

/** What the threads of this process tell each other by. */
const CHANNEL = "@steady-state/deno: places of links";

/** Who tells of places, and who hears of them, in all threads of this process. */
export class Returns {
  readonly #hearing = new Map<string, Set<() => void>>();
  /** Open as long as somebody hears: it keeps a thread from ending by itself. */
  #channel: BroadcastChannel | undefined;

  /** Somebody is to be had at that place. */
  tell(place: string): void {
    this.#call(place);
    const channel = this.#channel ?? new BroadcastChannel(CHANNEL);
    channel.postMessage(place);
    if (channel !== this.#channel) channel.close();
  }

  /** Calls whenever that is told of that place. The result ends it. */
  hear(place: string, call: () => void): () => void {
    const calls = this.#hearing.get(place) ?? new Set();
    this.#hearing.set(place, calls);
    calls.add(call);
    this.#channel ??= this.#open();
    return () => {
      if (!calls.delete(call) || calls.size > 0) return;
      this.#hearing.delete(place);
      if (this.#hearing.size > 0) return;
      this.#channel?.close();
      this.#channel = undefined;
    };
  }

  #call(place: string): void {
    for (const call of [...this.#hearing.get(place) ?? []]) call();
  }

  #open(): BroadcastChannel {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<string>) => this.#call(data);
    return channel;
  }
}
