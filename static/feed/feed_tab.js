// @ts-check
// One page that follows: it is given no more than it takes, and almost nothing while nobody sees it.

/** How many ticks may be under way to a page. */
const UNDER_WAY = 4;

/** A page that nobody sees is given at most one frame in so many milliseconds. */
const HIDDEN_MS = 1000;

/** A page that is seen says so every 5 s; after so long a silence, in milliseconds, it has died. */
const SILENCE_MS = 15_000;

export class FeedTab {
  #port;
  #now;
  #visible = true;
  #heard;
  #given = -Infinity;
  #underWay = 0;
  #behind = false;

  /**
   * @param {{ postMessage(message: unknown): void }} port
   * @param {() => number} now in milliseconds
   */
  constructor(port, now) {
    this.#port = port;
    this.#now = now;
    this.#heard = now();
  }

  /** Whether somebody sees the page. */
  get visible() {
    return this.#visible && this.#now() - this.#heard < SILENCE_MS;
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.#visible = visible;
    this.#heard = this.#now();
  }

  /** The page has taken a frame. */
  taken() {
    this.#heard = this.#now();
    this.#underWay = Math.max(0, this.#underWay - 1);
  }

  /** @param {string} state */
  tellState(state) {
    this.#port.postMessage({ state });
  }

  /**
   * Gives it frames that it must not miss.
   * @param {readonly [name: string, frame: unknown][]} frames
   */
  tell(frames) {
    for (const [name, frame] of frames) {
      if (name === "key") this.#caughtUp();
      this.#port.postMessage({ name, frame });
    }
  }

  /**
   * Gives it values: the tick, or, where it missed one, all of them.
   * @param {string} name
   * @param {unknown} frame
   * @param {() => unknown} key makes the frame that has everything
   */
  offer(name, frame, key) {
    const pause = this.visible ? 0 : HIDDEN_MS;
    if (this.#underWay >= UNDER_WAY || this.#now() - this.#given < pause) {
      this.#behind = true;
      return;
    }
    const whole = this.#behind ? key() : null;
    this.#caughtUp();
    this.#port.postMessage(whole ? { name: "key", frame: whole } : { name, frame });
  }

  #caughtUp() {
    this.#behind = false;
    this.#given = this.#now();
    this.#underWay++;
  }
}
