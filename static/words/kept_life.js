// @ts-check
// Which life events are kept, by the page and by the server alike: so whoever comes later sees what all others see. The server
// imports this file too.

/** How many of the last events are kept. */
export const LIFE_KEPT = 5000;

/** How many of the last events of each actor are kept, however many others there were since. */
export const LIFE_EACH = 20;

/**
 * Those of `events` that are kept; they are in the order of their numbers.
 * @template {{ n: number, subject: string }} Event
 * @param {Event[]} events
 * @returns {Event[]}
 */
export function keptLife(events) {
  if (events.length <= LIFE_KEPT) return events;
  /** @type {Map<string, number>} */
  const later = new Map();
  /** @type {Event[]} */
  const kept = [];
  for (let at = events.length - 1; at >= 0; at--) {
    const event = /** @type {Event} */ (events[at]);
    const count = later.get(event.subject) ?? 0;
    later.set(event.subject, count + 1);
    if (events.length - at <= LIFE_KEPT || count < LIFE_EACH) kept.push(event);
  }
  return kept.reverse();
}
