/**
 * What a page got done while it followed a graph.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** Figures of some seconds of a page. */
export interface Figures {
  /** Ticks a second that were taken and painted. */
  readonly ticks: number;
  /** What a tick cost, in milliseconds: the middle one, and 95 of 100. */
  readonly apply: number;
  readonly applyP95: number;
  /** How old what is shown was, in milliseconds: the same two. */
  readonly lag: number;
  readonly lagP95: number;
}

const SECONDS = 4;

// A tick counts when it is painted: the page's measure `apply` is of one, and so is the number in its footer.
const MEASURE = `new Promise((done) => {
  const costs = [];
  const ticks = new Map();
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntriesByName("apply")) costs.push(duration);
  });
  observer.observe({ type: "measure" });
  const begin = performance.now();
  const rank = (values, share) => values.sort((a, b) => a - b)[Math.floor(values.length * share)];
  const look = () => {
    const [, tick, lag, unit] = /tick (\\d+).* lag ([\\d.]+) (m?s)/.exec(document.querySelector("#pulse").textContent) ?? [];
    if (tick && !ticks.has(tick)) ticks.set(tick, Number(lag) * (unit === "s" ? 1000 : 1));
    const spent = (performance.now() - begin) / 1000;
    if (spent < ${SECONDS}) return requestAnimationFrame(look);
    observer.disconnect();
    const lags = [...ticks.values()];
    const ranks = { apply: rank(costs, 0.5), applyP95: rank(costs, 0.95), lag: rank(lags, 0.5), lagP95: rank(lags, 0.95) };
    done({ ticks: ticks.size / spent, ...ranks });
  };
  look();
})`;

/** Takes a page's figures. */
export async function figuresOf(page: Page): Promise<Figures> {
  return await page.evaluate<Figures>(MEASURE);
}
