import { EventClient } from "./event_client.ts";
import type { ClientTerms } from "./event_client.ts";

/** How many clients may follow at once. */
export const MAX_CLIENTS = 32;

/** How many of those places are for clients that acknowledge: others, such as curl, must not shut the pages out. */
export const RESERVED_CLIENTS = 8;

/** Time between two full frames for everybody, in milliseconds: it bounds what a lost frame can spoil. */
const KEY_MS = 10_000;

/** How long clients have to take the last frames, in milliseconds. */
const DRAIN_MS = 300;

/** Everybody who follows the event stream. */
export class ClientSet {
  readonly #clients = new Map<string, EventClient>();
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
  add(terms: ClientTerms): EventClient | null {
    const isFull = this.#clients.size >= MAX_CLIENTS ||
      !terms.acknowledges && this.#silent.length >= MAX_CLIENTS - RESERVED_CLIENTS;
    if (isFull && !this.#makeRoom(terms)) return null;
    const client = new EventClient(terms, (gone) => this.#clients.delete(gone.sid));
    this.#clients.set(client.sid, client);
    return client;
  }

  // Those that have never acknowledged anything, nor said that they will; the first first.
  get #silent(): EventClient[] {
    return [...this.#clients.values()].filter(({ acknowledges }) => !acknowledges);
  }

  // One that is silent may long be gone: the system takes what it is sent for a quarter of an hour, and nobody can ask it. So
  // whoever has followed in silence for longest makes room, unless it has only just come; who is there comes back by itself.
  #makeRoom({ now, patienceMs }: ClientTerms): boolean {
    const [first] = this.#silent;
    if (first === undefined || now - first.since < patienceMs) return false;
    this.#clients.delete(first.sid);
    first.drop("It followed in silence for longest, and another wants its place");
    return true;
  }

  /** The client of that name, if it follows. */
  get(sid: string): EventClient | undefined {
    return this.#clients.get(sid);
  }

  /** Asks for a full frame for everybody. */
  needKeys(): void {
    for (const client of this.#clients.values()) client.needKey();
  }

  /** Has everybody told everything anew. */
  needEverything(): void {
    for (const client of this.#clients.values()) client.missing = "everything";
  }

  /** Lets those go that were silent for too long, and keeps the connections of the others in use. */
  tend(now: number): void {
    if (this.#keyTime === 0) this.#keyTime = now;
    if (now - this.#keyTime >= KEY_MS) {
      this.#keyTime = now;
      this.needKeys();
    }
    for (const client of this.#clients.values()) {
      if (client.isLost(now)) {
        this.#clients.delete(client.sid);
        client.drop("It reads nothing");
      } else client.keepAlive(now);
    }
  }

  /** Those of whom the sample with this number has a frame, by how often they are given one. */
  due(sampleNumber: number): Map<number, EventClient[]> {
    return new Map([...this.all].filter(([every]) => sampleNumber % every === 0));
  }

  /** All who have had their first frames, by how often they are given one. */
  get all(): Map<number, EventClient[]> {
    const greeted = [...this.#clients.values()].filter(({ isGreeted }) => isGreeted);
    return Map.groupBy(greeted, ({ every }) => every);
  }

  /** Notes that a client misses a frame. */
  skip(client: EventClient): void {
    this.#skipped++;
    client.needKey();
  }

  /** Gives everybody who takes it a last frame, and ends all streams. */
  async end(last: Uint8Array, now: number): Promise<void> {
    for (const client of this.#clients.values()) {
      if (client.hasRoom) client.give([last], 0, now);
    }
    await this.#drain();
    for (const client of this.#clients.values()) client.end();
    this.#clients.clear();
  }

  // Waits until everybody has taken what there was, but for no stalled reader.
  async #drain(): Promise<void> {
    const end = performance.now() + DRAIN_MS;
    const clients = [...this.#clients.values()];
    while (clients.some((client) => !client.isDrained) && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
