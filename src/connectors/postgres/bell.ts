import type { WireWorld } from "../wire.ts";

/** Wakes the one that waits for something; what comes while nobody waits is not missed. */
export class PostgresBell {
  #wake: (() => void) | undefined;
  #isRung = false;

  /** Ends the wait that is under way, or else the next one at once. */
  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Waits for the bell, for so many milliseconds, or for an abort. One wait at a time. */
  async wait(world: WireWorld, ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      const woken = new AbortController();
      const wake = () => woken.abort();
      this.#wake = wake;
      signal.addEventListener("abort", wake);
      await world.pause(ms, woken.signal);
      signal.removeEventListener("abort", wake);
      this.#wake = undefined;
    }
    this.#isRung = false;
  }
}
