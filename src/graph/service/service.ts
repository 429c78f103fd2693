import { type Answer, type Call, callId, TakenCall } from "../../channel/call/mod.ts";
import { optionFaults, throwOptionFaults } from "../../option_faults.ts";
import type { World } from "../../world.ts";
import type { Listener } from "../../inbox/host_end.ts";
import { AskError } from "./ask_error.ts";
import { type AskTotals, OpenAsks } from "./open_asks.ts";
import { ASK_OPTIONS, type AskOptions, type ServiceOptions } from "./service_options.ts";

/**
 * Asks a graph, from the host: each ask becomes a call on the channel of requests, and is settled by the answer to it. Made by
 * `graph.service`, once, before the graph is started.
 */
export interface Service<M, A> {
  /** How many asks wait for their answers now. */
  readonly waiting: number;
  /** What became of all asks so far. */
  readonly totals: AskTotals;

  /**
   * Asks, and resolves with the answer. Every ask is settled: at the latest when its time is over, or the graph has stopped.
   *
   * Before the graph runs, it waits for the start. At a stop, asks whose calls are on their way are answered as the graph drains, and
   * new ones are rejected. If an actor dies meanwhile, its successor answers; what it does outside of the graph it may do twice, for
   * which {@link Call.id} is the key.
   *
   * @throws {AskError} (the promise rejects) with the `reason`: `refused`, `timeout`, `deadLetter`, `lost`, `busy` or `stopped`
   * @throws the reason of the signal, if that is aborted first
   * @throws {TypeError} if the message is not of the kind that is asked, or an option is wrong; a RangeError if it is out of range, or
   * the message longer than the channel holds
   */
  ask(message: M, options?: AskOptions): Promise<A>;
}

/** What a service needs of its graph. */
export interface ServiceHands<M, A> {
  /** What requests are sent on, as errors call it. */
  readonly target: string;
  /** Sends a call. Resolves once it is in its channel for good. */
  send(call: Call<M, A>, signal: AbortSignal): Promise<unknown>;
  /** Looks where calls are. The result says of any of them where it is, as the end of a sentence. */
  look(): (id: string) => string;
  /** The calls in channels whose reader is gone for good, each with the end of a sentence that says so. */
  lost(): ReadonlyMap<string, string>;
  /** Whether the graph stops, has stopped, or did not come up. */
  isOver(): boolean;
  log(text: string): void;
}

/** What has asks that wait, and is told what becomes of their calls. */
export interface CallOwner {
  /** Told once, before the graph runs. */
  takesPlaceIn(world: World): void;
  /** How many wait. */
  readonly waiting: number;
  /** A message was given up: it may be one of their calls, or of the answers, or a list of them. */
  givenUp(message: unknown, actor: string, reason: string): void;
  /** These calls are in channels that nobody takes from any more, each with the end of a sentence that says so. */
  lost(calls: ReadonlyMap<string, string>): void;
}

/** Between two lines of the log about answers that nobody waits for, in milliseconds. */
const LOG_PERIOD_MS = 1000;

/** The asks of one service, as the graph has them in hand. */
export class AskDesk<M, A> implements CallOwner, Listener {
  readonly #hands: ServiceHands<M, A>;
  readonly #options: Required<ServiceOptions>;
  readonly #open: OpenAsks<A>;
  #world: World;
  #origin = 0;
  #count = 0;
  /** Why there will be no answer any more. */
  #over: { readonly reason: "lost" | "stopped"; readonly why: string } | undefined;
  /** Answers that nobody waited for, since the log told of some. */
  #strays = 0;
  /** The id of the first of them. */
  #firstStray = "";
  #cancelTelling: () => void = () => {};

  /** @param world that of the machine, as long as the graph has no other */
  constructor(hands: ServiceHands<M, A>, options: Required<ServiceOptions>, world: World) {
    this.#hands = hands;
    this.#options = options;
    this.#world = world;
    this.#open = new OpenAsks(world, hands.target, () => hands.look());
  }

  takesPlaceIn(world: World): void {
    this.#world = world;
    this.#open.moveTo(world);
  }

  get waiting(): number {
    return this.#open.size;
  }

  get totals(): AskTotals {
    return this.#open.totals;
  }

