import type { Alert, TelemetrySource } from "../../protocol/mod.ts";

/** The tellers of each graph, by its region, the first of them in front. */
const OF_GRAPHS = new WeakMap<SharedArrayBuffer, Set<Teller>>();

/** The graphs whose owner has been told that all alerts are over. */
const OVER = new WeakSet<SharedArrayBuffer>();

/**
 * Tells a graph's owner of alerts. However many observe a graph, the owner is told of each alert once: by the first of them; when
 * that ends, by the next.
 */
export class Teller {
  readonly #source: TelemetrySource;
  readonly #others: Set<Teller>;

  constructor(source: TelemetrySource) {
    const { region } = source;
    this.#source = source;
    this.#others = OF_GRAPHS.get(region) ?? new Set();
    this.#others.add(this);
    OF_GRAPHS.set(region, this.#others);
  }

  /** Whether it is the one that tells. */
  get isFirst(): boolean {
    const [first] = this.#others;
    return first === this && !OVER.has(this.#source.region);
  }

  /** Tells of an alert that came or went. */
  tell(alert: Alert): void {
    this.#source.tellAlert?.(alert);
  }

  /** Leaves the telling to the next. `isOver` says that the graph has stopped, and that all of its end is told. */
  close(isOver: boolean): void {
    if (isOver && this.isFirst) OVER.add(this.#source.region);
    this.#others.delete(this);
  }
}
