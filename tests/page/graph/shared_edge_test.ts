import { assertEquals } from "@std/assert";
import { browserTest, isDrawn, shows, stage } from "../pages.ts";

const graph = {
  graph: "shared",
  actors: [{ name: "sender" }, { name: "taker" }],
  chans: Array.from({ length: 200 }, (_, at) => ({ name: `stream ${at}`, from: 0, to: 1 })),
};

browserTest("channels from one actor to another are one edge, and each is reached", async () => {
  await using staged = await stage(graph, (server) => {
    for (let at = 0; at < 200; at++) server.channel(at, { rate: 10, fill: 5, level: 0 });
    server.channel(123, { rate: 10, fill: 97, level: 3 });
  });
  const { page } = staged;
  assertEquals(await page.locator(".chan").count(), 1);
  await shows(page, "#e0.v3 .cname", /^200 channels$/);
  // What flows in all of them, and how full the fullest is.
  await shows(page, "#e0 .rate", /^2\.00K\/s · max 97%$/);
  await page.locator("#e0 .label").click();
  await shows(page, "#group h2", /200 channels/);
  await shows(page, "#group .rows", /sender.*taker/);
  await shows(page, "#group .links li:first-child", /^stream 123.*97%/);
  await shows(page, "#group .links li:last-child", /and 160 more, in the table/);
  await page.locator("#group .links button").first().click();
  await shows(page, "#details h2", /^stream 123/);
  await page.locator("#e0[data-selected]").waitFor();
  // The table and the box to find have each of them.
  await page.keyboard.press("t");
  await shows(page, "#table-view caption", /^Channels \(200\)$/);
  await page.locator("#find").fill("stream 77");
  await page.keyboard.press("Enter");
  await shows(page, "#details h2", /^stream 77/);
  await page.keyboard.press("Escape");
});

browserTest("an address leads to a channel within an edge, and to the edge", async () => {
  await using channel = await stage(graph, () => {}, { hash: "#sel=c42" });
  await shows(channel.page, "#details h2", /^stream 42/);
  await channel.page.locator("#e0[data-selected]").waitFor();
  await using edge = await stage(graph, () => {}, { hash: "#sel=e0" });
  await isDrawn(edge.page);
  await shows(edge.page, "#group h2", /200 channels/);
});