  /** As {@link Service.ask}. */
  ask(message: M, options?: AskOptions): Promise<A> {
    try {
      return this.#begin(message, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #begin(message: M, options: AskOptions | undefined): Promise<A> {
    if (options !== undefined) {
      throwOptionFaults(`ask on ${this.#hands.target}`, optionFaults(ASK_OPTIONS, options));
    }
    const { timeoutMs = this.#options.timeoutMs, signal } = options ?? {};
    signal?.throwIfAborted();
    if (this.#over !== undefined) throw this.#refusal(this.#over.reason, this.#over.why);
    const open = this.#open;
    const { maxWaiting } = this.#options;
    if (open.size >= maxWaiting) {
      throw this.#refusal(
        "busy",
        `${maxWaiting} asks wait for their answers, and maxWaiting allows no more; ` +
          "try again later, have whoever asks do so (HTTP: 503), or raise it",
      );
    }
    const id = this.#nextId(open);
    const promise = open.begin(id, timeoutMs, signal);
    this.#send(id, message, open);
    return promise;
  }

  #send(id: string, message: M, open: OpenAsks<A>): void {
    this.#hands.send(new TakenCall<M, A>(id, message), open.signalOf(id)).then(
      () => open.sent(id),
      (error: unknown) => open.abandon(id, () => this.#unsent(id, error)),
    );
  }

  /** The error of an ask whose call was not sent. */
  #unsent(id: string, error: unknown): unknown {
    const { reason, message } = error as { readonly reason?: unknown; readonly message: string };
    // Told by what it says, not by its class: a graph may have come with a copy of its own.
    if (reason === "full") return new AskError({ reason: "busy", id, text: message });
    if (reason === "stopping") return new AskError({ reason: "stopped", id, text: message });
    if (reason === "over") return new AskError({ reason: this.#whyNone, id, text: message });
    return error;
  }

  /** Why nobody answers any more: those who would are gone from a graph that goes on, or all of it is. */
  get #whyNone(): "lost" | "stopped" {
    return this.#hands.isOver() ? "stopped" : "lost";
  }

  #refusal(reason: "busy" | "lost" | "stopped", why: string): AskError {
    return new AskError({ reason, id: null, text: `Cannot ask on ${this.#hands.target}: ${why}` });
  }

  #nextId(open: OpenAsks<A>): string {
    for (;;) {
      if (this.#count === 0) {
        this.#origin = 1 + Math.floor(this.#world.random() * (2 ** 32 - 1));
      }
      const id = callId(this.#origin, this.#count);
      this.#count = (this.#count + 1) >>> 0;
      if (!open.has(id)) return id;
    }
  }

  /** Answers have come out of the graph. */
  heard(answers: readonly unknown[]): void {
    for (const answer of answers) this.#answered(answer as Answer<A>);
  }

  #answered(answer: Answer<A>): void {
    if (this.#open.settle(answer)) return;
    if (this.#strays++ > 0) return;
    this.#firstStray = answer.id;
    this.#cancelTelling = this.#world.after(LOG_PERIOD_MS, () => this.#tellStrays());
  }

  #tellStrays(): void {
    const strays = this.#strays;
    if (strays === 0) return;
    this.#strays = 0;
    const what = strays === 1
      ? `an answer to call ${this.#firstStray} is dropped, nobody waits`
      : `${strays} answers are dropped, the first of them to call ${this.#firstStray}, nobody waits`;
    this.#hands.log(`${what} for it: it is late, or a second one, or the ask was let go`);
  }

  /** A message was given up. It may be a call of this service, or an answer, or a list of them. */
  givenUp(message: unknown, actor: string, reason: string): void {
    for (const one of Array.isArray(message) ? message : [message]) {
      const { id } = (one ?? {}) as { readonly id?: unknown };
      if (typeof id === "string") {
        this.#open.fail(id, "deadLetter", `actor "${actor}" has it as a dead letter: ${reason}`);
      }
    }
  }

  /** These calls are in channels that nobody takes from any more. */
  lost(calls: ReadonlyMap<string, string>): void {
    for (const [id, why] of calls) this.#open.fail(id, "lost", why);
  }

  /**
   * Nothing more will come out of the graph: all that are left are settled, and new asks are refused. The graph itself comes last, and
   * knows the most of why. Calls in channels whose reader is gone are lost, whatever else there is to say.
   */
  end({ message: why }: Error): void {
    const isOver = this.#over !== undefined;
    const reason = this.#whyNone;
    this.#over = { reason, why };
    if (isOver) return;
    this.#cancelTelling();
    this.#tellStrays();
    // Whether that was noticed before, or only by this end, makes no difference to whoever asked.
    if (this.#open.size > 0) this.lost(this.#hands.lost());
    this.#open.failAll(reason, why);
  }
}

/** A service as the program has it: its verbs, and nothing else. */
export class HostService<M, A> implements Service<M, A> {
  readonly #desk: AskDesk<M, A>;

  constructor(desk: AskDesk<M, A>) {
    this.#desk = desk;
  }

  get waiting(): number {
    return this.#desk.waiting;
  }

  get totals(): AskTotals {
    return this.#desk.totals;
  }

  ask(message: M, options?: AskOptions): Promise<A> {
    return this.#desk.ask(message, options);
  }
}
