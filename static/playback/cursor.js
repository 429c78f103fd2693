// @ts-check
// A place in a recording. Moving it tells the frames that lead there: forwards those on the way, else all since a key.

/** @typedef {import("./recording.js").Recording} Recording */

export class Cursor {
  #recording;
  #onFrame;
  /** The index of the frame that is shown; -1 before the first move. */
  #at = -1;

  /**
   * @param {Recording} recording
   * @param {(name: string, frame: Record<string, any>) => void} onFrame
   */
  constructor(recording, onFrame) {
    this.#recording = recording;
    this.#onFrame = onFrame;
  }

  get recording() {
    return this.#recording;
  }

  /**
   * Moves to the last frame not after `time`, or to the first there is.
   * @param {number} time in milliseconds since the epoch
   */
  seek(time) {
    this.#move(Math.max(0, this.#indexAt(time)));
  }

  /**
   * The time of the frame that is `count` behind (or, below 0, before) the one at `time`; `null` beyond the ends.
   * @param {number} time
   * @param {number} count
   */
  timeBeside(time, count) {
    return this.#recording.frames[Math.max(0, this.#indexAt(time)) + count]?.time ?? null;
  }

  /** @param {number} target */
  #move(target) {
    const { frames } = this.#recording;
    if (target === this.#at) return;
    let from = this.#at + 1;
    const key = keyBefore(frames, target);
    if (target < this.#at || key >= from) from = key;
    for (let at = from; at <= target; at++) {
      const recorded = frames[at];
      if (recorded) this.#onFrame(recorded.name, recorded.frame);
    }
    this.#at = target;
  }

  // The frames are in the order of their times.
  /** @param {number} time */
  #indexAt(time) {
    const { frames } = this.#recording;
    let low = 0;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(frames[middle]?.time) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** @param {Recording["frames"]} frames @param {number} target */
function keyBefore(frames, target) {
  let at = target;
  while (at > 0 && frames[at]?.name !== "key") at--;
  return at;
}
