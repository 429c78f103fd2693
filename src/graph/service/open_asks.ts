import type { Answer } from "../../channel/call/mod.ts";
import type { World } from "../../world.ts";
import { AskDeadlines, type DueAsk } from "./ask_deadlines.ts";
import { AskError, type AskReason } from "./ask_error.ts";

/** An ask that waits for its answer. */
interface OpenAsk<A> extends DueAsk {
  readonly id: string;
  readonly resolve: (answer: A) => void;
  readonly reject: (reason: unknown) => void;
  /** Takes the call back, as long as it is not sent. */
  readonly withdrawal: AbortController;
  /** What ends it from outside, and how that is told. */
  readonly signal: AbortSignal | undefined;
  readonly onAbort: () => void;
  isSent: boolean;
}

/** What became of the asks of a service, from its start on. */
export interface AskTotals {
  /** Asks that were let in. */
  readonly asked: number;
  /** Those that were answered, refusals included. */
  readonly answered: number;
  /** Those that ended without an answer, for whatever reason. */
  readonly failed: number;
  /** Answers that nobody waited for: late ones, those to asks that were let go, second ones. They are dropped. */
  readonly unclaimed: number;
}

/** The asks of a service that wait for their answers, and how each comes to its end: once, by whatever is first. */
export class OpenAsks<A> {
  #world: World;
  readonly #asks = new Map<string, OpenAsk<A>>();
  #deadlines: AskDeadlines<OpenAsk<A>>;
  readonly #target: string;
  readonly #look: () => (id: string) => string;
  #asked = 0;
  #answered = 0;
  #failed = 0;
  #unclaimed = 0;

  /** @param look looks where calls are; the result says it of any, as the end of a sentence */
  constructor(world: World, target: string, look: () => (id: string) => string) {
    this.#world = world;
    this.#target = target;
    this.#look = look;
    this.#deadlines = this.#deadlinesIn(world);
  }

  #deadlinesIn(world: World): AskDeadlines<OpenAsk<A>> {
    return new AskDeadlines(world, (overdue) => {
      // Once for all of them: in an overload they are many.
      const place = this.#look();
      for (const { id, timeoutMs } of overdue) {
        const where = this.#place(id, place);
        this.fail(id, "timeout", `there was no answer within ${timeoutMs} ms: ${where}`);
      }
    });
  }

  /** From now on time is that of another world. Who waits already begins anew to wait. */
  moveTo(world: World): void {
    if (world === this.#world) return;
    this.#world = world;
    this.#deadlines.clear();
    this.#deadlines = this.#deadlinesIn(world);
    for (const ask of this.#asks.values()) {
      ask.dueAt = world.now() + ask.timeoutMs;
      this.#deadlines.add(ask);
    }
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

  /** Lets one in. */
  begin(id: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<A> {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const ask: OpenAsk<A> = {
      id,
      timeoutMs,
      dueAt: this.#world.now() + timeoutMs,
      resolve,
      reject,
      withdrawal: new AbortController(),
      signal,
      onAbort: () => this.abandon(id, () => signal?.reason),
      isSent: false,
    };
    signal?.addEventListener("abort", ask.onAbort);
    this.#asks.set(id, ask);
    this.#deadlines.add(ask);
    this.#asked++;
    return promise;
  }

  /** Aborted when the call of an ask is not to be sent any more. */
  signalOf(id: string): AbortSignal {
    return (this.#asks.get(id) as OpenAsk<A>).withdrawal.signal;
  }

  /** The call is in its channel for good. */
  sent(id: string): void {
    const ask = this.#asks.get(id);
    if (ask !== undefined) ask.isSent = true;
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

  /** It ends without an answer, with the error that is made for it. */
  abandon(id: string, error: () => unknown): void {
    const ask = this.#end(id);
    if (ask === undefined) return;
    this.#failed++;
    ask.reject(error());
    if (!ask.isSent) ask.withdrawal.abort();
  }

  /** All of them end without an answer, for `why`, and nothing of them is left. */
  failAll(reason: AskReason, why: string): void {
    if (this.#asks.size > 0) {
      const place = this.#look();
      for (const id of [...this.#asks.keys()]) {
        this.fail(id, reason, `${why}, and ${this.#place(id, place)}`);
      }
    }
    // Those of asks that were answered in time still run.
    this.#deadlines.clear();
  }

  #place(id: string, place: (id: string) => string): string {
    return this.#asks.get(id)?.isSent === true
      ? place(id)
      : `it was never sent, because there was no room on ${this.#target}, or the graph does not run`;
  }

  #end(id: string): OpenAsk<A> | undefined {
    const ask = this.#asks.get(id);
    if (ask === undefined) return undefined;
    this.#asks.delete(id);
    this.#deadlines.delete(ask);
    ask.signal?.removeEventListener("abort", ask.onAbort);
    return ask;
  }
}
