// @ts-check
// What happened: life events and alerts, each known by its number, up to any moment that is asked for; and how many crashes there
// were in each stretch of time, also where they are too many to be kept.

import { keptLife } from "../words/kept_life.js";

/**
 * @typedef {{ n: number, time: number, subject: string, what: string, detail?: string,
 *   crash?: { generation: number, cause: string, decision: string, delayMs: number, siblings: readonly string[] } }} Life
 * @typedef {{ n: number, time: number, subject: string, label: string, level: number, rule: string, value: string,
 *   since: number, cleared: boolean }} Alert
 * @typedef {{ step: number, stretches: readonly (readonly [from: number, crashes: number])[] }} CrashCounts how many crashes there were
 *   in stretches of time of `step` milliseconds
 * @typedef {{ time: number, crashes: number, subjects: readonly string[] }} CrashMark crashes at a moment: how many, and whose, as far
 *   as that is known
 * @typedef {Alert & { until: number | null }} Episode an alert from its rise to its end, or to `null` while it lasts
 */

/** For how long an actor counts as crashed, in milliseconds; the server holds it critical for as long. */
const CRASH_SHOWN_MS = 5000;

/** How many alerts are kept, and of how many stretches of time the crashes. */
const KEPT_ALERTS = 2000;
const KEPT_STRETCHES = 50_000;

export class Chronicle {
  /** Counts the changes, so that a view knows whether it has to be drawn anew. */
  version = 0;
  /** @type {Life[]} */
  life = [];
  /** @type {Alert[]} */
  alerts = [];
  /** Whether some of the life events that the server keeps have yet to come. */
  awaits = false;
  #step = 0;
  /** @type {Map<number, number>} crashes by the beginning of their stretch */
  #crashes = new Map();

  /** Forgets everything. */
  clear() {
    this.version++;
    this.life = [];
    this.alerts = [];
    this.awaits = false;
    this.#crashes.clear();
  }

  /**
   * Adds the events of a `life` or `alert` frame; those that it has are left out.
   * @param {string} name
   * @param {{ events?: readonly Life[], crashes?: CrashCounts, awaits?: boolean, alerts?: readonly Alert[] }} frame
   */
  add(name, frame) {
    if (name === "life") {
      this.life = keptLife(this.#merge(this.life, frame.events ?? []));
      if (frame.crashes) this.#count(frame.crashes);
      if ((frame.awaits ?? this.awaits) !== this.awaits) this.version++;
      this.awaits = frame.awaits ?? this.awaits;
    } else if (name === "alert") {
      this.alerts = this.#merge(this.alerts, frame.alerts ?? []).slice(-KEPT_ALERTS);
    }
  }

  /**
   * The frames that tell all of it.
   * @param {unknown} rev the topology that they speak of
   * @returns {[name: string, frame: Record<string, unknown>][]}
   */
  frames(rev) {
    const { life, alerts } = this;
    return [
      ...life.length > 0 ? [frame("life", { rev, events: life, ...this.#rest() })] : [],
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
   * How many events there were up to `until` besides those that `lifeUntil` gives: they are not kept, or have yet to come.
   * @param {number} [until] in milliseconds since the epoch
   */
  missingUntil(until = Infinity) {
    // Numbers rise by one: the first that is later says how many were before.
    const later = this.life.find(({ time }) => time > until);
    const before = later?.n ?? (this.life.at(-1)?.n ?? -1) + 1;
    return Math.max(0, before - this.lifeUntil(until).length);
  }

  /**
   * All crashes from `from` to `to`, oldest first: each by itself where all of a stretch of time are known, and else as many as
   * there were in it.
   * @param {number} from in milliseconds since the epoch
   * @param {number} to in milliseconds since the epoch
   * @returns {CrashMark[]}
   */
  crashMarks(from, to) {
    const step = this.#step;
    const own = (/** @type {number} */ time) => step === 0 ? time : Math.floor(time / step) * step;
    const known = Map.groupBy(
      this.life.filter(({ what }) => what === "crashed"),
      ({ time }) => own(time),
    );
    const begins = new Set([...this.#crashes.keys(), ...known.keys()]);
    return [...begins].sort((one, other) => one - other).flatMap((begin) => {
      const events = known.get(begin) ?? [];
      const crashes = this.#crashes.get(begin) ?? 0;
      const subjects = events.map(({ subject }) => subject);
      const middle = Math.min(Math.max(begin + step / 2, from), to);
      return crashes > events.length
        ? begin + step > from && begin <= to ? [{ time: middle, crashes, subjects }] : []
        : events.filter(({ time }) => time >= from && time <= to)
          .map(({ time, subject }) => ({ time, crashes: 1, subjects: [subject] }));
    });
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

  /** @param {CrashCounts} counts */
  #count({ step, stretches }) {
    this.#step = step;
    for (const [from, crashes] of stretches) {
      // What was asked for earlier may come later.
      if (crashes <= (this.#crashes.get(from) ?? 0)) continue;
      this.version++;
      this.#crashes.set(from, crashes);
    }
    const surplus = this.#crashes.size - KEPT_STRETCHES;
    for (const from of [...this.#crashes.keys()].slice(0, Math.max(0, surplus))) {
      this.#crashes.delete(from);
    }
  }

  #rest() {
    const crashes = { step: this.#step, stretches: [...this.#crashes] };
    return {
      ...this.#crashes.size > 0 && { crashes },
      ...this.awaits && { awaits: true },
    };
  }

  /**
   * @template {{ n: number }} Entry
   * @param {Entry[]} known
   * @param {readonly Entry[]} fresh
   * @returns {Entry[]}
   */
  #merge(known, fresh) {
    const last = known.at(-1)?.n ?? -1;
    const isNext = fresh.every(({ n }, at) => n > (fresh[at - 1]?.n ?? last));
    const numbers = new Set(isNext ? [] : known.map(({ n }) => n));
    const added = isNext ? fresh : fresh.filter(({ n }) => !numbers.has(n));
    if (added.length === 0) return known;
    this.version++;
    const all = [...known, ...added];
    return isNext ? all : all.sort((one, other) => one.n - other.n);
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
