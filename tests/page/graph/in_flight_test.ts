import { browserTest, shows, stage } from "../pages.ts";

const graph = {
  graph: "intake",
  actors: [{ name: "intake" }, { name: "idle" }, { name: "taker" }],
  chans: [{ name: "orders", from: 0, to: 2 }, { name: "others", from: 1, to: 2 }],
};

browserTest(
  "a card says how much of what it has sent is not settled, and the tip since when",
  async () => {
    await using staged = await stage(graph, (server) => {
      server.actor(0, { busy: 5, turnRate: 70, inFlight: 1234, unsettledMs: 4200 });
      server.actor(1, { busy: 5, turnRate: 80, inFlight: 0, unsettledMs: 0 });
      server.actor(2, { busy: 5, turnRate: 90 });
    });
    const { page } = staged;
    await shows(page, "#a0 .aside", /^1\.23K in flight$/);
    await shows(page, "#a1 .aside", /^80 turns\/s$/);
    await shows(page, "#a2 .aside", /^90 turns\/s$/);
    await page.locator("#a0 .name").hover();
    await shows(page, ".tip", /1\.23K in flight, the oldest 4s/);
    await page.locator("#a0 .name").click();
    await shows(page, "#details .rows", /oldest in flight.*4s/);
  },
);
