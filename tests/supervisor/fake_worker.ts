import type { ErrorReport } from "../../src/errors.ts";
import type { Execution } from "../../src/protocol/execution.ts";
import type { SuspectMessage } from "../../src/protocol/cues.ts";
import type { LifeMessage, LoadMessage, TurnUnderWork } from "../../src/protocol/messages.ts";
import type { WorkerEvents, WorkerHandle } from "../../src/supervisor/spawner.ts";

/** A worker that does what the test says, and nothing else; or, if it is `willing`, at once what it is asked to. */
export class FakeWorker implements WorkerHandle {
  readonly index: number;
  terminated = false;
  killed = false;
  /** What it was told to run: seat and generation. */
  readonly performed: [number, number][] = [];
  /** What it was told to be careful with. */
  readonly suspects: SuspectMessage[] = [];
  /** What it was told to take out: seat and generation. */
  readonly retired: [number, number][] = [];
  /** Which of these another generation is to follow in its place: seat and generation. */
  readonly handedOver: [number, number][] = [];
  /** How often it was asked for a sign of life. */
  pings = 0;
  /** Where its code is when it is killed. */
  stack: string | undefined;
  /** Called when it is killed, instead of its thread being gone. */
  onKill: (() => Promise<void> | void) | undefined;
  /** Whether it is ordered to end when it is killed, should it live on. */
  ordered = false;
  readonly #events: WorkerEvents;
  readonly #firstActor: number;
  readonly #willing: boolean;
  /** Called before it is ended. */
  onEnd: (performed: readonly (readonly [number, number])[]) => void = () => {};
  #gone = false;

  constructor(index: number, firstActor: number, events: WorkerEvents, willing: boolean) {
    this.index = index;
    this.#firstActor = firstActor;
    this.#events = events;
    this.#willing = willing;
  }

  perform(seat: number, generation: number, suspects: readonly SuspectMessage[]): void {
    this.performed.push([seat, generation]);
    this.suspects.push(...suspects);
  }

  retire(seat: number, generation: number, handOver: boolean): void {
    this.retired.push([seat, generation]);
    if (handOver) this.handedOver.push([seat, generation]);
    if (this.#willing) queueMicrotask(() => this.answer(seat, generation));
  }

  ping(): void {
    this.pings++;
    if (this.#willing) {
      queueMicrotask(() =>
        this.say({ type: "pong", worker: this.index, call: 0, heapBytes: 0, thread: null })
      );
    }
  }

  terminate(): void {
    this.onEnd(this.performed);
    this.terminated = true;
    if (this.#willing) queueMicrotask(() => this.gone());
  }

  async kill(): Promise<Execution> {
    this.onEnd(this.performed);
    this.killed = true;
    if (this.onKill !== undefined) await this.onKill();
    else this.gone();
    return { stack: this.stack, ended: this.#gone, ordered: this.ordered, tookMs: 1 };
  }

  say(message: LoadMessage | LifeMessage): void {
    if (["alive", "loaded", "notLoaded"].includes(message.type)) {
      this.#events.onLoad(message as LoadMessage);
    } else this.#events.onLife(message as LifeMessage);
  }

  loaded(): void {
    this.say({ type: "alive" });
    this.say({ type: "loaded" });
  }

  notLoaded(actor: number, message = "no such export"): void {
    this.say({ type: "notLoaded", faults: [{ actor, error: errorOf(message) }] });
  }

  /** It has taken a generation out. */
  answer(seat: number, generation: number, lent = false): void {
    if (!this.#gone) {
      this.say({ type: "retired", actor: this.#firstActor + seat, generation, lent });
    }
  }

  crash(actor: number, generation: number, message = "it broke", lent = false): void {
    const underWork = [{ end: 0, messages: 1, from: 0 }];
    this.say({ type: "crashed", actor, generation, error: errorOf(message), underWork, lent });
  }

  /** The actor threw what it would throw each time. */
  crashForGood(actor: number, generation: number, message = "it broke"): void {
    const underWork = [{ end: 0, messages: 1, from: 0 }];
    const error = errorOf(message);
    this.say({ type: "crashed", actor, generation, error, underWork, lent: false, lasting: true });
  }

  /** The actor's `run` returned although it is permanent. */
  giveBack(actor: number, generation: number): void {
    const error = errorOf("it returned");
    this.say({
      type: "crashed",
      actor,
      generation,
      error,
      underWork: [],
      lent: false,
      returned: true,
    });
  }

  uncaught(message = "a timer threw", turns?: readonly TurnUnderWork[]): void {
    this.say({ type: "uncaught", error: errorOf(message), ...turns && { turns } });
  }

  end(actor: number, generation: number): void {
    this.say({ type: "ended", actor, generation });
  }

  break(message: string): void {
    this.#events.onBroken(errorOf(message));
  }

  /** Its thread is gone. */
  gone(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#events.onGone();
  }
}

export function errorOf(message: string): ErrorReport {
  return { name: "Error", message, stack: "" };
}
