import { assert, assertEquals } from "@std/assert";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import type { PictureOptions } from "../../../src/telemetry/mod.ts";
import { telemetryFaults } from "../../../src/telemetry/telemetry_faults.ts";
import { groupsOf } from "../../../static/fold/fold.js";
import { FakeGraph } from "../../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, screenshot, shows } from "../pages.ts";

function crew(): FakeGraph {
  const workers = [1, 2, 3].map((instance) => ({ name: "worker", instance }));
  const fake = new FakeGraph("crew", ["source", ...workers], [
    { name: "jobs", from: 0, to: 1, kind: "text" },
    { name: "orders", from: 0, to: 2, kind: "u32" },
    { name: "notes", from: 0, to: 3, kind: "json" },
  ]);
  for (const probe of fake.probes) probe.busy(Date.now());
  return fake;
}

/** Shows the graph with a look, once something flows over its first edge, and returns the texts and the width of that. */
async function seen(
  picture: PictureOptions | undefined,
  name: string,
): Promise<{ names: string[]; width: number; under: string; groups: number }> {
  const fake = crew();
  await using server = await serveTelemetry(fake.source, {
    port: 0,
    ...picture && { picture },
  });
  const timer = setInterval(() => {
    fake.send(0, 1000);
    fake.take(0, 1000);
  }, 20);
  try {
    await using opened = await open(server.url, { colorScheme: "light" });
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await shows(page, "#state", /Live/);
    await page.locator(".chan.flows").first().waitFor({ state: "attached" });
    await screenshot(page, `look-${name}.png`);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
    const line = page.locator(".chan.flows .line").first();
    return {
      names: await page.locator(".chan .cname").allTextContents(),
      width: Number(await line.getAttribute("stroke-width")),
      under: (await page.locator(".chan.flows .under").first().textContent())!,
      groups: await page.locator("#g0").count(),
    };
  } finally {
    clearInterval(timer);
  }
}

browserTest(
  "the picture shows names, totals and widths, unless the program says otherwise",
  async () => {
    const { names, width, under, groups } = await seen(undefined, "standard");
    assertEquals([names, groups], [["jobs", "orders", "notes"], 0]);
    assert(width > 2, `${width} pixels for messages that flow`);
    assert(under.endsWith(" sent"), under);
  },
);

browserTest(
  "kinds in the place of names, no totals and edges of one width, where that is asked for",
  async () => {
    const look = { channelNames: false, kinds: true, totals: false, edgeWidths: false };
    const { names, width, under } = await seen(look, "kinds");
    assertEquals(names, ["text", "u32", "json"]);
    assertEquals(width, 1.2);
    assertEquals(under.includes("sent"), false, under);
  },
);

browserTest("actors of one name fold from as many on as the program says", async () => {
  const { names, groups } = await seen({ foldFrom: 3, kinds: true }, "folded");
  assertEquals(groups, 1);
  assertEquals(names.length, 1);
});

Deno.test("a threshold of one's own is the only rule, whether there are few actors or many", () => {
  const times = (count: number, name: string) =>
    Array.from({ length: count }, (_, i) => ({ name, label: `${name} ${i}` }));
  const pair = [...times(2, "pair"), ...times(200, "many")];
  assertEquals(groupsOf(pair).map(({ crowd }) => crowd), [true, true]);
  assertEquals(groupsOf(pair, 3).map(({ crowd }) => crowd), [false, true]);
  assertEquals(groupsOf(times(5, "few"), 5)[0]!.crowd, true);
});

Deno.test("what is wrong with the picture's options is told all at once", () => {
  const picture = { foldFrom: 1, kinds: "yes", colours: true };
  const texts = telemetryFaults({ picture }).map(({ text }) => text);
  assertEquals(texts.length, 3, texts.join("\n"));
  assert(texts.some((text) => /option picture\.foldFrom is 1, /.test(text)), texts.join("\n"));
});
