import type { WireWorld } from "../wire.ts";

/**
 * The requests of a batch that are under way: each is cut off when its time is over, and all are when nobody waits for them any more. One
 * timer sees to them all, since one for each costs a good part of what a request does.
 */
export class OpenRequests {
  readonly #world: WireWorld;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  /** When each has begun, on the world's clock; the oldest first. */
  readonly #begun = new Map<AbortController, number>();
  readonly #over = new AbortController();
  readonly #giveUp = () => this.cut(this.#signal.reason);
  #isCut = false;

  /** @param signal aborted when the time for all of the batch is over */
  constructor(world: WireWorld, timeoutMs: number, signal: AbortSignal) {
    this.#world = world;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    signal.addEventListener("abort", this.#giveUp);
    if (signal.aborted) this.#giveUp();
    else void this.#watch();
  }

  /** Whether no more are to be sent. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /**
   * A request begins. {@link OpenRequests.end} is to follow.
   *
   * @param last what the last one of a row was cut off by, which serves for the next one as long as it has cut nothing off
   */
  begin(last?: AbortController): AbortController {
    const request = last === undefined || last.signal.aborted ? new AbortController() : last;
    this.#begun.set(request, this.#world.now());
    return request;
  }

  /** What becomes of a request is known. */
  end(request: AbortController): void {
    this.#begun.delete(request);
  }

  /** Cuts off all that are under way. */
  cut(reason: unknown): void {
    this.#isCut = true;
    for (const request of this.#begun.keys()) request.abort(reason);
  }

  /** The batch is put, or given up. */
  close(): void {
    this.#signal.removeEventListener("abort", this.#giveUp);
    // With a reason, for to make one is dear.
    this.#over.abort(null);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const now = this.#world.now();
      const dueAt = this.#cutLate(now) ?? now + this.#timeoutMs;
      await this.#world.pause(dueAt - now, signal);
    }
  }

  /** Cuts off those whose time is over. Returns when that of the next one is, if there is one. */
  #cutLate(now: number): number | undefined {
    for (const [request, begunAt] of this.#begun) {
      const dueAt = begunAt + this.#timeoutMs;
      if (dueAt > now) return dueAt;
      this.#begun.delete(request);
      request.abort(new Error(`no answer within ${this.#timeoutMs} ms`));
    }
  }
}
