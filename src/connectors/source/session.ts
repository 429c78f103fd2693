import { any, type Condition } from "../../actor/mod.ts";
import type { DeadLetterFile } from "../dead_letter_file.ts";
import type { Pulled, SourceWire, WireWorld } from "../wire.ts";
import { called } from "./connection.ts";
import type { Decode } from "./decode.ts";
import type { Figures } from "./figures.ts";
import { InHand } from "./in_hand.ts";
import { decodeBatch, type Incoming } from "./incoming.ts";
import { Intake } from "./intake.ts";
import type { Ledger } from "./ledger.ts";
import { WireCall, WireFailure } from "./wire_call.ts";
import type { SourceActor } from "./source_state.ts";

/** How long a service may take to be told of what is done, in milliseconds. */
const SETTLE_MS = 30_000;
/** How long a wire may take to come back from a pull that was given up. */
const ABORT_MS = 2_000;
/** How long what was pulled of a partition that is to be given up may take to be settled. */
const GIVE_UP_MS = 10_000;
/** How often a service is asked how much it still has. */
const LAG_EVERY_MS = 5_000;

/** What a source knows beyond one connection. */
export interface Course {
  readonly ledger: Ledger;
  readonly figures: Figures;
  readonly letterFile: DeadLetterFile | undefined;
  readonly world: WireWorld;
  /** When the source was asked to stop, on its clock; `undefined` if it was not. */
  stoppingAt: number | undefined;
  /** Whether the service has nothing more, and never will have. */
  isExhausted: boolean;
  /** Connections that have failed since one was of use. */
  failures: number;
}

interface Pull<M> {
  readonly doing: WireCall<Incoming<M>[] | undefined>;
  readonly over: Condition;
  readonly abort: AbortController;
}

interface Settling {
  readonly doing: WireCall<void>;
  readonly over: Condition;
  readonly messages: readonly Pulled[];
  /** Holds when it takes too long. */
  readonly late: Condition;
}

/** What a source does with one connection. */
export class Session<M> {
  readonly #actor: SourceActor<M>;
  readonly #wire: SourceWire;
  readonly #decode: Decode<M>;
  readonly #course: Course;
  readonly #hand: InHand;
  readonly #intake: Intake<M>;
  #pull: Pull<M> | undefined;
  /** What the wire has pulled, until it is in the intake. */
  #decoding: readonly Pulled[] = [];
  #settling: Settling | undefined;
  /** Whether nothing is pulled because the channel is full. */
  #waitsForRoom = false;
  #lagAskedAt = -Infinity;
  #lag = 0;
  #frozen: Condition | undefined;
  /** Resolves when nothing is settled any more. */
  readonly #ended = Promise.withResolvers<void>();

  constructor(
    actor: SourceActor<M>,
    wire: SourceWire,
    decode: Decode<M>,
    course: Course,
  ) {
    this.#actor = actor;
    this.#wire = wire;
    this.#decode = decode;
    this.#course = course;
    this.#hand = new InHand(course.ledger, this.#leftGraph());
    this.#intake = new Intake(actor, course.ledger, course.letterFile);
  }

