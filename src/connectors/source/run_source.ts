import { any } from "../../actor/mod.ts";
import { pauseMs } from "../../backoff.ts";
import { isLastingError, textOf } from "../../errors.ts";
import type { DeadLetterFile } from "../dead_letter_file.ts";
import type { SourceWire } from "../wire.ts";
import { wireWorld } from "../../client/wire_world.ts";
import { called, Connection } from "./connection.ts";
import type { Decode } from "./decode.ts";
import { Figures } from "./figures.ts";
import { Ledger } from "./ledger.ts";
import { WireCall, WireFailure } from "./wire_call.ts";
import { type Course, Session } from "./session.ts";
import type { SourceActor } from "./source_state.ts";

/** What a source is made of. */
export interface SourcePlan<M> {
  /** What its wire is called. */
  readonly wire: string;
  /** Whether its service hands over again what was not settled. */
  readonly redelivers: boolean;
  /** Makes a wire. */
  create(): Promise<SourceWire>;
  readonly decode: Decode<M>;
  /** Where its dead letters are kept, beyond the process. */
  readonly letterFile: DeadLetterFile | undefined;
}

/** How long to wait between two connections. */
const PACE = { firstMs: 100, maxMs: 30_000, jitter: "full" } as const;

/** The loop of a source: it has a connection, again and again, until there is nothing left to be done. */
export class SourceRun<M> {
  readonly #actor: SourceActor<M>;
  readonly #plan: SourcePlan<M>;
  readonly #course: Course;

  constructor(actor: SourceActor<M>, plan: SourcePlan<M>) {
    this.#actor = actor;
    this.#plan = plan;
    const { state, args, generation, clock, ports: { messages: { sent } } } = actor;
    this.#course = {
      ledger: new Ledger(state, args.maxInFlight, { sent, isNew: generation === 0 }),
      figures: new Figures(actor),
      letterFile: plan.letterFile,
      world: wireWorld(clock),
      stoppingAt: undefined,
      isExhausted: false,
      failures: 0,
    };
  }

  async run(): Promise<void> {
    const { ports: { messages } } = this.#actor;
    this.#warn();
    // An earlier generation has closed it: nothing new can be sent, and what it has left unsettled is handed over again to others.
    while (!messages.isClosed && this.#mayConnect()) {
      await this.#pauseIfFailed();
      if (!this.#mayConnect()) return;
      if (await this.#connectAndServe()) return;
    }
  }

  /** Says, once, what a death of the process costs. */
  #warn(): void {
    const { args: { mode }, generation, log } = this.#actor;
    const { wire, redelivers } = this.#plan;
    if (generation > 0) return;
    if (mode === "eager") {
      log.warn(
        `mode eager: ${wire} is told of messages that are in channels still, so a death of the process loses them`,
      );
    }
    if (mode === "settled" && !redelivers) {
      log.warn(
        `mode settled: ${wire} cannot hand over again, so a death of the process loses what is under way; mode journal is for that`,
      );
    }
  }

  /** Whether a stop was not asked for. Without a connection there is nothing to wait for at one. */
  #mayConnect(): boolean {
    return this.#actor.isRunning();
  }

  async #pauseIfFailed(): Promise<void> {
    const { failures, world } = this.#course;
    if (failures === 0) return;
    const pause = this.#actor.timeout(pauseMs(failures, PACE, world.random));
    await this.#actor.wait(any(pause, this.#actor.stopping()));
  }

  /** Returns whether the source has come to its end. */
  async #connectAndServe(): Promise<boolean> {
    const wire = await this.#create();
    if (wire === undefined) return true;
    const { world } = this.#course;
    const { signal } = this.#actor;
    let openAt = Infinity;
    const connection = new Connection(this.#actor, wire, world);
    const session = new Session(this.#actor, wire, this.#plan.decode, this.#course);
    const abort = () => session.abort();
    signal.addEventListener("abort", abort);
    try {
      const isOpen = await connection.open({
        giveUp: (partition) => session.giveUp(partition),
        lost: (partition) => session.lose(partition),
      });
      if (!isOpen) return true;
      openAt = world.now();
      await session.serve();
      return true;
    } catch (thrown) {
      if (!(thrown instanceof WireFailure)) throw thrown;
      // One that has lasted was of use, even if nothing came by it.
      if (world.now() - openAt > PACE.maxMs) this.#course.failures = 0;
      this.#failed(thrown.error);
      return false;
    } finally {
      signal.removeEventListener("abort", abort);
      session.end();
      await connection.close();
    }
  }

  /** Makes a wire; `undefined` if a stop was asked for meanwhile. */
  async #create(): Promise<SourceWire | undefined> {
    if (this.#course.failures === 0) this.#course.figures.say("connecting");
    const creating = new WireCall(called(() => this.#plan.create()));
    await this.#actor.wait(any(this.#actor.settled(creating.over), this.#actor.stopping()));
    if (!creating.isOver) return undefined;
    try {
      return creating.result();
    } catch (thrown) {
      // No trouble of the network: the client cannot be loaded.
      throw thrown instanceof WireFailure ? thrown.error : thrown;
    }
  }

  #failed(error: unknown): void {
    if (isLastingError(error)) throw error;
    const { log, state } = this.#actor;
    const attempt = ++this.#course.failures;
    const why = error instanceof Error ? error.message : textOf(error);
    state.reconnects++;
    this.#course.figures.say(`reconnecting, attempt ${attempt}: ${why}`);
    const text = `no connection to ${this.#plan.wire}: ${why}`;
    if (attempt === 1) log.warn(`${text}; it is tried again until there is one`);
    else log.debug(text, { attempt });
  }
}
