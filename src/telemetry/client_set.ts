import { EventClient } from "./event_client.ts";

/** How many clients may follow at once. */
export const MAX_CLIENTS = 32;

/** Time between two full frames for everybody, in milliseconds: it bounds what a lost frame can spoil. */
const KEY_MS = 10_000;

/** How long clients have to take the last frames, in milliseconds. */
const DRAIN_MS = 300;

/** Everybody who follows the event stream. */
export class ClientSet {
  readonly #clients = new Set<EventClient>();
  #keyTime = 0;
  #skipped = 0;

  /** How many follow. */
  get size(): number {
    return this.#clients.size;
  }

  /** How many frames slow clients missed. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Takes one more; `null` when there is no room. */
  add(): EventClient | null {
    if (this.#clients.size >= MAX_CLIENTS) return null;
    const client = new EventClient((gone) => this.#clients.delete(gone));
    this.#clients.add(client);
    return client;
  }

  /** Asks for a full frame for everybody. */
  needKeys(): void {
    for (const client of this.#clients) client.needKey();
  }

  /** Those who take a frame at `now`. Who was stalled for too long is let go. */
  takeReady(now: number): EventClient[] {
    if (now - this.#keyTime >= KEY_MS) {
      this.#keyTime = now;
      this.needKeys();
    }
    const ready: EventClient[] = [];
    for (const client of this.#clients) {
      if (client.ready) {
        ready.push(client);
        continue;
      }
      this.#skipped++;
      if (client.skip(now)) {
        this.#clients.delete(client);
        client.end();
      }
    }
    return ready;
  }

  /** Gives everybody who takes it a last frame, and ends all streams. */
  async end(last: Uint8Array): Promise<void> {
    for (const client of this.#clients) {
      if (client.ready) client.give([last]);
    }
    await this.#drain();
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  // Waits until everybody has taken what there was, but for no stalled reader.
  async #drain(): Promise<void> {
    const end = performance.now() + DRAIN_MS;
    while ([...this.#clients].some((client) => !client.drained) && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
