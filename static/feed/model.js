// @ts-check
// What the page knows of the graph: the topology, the columns as of the last tick, and what changed since it was painted.

import { applyChange } from "./columns.js";

/**
 * What the page reads of the frames of the stream; the tests hold that the server sends it.
 * @typedef {"a" | "c"} Side actors or channels
 * @typedef {{ readonly name: string, readonly troupe: string | null, readonly label: string }} Actor
 * @typedef {{ readonly name: string, readonly lane: number | null, readonly from: number, readonly to: number,
 *   readonly kind: string, readonly capacity: number }} Channel
 * @typedef {{ readonly rev: number, readonly graph: string, readonly actors: readonly Actor[],
 *   readonly chans: readonly Channel[] }} Topology
 * @typedef {{ readonly profile: string | null, readonly history?: number }} Abilities
 * @typedef {{ readonly epoch: string, readonly started: number, readonly now: number, readonly viz: string,
 *   readonly uplot?: string, readonly uplotCss?: string, readonly can?: Abilities }} Hello
 * @typedef {import("./columns.js").Cell} Cell
 * @typedef {import("./columns.js").Column} Column
 * @typedef {import("./columns.js").ColumnChange} ColumnChange
 * @typedef {{ readonly s: number, readonly t: number, readonly life: string }} Head
 * @typedef {Head & Readonly<Record<Side, readonly (readonly Cell[])[]>>} Key
 * @typedef {Head} Tick with one `ColumnChange` for each column that changed: `a0`, `c3`
 */
/**
 * @typedef {object} ActorValues shares in percent; `null` is what is not known
 * @property {number | null} busy
 * @property {number | null} blocked
 * @property {number | null} waiting
 * @property {boolean} up
 * @property {number} restarts
 * @property {number} level
 * @property {number | null} turnRate
 * @property {string} status
 * @property {number | null} mcpu
 * @property {number | null} load
 * @property {number | null} batch
 * @property {number | null} heapBytes
 * @property {number | null} outside
 */
/**
 * @typedef {object} ChannelValues fill in percent, latencies in microseconds; `null` is what is not known
 * @property {number | null} fill
 * @property {number | null} rate
 * @property {number} level
 * @property {number | null} total
 * @property {number | null} p50
 * @property {number | null} p99
 * @property {number | null} bytesRate
 */

/** Names of the actors' columns, in the order of the wire. A server that is older than the page sends fewer. */
const ACTOR = [
  "busy",
  "blocked",
  "waiting",
  "up",
  "restarts",
  "level",
  "turnRate",
  "status",
  "mcpu",
  "load",
  "batch",
  "heapBytes",
  "outside",
];

/** Names of the channels' columns, in the order of the wire. */
const CHANNEL = ["fill", "rate", "level", "total", "p50", "p99", "bytesRate"];

/** @type {Readonly<Record<Side, readonly string[]>>} */
const NAMES = { a: ACTOR, c: CHANNEL };
/** @type {readonly never[]} */
const EMPTY = [];

export class Model {
  /**
   * The last `hello`.
   * @type {Hello | null}
   */
  hello = null;
  /**
   * The last `topology`.
   * @type {Topology}
   */
  topology = { rev: 0, graph: "", actors: [], chans: [] };
  /** Sequence number, time and lifecycle of the last tick. */
  sequence = 0;
  time = 0;
  life = "building";
  /** Whether values have come since the topology. */
  ready = false;
  /**
   * The columns of the actors (`a`) and the channels (`c`), in the order of the wire.
   * @type {Record<Side, Column[]>}
   */
  columns = { a: [], c: [] };
  /** @type {Record<Side, Set<number>>} */
  #changed = { a: new Set(), c: new Set() };

  /** @param {Topology} topology */
  adopt(topology) {
    this.topology = topology;
    this.ready = false;
    this.columns = { a: ACTOR.map(() => []), c: CHANNEL.map(() => []) };
    this.#changed = { a: new Set(), c: new Set() };
  }

  /** @param {Key} frame */
  key(frame) {
    this.#head(frame);
    for (const side of /** @type {const} */ (["a", "c"])) {
      this.columns[side] = frame[side].map((column) => [...column]);
      this.touch(side);
    }
    this.ready = true;
  }

  /** @param {Tick} frame */
  tick(frame) {
    if (!this.ready) return;
    this.#head(frame);
    for (const [name, change] of Object.entries(frame)) {
      if (!/^[ac]\d+$/.test(name)) continue;
      const side = /** @type {Side} */ (name[0]);
      const column = this.columns[side][Number(name.slice(1))];
      if (!column) continue;
      const indices = applyChange(
        column,
        /** @type {ColumnChange} */ (/** @type {unknown} */ (change)),
      );
      if (indices === null) this.touch(side);
      else for (const index of indices) this.#changed[side].add(index);
    }
  }

  /**
   * Marks all actors (`a`) or channels (`c`) as changed.
   * @param {Side} side
   */
  touch(side) {
    const count = side === "a" ? this.topology.actors.length : this.topology.chans.length;
    for (let index = 0; index < count; index++) this.#changed[side].add(index);
  }

  /**
   * The indices of `a` or `c` that changed since the last call.
   * @param {Side} side
   * @returns {Set<number>}
   */
  takeChanged(side) {
    const changed = this.#changed[side];
    this.#changed[side] = new Set();
    return changed;
  }

  /**
   * A column by name, for instance `busy` of `a`; empty when the server does not send it.
   * @param {Side} side
   * @param {string} name of a column of numbers
   * @returns {readonly (number | null)[]}
   */
  column(side, name) {
    const column = this.columns[side][NAMES[side].indexOf(name)] ?? EMPTY;
    return /** @type {readonly (number | null)[]} */ (column);
  }

  /**
   * The values of an actor.
   * @param {number} index
   * @returns {ActorValues}
   */
  actor(index) {
    const at = (/** @type {number} */ column) => this.columns.a[column]?.[index] ?? null;
    return /** @type {ActorValues} */ ({
      busy: at(0),
      blocked: at(1),
      waiting: at(2),
      up: at(3),
      restarts: at(4),
      level: at(5),
      turnRate: at(6),
      status: at(7),
      mcpu: at(8),
      load: at(9),
      batch: at(10),
      heapBytes: at(11),
      outside: at(12),
    });
  }

  /**
   * The values of a channel.
   * @param {number} index
   * @returns {ChannelValues}
   */
  channel(index) {
    const at = (/** @type {number} */ column) => this.columns.c[column]?.[index] ?? null;
    return /** @type {ChannelValues} */ ({
      fill: at(0),
      rate: at(1),
      level: at(2),
      total: at(3),
      p50: at(4),
      p99: at(5),
      bytesRate: at(6),
    });
  }

  /** Messages sent a second in the whole graph, or `null`. */
  get rate() {
    const rates = this.column("c", "rate");
    return rates.some((rate) => rate !== null)
      ? rates.reduce((/** @type {number} */ sum, rate) => sum + (rate ?? 0), 0)
      : null;
  }

  /** The 99th percentile of latency in the slowest channel, in microseconds, or `null`. */
  get slowest() {
    const known = this.column("c", "p99").filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((one, other) => Math.max(one, other));
  }

  /** Restarts in the whole graph. */
  get restarts() {
    return this.column("a", "restarts").reduce(
      (/** @type {number} */ sum, count) => sum + (count ?? 0),
      0,
    );
  }

  /** @param {Head} head */
  #head({ s, t, life }) {
    this.sequence = s;
    this.time = t;
    this.life = life;
  }
}
