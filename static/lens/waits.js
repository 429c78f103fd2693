// @ts-check
// Who waits for whom, by what the columns of figures say. An actor that is blocked waits for whoever takes from its full outputs. One
// that waits waits for whoever sends on the inputs that hold nothing for it, but only where that can be told: it must
// have something else to do, or nothing in it may move.

/**
 * @typedef {object} WaitGraph a graph as the wire names it
 * @property {readonly { label: string }[]} actors
 * @property {readonly { name: string, lane: number | null, from: number, to: number }[]} chans
 */

/**
 * @typedef {object} Wait
 * @property {number} from who waits
 * @property {number} to for whom
 * @property {number} channel through which channel
 * @property {boolean} full whether for room in it, and not for messages
 * @property {boolean} certain whether that can be told even if others move; an empty channel on which nothing is ever sent may mean nothing
 */

/**
 * @typedef {object} Situation an actor at one moment; shares in percent
 * @property {number} busy
 * @property {number} blocked
 * @property {number} waiting
 * @property {number} outside
 * @property {boolean} up
 * @property {number | null} turns turns a second
 */

/**
 * What is known of the figures of all actors (`a`) and channels (`c`): shares in percent. A column is empty where nobody tells it.
 * @typedef {{ column(side: "a" | "c", name: string): readonly unknown[] }} Columns
 */

/** From which share of its time on, in percent, an actor is held up. */
export const HELD = 20;
/** An actor that waits for so much of its time does little else. */
const MOSTLY = 50;
/** From which fill on, in percent, a channel holds its sender up. */
const FULL = 50;
/** A sender that is blocked for so long is held up, however few messages there are: they may be long ones. */
const STUCK = 80;
/** An actor that makes so many turns for each message of an input makes most of them without one: it does not wait for that input. */
const TURNS_EACH = 1.5;
/** Up to which fill, in percent, a channel is as good as empty. */
const EMPTY = 5;
/** Channels that are nearly as full as the fullest, in percent, may be the reason as well. */
const NEARLY = 10;

/**
 * The actors as of the columns.
 * @param {Columns} columns
 * @returns {Situation[]}
 */
export function situations(columns) {
  const [busy, blocked, waiting, outside, turns] = [
    "busy",
    "blocked",
    "waiting",
    "outside",
    "turnRate",
  ].map((name) => columns.column("a", name));
  return columns.column("a", "up").map((isUp, i) => ({
    busy: Number(busy?.[i] ?? 0),
    blocked: Number(blocked?.[i] ?? 0),
    waiting: Number(waiting?.[i] ?? 0),
    outside: Number(outside?.[i] ?? 0),
    up: Boolean(isUp),
    turns: /** @type {number | null} */ (turns?.[i] ?? null),
  }));
}

/**
 * Who waits for whom.
 * @param {WaitGraph} graph
 * @param {readonly Situation[]} actors
 * @param {Columns} columns
 * @returns {Wait[]}
 */
export function findWaits({ chans }, actors, columns) {
  const [fills, rates] = [columns.column("c", "fill"), columns.column("c", "rate")];
  const fill = (/** @type {number} */ channel) => Number(fills[channel] ?? 0);
  const rate = (/** @type {number} */ channel) => Number(rates[channel] ?? 0);
  const forRoom = actors.map(() => /** @type {number[]} */ ([]));
  const fullest = actors.map(() => 0);
  chans.forEach(({ from, to }, channel) => {
    fullest[from] = Math.max(fullest[from] ?? 0, fill(channel));
    if (fill(channel) >= FULL) forRoom[to]?.push(channel);
  });

  const waits = /** @type {Wait[]} */ ([]);
  chans.forEach(({ from, to }, channel) => {
    const sender = actors[from];
    const taker = actors[to];
    if (!sender || !taker) return;
    const holdsUp = fill(channel) >= FULL || sender.blocked >= STUCK;
    if (
      sender.up && sender.blocked >= HELD && holdsUp &&
      fill(channel) >= (fullest[from] ?? 0) - NEARLY
    ) {
      waits.push({ from, to, channel, full: true, certain: true });
    }
    const hasOther = (forRoom[to] ?? []).some((other) => other !== channel);
    const lacks = rate(channel) === 0
      ? isStill(taker) && fill(channel) < FULL
      : fill(channel) <= EMPTY && hasOther && (taker.turns ?? 0) <= TURNS_EACH * rate(channel);
    if (taker.up && taker.waiting >= MOSTLY && lacks) {
      waits.push({ from: to, to: from, channel, full: false, certain: rate(channel) > 0 });
    }
  });
  return waits;
}

/**
 * Whether nothing moves in an actor: it runs, but has made no turn, and is not in the middle of one.
 * @param {Situation} actor
 */
export function isStill({ up, turns, busy, outside }) {
  return up && turns === 0 && busy + outside < HELD;
}