  /** How many of the messages that were sent count as done. */
  #leftGraph(): number {
    const { args: { mode }, ports: { messages } } = this.#actor;
    return mode === "eager" ? messages.sent : messages.settled;
  }

  /** Whether nothing more is to be pulled. */
  get #isLeaving(): boolean {
    const { stoppingAt, isExhausted } = this.#course;
    return stoppingAt !== undefined || isExhausted || this.#actor.ports.messages.isAbandoned;
  }

  /** Whether all that was sent is settled, and the service knows. */
  get #isDone(): boolean {
    return this.#actor.ports.messages.isClosed && this.#pull === undefined &&
      this.#intake.length === 0 && this.#hand.underWay === 0 && this.#hand.isEmpty;
  }

  /**
   * Goes on until nothing is left to be done, because of a stop or because the service has no more.
   *
   * @throws {WireFailure} if the connection is of no use any more
   */
  async serve(): Promise<void> {
    const { ports: { messages } } = this.#actor;
    while (this.#goesOn()) {
      this.#takePulled();
      // The next ones come while these are sent.
      this.#pullMore();
      await this.#intake.send(this.#hand);
      if (this.#isLeaving && this.#pull === undefined && this.#intake.length === 0) {
        messages.close();
      }
      this.#actor.commit();
      this.#settle();
      this.#pullMore();
      this.#course.figures.sayConnected();
      if (!this.#isDone) await this.#actor.wait(any(...this.#conditions()));
    }
    await this.#release();
  }

  /** Has the wire come back from a pull. */
  abort(): void {
    this.#pull?.abort.abort(new DOMException("The pull is given up", "AbortError"));
  }

  /** Nothing is pulled or settled any more: whoever waits for that waits in vain. */
  end(): void {
    this.abort();
    this.#ended.resolve();
  }

  #goesOn(): boolean {
    const course = this.#course;
    const actor = this.#actor;
    const { log, ports: { messages }, args: { stopTimeoutMs } } = actor;
    const isRunning = actor.isRunning((vote) => {
      course.stoppingAt ??= actor.clock.now();
      return vote("all messages are settled", this.#isDone);
    });
    if (!isRunning || (this.#isLeaving && this.#isDone)) return false;
    if (messages.isAbandoned && !messages.isEmpty) {
      log.warn("who took the messages is gone, and has left some: the source ends");
      return false;
    }
    if (this.#isLeaving) this.#freeze();
    if (course.stoppingAt === undefined) return true;
    if (actor.clock.now() - course.stoppingAt < stopTimeoutMs) return true;
    log.warn(
      `${this.#hand.underWay} messages are not settled after ${stopTimeoutMs} ms: the source ends, and its service hands them over again`,
    );
    return false;
  }

  /** From now on nothing is pulled, and what the wire has taken comes back at once. */
  #freeze(): void {
    if (this.#pull === undefined) return;
    if (this.#frozen === undefined) {
      this.abort();
      this.#frozen = this.#actor.timeout(ABORT_MS);
    } else if (this.#frozen.met() && !this.#pull.doing.isOver) {
      this.#actor.log.warn(
        `a pull has not come back ${ABORT_MS} ms after it was given up: what it has taken comes again`,
      );
      this.#pull = undefined;
    }
  }

  /** Whether what a pull has brought has to wait until all that came before is sent. */
  get #isPullAhead(): boolean {
    return this.#pull !== undefined && this.#pull.doing.isOver && !this.#pull.doing.hasFailed &&
      this.#intake.length > 0;
  }

  #takePulled(): void {
    if (this.#pull === undefined || !this.#pull.doing.isOver || this.#isPullAhead) return;
    const { doing, abort } = this.#pull;
    // A client may take it for a failure that its pull was given up. If the connection is of no use, whoever settles finds out.
    const batch = abort.signal.aborted && doing.hasFailed ? [] : doing.result();
    this.#pull = undefined;
    this.#decoding = [];
    this.#worked();
    this.#actor.state.lag = this.#lag;
    if (batch === undefined) this.#course.isExhausted = true;
    else this.#intake.fill(batch);
  }

  /** The connection is one that messages come by. */
  #worked(): void {
    const { failures } = this.#course;
    if (failures === 0) return;
    this.#actor.log.info("connected again", { failures });
    this.#course.failures = 0;
  }

  /** Tells the service of what has left the graph. What was sent must be committed. */
  #settle(): void {
    this.#hand.advance(this.#leftGraph());
    if (this.#settling?.doing.isOver) {
      this.#settling.doing.result();
      this.#hand.told(this.#settling.messages);
      this.#settling = undefined;
    }
    if (this.#settling?.late.met()) {
      throw new WireFailure(new Error(`no answer for ${SETTLE_MS / 1000} seconds`));
    }
    if (this.#settling !== undefined) return;
    const messages = this.#hand.takeDone();
    if (messages.length === 0) return;
    const doing = new WireCall(called(() => this.#wire.settle(messages)));
    const over = this.#actor.settled(doing.over);
    this.#settling = { doing, over, messages, late: this.#actor.timeout(SETTLE_MS) };
  }

  /** Asks for as many as there is room for beside those that are to be sent. */
  #pullMore(): void {
    this.#waitsForRoom = false;
    if (this.#pull !== undefined || this.#isLeaving) return;
    const { args: { batch, maxInFlight }, ports: { messages } } = this.#actor;
    const unsent = this.#intake.length;
    const left = maxInFlight - this.#hand.underWay - unsent;
    const room = messages.vacantUnits - unsent;
    this.#waitsForRoom = left > 0 && room === 0 && unsent === 0;
    const max = Math.min(room, batch, left);
    if (max <= 0) return;
    const abort = new AbortController();
    const doing = new WireCall(this.#pullAndDecode(max, abort.signal));
    this.#pull = { doing, over: this.#actor.settled(doing.over), abort };
  }

  async #pullAndDecode(max: number, signal: AbortSignal): Promise<Incoming<M>[] | undefined> {
    const now = this.#course.world.now();
    if (this.#wire.lag !== undefined && now - this.#lagAskedAt >= LAG_EVERY_MS) {
      this.#lagAskedAt = now;
      this.#lag = await this.#wire.lag() ?? 0;
    }
    const batch = await this.#wire.pull(max, signal);
    if (batch === undefined || this.#pull?.abort.signal !== signal) return undefined;
    for (const message of batch) this.#hand.pulled(message);
    this.#decoding = batch;
    return await decodeBatch(batch, this.#decode);
  }

  #conditions(): Condition[] {
    const { ports: { messages }, args: { mode, stopTimeoutMs } } = this.#actor;
    const actor = this.#actor;
    const course = this.#course;
    const holding: Condition[] = [];
    if (this.#pull !== undefined && !this.#isPullAhead) {
      holding.push(this.#pull.over);
      if (this.#frozen !== undefined) holding.push(this.#frozen);
    }
    if (this.#settling !== undefined) holding.push(this.#settling.over, this.#settling.late);
    if (this.#hand.underWay > 0 && mode !== "eager") {
      holding.push(messages.settledTo(this.#hand.wanted));
    }
    if (this.#intake.waitsForRoom || this.#waitsForRoom) holding.push(messages.vacant());
    if (course.stoppingAt === undefined) holding.push(actor.stopping());
    else {
      const left = course.stoppingAt + stopTimeoutMs - actor.clock.now();
      holding.push(actor.timeout(Math.max(left, 0)));
    }
    return holding;
  }

  /** The service is about to take a partition away: waits, so long and no longer, until all that was pulled of it is settled. */
  async giveUp(partition: string): Promise<void> {
    const patience = new AbortController();
    const over = this.#course.world.pause(GIVE_UP_MS, patience.signal);
    await Promise.race([this.#hand.emptied(partition), this.#ended.promise, over]);
    patience.abort();
    this.lose(partition);
  }

  /** The service has taken a partition away. */
  lose(partition: string): void {
    const others = [
      ...this.#decoding,
      ...this.#intake.rest(),
      ...(this.#settling?.messages ?? []),
    ];
    this.#hand.lose(partition, others);
  }

  /** Gives back what was not settled. */
  async #release(): Promise<void> {
    const unsent = [...this.#intake.refused, ...this.#intake.rest(), ...this.#decoding];
    const rest = [...this.#hand.rest(), ...unsent.filter((one) => !this.#hand.isGone(one))];
    if (rest.length === 0 || this.#wire.release === undefined) return;
    const doing = new WireCall(called(() => this.#wire.release!(rest)));
    const late = this.#actor.timeout(ABORT_MS);
    await this.#actor.wait(any(this.#actor.settled(doing.over), late));
  }
}
