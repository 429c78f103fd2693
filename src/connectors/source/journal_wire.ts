import type { Pulled, SourceOpening, SourceWire } from "../wire.ts";
import { Journal } from "./journal.ts";

/**
 * A wire around another: it keeps what the other pulls in a journal, and tells the service of it then. So the service is told at once, and
 * a death of the process loses nothing all the same: what has not left the graph is in the file, and comes first when it is opened again.
 */
export class JournalWire implements SourceWire<number> {
  readonly #inner: SourceWire;
  readonly #path: string;
  readonly #source: string;
  #journal: Journal | undefined;
  /** The last that was handed over. */
  #lastId = 0;
  #isExhausted = false;
  /** The service is being told of the last batch. */
  #telling: Promise<void> = Promise.resolve();

  /** @param source whose journal it is */
  constructor(inner: SourceWire, path: string, source: string) {
    this.#inner = inner;
    this.#path = path;
    this.#source = source;
    const lag = inner.lag?.bind(inner);
    if (lag !== undefined) {
      this.lag = async () => {
        await this.#telling;
        return await lag();
      };
    }
  }

  lag?: () => Promise<number | undefined>;

  async open(opening: SourceOpening): Promise<void> {
    this.#journal = new Journal(this.#path, this.#source);
    await this.#inner.open({
      ...opening,
      // What was pulled is in the journal, and stays this source's: nothing has to be waited for but that the service knows.
      giveUp: () => this.#telling,
      lost: () => {},
    });
  }

  async pull(max: number, signal: AbortSignal): Promise<Pulled<number>[] | undefined> {
    const journal = this.#journal as Journal;
    const kept = journal.after(this.#lastId, max);
    if (kept.length > 0) return this.#handOver(kept);
    await this.#telling;
    if (this.#isExhausted || signal.aborted) return this.#isExhausted ? undefined : [];
    const pulled = await this.#inner.pull(max, signal);
    if (pulled === undefined) {
      this.#isExhausted = true;
      return undefined;
    }
    if (pulled.length === 0) return [];
    const added = journal.append(pulled);
    this.#telling = this.#inner.settle(pulled);
    // Whoever waits for it hears of it; nobody may be waiting yet.
    this.#telling.catch(() => {});
    return this.#handOver(added);
  }

  #handOver(messages: Pulled<number>[]): Pulled<number>[] {
    this.#lastId = messages.at(-1)?.position ?? this.#lastId;
    return messages;
  }

  settle(messages: readonly Pulled<number>[]): Promise<void> {
    this.#journal?.remove(messages.map(({ position }) => position));
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#telling.catch(() => {});
    await this.#inner.close();
    this.#journal?.close();
  }
}
