// @ts-check
// A recording: the frames of a stream, as lines of JSON. `src/telemetry/history/` writes them.

import { bytesText } from "../words/numbers.js";
import { eventFault, isMoment, topologyFault } from "./check_events.js";
import { figuresFault } from "./check_figures.js";
import { keyFault, tickFault } from "./check_values.js";
import { firstVocabulary } from "./first_version.js";
import { Figures } from "../feed/figures.js";
import { RECORDED, VALUES } from "../feed/stream_events.js";

/**
 * @typedef {Record<string, any>} Frame
 * @typedef {{ name: string, frame: Frame, time: number }} Recorded
 * @typedef {{ hello: Frame, topology: Frame, frames: Recorded[], events: Recorded[], from: number, to: number }} Recording
 */

/** The version of the format that is written today, and the first, which does not tell its figures. Both are read. */
const VERSION = 2;
const FIRST = 1;

/** @type {import("../feed/figures.js").Vocabulary["figures"]} */
const NO_WORDS = { a: [], c: [] };

/** Of a larger file, in bytes, the browser could not hold all frames. */
const MOST_BYTES = 200e6;

/**
 * Reads a recording. `frames` are those with values, in their order; `events` those that tell what happened. `words` are those of
 * the figures of today, for recordings that have none.
 * @param {string} text
 * @param {import("../feed/figures.js").Vocabulary["figures"]} [words]
 * @returns {Recording}
 * @throws {SyntaxError} in one sentence, where the text is no recording, or holds no values
 */
export function parseRecording(text, words = NO_WORDS) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const head = header(lines[0]);
  const { topology } = head;
  let { hello } = head;
  let figures = hello.columns ? new Figures(/** @type {any} */ (hello)) : null;
  /** @type {Recorded[]} */
  const frames = [];
  /** @type {Recorded[]} */
  const events = [];
  /** @type {Frame | null} */
  let key = null;
  let time = 0;
  lines.slice(1).forEach((line, index) => {
    const { event, data } = readLine(line, index + 2, index === lines.length - 2);
    if (!RECORDED.includes(event)) return;
    const values = VALUES.includes(event);
    if (values && !isMoment(data.t)) refuse(`line ${index + 2} has no time`);
    // A tick before the first key says what changed, but not of what.
    if (event === "tick" && key === null) return;
    if (event === "key" && figures === null && Array.isArray(data.a) && Array.isArray(data.c)) {
      hello = { ...hello, ...firstVocabulary({ a: data.a, c: data.c }, words) };
      figures = new Figures(/** @type {any} */ (hello));
    }
    const fault = event === "key"
      ? keyFault(topology, data, figures ?? new Figures())
      : key && event === "tick"
      ? tickFault(topology, data, key, figures ?? new Figures())
      : eventFault(event, data);
    if (fault) refuse(`line ${index + 2} ${fault}`);
    if (event === "key") key = data;
    // A clock that was set back does not put the frames into another order.
    if (values) time = Math.max(time, data.t);
    (values ? frames : events).push({ name: event, frame: data, time });
  });
  if (frames.length === 0) refuse("it holds no values");
  const from = Number(frames[0]?.time);
  return { hello, topology, frames, events, from, to: Number(frames.at(-1)?.time) };
}

/** @param {string | undefined} line */
function header(line) {
  const { recording, hello, topology } = readHeader(line);
  if (recording !== VERSION && recording !== FIRST) {
    refuse(`it is of version ${recording}, and this page reads versions ${FIRST} and ${VERSION}`);
  }
  if (!hello || !Array.isArray(topology?.actors) || !Array.isArray(topology?.chans)) {
    refuse("its first line does not say of which graph it is");
  }
  const fault = topologyFault(topology) ?? (recording === FIRST ? null : figuresFault(hello));
  if (fault) refuse(`its first line ${fault}`);
  return { hello, topology };
}

/** @param {string | undefined} line @returns {Frame} */
function readHeader(line) {
  try {
    const value = JSON.parse(line ?? "");
    if (typeof value?.recording === "number") return value;
  } catch {
    // Said below.
  }
  return refuse('its first line does not begin with {"recording":1');
}

// A program that dies leaves its last line half written: that one is left out.
/** @param {string} line @param {number} number @param {boolean} last @returns {{ event: string, data: Frame }} */
function readLine(line, number, last) {
  try {
    const { event, data } = JSON.parse(line);
    if (typeof event === "string" && typeof data === "object" && data !== null) {
      return { event, data };
    }
  } catch {
    if (last) return { event: "", data: {} };
  }
  return refuse(`line ${number} is not an event`);
}

/**
 * Refuses a file that is too large to be read.
 * @param {number} bytes
 * @throws {RangeError} in one sentence, above 200 MB
 */
export function checkSize(bytes) {
  if (bytes <= MOST_BYTES) return;
  throw new RangeError(
    `Cannot play this as a recording: it has ${bytesText(bytes)}, and this page reads at most ${
      bytesText(MOST_BYTES)
    }`,
  );
}

/** @param {string} reason @returns {never} */
function refuse(reason) {
  throw new SyntaxError(`Cannot play this as a recording: ${reason}`);
}
