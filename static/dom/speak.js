// @ts-check
// What is said to those who listen instead of looking: at most one line in five seconds, the last one wins.

import { byId } from "./dom.js";

const PAUSE_MS = 5000;

let spoken = -Infinity;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Says a line, at once or as soon as it may.
 * @param {string} line
 */
export function speak(line) {
  clearTimeout(timer);
  const wait = spoken + PAUSE_MS - performance.now();
  if (wait > 0) {
    timer = setTimeout(() => speak(line), wait);
    return;
  }
  spoken = performance.now();
  byId("announce").textContent = line;
}
