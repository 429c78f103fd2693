import type { SourceActor } from "./source_state.ts";

/** How often the line on the node is written anew while only numbers change, in milliseconds. */
const SHOW_EVERY_MS = 1000;

/** The line on the node of a source: whether it is connected, and what people should know of. The numbers are cells of its state, too. */
export class Figures {
  readonly #actor: SourceActor<never>;
  #shown = "";
  #shownAt = -Infinity;

  constructor(actor: SourceActor<never>) {
    this.#actor = actor;
  }

  /** Shows that something is under way, at once. */
  say(status: string): void {
    if (status === this.#shown) return;
    this.#shown = status;
    this.#shownAt = this.#actor.clock.now();
    this.#actor.setStatus(status);
  }

  /** Shows that there is a connection, and the figures. */
  sayConnected(): void {
    const now = this.#actor.clock.now();
    if (this.#shown.startsWith(CONNECTED) && now - this.#shownAt < SHOW_EVERY_MS) return;
    const { lag, redelivered, dead } = this.#actor.state;
    const parts = [
      CONNECTED,
      ...(lag > 0 ? [`lag ${lag}`] : []),
      ...(redelivered > 0 ? [`${redelivered} came again`] : []),
      ...(dead > 0 ? [`${dead} dead`] : []),
    ];
    this.say(parts.join(", "));
  }
}

const CONNECTED = "connected";
