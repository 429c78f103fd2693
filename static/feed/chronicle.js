// @ts-check
// What happened: life events and alerts, each known by its number, up to any moment that is asked for.

/**
 * @typedef {{ n: number, time: number, subject: string, what: string, detail?: string,
 *   crash?: { generation: number, cause: string, decision: string, delayMs: number, siblings: readonly string[] } }} Life
 * @typedef {{ n: number, time: number, subject: string, label: string, level: number, rule: string, value: string,
 *   since: number, cleared: boolean }} Alert
 * @typedef {Alert & { until: number | null }} Episode an alert from its rise to its end, or to `null` while it lasts
 */

/** For how long an actor counts as crashed, in milliseconds; the server holds it critical for as long. */
const CRASH_SHOWN_MS = 5000;

/** How many of each kind are kept. */
const KEPT = 2000;

export class Chronicle {
  /** Counts the changes, so that a view knows whether it has to be drawn anew. */
  version = 0;
  /** @type {Life[]} */
  life = [];
  /** @type {Alert[]} */
  alerts = [];

  /** Forgets everything. */
  clear() {
    this.version++;
    this.life = [];
    this.alerts = [];
  }

  /**
   * Adds the events of a `life` or `alert` frame; those that it has are left out.
   * @param {string} name
   * @param {{ events?: readonly Life[], alerts?: readonly Alert[] }} frame
   */
  add(name, frame) {
    if (name === "life") this.life = this.#merge(this.life, frame.events ?? []);
    else if (name === "alert") this.alerts = this.#merge(this.alerts, frame.alerts ?? []);
  }

  /**
   * The frames that tell all of it.
   * @param {unknown} rev the topology that they speak of
   * @returns {[name: string, frame: Record<string, unknown>][]}
   */
  frames(rev) {
    const { life, alerts } = this;
    return [
      ...life.length > 0 ? [frame("life", { rev, events: life })] : [],
      ...alerts.length > 0 ? [frame("alert", { rev, alerts })] : [],
    ];
  }

  /**
   * The life events up to `until`, oldest first.
   * @param {number} [until] in milliseconds since the epoch
   */
  lifeUntil(until = Infinity) {
    return this.life.filter(({ time }) => time <= until);
  }

  /**
   * Every alert up to `until` from its rise to its end, newest first.
   * @param {number} [until] in milliseconds since the epoch
   * @returns {Episode[]}
   */
  episodes(until = Infinity) {
    /** @type {Map<string, Episode>} */
    const open = new Map();
    /** @type {Episode[]} */
    const all = [];
    for (const alert of this.alerts) {
      if (alert.time > until) continue;
      const key = `${alert.subject} ${alert.rule}`;
      let episode = open.get(key);
      // The end of one whose rise is no longer kept is told all the same.
      if (!episode) all.push(episode = { ...alert, until: null });
      if (alert.cleared) {
        episode.until = alert.time;
        open.delete(key);
      } else {
        open.set(key, Object.assign(episode, alert, { since: episode.since }));
      }
    }
    return all.reverse();
  }

  /**
   * The alerts that last at `until`, worst first.
   * @param {number} [until] in milliseconds since the epoch
   */
  active(until = Infinity) {
    const lasting = this.episodes(until).filter((episode) => episode.until === null);
    return lasting.sort((one, other) => other.level - one.level || other.since - one.since);
  }

  /**
   * The last crash of each actor that crashed in the five seconds before `now`, newest first.
   * @param {number} now in milliseconds since the epoch
   * @returns {Life[]}
   */
  crashed(now) {
    /** @type {Map<string, Life>} */
    const last = new Map();
    for (const event of this.life) {
      const age = now - event.time;
      if (event.what !== "crashed" || age < 0 || age >= CRASH_SHOWN_MS) continue;
      last.delete(event.subject);
      last.set(event.subject, event);
    }
    return [...last.values()].reverse();
  }

  /**
   * @template {{ n: number }} Entry
   * @param {Entry[]} known
   * @param {readonly Entry[]} fresh
   * @returns {Entry[]}
   */
  #merge(known, fresh) {
    const numbers = new Set(known.map(({ n }) => n));
    const added = fresh.filter(({ n }) => !numbers.has(n));
    if (added.length === 0) return known;
    this.version++;
    return [...known, ...added].sort((one, other) => one.n - other.n).slice(-KEPT);
  }
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} data
 * @returns {[name: string, frame: Record<string, unknown>]}
 */
function frame(name, data) {
  return [name, data];
}
