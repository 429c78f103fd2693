import { pauseMs } from "../../backoff.ts";
import { isLastingError, textOf } from "../../errors.ts";
import type { Outgoing, PutOutcome, SinkWire } from "../wire.ts";
import { Attempt } from "./attempt.ts";
import type { SinkDesk } from "./desk.ts";

/** Pauses between attempts to connect: each time a random part of that. */
const PACE = { firstMs: 100, maxMs: 30_000, jitter: "full" } as const;

/** How long opening a wire may take, and closing one. */
const OPEN_MS = 30_000;
const CLOSE_MS = 5000;

/** A put that is under way. */
export type PutAttempt = Attempt<readonly PutOutcome[]>;

/** What a sink's wire hangs on: it connects when there is something to put, and again whenever the connection is lost. */
export class SinkLink<I> {
  readonly #create: () => Promise<SinkWire<I>>;
  readonly #desk: SinkDesk;
  readonly #putMs: number;
  #wire: SinkWire<I> | undefined;
  #putting: PutAttempt | undefined;
  /** Attempts in a row that have failed. */
  #failures = 0;

  constructor(
    create: () => Promise<SinkWire<I>>,
    { desk, putMs }: { readonly desk: SinkDesk; readonly putMs: number },
  ) {
    this.#create = create;
    this.#desk = desk;
    this.#putMs = putMs;
  }

  /** Has the wire begin to put a batch; `undefined` if there is no connection. {@link SinkLink.put} is to follow. */
  begin(batch: readonly Outgoing<I>[]): PutAttempt | undefined {
    const wire = this.#wire;
    if (wire === undefined) return undefined;
    return this.#putting = new Attempt(
      this.#desk,
      this.#putMs,
      `to put ${batch.length} messages`,
      (signal) => wire.put(batch, signal),
    );
  }

  /**
   * Puts a batch, however often that takes a new connection. Throws a `LastingError` only, or when the generation is over.
   *
   * @param begun what {@link SinkLink.begin} has begun with this batch
   */
  async put(
    batch: readonly Outgoing<I>[],
    begun?: PutAttempt,
  ): Promise<readonly PutOutcome[]> {
    for (let attempt = begun;; attempt = undefined) {
      if (attempt === undefined) {
        await this.connected();
        attempt = this.begin(batch) as PutAttempt;
      }
      try {
        const outcomes = await attempt.outcome();
        if (outcomes.length !== batch.length) {
          throw new TypeError(`it has ${outcomes.length} outcomes for ${batch.length} messages`);
        }
        this.#worked();
        return outcomes;
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  /** The wire, once it is open. Throws as {@link SinkLink.put}. */
  async connected(): Promise<SinkWire<I>> {
    for (;;) {
      if (this.#wire !== undefined) return this.#wire;
      // What it throws is no trouble of the network: the client cannot be loaded.
      const wire = await new Attempt(this.#desk, OPEN_MS, "to make a wire", () => this.#create())
        .outcome();
      const { world } = this.#desk;
      const log = (line: string) => this.#desk.log.info(line);
      try {
        const opening = (signal: AbortSignal) => wire.open({ signal, world, log });
        await new Attempt(this.#desk, OPEN_MS, "to connect", opening).outcome();
        this.#wire = wire;
        this.#desk.show("connected");
      } catch (error) {
        this.#wire = wire;
        await this.#failed(error);
      }
    }
  }

  /** Leaves the service. */
  async close(): Promise<void> {
    const wire = this.#wire;
    this.#wire = undefined;
    this.#putting?.end();
    if (wire === undefined) return;
    const over = new AbortController();
    const { world, log } = this.#desk;
    const left = wire.close().catch((error) =>
      log.warn(`cannot close the connection in good order: ${textOf(error)}`)
    );
    await Promise.race([left, world.pause(CLOSE_MS, over.signal)]);
    over.abort();
  }

  async #failed(error: unknown): Promise<void> {
    this.#desk.checkGoesOn();
    await this.#desk.through(this.close());
    if (isLastingError(error)) throw error;
    const text = error instanceof Error ? error.message : textOf(error);
    const failures = ++this.#failures;
    this.#desk.noteReconnect();
    const ms = pauseMs(failures, PACE, this.#desk.world.random);
    const line = `the connection has failed, the next attempt is in ${Math.round(ms)} ms: ${text}`;
    if (failures === 1) this.#desk.log.warn(line);
    else this.#desk.log.debug(line);
    this.#desk.show(`reconnecting, attempt ${failures}: ${text}`);
    await this.#desk.pause(ms);
  }

  /** The connection is of use. Before, it may have opened only to be lost. */
  #worked(): void {
    if (this.#failures > 0) this.#desk.log.info("connected again", { failures: this.#failures });
    this.#failures = 0;
  }
}
