import { any, type Condition } from "../../actor/mod.ts";
import { pauseMs } from "../../backoff.ts";
import { MisconfiguredError } from "../../client/misconfigured_error.ts";
import { type WireWorld, wireWorld } from "../../client/wire_world.ts";
import { NatsSession } from "../../nats/session.ts";
import { asError, Doing } from "../doing.ts";
import type { JetstreamActor } from "./terms.ts";
import { LogRefusedError } from "./trouble.ts";

/** How long to wait between two attempts. */
const PACE = { firstMs: 100, maxMs: 5000, jitter: "full" } as const;
/** A connection that has lasted so long was of use. */
const OF_USE_MS = 10_000;

/** After how long the same trouble is told again, in milliseconds. */
const TELL_AGAIN_MS = 60_000;

/** What is open at a broker: the part of an end that lives as long as one connection. */
export interface Opened {
  /** Says no longer that the place is held. Never throws. */
  close(): void;
}

/** Opens something at a broker, again and again, as long as there is a use for it. */
export class LogAttempts<T extends Opened> {
  readonly #actor: JetstreamActor;
  readonly #open: (session: NatsSession, world: WireWorld) => Promise<T>;
  readonly #world: WireWorld;
  /** When it was told last why there is nothing open. */
  readonly #told = new Map<string, number>();
  #attempt: { readonly doing: Doing<T>; readonly over: AbortController } | undefined;
  #session: NatsSession | undefined;
  #current: T | undefined;
  /** Is over when the connection is. */
  #loss: Doing<never> | undefined;
  #since: number;
  #pauseUntil = 0;
  #failures = 0;
  #why = "";
  #isRefused = false;

  constructor(
    actor: JetstreamActor,
    open: (session: NatsSession, world: WireWorld) => Promise<T>,
  ) {
    this.#actor = actor;
    this.#open = open;
    this.#world = wireWorld(actor.clock);
    this.#since = actor.clock.now();
  }

  /** What is open; `undefined` while nothing is. */
  get current(): T | undefined {
    return this.#current;
  }

  /** Why there is nothing open, for the status. */
  get standing(): string {
    const seconds = Math.round((this.#actor.clock.now() - this.#since) / 1000);
    if (this.#isRefused) return `refused: ${this.#why}`;
    return `connecting for ${seconds} s${this.#why === "" ? "" : `: ${this.#why}`}`;
  }

  /**
   * Sees what has come of an attempt, and begins one where it is time. Returns what is newly open.
   *
   * @throws {MisconfiguredError} if to try again would not help
   */
  look(): T | undefined {
    if (this.#loss?.isOver) {
      try {
        this.#loss.result();
      } catch (thrown) {
        this.lose(thrown);
      }
    }
    if (this.#current !== undefined) return undefined;
    if (this.#attempt === undefined) {
      if (this.#actor.clock.now() >= this.#pauseUntil) this.#begin();
      return undefined;
    }
    const { doing } = this.#attempt;
    if (!doing.isOver) return undefined;
    this.#attempt = undefined;
    try {
      this.#current = doing.result();
    } catch (thrown) {
      this.#failed(thrown);
      return undefined;
    }
    const { state, clock } = this.#actor;
    this.#since = clock.now();
    this.#why = "";
    this.#isRefused = false;
    state.isLinked = true;
    state.since = this.#since;
    this.#loss = new Doing((this.#session as NatsSession).ask(new Promise<never>(() => {})));
    return this.#current;
  }

  /**
   * It is of no use any more, and the next attempt follows.
   *
   * @throws {MisconfiguredError} if to try again would not help
   */
  lose(thrown: unknown): void {
    const { state, clock } = this.#actor;
    if (this.#current !== undefined) {
      if (clock.now() - this.#since > OF_USE_MS) this.#failures = 0;
      state.lost++;
      this.#since = clock.now();
      state.since = this.#since;
    }
    state.isLinked = false;
    this.#close();
    this.#failed(thrown);
  }

  /** Holds when there is something to look at. */
  news(): Condition {
    const actor = this.#actor;
    if (this.#loss !== undefined) return actor.settled(this.#loss.over);
    const tick = actor.timeout(1000); // so that the status counts on
    if (this.#attempt !== undefined) return any(actor.settled(this.#attempt.doing.over), tick);
    return any(actor.timeout(Math.max(0, this.#pauseUntil - actor.clock.now())), tick);
  }

  /** Ends it, once the broker has what was sent. Never throws. */
  async end(): Promise<void> {
    this.#attempt?.over.abort(new DOMException("The link has ended", "AbortError"));
    this.#current?.close();
    this.#current = undefined;
    // What an attempt still waits for is over with its session.
    await this.#session?.close().catch(() => {});
    await this.#attempt?.doing.over;
  }

  #begin(): void {
    const over = new AbortController();
    this.#attempt = { doing: new Doing(this.#opened(over.signal)), over };
  }

  async #opened(signal: AbortSignal): Promise<T> {
    const { args: { address, aqueduct }, label, log } = this.#actor;
    const session = await NatsSession.open(address, `${aqueduct} ${label}`, {
      signal,
      world: this.#world,
      log: (line) => log.info(line),
    });
    this.#session = session;
    try {
      return await this.#open(session, this.#world);
    } catch (error) {
      this.#session = undefined;
      await session.close().catch(() => {});
      throw error;
    }
  }

  #close(): void {
    this.#current?.close();
    this.#current = undefined;
    this.#loss = undefined;
    void this.#session?.close().catch(() => {});
    this.#session = undefined;
  }

  #failed(thrown: unknown): void {
    const error = asError(thrown);
    if (error.name === MisconfiguredError.name) throw error;
    const { clock, log } = this.#actor;
    this.#isRefused = error.name === LogRefusedError.name;
    this.#why = error.message;
    this.#pauseUntil = clock.now() + pauseMs(++this.#failures, PACE, this.#world.random);
    // Names and numbers may be others each time. What alternates is told once each.
    const gist = error.message.replaceAll(/"[^"]*"|\d+/g, "");
    const now = clock.now();
    if (now - (this.#told.get(gist) ?? -Infinity) < TELL_AGAIN_MS) return;
    this.#told.set(gist, now);
    log.warn(`${error.message}; it is tried again`);
  }
}
