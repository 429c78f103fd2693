// @ts-check
// A recording: the frames of a stream, as lines of JSON. `src/telemetry/history/` writes them.

/**
 * @typedef {Record<string, any>} Frame
 * @typedef {{ name: string, frame: Frame, time: number }} Recorded
 * @typedef {{ hello: Frame, topology: Frame, frames: Recorded[], events: Recorded[], from: number, to: number }} Recording
 */

/** The version of the format that is read here. */
const VERSION = 1;

const EVENTS = ["key", "tick", "life", "alert"];

/**
 * Reads a recording. `frames` are those with values, in their order; `events` those that tell what happened.
 * @param {string} text
 * @returns {Recording}
 * @throws {SyntaxError} in one sentence, where the text is no recording, or holds no values
 */
export function parseRecording(text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const { hello, topology } = header(lines[0]);
  /** @type {Recorded[]} */
  const frames = [];
  /** @type {Recorded[]} */
  const events = [];
  let time = 0;
  lines.slice(1).forEach((line, index) => {
    const { event, data } = readLine(line, index + 2, index === lines.length - 2);
    if (!EVENTS.includes(event)) return;
    const values = event === "key" || event === "tick";
    if (values && !Number.isFinite(data.t)) refuse(`line ${index + 2} has no time`);
    if (event === "key" && !(Array.isArray(data.a) && Array.isArray(data.c))) {
      refuse(`line ${index + 2} has no columns`);
    }
    if (values) time = data.t;
    // A tick before the first key says what changed, but not of what.
    if (event === "tick" && frames.length === 0) return;
    (values ? frames : events).push({ name: event, frame: data, time });
  });
  if (frames.length === 0) refuse("it holds no values");
  const from = Number(frames[0]?.time);
  return { hello, topology, frames, events, from, to: Number(frames.at(-1)?.time) };
}

/** @param {string | undefined} line */
function header(line) {
  const { recording, hello, topology } = readHeader(line);
  if (recording !== VERSION) {
    refuse(`it is of version ${recording}, and this page reads version ${VERSION}`);
  }
  if (!hello || !Array.isArray(topology?.actors) || !Array.isArray(topology?.chans)) {
    refuse("its first line does not say of which graph it is");
  }
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

/** @param {string} reason @returns {never} */
function refuse(reason) {
  throw new SyntaxError(`Cannot play this as a recording: ${reason}`);
}
