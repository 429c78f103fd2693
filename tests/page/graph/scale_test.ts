import { assert } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, stage } from "../pages.ts";
import type { ScriptedGraph } from "../scripted_server.ts";
import { layers, pipeline, work } from "../scripts.ts";

const SECONDS = 5;

/** What the page got done while every value moved ten times a second. */
interface Pace {
  /** Painted ticks a second. */
  readonly ticks: number;
  /** What a tick cost, in milliseconds. */
  readonly median: number;
  readonly p95: number;
}

async function paceOf(page: Page): Promise<Pace> {
  return await page.evaluate(`new Promise((done) => {
    const costs = [];
    const seen = new Set();
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntriesByName("apply")) costs.push(duration);
    }).observe({ type: "measure" });
    const end = performance.now() + ${SECONDS} * 1000;
    const look = () => {
      seen.add(/tick (\\d+)/.exec(document.querySelector("#pulse").textContent)?.[1]);
      if (performance.now() < end) return requestAnimationFrame(look);
      costs.sort((one, other) => one - other);
      done({ ticks: seen.size / ${SECONDS}, median: costs[costs.length >> 1], p95: costs[Math.floor(costs.length * 0.95)] });
    };
    look();
  })`);
}

async function run(graph: ScriptedGraph, hash: string): Promise<Pace> {
  await using staged = await stage(graph, (server) => work(server, graph, 0), { hash });
  let step = 0;
  const timer = setInterval(() => {
    work(staged.server, graph, ++step);
    staged.server.tick();
  }, 100);
  try {
    await staged.page.waitForTimeout(1500);
    return await paceOf(staged.page);
  } finally {
    clearInterval(timer);
  }
}

browserTest("1000 actors folded: a tick costs less than 4 ms", async () => {
  const { ticks, median } = await run(pipeline(198), "");
  assert(ticks >= 7.5, `${ticks} ticks a second`);
  assert(median < 4, `${median} ms`);
});

browserTest("1000 actors and 1936 channels unfolded: at least 7.5 ticks a second", async () => {
  const { ticks } = await run(layers(1000, 1936), "#fold=");
  assert(ticks >= 7.5, `${ticks} ticks a second`);
});

browserTest("300 actors: at least 9.5 ticks a second, 95 of 100 under 8 ms", async () => {
  const { ticks, p95 } = await run(pipeline(58), "#fold=");
  assert(ticks >= 9.5, `${ticks} ticks a second`);
  assert(p95 < 8, `${p95} ms`);
});
