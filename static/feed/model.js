// What the page knows of the graph: the topology, the columns as of the last tick, and what changed since it was painted.

import { applyChange } from "./columns.js";

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

const NAMES = { a: ACTOR, c: CHANNEL };
const EMPTY = [];

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
  /** The columns of the actors (`a`) and the channels (`c`), in the order of the wire. */
  columns = { a: [], c: [] };
  #changed = { a: new Set(), c: new Set() };

  adopt(topology) {
    this.topology = topology;
    this.ready = false;
    this.columns = { a: ACTOR.map(() => []), c: CHANNEL.map(() => []) };
    this.#changed = { a: new Set(), c: new Set() };
  }

  key(frame) {
    this.#head(frame);
    for (const side of ["a", "c"]) {
      this.columns[side] = frame[side].map((column) => [...column]);
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
      const column = this.columns[side][Number(name.slice(1))];
      if (!column) continue;
      const indices = applyChange(column, change);
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

  /** A column by name, for instance `busy` of `a`; empty when the server does not send it. */
  column(side, name) {
    return this.columns[side][NAMES[side].indexOf(name)] ?? EMPTY;
  }

  /** The values of an actor. */
  actor(index) {
    const at = (column) => this.columns.a[column]?.[index] ?? null;
    return {
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
    };
  }

  /** The values of a channel. */
  channel(index) {
    const at = (column) => this.columns.c[column]?.[index] ?? null;
    return {
      fill: at(0),
      rate: at(1),
      level: at(2),
      total: at(3),
      p50: at(4),
      p99: at(5),
      bytesRate: at(6),
    };
  }

  /** Messages sent a second in the whole graph, or `null`. */
  get rate() {
    const rates = this.column("c", "rate");
    return rates.some((rate) => rate !== null) ? rates.reduce((sum, rate) => sum + rate, 0) : null;
  }

  /** The 99th percentile of latency in the slowest channel, in microseconds, or `null`. */
  get slowest() {
    const known = this.column("c", "p99").filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((one, other) => Math.max(one, other));
  }

  /** Restarts in the whole graph. */
  get restarts() {
    return this.column("a", "restarts").reduce((sum, count) => sum + count, 0);
  }

  #head({ s, t, life }) {
    this.sequence = s;
    this.time = t;
    this.life = life;
  }
}
