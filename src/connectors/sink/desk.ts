import { type Actor, type ActorLog, any, type Condition, type StateOf } from "../../actor/mod.ts";
import type { WireWorld } from "../wire.ts";
import { wireWorld } from "../../client/wire_world.ts";
import type { SinkState } from "./sink_state.ts";

/** How often it is looked whether all has come and is put, once a stop is asked for, in milliseconds. */
const LOOK_MS = 200;

/** Nothing is left to be put, and nothing will come: whoever waits for a connection can leave. */
export class NothingToPut extends Error {
  override readonly name = "NothingToPut";
}

/** What of an actor a desk calls. */
type DeskVerb = "wait" | "settled" | "timeout" | "yield" | "isRunning" | "setStatus";

/** A sink's actor, as far as its desk needs it. */
type DeskActor = Pick<Actor, DeskVerb | "signal" | "log" | "clock"> & {
  readonly state: StateOf<SinkState>;
};

/** A sink's actor, as its link sees it: what waits, and what is shown. */
export class SinkDesk {
  readonly #actor: DeskActor;
  /** Aborted when the generation is over. */
  readonly signal: AbortSignal;
  readonly log: ActorLog;
  readonly world: WireWorld;
  readonly #isIdle: () => boolean;
  #status = "";
  /** Whether a stop was asked for, or the input has ended. */
  #isAsked = false;

  /** @param isIdle whether nothing is there, and nothing will come */
  constructor(
    actor: DeskActor,
    isIdle: () => boolean = () => false,
  ) {
    this.#actor = actor;
    this.#isIdle = isIdle;
    this.signal = actor.signal;
    this.log = actor.log;
    this.world = wireWorld(actor.clock);
  }

  /** A connection has failed. */
  noteReconnect(): void {
    this.#actor.state.reconnects++;
  }

  /** The service has refused so many messages for now. */
  noteRefused(count: number): void {
    this.#actor.state.refused += count;
  }

  /** Shows a line on the node. */
  show(status: string): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#actor.setStatus(status);
  }

  /**
   * What a promise brings. Waits for it as an actor does: it may take as long as it likes, and no stop cuts it short while there is
   * something to put.
   *
   * @throws {NothingToPut} if there is not, and will not be
   */
  async through<T>(promise: Promise<T>): Promise<T> {
    await this.isOver(promise);
    return await promise;
  }

  /** Waits as {@link SinkDesk.through} until the promise is settled, or until `late` holds. Returns whether it is settled. */
  async isOver(promise: Promise<unknown>, late?: Condition): Promise<boolean> {
    let isOver = false;
    const settle = () => void (isOver = true);
    const settled = this.#actor.settled(promise.then(settle, settle));
    const condition = late === undefined ? settled : any(settled, late);
    while (!isOver) {
      if (late?.met()) return false;
      this.#veto();
      await this.#wait(condition);
    }
    return true;
  }

  /** Holds in so many milliseconds. */
  timeout(ms: number): Condition {
    return this.#actor.timeout(ms);
  }

  /** Lets what a wire has begun come as far as it does without waiting. */
  async breathe(): Promise<void> {
    await this.#actor.yield();
  }

  /** Waits so long; throws as {@link SinkDesk.through}. */
  async pause(ms: number): Promise<void> {
    const pause = this.#actor.timeout(ms);
    while (!pause.met()) {
      this.#veto();
      await this.#wait(pause);
    }
  }

  async #wait(condition: Condition): Promise<void> {
    await this.#actor.wait(
      this.#isAsked ? any(condition, this.#actor.timeout(LOOK_MS)) : condition,
    );
  }

  /** Throws what the generation is over by, if it is. */
  checkGoesOn(): void {
    this.signal.throwIfAborted();
  }

  /** Where a stop is asked for, says why it has to wait. */
  #veto(): void {
    const goesOn = this.#actor.isRunning((vote) => {
      this.#isAsked = true;
      return vote(`all that has come is put, ${this.#status}`, this.#isIdle());
    });
    if (!goesOn) throw new NothingToPut("nothing is left to be put");
  }
}
