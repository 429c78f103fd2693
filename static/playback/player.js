// @ts-check
// Plays recordings: it tells the same frames as a connection does, at the pace that is asked for.

import { Cursor } from "./cursor.js";

/** How often the position moves while it plays, in milliseconds. */
const PERIOD_MS = 50;

/** A pause in what was recorded that is longer than this, in milliseconds, is not waited for. */
const GAP_MS = 5000;

/**
 * @typedef {import("./recording.js").Recording} Recording
 * @typedef {{ at(time: number): Promise<Recording>, readonly from: number, readonly to: number }} Source recordings by
 *   time: `at` gives the one that holds `time`, or the next that there is
 */

export class Player {
  /** The moment that is shown, in milliseconds since the epoch. */
  position = 0;
  /** How fast it plays; 0 while it stands. */
  speed = 0;
  #source;
  #tell;
  #now;
  /** @type {Cursor | null} */
  #cursor = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #beatAt = 0;
  #asked = 0;
  #loading = false;
  #closed = false;

  /**
   * @param {Source} source
   * @param {{ onHello(hello: any): void, onFrame(name: string, frame: any): void, onMove(): void, onEnd(): void,
   *   onEvents(events: Recording["events"]): void, onFault(error: Error): void }} tell
   * @param {() => number} now in milliseconds
   */
  constructor(source, tell, now = () => performance.now()) {
    this.#source = source;
    this.#tell = tell;
    this.#now = now;
  }

  /**
   * Shows the moment `time`. The last call wins.
   * @param {number} time in milliseconds since the epoch
   */
  async seek(time) {
    const asked = ++this.#asked;
    this.position = Math.min(Math.max(time, this.#source.from), this.#source.to);
    this.#tell.onMove();
    const cursor = await this.#cursorAt(this.position);
    if (!cursor || asked !== this.#asked || this.#closed) return;
    this.#show(cursor);
  }

  /**
   * Shows the frame `count` behind, or, below 0, before the one that is shown.
   * @param {number} count
   */
  async step(count) {
    this.pause();
    const cursor = await this.#cursorAt(this.position);
    if (!cursor) return;
    const beside = cursor.timeBeside(this.position, count);
    const { from, to } = cursor.recording;
    await this.seek(beside ?? (count < 0 ? from - 1 : to + 1));
  }

  /** @param {number} speed */
  play(speed) {
    this.pause();
    this.speed = speed;
    this.#beatAt = this.#now();
    this.#timer = setInterval(() => this.beat(), PERIOD_MS);
    this.#tell.onMove();
  }

  pause() {
    clearInterval(this.#timer);
    this.speed = 0;
    this.#tell.onMove();
  }

  /** Ends it: nothing is told from now on. */
  close() {
    this.#closed = true;
    clearInterval(this.#timer);
    this.speed = 0;
  }

  /** Moves on by the time that has passed. Called by its own timer. */
  async beat() {
    const now = this.#now();
    const target = this.position + (now - this.#beatAt) * this.speed;
    this.#beatAt = now;
    if (this.#loading || this.speed === 0) return;
    if (target >= this.#source.to) {
      await this.seek(this.#source.to);
      if (this.#closed) return;
      this.pause();
      this.#tell.onEnd();
      return;
    }
    await this.seek(target);
  }

  /** @param {Cursor} cursor */
  #show(cursor) {
    // Nothing was recorded here: what comes next does not keep anybody waiting.
    const next = cursor.timeBeside(this.position, cursor.recording.from > this.position ? 0 : 1);
    const ahead = next === null ? 0 : next - this.position;
    if (this.speed > 0 && ahead > GAP_MS && next !== null) this.position = next;
    cursor.seek(this.position);
    this.#tell.onMove();
  }

  /** @param {number} time @returns {Promise<Cursor | null>} */
  async #cursorAt(time) {
    const known = this.#cursor?.recording;
    if (known && known.from <= time && time <= known.to) return this.#cursor;
    this.#loading = true;
    try {
      const recording = await this.#source.at(time);
      return this.#closed ? null : this.#take(recording);
    } catch (error) {
      if (!this.#closed) this.#tell.onFault(/** @type {Error} */ (error));
      return null;
    } finally {
      this.#loading = false;
    }
  }

  /** @param {Recording} recording */
  #take(recording) {
    if (this.#cursor?.recording === recording) return this.#cursor;
    this.#tell.onHello(recording.hello);
    this.#tell.onFrame("topology", recording.topology);
    this.#tell.onEvents(recording.events);
    this.#cursor = new Cursor(recording, this.#tell.onFrame);
    return this.#cursor;
  }
}
