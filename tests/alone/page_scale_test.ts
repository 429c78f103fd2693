import { assertEquals } from "@std/assert";
import { browserTest, stage, ticksOn } from "../page/pages.ts";
import type { ScriptedGraph } from "../page/scripted_server.ts";
import { layers, pipeline, work } from "../page/scripts.ts";

/** Lets every value move ten times a second, and waits until the page has painted some of that. Returns how many nodes it shows. */
async function follow(graph: ScriptedGraph, hash: string): Promise<number> {
  await using staged = await stage(graph, (server) => work(server, graph, 0), { hash });
  const { page, server, misdeeds } = staged;
  let step = 0;
  const timer = setInterval(() => {
    work(server, graph, ++step);
    server.tick();
  }, 100);
  try {
    await ticksOn(page);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
    return await page.locator(".actor").count();
  } finally {
    clearInterval(timer);
  }
}

browserTest("the page goes on with 1000 actors, folded", async () => {
  assertEquals(await follow(pipeline(198), ""), 14);
});

browserTest("the page goes on with 1000 actors and 1936 channels, unfolded", async () => {
  assertEquals(await follow(layers(1000, 1936), "#fold="), 1000);
});

browserTest("the page goes on with 300 actors, unfolded", async () => {
  assertEquals(await follow(pipeline(58), "#fold="), 299);
});
