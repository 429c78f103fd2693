// @ts-check
// What the page knows of the graph: the topology, the columns as of the last tick, and what changed since it was painted.

import { applyChange } from "./columns.js";
import { Figures } from "./figures.js";

/**
 * What the page reads of the frames of the stream; the tests hold that the server sends it.
 * @typedef {import("./figures.js").Side} Side
 * @typedef {{ readonly name: string, readonly troupe: string | null, readonly process?: boolean, readonly supervisors?: readonly string[], readonly label: string,
 *   readonly shown?: number, readonly pod?: string, readonly missing?: boolean,
 *   readonly link?: { readonly role: string, readonly deathCosts?: DeathCosts } }} Actor
 * @typedef {{ readonly sending: string, readonly taking: string, readonly broker?: string }} DeathCosts
 * @typedef {{ readonly name: string, readonly lane: number | null, readonly from: number, readonly to: number,
 *   readonly kind: string, readonly capacity: number, readonly drops?: string, readonly sidecar?: boolean,
 *   readonly partner?: string, readonly shown?: number, readonly link?: { readonly key: string, readonly missing?: string } }} Channel
 * @typedef {{ readonly rev: number, readonly graph: string, readonly actors: readonly Actor[],
 *   readonly chans: readonly Channel[] }} Topology
 * @typedef {{ readonly profile: string | null, readonly history?: number, readonly logLevel?: boolean }} Abilities
 * @typedef {import("./figures.js").Vocabulary & { readonly epoch: string, readonly started: number, readonly now: number,
 *   readonly viz: string, readonly uplot?: string, readonly uplotCss?: string, readonly can?: Abilities,
 *   readonly picture?: Partial<import("../graph/look.js").Look> }} Hello
 * @typedef {import("./columns.js").Cell} Cell
 * @typedef {import("./columns.js").Column} Column
 * @typedef {import("./columns.js").ColumnChange} ColumnChange
 * @typedef {{ readonly s: number, readonly t: number, readonly life: string }} Head
 * @typedef {Head & Readonly<Record<Side, readonly (readonly Cell[])[]>>} Key
 * @typedef {Head} Tick with one `ColumnChange` for each column that changed: `a0`, `c3`
 */
/**
 * @typedef {object} ActorValues the figures that are drawn, among all others; shares in percent; `null` is what is not known
 * @property {number | null} busy
 * @property {number | null} blocked
 * @property {number | null} waiting
 * @property {boolean} up
 * @property {boolean} [asleep]
 * @property {number} restarts
 * @property {number} level
 * @property {number | null} turnRate
 * @property {string} status
 * @property {number | null} mcpu
 * @property {number | null} load
 * @property {number | null} batch
 * @property {number | null} heapBytes
 * @property {number | null} outside
 * @property {number | null} [inFlight] messages sent that are not settled, where they are followed
 * @property {number | null} [unsettledMs] how old the oldest of them is
 * @property {number | null} [processBytes] memory of its process, where it is in one of its own
 * @property {number | null} [processMcpu] thousandths of a core that this process works for
 * @property {number | null} [silentMs] for how long its pod has been silent, where that is gone
 * @property {number | null} [endedMs] how long ago its pod has ended, where it has
 * @property {string | null} [shown] the statistics that the program has shown, in one text
 */
/**
 * @typedef {object} ChannelValues the figures that are drawn, among all others; fill in percent, latencies in microseconds; `null` is what is not known
 * @property {number | null} fill
 * @property {number | null} rate
 * @property {number} level
 * @property {number | null} sent
 * @property {number | null} p50
 * @property {number | null} p99
 * @property {number | null} [dropped] not told of in recordings that are older than it
 * @property {number | null} bytesRate
 * @property {number | null} [onLink] messages on their way, of an aqueduct
 * @property {number | null} [linkLatency] how long they are, in microseconds
 * @property {number | null} [clockError] by how much that may be wrong
 * @property {string | null} [shown] the statistics that the program has shown, in one text
 */

/** @type {readonly never[]} */
const EMPTY = [];

export class Model {
  /**
   * The last `hello`.
   * @type {Hello | null}
   */
  hello = null;
  /** Which figures come, and how they are shown. */
  figures = new Figures();
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
   * The columns of the actors (`a`) and the channels (`c`), in the order that `hello` told.
   * @type {Record<Side, Column[]>}
   */
  columns = { a: [], c: [] };
  /** @type {Record<Side, Set<number>>} */
  #changed = { a: new Set(), c: new Set() };

  /**
   * Takes the words of whoever tells the frames from now on.
   * @param {Hello} hello
   */
  greet(hello) {
    this.hello = hello;
    const figures = new Figures(hello);
    // What is built of them stays, while they are the same.
    if (figures.text !== this.figures.text) this.figures = figures;
  }

  /** @param {Topology} topology */
  adopt(topology) {
    this.topology = topology;
    this.ready = false;
    this.columns = { a: this.#none("a"), c: this.#none("c") };
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
    const column = this.columns[side][this.figures.columnOf(side, name)] ?? EMPTY;
    return /** @type {readonly (number | null)[]} */ (column);
  }

  /**
   * The values of an actor, by the names of their figures.
   * @param {number} index
   * @returns {ActorValues}
   */
  actor(index) {
    return /** @type {ActorValues} */ (/** @type {unknown} */ (this.#values("a", index)));
  }

  /**
   * The values of a channel, by the names of their figures.
   * @param {number} index
   * @returns {ChannelValues}
   */
  channel(index) {
    return /** @type {ChannelValues} */ (/** @type {unknown} */ (this.#values("c", index)));
  }

  /**
   * @param {Side} side
   * @param {number} index
   */
  #values(side, index) {
    /** @type {Record<string, Cell>} */
    const values = {};
    const columns = this.columns[side];
    const names = this.figures.columns(side);
    for (let at = 0; at < names.length; at++) {
      values[/** @type {string} */ (names[at])] = columns[at]?.[index] ?? null;
    }
    return values;
  }

  /**
   * @param {Side} side
   * @returns {Column[]}
   */
  #none(side) {
    return this.figures.columns(side).map(() => []);
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
    return this.#sum("restarts");
  }

  /** How often it was bad in the whole graph, or `null` where nobody tells. */
  get badness() {
    if (!this.ready || this.figures.columnOf("a", "crashes") < 0) return null;
    return { crashes: this.#sum("crashes"), deadLetters: this.#sum("deadLetters") };
  }

  /** @param {string} name of a figure of actors */
  #sum(name) {
    return this.column("a", name).reduce(
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
