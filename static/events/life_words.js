// @ts-check
// What each kind of life event is called, and with which mark it is told.

/**
 * @typedef {import("../feed/chronicle.js").Life} Life
 * @typedef {{ mark: string, word: string }} Look
 */

/**
 * How each event is told, and with which mark.
 * @type {Readonly<Record<string, Look>>}
 */
const LOOKS = {
  started: { mark: "marked v0", word: "started" },
  ended: { mark: "ring", word: "ended" },
  outside: { mark: "marked v1", word: "waits outside" },
  saturated: { mark: "marked v1", word: "waits for room" },
  suspected: { mark: "marked v2", word: "may hang" },
  crashed: { mark: "marked v3", word: "crashed" },
  deadLetter: { mark: "marked v3", word: "gave a message up" },
  restarted: { mark: "marked v1", word: "restarted" },
  told: { mark: "ring", word: "was told other args" },
  asked: { mark: "ring", word: "was asked" },
  asleep: { mark: "ring", word: "went to sleep" },
  veto: { mark: "marked v2", word: "refused to stop" },
  stopping: { mark: "ring", word: "is stopping" },
  stopped: { mark: "ring", word: "stopped" },
  fault: { mark: "marked v2", word: "meets a fault" },
};

/**
 * Crashes that have a word of their own.
 * @type {Readonly<Record<string, Look>>}
 */
const CRASHES = {
  hang: { mark: "marked v3", word: "hung" },
  asked: { mark: "marked v1", word: "was asked to start again" },
  killed: { mark: "marked v3", word: "was killed" },
};
const ZOMBIE = { mark: "marked v3", word: "is a zombie" };

/**
 * How an event is told.
 * @param {Pick<Life, "what" | "crash">} event
 * @returns {Look}
 */
export function lookOf({ what, crash }) {
  if (crash?.decision === "zombie") return ZOMBIE;
  return (crash && CRASHES[crash.cause]) ?? LOOKS[what] ?? { mark: "ring", word: what };
}

/**
 * What an event is called: `crashed`, `refused to stop`.
 * @param {Pick<Life, "what" | "crash">} event
 * @returns {string}
 */
export function lifeWord(event) {
  return lookOf(event).word;
}
