import type { Answer } from "../../channel/call/mod.ts";
import type { World } from "../../world.ts";
import { AskError, type AskReason } from "./ask_error.ts";
import { AskDeadlines, type DueAsk } from "./ask_deadlines.ts";

/** An ask that waits for its answer. */
export interface OpenAsk<A> extends DueAsk {
  readonly id: string;
  readonly resolve: (answer: A) => void;
  readonly reject: (reason: unknown) => void;
  /** Called when it is over without an answer. */
  leave: () => void;
}

/** What became of the asks of a service, from its start on. */
export interface AskTotals {
  /** Asks that were let in. */
  readonly asked: number;
  /** Those that were answered, refusals included. */
  readonly answered: number;
  /** Those that ended without an answer, for whatever reason. */
  readonly failed: number;
  /** Answers that nobody waited for: late ones, those to asks that were aborted, second ones. They are dropped. */
  readonly unclaimed: number;
}

/** The asks of a service that wait for their answers, and the first end of each. */
export class OpenAsks<A> {
  readonly #world: World;
  readonly #asks = new Map<string, OpenAsk<A>>();
  readonly #deadlines: AskDeadlines<OpenAsk<A>>;
  #asked = 0;
  #answered = 0;
  #failed = 0;
  #unclaimed = 0;

  /** @param where says of a call where it is, as the end of a sentence */
  constructor(world: World, where: () => (id: string) => string) {
    this.#world = world;
    this.#deadlines = new AskDeadlines(world, (overdue) => {
      const place = where();
      for (const { id, timeoutMs } of overdue) {
        this.fail(id, "timeout", `there was no answer in ${timeoutMs} ms: ${place(id)}`);
      }
    });
  }

  get size(): number {
    return this.#asks.size;
  }

  has(id: string): boolean {
    return this.#asks.has(id);
  }

  get totals(): AskTotals {
    return {
      asked: this.#asked,
      answered: this.#answered,
      failed: this.#failed,
      unclaimed: this.#unclaimed,
    };
  }

  /** Lets one in. The promise is settled once, whatever comes. */
  begin(id: string, timeoutMs: number): { readonly ask: OpenAsk<A>; readonly promise: Promise<A> } {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const dueAt = this.#world.now() + timeoutMs;
    const ask: OpenAsk<A> = { id, timeoutMs, dueAt, resolve, reject, leave: () => {} };
    this.#asks.set(id, ask);
    this.#deadlines.add(ask);
    this.#asked++;
    return { ask, promise };
  }

  /** An answer has come. Returns whether somebody waited for it. */
  settle({ id, value, refusal }: Answer<A>): boolean {
    const ask = this.#end(id);
    if (ask === undefined) {
      this.#unclaimed++;
      return false;
    }
    this.#answered++;
    if (refusal === undefined) ask.resolve(value as A);
    else {
      const text = `Call ${id} was refused: ${refusal}`;
      ask.reject(new AskError({ reason: "refused", id, text, refusal }));
    }
    return true;
  }

  /** There will be no answer. `why` is the end of a sentence. */
  fail(id: string, reason: AskReason, why: string): void {
    this.abandon(id, () => new AskError({ reason, id, text: `Call ${id} has no answer: ${why}` }));
  }

  /** Nobody waits for it any more: rejects it with what `error` makes. */
  abandon(id: string, error: () => unknown): void {
    const ask = this.#end(id);
    if (ask === undefined) return;
    this.#failed++;
    ask.leave();
    ask.reject(error());
  }

  /** Fails all of them. */
  failAll(reason: AskReason, why: (id: string) => string): void {
    for (const id of [...this.#asks.keys()]) this.fail(id, reason, why(id));
    this.#deadlines.clear();
  }

  #end(id: string): OpenAsk<A> | undefined {
    const ask = this.#asks.get(id);
    if (ask === undefined) return undefined;
    this.#asks.delete(id);
    this.#deadlines.delete(ask);
    return ask;
  }
}
