import { assertEquals } from "@std/assert";
import { framesOf } from "../../../static/fold/frames.js";
import { pictureOf } from "../../../static/fold/fold.js";
import { exactText } from "../../../static/words/unit_text.js";
import { browserTest, shows, stage } from "../pages.ts";

const graph = {
  graph: "intake",
  actors: [
    { name: "in" },
    { name: "parse", troupe: "PARSERS", process: true as const },
    { name: "out", troupe: "office" },
  ],
  chans: [{ name: "lines", from: 0, to: 1 }, { name: "orders", from: 1, to: 2 }],
};

Deno.test("the frame around a process is told apart from that around a troupe", () => {
  const actors = graph.actors.map(({ name, troupe = null, ...more }) => ({
    ...{ name, label: name, troupe },
    ...more,
  }));
  const { nodes } = pictureOf({ actors, chans: [] }, []);
  assertEquals(framesOf(actors, nodes, "troupes"), [
    { name: "PARSERS", parent: null, nodes: [1], isProcess: true },
    { name: "office", parent: null, nodes: [2] },
  ]);
});

Deno.test("the number of a process is written as the system writes it", () => {
  assertEquals([exactText("id", 21_254), exactText("times", 21_254)], ["21254", "21,254"]);
});

browserTest(
  "a process has a frame with its name, and its memory and cores in the details",
  async () => {
    await using staged = await stage(graph, (server) => {
      server.actor(1, { busy: 50, processBytes: 80_000_000, processMcpu: 480 });
    });
    const { page } = staged;
    await page.locator("#around").selectOption("troupes");
    await shows(page, ".frame-name.process text", /^process PARSERS/);
    await page.locator("#a1 .name").hover();
    await shows(page, ".tip", /in process PARSERS/);
    await page.locator("#a1 .name").click();
    await shows(page, "#details .rows", /memory of its process.*80/);
    await shows(page, "#details .rows", /PARSERS, a process of its own/);
  },
);
