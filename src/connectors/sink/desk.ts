import type { Actor, ActorLog } from "../../actor/mod.ts";
import type { WireWorld } from "../wire.ts";
import { wireWorld } from "../wire_world.ts";

/** A sink's actor, as its link sees it: what waits, and what is shown. */
export class SinkDesk {
  readonly #actor: Pick<Actor, "wait" | "settled" | "timeout" | "isRunning" | "setStatus">;
  /** Aborted when the generation is over. */
  readonly signal: AbortSignal;
  readonly log: ActorLog;
  readonly world: WireWorld;
  #status = "";

  constructor(
    actor: Pick<
      Actor,
      "wait" | "settled" | "timeout" | "isRunning" | "setStatus" | "signal" | "log" | "clock"
    >,
  ) {
    this.#actor = actor;
    this.signal = actor.signal;
    this.log = actor.log;
    this.world = wireWorld(actor.clock);
  }

  /** Shows a line on the node. */
  show(status: string): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#actor.setStatus(status);
  }

  /** What a promise brings. Waits for it as an actor does: it may take as long as it likes, and no stop cuts it short. */
  async through<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = promise.then(() => {}, () => {}).then(() => void (isOver = true));
    while (!isOver) {
      this.#veto();
      await this.#actor.wait(this.#actor.settled(over));
    }
    return await promise;
  }

  /** Waits so long. */
  async pause(ms: number): Promise<void> {
    let isOver = false;
    const pause = this.#actor.timeout(ms);
    while (!isOver) {
      this.#veto();
      isOver = await this.#actor.wait(pause);
    }
  }

  /** Throws what the generation is over by, if it is. */
  checkGoesOn(): void {
    this.signal.throwIfAborted();
  }

  /** Where a stop is asked for, says why it has to wait. */
  #veto(): void {
    this.#actor.isRunning((vote) => vote(`all that has come is put, ${this.#status}`, false));
  }
}
