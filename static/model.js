// What the page knows of the graph: the topology, the columns as of the last tick, and what changed since it was painted.

import { applyChange } from "./columns.js";

/** Names of the actors' columns, in the order of the wire. */
const ACTOR = ["busy", "blocked", "waiting", "up", "restarts", "level", "turnRate", "status"];

/** Names of the channels' columns, in the order of the wire. */
const CHANNEL = ["fill", "rate", "level", "total"];

export class Model {
  /** The last `hello`. */
  hello = null;
  /** The last `topology`. */
  topology = { graph: "", actors: [], chans: [] };
  /** Sequence number, time and lifecycle of the last tick. */
  sequence = 0;
  time = 0;
  life = "building";
  /** Whether values have come since the topology. */
  ready = false;
  #columns = { a: [], c: [] };
  #changed = { a: new Set(), c: new Set() };

  adopt(topology) {
    this.topology = topology;
    this.ready = false;
    this.#columns = { a: ACTOR.map(() => []), c: CHANNEL.map(() => []) };
    this.#changed = { a: new Set(), c: new Set() };
  }

  key(frame) {
    this.#head(frame);
    for (const side of ["a", "c"]) {
      this.#columns[side] = frame[side].map((column) => [...column]);
      this.touch(side);
    }
    this.ready = true;
  }

  tick(frame) {
    if (!this.ready) return;
    this.#head(frame);
    for (const [name, change] of Object.entries(frame)) {
      if (!/^[ac]\d+$/.test(name)) continue;
      const side = name[0];
      const indices = applyChange(this.#columns[side][Number(name.slice(1))], change);
      if (indices === null) this.touch(side);
      else for (const index of indices) this.#changed[side].add(index);
    }
  }

  /** Marks all actors (`a`) or channels (`c`) as changed. */
  touch(side) {
    const count = side === "a" ? this.topology.actors.length : this.topology.chans.length;
    for (let index = 0; index < count; index++) this.#changed[side].add(index);
  }

  /** The indices of `a` or `c` that changed since the last call. */
  takeChanged(side) {
    const changed = this.#changed[side];
    this.#changed[side] = new Set();
    return changed;
  }

  /** The values of an actor. */
  actor(index) {
    return row(ACTOR, this.#columns.a, index);
  }

  /** The values of a channel. */
  channel(index) {
    return row(CHANNEL, this.#columns.c, index);
  }

  /** Messages sent a second in the whole graph, or `null`. */
  get rate() {
    const rates = this.#columns.c[CHANNEL.indexOf("rate")] ?? [];
    return rates.some((rate) => rate !== null) ? rates.reduce((sum, rate) => sum + rate, 0) : null;
  }

  /** Restarts in the whole graph. */
  get restarts() {
    const restarts = this.#columns.a[ACTOR.indexOf("restarts")] ?? [];
    return restarts.reduce((sum, count) => sum + count, 0);
  }

  #head({ s, t, life }) {
    this.sequence = s;
    this.time = t;
    this.life = life;
  }
}

function row(names, columns, index) {
  const values = {};
  names.forEach((name, at) => values[name] = columns[at]?.[index] ?? null);
  return values;
}
