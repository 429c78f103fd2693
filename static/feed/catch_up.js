// @ts-check
// What a page that comes later, or that fell behind, has to be told to be where the others are.

import { applyChange } from "./columns.js";
import { Chronicle } from "./chronicle.js";
import { HAPPENINGS } from "./stream_events.js";

/** @typedef {Record<string, any>} Frame a frame of the stream, as `src/telemetry/wire/wire.ts` has it */

export class CatchUp {
  /** @type {Frame | null} */
  #hello = null;
  /** @type {Frame | null} */
  #topology = null;
  /** @type {Frame | null} */
  #key = null;
  #chronicle = new Chronicle();

  /**
   * Takes the next frame of the stream.
   * @param {string} name
   * @param {Frame} frame
   */
  take(name, frame) {
    if (name === "hello") this.#greet(frame);
    else if (name === "topology") this.#adopt(frame);
    else if (name === "key") this.#key = { ...frame, a: copy(frame.a), c: copy(frame.c) };
    else if (name === "tick") this.#apply(frame);
    else if (HAPPENINGS.includes(name)) this.#chronicle.add(name, frame);
  }

  /** The values as of the last frame, or `null` before there are any. */
  get key() {
    return this.#key && { ...this.#key, a: copy(this.#key.a), c: copy(this.#key.c) };
  }

  /** The number of the life event that would be the next, as far as is known. */
  get nextLife() {
    return (this.#chronicle.life.at(-1)?.n ?? -1) + 1;
  }

  /** Names the program that answers; `undefined` before one has. */
  get epoch() {
    return this.#hello?.epoch;
  }

  /**
   * The frames that tell everything, in their order.
   * @returns {[name: string, frame: Frame][]}
   */
  frames() {
    /** @type {[string, Frame | null][]} */
    const all = [
      ["hello", this.#hello],
      ["topology", this.#topology],
      ["key", this.key],
      ...this.#chronicle.frames(this.#topology?.rev),
    ];
    return all.flatMap(([name, frame]) => frame === null ? [] : [[name, frame]]);
  }

  /** @param {Frame} hello */
  #greet(hello) {
    if (hello.epoch !== this.#hello?.epoch) {
      this.#topology = null;
      this.#key = null;
      this.#chronicle.clear();
    }
    this.#hello = hello;
  }

  /** @param {Frame} topology */
  #adopt(topology) {
    this.#topology = topology;
    this.#key = null;
  }

  /** @param {Frame} tick */
  #apply(tick) {
    const key = this.#key;
    if (!key) return;
    Object.assign(key, { s: tick.s, t: tick.t, life: tick.life });
    for (const [name, change] of Object.entries(tick)) {
      if (/^[ac]\d+$/.test(name)) applyChange(key[name.charAt(0)][Number(name.slice(1))], change);
    }
  }
}

/** @param {unknown[][]} columns */
function copy(columns) {
  return columns.map((column) => [...column]);
}
