// @ts-check
// Whether the head and the events of a recording are what the page can draw.

import { isLevel } from "../words/levels.js";
import { MOST_SHOWN } from "../words/shown_text.js";

/** @typedef {Record<string, any>} Frame */

/** The last moment that a `Date` can hold, in milliseconds since the epoch. */
const LAST = 8.64e15;

const isText = (/** @type {unknown} */ value) => typeof value === "string";
const areTexts = (/** @type {unknown} */ value) => Array.isArray(value) && value.every(isText);
const isIndex = (/** @type {any} */ value, /** @type {number} */ count) =>
  Number.isInteger(value) && value >= 0 && value < count;

/**
 * What the frame of a happening holds: in which list, what each is, and how that is known.
 * @typedef {{ list: string, what: string, fits: (event: any) => boolean }} Held
 */

/** @type {Readonly<Record<string, Held>>} */
const HELD = {
  life: { list: "events", what: "life events", fits: isLife },
  alert: { list: "alerts", what: "alerts", fits: isAlert },
};

/** @type {Held} */
const NOTHING = { list: "", what: "what this page knows", fits: () => false };

/**
 * Whether it is a moment, in milliseconds since the epoch.
 * @param {unknown} value
 */
export function isMoment(value) {
  return typeof value === "number" && value >= 0 && value <= LAST;
}

/**
 * What is wrong with a topology, or `null`.
 * @param {Frame} topology
 * @returns {string | null}
 */
export function topologyFault({ graph, actors, chans }) {
  if (!isText(graph)) return "does not name its graph";
  const nameless = actors.findIndex((/** @type {any} */ actor) =>
    !isText(actor?.name) || !isText(actor.label) ||
    !([null, undefined].includes(actor.troupe) || isText(actor.troupe)) ||
    !(actor.supervisors === undefined || areTexts(actor.supervisors))
  );
  if (nameless >= 0) return `does not name actor ${nameless}`;
  const loose = chans.findIndex((/** @type {any} */ chan) =>
    !isText(chan?.name) || !isText(chan.kind) || !Number.isFinite(chan.capacity) ||
    !(chan.lane === null || Number.isInteger(chan.lane)) ||
    !isIndex(chan.from, actors.length) || !isIndex(chan.to, actors.length)
  );
  if (loose >= 0) return `does not say from whom to whom channel ${loose} goes`;
  const odd = chans.findIndex((/** @type {any} */ { partner }) =>
    !(partner === undefined || isText(partner))
  );
  if (odd >= 0) return `does not say what channel ${odd} is a partner of`;
  const told = [...actors, ...chans].every((/** @type {any} */ { shown }) => isShown(shown));
  return told ? null : "does not say how many statistics are shown";
}

/**
 * Whether it is how many statistics are shown of one: each takes a line of the picture.
 * @param {unknown} shown
 */
function isShown(shown) {
  return shown === undefined || isIndex(shown, MOST_SHOWN + 1);
}

/**
 * What is wrong with the frame of a happening, or `null`.
 * @param {string} name
 * @param {Frame} frame
 * @returns {string | null}
 */
export function eventFault(name, frame) {
  const { list, what, fits } = HELD[name] ?? NOTHING;
  if (Array.isArray(frame[list]) && frame[list].every(fits) && isCounts(frame.crashes)) return null;
  return `holds something else than ${what}`;
}

/** @param {any} event */
function isLife(event) {
  const { n, time, subject, what, detail, crash } = event ?? {};
  return Number.isFinite(n) && isMoment(time) && isText(subject) && isText(what) &&
    (detail === undefined || isText(detail)) && (crash === undefined || isCrash(crash));
}

/** @param {any} crash */
function isCrash(crash) {
  return Number.isFinite(crash?.generation) && isText(crash.cause) && isText(crash.decision) &&
    Number.isFinite(crash.delayMs) && areTexts(crash.siblings);
}

/** @param {any} crashes how many there were, or nothing */
function isCounts(crashes) {
  return crashes === undefined ||
    (Number.isFinite(crashes?.step) && crashes.step > 0 && Array.isArray(crashes.stretches) &&
      crashes.stretches.every((/** @type {any} */ stretch) =>
        isMoment(stretch?.[0]) && Number.isFinite(stretch[1])
      ));
}

/** @param {any} alert */
function isAlert(alert) {
  const { n, time, subject, label, level, rule, value, since } = alert ?? {};
  return Number.isFinite(n) && isMoment(time) && isMoment(since) && isLevel(level) &&
    [subject, label, rule, value].every(isText);
}
