import type { Condition } from "../channel/condition.ts";
import type { Rx } from "../channel/rx.ts";
import type { Tx } from "../channel/tx.ts";
import type { Clock } from "../world.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { Accept, Actor } from "./actor.ts";
import type { Inboxes } from "./inboxes.ts";
import type { ActorLog } from "./log.ts";
import type { Performance } from "./performance.ts";
import type { Setting } from "./setting.ts";
import { type StreamDesk, STREAMS } from "./stream_desk.ts";
import type { InboxOptions } from "./own_inbox.ts";
import type { Turns } from "./turns.ts";

let inboxesIn: (handle: ActorHandle) => Inboxes;

/** Where the host's own actors bring their queues to. Nothing else has a way to it. */
export function inboxesOf(actor: Actor): Inboxes {
  return inboxesIn(actor as ActorHandle);
}

/** What an actor's `run` gets: the verbs of {@link Actor}, and nothing else that its program could call or see. */
export class ActorHandle implements Actor {
  readonly #turns: Turns;
  readonly #performance: Performance;
  readonly name: string;
  readonly instance: number | null;
  readonly label: string;
  readonly generation: number;
  readonly ports: Actor["ports"];
  readonly state: Actor["state"];
  readonly args: Actor["args"];
  readonly clock: Clock;

  static {
    inboxesIn = (handle) => handle.#performance.inboxes;
  }

  constructor(performance: Performance, setting: Setting) {
    this.#turns = performance.turns;
    this.#performance = performance;
    const { name, instance, label, args } = setting.role;
    this.name = name;
    this.instance = instance;
    this.label = label;
    this.generation = setting.generation;
    this.ports = setting.ports as Actor["ports"];
    this.state = setting.state as Actor["state"];
    this.args = args;
    this.clock = setting.surroundings.world;
  }

  get turn(): number {
    return this.#performance.turn;
  }

  get signal(): AbortSignal {
    return this.#performance.signal;
  }

  get log(): ActorLog {
    return this.#performance.log;
  }

  isRunning(accept?: Accept): boolean {
    return this.#turns.isRunning(accept);
  }

  wait(condition: Condition): Promise<boolean> {
    return this.#turns.wait(condition);
  }

  send<T>(port: Tx<T>, message: T): Promise<boolean> {
    return this.#turns.send(port, message);
  }

  take<T>(port: Rx<T> | Inbox<T, unknown>): Promise<T | undefined> {
    return this.#turns.take(port);
  }

  commit(): boolean {
    return this.#turns.commit();
  }

  effectId(port?: Rx<unknown> | Tx<never>, offset?: number): string {
    return this.#performance.effectId(port, offset);
  }

  deadLetter(message: unknown, reason: string): Promise<void> {
    return this.#performance.deadLetter(message, reason);
  }

  inbox<T, A = never>(options: InboxOptions = {}): Inbox<T, A> {
    return this.#performance.inboxes.open(options);
  }

  calls(...given: readonly unknown[]): Promise<boolean> {
    return this.#performance.calls(given);
  }

  batches(...given: readonly unknown[]): Promise<boolean> {
    return this.#performance.batches(given);
  }

  periodic(ms: number): Condition {
    return this.#performance.conditions.periodic(ms);
  }

  batch(
    port: Rx<unknown>,
    limits: { readonly messages: number; readonly withinMs: number },
  ): Condition {
    return this.#performance.conditions.batch(port, limits);
  }

  timeout(ms: number): Condition {
    return this.#performance.conditions.timeout(ms);
  }

  settled(promise: PromiseLike<unknown>): Condition {
    return this.#performance.conditions.settled(promise);
  }

  stopping(): Condition {
    return this.#performance.conditions.stopping();
  }

  stop(reason?: string): void {
    this.#performance.stop(reason);
  }

  heartbeat(): void {
    this.#performance.heartbeat();
  }

  yield(): Promise<void> {
    return this.#turns.yield();
  }

  setStatus(text: string): void {
    this.#performance.setStatus(text);
  }

  /** For the streams of any copy of this package: they share the actor's one wait. */
  get [STREAMS](): StreamDesk {
    return this.#performance.streams;
  }
}
