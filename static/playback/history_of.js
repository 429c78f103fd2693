// @ts-check
// The values of one actor or channel over time, out of recorded frames.

import { Model } from "../feed/model.js";

/**
 * @typedef {import("../feed/model.js").Key} Key
 * @typedef {import("../feed/model.js").Tick} Tick
 */

/**
 * The last value in each step from `from` to `to`, in milliseconds since the epoch; `null` where there was none.
 * @param {Pick<import("./recording.js").Recording, "hello" | "frames">} recording
 * @param {string} id
 * @param {number} from
 * @param {number} to
 * @param {number} step
 * @returns {{ from: number, step: number, series: Record<string, (number | null)[]> }}
 */
export function historyOf({ hello, frames }, id, from, to, step) {
  const model = new Model();
  model.greet(/** @type {import("../feed/model.js").Hello} */ (hello));
  const index = Number(id.slice(1));
  const count = Math.max(0, Math.floor((to - from) / step));
  /** @type {Record<string, (number | null)[]>} */
  const series = {};
  for (const { name, frame, time } of frames) {
    if (time > to) break;
    if (name === "key") model.key(/** @type {Key} */ (frame));
    else model.tick(/** @type {Tick} */ (frame));
    const at = Math.floor((time - from) / step);
    if (at < 0 || at >= count) continue;
    const values = id.startsWith("a") ? model.actor(index) : model.channel(index);
    for (const [key, value] of Object.entries(values)) {
      if (typeof value !== "number") continue;
      series[key] ??= new Array(count).fill(null);
      series[key][at] = value;
    }
  }
  return { from, step, series };
}

/**
 * The same, as the server keeps it; `null` where it keeps none, or is away.
 * @param {string} id
 * @param {number} from
 * @param {number} to
 * @param {number} step
 */
export async function fetchHistory(id, from, to, step) {
  const wanted = {
    from: Math.floor(from),
    to: Math.ceil(to),
    step: Math.max(100, Math.ceil(step)),
  };
  const query = Object.entries(wanted).map(([name, value]) => `&${name}=${value}`).join("");
  try {
    const response = await fetch(`api/history?id=${id}${query}`);
    return response.ok ? await response.json() : null;
  } catch {
    // The connection's state says that the server is away.
    return null;
  }
}
