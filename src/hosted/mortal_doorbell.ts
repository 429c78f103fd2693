import { Doorbell } from "../memory/doorbell.ts";

/**
 * A doorbell whose sleeper may be gone without its thread: from then on it has no part in the memory that its successor uses. The
 * machine sees to that where a thread goes, which can neither be woken any more nor say that it is awake.
 */
export class MortalDoorbell extends Doorbell {
  #isGone = false;

  /** The sleeper is gone. */
  leave(): void {
    // Whoever still stood at the bell could be woken in its successor's place.
    this.rouse();
    super.wake();
    this.#isGone = true;
  }

  override arm(seat: number, heeds?: number): void {
    if (!this.#isGone) super.arm(seat, heeds);
  }

  override disarm(seat: number): void {
    if (!this.#isGone) super.disarm(seat);
  }

  override answer(visit: (seat: number) => void): void {
    if (!this.#isGone) super.answer(visit);
  }

  override wake(): void {
    if (!this.#isGone) super.wake();
  }
}
