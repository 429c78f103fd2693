// @ts-check
// The state of the page in a few words: live, or when and how what is shown was so.

import { clockText } from "../words/clock_text.js";

/** What is shown may be so old, in milliseconds, before the page says that it lags. */
const LAG_MS = 2000;

/**
 * @param {{ state: string, position: number | null, speed: number | null, file: string | null, present: number, lag: number | null }} page
 *   the state of the connection; the moment that is shown, or `null` for the present; how fast it plays, and which file; the last
 *   moment that the server told, 0 for none, and how old what it told last is, in milliseconds, `null` before it has
 * @returns {[state: string, text: string | undefined]} the text, where the name of the state does not say it all
 */
export function stateWords({ state, position, speed, file, present, lag }) {
  if (position !== null) {
    const at = clockText(position);
    const name = file === null ? "" : `${file} · `;
    return ["paused", speed === 0 ? `${name}Paused at ${at}` : `${name}Playback ${at} · ${speed}×`];
  }
  if (state === "reconnecting" && present > 0) {
    return ["reconnecting", `Reconnecting · snapshot at ${clockText(present)}`];
  }
  if (state === "live" && lag !== null && lag > LAG_MS) {
    return ["lagging", `Lagging ${Math.round(lag / 1000)} s`];
  }
  return [state, undefined];
}
