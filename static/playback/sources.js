// @ts-check
// Where recordings come from: a file that was dropped, or what the server keeps.

import { parseRecording } from "./recording.js";

/** @typedef {import("./recording.js").Recording} Recording */

/** How much is fetched at once, in milliseconds. */
const SPAN_MS = 60_000;

/** After how much more was recorded the latest span is fetched again, in milliseconds. */
const GROWTH_MS = 1000;

/** How many spans are kept. */
const KEPT = 20;

/** One recording, whole. */
export class FileSource {
  #recording;

  /** @param {Recording} recording */
  constructor(recording) {
    this.#recording = recording;
  }

  get from() {
    return this.#recording.from;
  }

  get to() {
    return this.#recording.to;
  }

  /** @returns {Promise<Recording>} */
  at() {
    return Promise.resolve(this.#recording);
  }
}

/** What the server keeps, fetched span by span as it is looked at. */
export class ServerSource {
  #bounds;
  #read;
  /** @type {Map<number, { until: number, recording: Promise<Recording> }>} */
  #spans = new Map();

  /**
   * @param {() => { from: number, to: number }} bounds from when to when there is something, by the server's clock
   * @param {(path: string) => Promise<string>} read
   */
  constructor(bounds, read = readText) {
    this.#bounds = bounds;
    this.#read = read;
  }

  get from() {
    return this.#bounds().from;
  }

  get to() {
    return this.#bounds().to;
  }

  /**
   * @param {number} time
   * @returns {Promise<Recording>}
   */
  async at(time) {
    const from = Math.floor(time / SPAN_MS) * SPAN_MS;
    const end = from + SPAN_MS;
    const known = this.#spans.get(from);
    // The latest span grows while it is looked at.
    const grows = known && known.until < end && this.to - known.until >= GROWTH_MS;
    if (known && (!grows || time <= (await known.recording).to)) return await known.recording;
    const recording = this.#read(`api/replay?from=${from}&to=${end}`).then((text) =>
      parseRecording(text)
    );
    this.#spans.set(from, { until: this.to, recording });
    const oldest = this.#spans.keys().next().value;
    if (this.#spans.size > KEPT && oldest !== undefined) this.#spans.delete(oldest);
    try {
      return await recording;
    } catch (error) {
      this.#spans.delete(from);
      throw error;
    }
  }
}

/** @param {string} path */
async function readText(path) {
  const response = await fetch(path);
  if (response.status === 404) {
    await response.body?.cancel();
    throw new Error("Cannot go back in time: the server keeps no history");
  }
  if (!response.ok) throw new Error(`Cannot go back in time: ${(await response.text()).trim()}`);
  return await response.text();
}
