import type { AlertFrame } from "../wire/mod.ts";

/** The alerts of a graph, as far as a feed needs them. */
export interface AlertBook {
  /** The number that the next alert gets. */
  readonly next: number;
  /** Those that are active now. */
  readonly active: AlertFrame["alerts"];
  /** The kept ones from number `from` up to, but without, number `to`. */
  between(from: number, to: number): AlertFrame["alerts"];
}

/** The kept alerts from number `from` up to, but without, number `to`, and those that are active, in their order. */
export function withActive(book: AlertBook, from: number, to: number): AlertFrame["alerts"] {
  const news = book.between(from, to);
  const known = new Set(news.map(({ n }) => n));
  const older = book.active.filter(({ n }) => n < to && !known.has(n));
  return [...older, ...news].sort((one, other) => one.n - other.n);
}
