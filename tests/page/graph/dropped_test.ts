import { browserTest, shows, stage } from "../pages.ts";

const graph = {
  graph: "drops",
  actors: [{ name: "sender" }, { name: "taker" }, { name: "other" }],
  chans: [
    { name: "beats", from: 0, to: 1, drops: "keeps 1 of 3 that find no room" },
    { name: "orders", from: 0, to: 2 },
  ],
};

browserTest(
  "an edge says what its channel has dropped, and the details by which rule",
  async () => {
    await using staged = await stage(graph, (server) => {
      server.channel(0, { rate: 10, fill: 100, sent: 5000, dropped: 1234 });
      server.channel(1, { rate: 10, fill: 5, sent: 70, dropped: null });
    });
    const { page } = staged;
    await shows(page, "#c0 .under", /^1\.23K dropped · 5\.00K sent$/);
    await shows(page, "#c1 .under", /70 sent$/);
    await page.locator("#c0 .label").click();
    await shows(page, "#details .rows", /dropped.*1\.23K/);
    await shows(page, "#details .rows", /when it is full.*keeps 1 of 3 that find no room/);
    await page.locator("#c1 .label").click();
    await shows(page, "#details .rows", /carries/);
  },
);
