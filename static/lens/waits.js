// @ts-check
// Who waits for whom, by what the columns of figures say. An actor that is blocked waits for whoever takes from its full outputs. One
// that waits waits for whoever sends on the inputs that hold nothing for it, but only where that can be told: it must
// have something else to do, or nothing in it may move.

/**
 * @typedef {object} WaitGraph a graph as the wire names it
 * @property {readonly { label: string, troupe?: string | null }[]} actors `troupe` names those that share a worker
 * @property {readonly { name: string, lane: number | null, from: number, to: number, capacity?: number }[]} chans
 */

/**
 * @typedef {object} Wait
 * @property {number} from who waits
 * @property {number} to for whom
 * @property {number} channel through which channel
 * @property {boolean} full whether for room in it, and not for messages
 * @property {boolean} flows whether anything is sent on the channel
 * @property {boolean} certain whether that can be told even if others move; an empty channel on which nothing was ever sent may mean nothing
 */

/**
 * @typedef {object} Situation an actor at one moment; shares in percent
 * @property {number} busy
 * @property {number} blocked
 * @property {number} waiting
 * @property {number} outside
 * @property {boolean} up
 * @property {number | null} turns turns a second
 * @property {boolean} crowded whether the actors of its troupe leave their thread no time: then it may wait for that, too
 */

/**
 * What is known of the figures of all actors (`a`) and channels (`c`): shares in percent. A column is empty where nobody tells it.
 * @typedef {{ column(side: "a" | "c", name: string): readonly unknown[] }} Columns
 */

/** From which share of its time on, in percent, an actor is held up. */
export const HELD = 20;
/** An actor that waits for so much of its time does little else. */
const MOSTLY = 50;
/** A troupe that works for so much of the time, in percent, has nothing left to give. */
const SPENT = 90;
/** From which fill on, in percent, a channel holds its sender up. */
const FULL = 50;
/** A sender that is blocked for so long is held up, however few messages there are: they may be long ones. */
const STUCK = 80;
/** An actor that makes so many turns for each message of an input makes most of them without one: it does not wait for that input. */
const TURNS_EACH = 1.5;
/** Up to which fill, in percent, a channel is as good as empty. */
const EMPTY = 5;
/** On an input that was sent so many messages others may come, however seldom: one message may have been all there was to say. */
const MORE_THAN_ONCE = 2;
/** Channels that are nearly as full as the fullest, in percent, may be the reason as well. */
const NEARLY = 10;

/**
 * The actors as of the columns.
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @returns {Situation[]}
 */
export function situations({ actors }, columns) {
  const [busy, blocked, waiting, outside, turns] = [
    "busy",
    "blocked",
    "waiting",
    "outside",
    "turnRate",
  ].map((name) => columns.column("a", name));
  const ofTroupes = /** @type {Map<string, number>} */ (new Map());
  actors.forEach(({ troupe }, i) => {
    if (troupe) ofTroupes.set(troupe, (ofTroupes.get(troupe) ?? 0) + Number(busy?.[i] ?? 0));
  });
  return columns.column("a", "up").map((isUp, i) => ({
    busy: Number(busy?.[i] ?? 0),
    blocked: Number(blocked?.[i] ?? 0),
    waiting: Number(waiting?.[i] ?? 0),
    outside: Number(outside?.[i] ?? 0),
    up: Boolean(isUp),
    turns: /** @type {number | null} */ (turns?.[i] ?? null),
    crowded: (ofTroupes.get(actors[i]?.troupe ?? "") ?? 0) >= SPENT,
  }));
}

/**
 * How much each channel holds its sender up, in percent: how full it is; or where few long messages leave no room, for how long its
 * sender is blocked.
 * @param {WaitGraph} graph
 * @param {readonly Situation[]} actors
 * @param {Columns} columns
 * @returns {number[]}
 */
export function heldUp({ chans }, actors, columns) {
  const fills = columns.column("c", "fill");
  const fullest = fullestOutputs(chans, actors.length, fills);
  return chans.map(({ from }, channel) => {
    const fill = Number(fills[channel] ?? 0);
    const sender = actors[from];
    const isStuck = sender !== undefined && sender.up && sender.blocked >= STUCK &&
      fill >= (fullest[from] ?? 0) - NEARLY;
    return isStuck ? Math.max(fill, sender.blocked) : fill;
  });
}

/**
 * Who waits for whom.
 * @param {WaitGraph} graph
 * @param {readonly Situation[]} actors
 * @param {Columns} columns
 * @returns {Wait[]}
 */
export function findWaits({ chans }, actors, columns) {
  const [fills, rates, sent] = ["fill", "rate", "sent"].map((name) => columns.column("c", name));
  const fill = (/** @type {number} */ channel) => Number(fills?.[channel] ?? 0);
  const rate = (/** @type {number} */ channel) => Number(rates?.[channel] ?? 0);
  const forRoom = actors.map(() => /** @type {number[]} */ ([]));
  const fullest = fullestOutputs(chans, actors.length, fills ?? []);
  chans.forEach(({ to }, channel) => {
    if (fill(channel) >= FULL) forRoom[to]?.push(channel);
  });

  const waits = /** @type {Wait[]} */ ([]);
  chans.forEach(({ from, to }, channel) => {
    const sender = actors[from];
    const taker = actors[to];
    if (!sender || !taker) return;
    const flows = rate(channel) > 0;
    const holdsUp = fill(channel) >= FULL || sender.blocked >= STUCK;
    if (
      sender.up && sender.blocked >= HELD && holdsUp &&
      fill(channel) >= (fullest[from] ?? 0) - NEARLY
    ) {
      waits.push({ from, to, channel, full: true, flows, certain: true });
    }
    const hasOther = (forRoom[to] ?? []).some((other) => other !== channel);
    const lacks = flows
      ? fill(channel) <= EMPTY && hasOther && (taker.turns ?? 0) <= TURNS_EACH * rate(channel)
      : isStill(taker) && fill(channel) < FULL;
    if (taker.up && taker.waiting >= MOSTLY && lacks) {
      const isSeldom = hasOther && Number(sent?.[channel] ?? 0) >= MORE_THAN_ONCE;
      waits.push({ from: to, to: from, channel, full: false, flows, certain: flows || isSeldom });
    }
  });
  return waits;
}

/**
 * How full the fullest output of each actor is, in percent.
 * @param {WaitGraph["chans"]} chans
 * @param {number} actors how many actors there are
 * @param {readonly unknown[]} fills
 */
function fullestOutputs(chans, actors, fills) {
  const fullest = new Float64Array(actors);
  chans.forEach(({ from }, channel) => {
    fullest[from] = Math.max(fullest[from] ?? 0, Number(fills[channel] ?? 0));
  });
  return fullest;
}

/**
 * Whether nothing moves in an actor: it runs, but has made no turn, and is not in the middle of one.
 * @param {Situation} actor
 */
export function isStill({ up, turns, busy, outside }) {
  return up && turns === 0 && busy + outside < HELD;
}
