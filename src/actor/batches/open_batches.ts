import type { PeekedMessage } from "../ahead/mod.ts";
import type { BatchesSettings, MessageBatch } from "./batches_options.ts";

/** A message in hand. */
export interface BatchEntry extends PeekedMessage {
  readonly message: unknown;
  readonly key: string | number | undefined;
  readonly bytes: number;
}

/** A batch that is open, or closed and not worked on yet. */
export interface GatheredBatch {
  readonly key: string | number | undefined;
  readonly entries: BatchEntry[];
  bytes: number;
  /** When it is closed at the latest. */
  readonly due: number;
}

/** A batch that is closed, and why. */
export interface ClosedBatch {
  readonly batch: GatheredBatch;
  readonly closedBy: MessageBatch<unknown>["closedBy"];
}

/** Puts messages into batches, and says which are closed. Those of one key are closed in the order in which they were opened. */
export class OpenBatches {
  readonly #settings: BatchesSettings;
  /** By key, oldest first. */
  readonly #open = new Map<string | number | undefined, GatheredBatch>();
  readonly #closed: ClosedBatch[] = [];

  constructor(settings: BatchesSettings) {
    this.#settings = settings;
  }

  /** Puts a message into the batch of its key. */
  add(entry: BatchEntry, now: number): void {
    const { messages, bytes, withinMs, keys } = this.#settings;
    const { key } = entry;
    const before = this.#open.get(key);
    if (before !== undefined && before.bytes + entry.bytes > bytes) this.#close(before, "bytes");
    let batch = this.#open.get(key);
    if (batch === undefined) {
      if (this.#open.size >= keys) this.closeOldest("keys");
      batch = { key, entries: [], bytes: 0, due: now + withinMs };
      this.#open.set(key, batch);
    }
    batch.entries.push(entry);
    batch.bytes += entry.bytes;
    if (batch.entries.length >= messages) this.#close(batch, "messages");
    else if (batch.bytes >= bytes) this.#close(batch, "bytes");
  }

  #close(batch: GatheredBatch, closedBy: ClosedBatch["closedBy"]): void {
    this.#open.delete(batch.key);
    this.#closed.push({ batch, closedBy });
  }

  /** Closes the oldest that is open, if there is one. */
  closeOldest(closedBy: ClosedBatch["closedBy"]): void {
    const [oldest] = this.#open.values();
    if (oldest !== undefined) this.#close(oldest, closedBy);
  }

  /** The first that is closed, or whose time is over; `undefined` if there is none. It stays until it is {@link OpenBatches.shift}ed. */
  next(now: number): ClosedBatch | undefined {
    if (this.#closed.length === 0 && this.due <= now) this.closeOldest("time");
    return this.#closed[0];
  }

  /** The first that is closed is done. */
  shift(): void {
    this.#closed.shift();
  }

  /** When the oldest that is open is closed at the latest. */
  get due(): number {
    const [oldest] = this.#open.values();
    return oldest?.due ?? Infinity;
  }
}
